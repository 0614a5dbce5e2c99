"""The stone or the cairn of a credential, from the claims that were frozen with it; and its QR code."""

import functools
from typing import Any

import segno

from credentials.models import AchievementVersion, StackRule
from credentials.stones import StoneSpec, cairn_png, cairn_svg, stone_png, stone_svg

type Json = dict[str, Any]


def stone_of(claims: Json) -> StoneSpec:
    """The stone that the claims describe."""
    return _spec(claims["stone"])


def stones_of(claims: Json) -> list[StoneSpec]:
    """What the picture shows: the parts of a stacked credential, else the one stone."""
    return [_spec(part["stone"]) for part in claims["parts"]] or [stone_of(claims)]


def picture_svg(claims: Json, *, size: int = 320, label: str = "") -> str:
    """The picture of a credential; without a label it is decoration."""
    return pile_svg(stones_of(claims), size=size, label=label)


def achievement_stones(version: AchievementVersion, rule: StackRule | None) -> list[StoneSpec]:
    """The stones of the achievements that a stack's rule names; else the achievement's own stone."""
    parts = AchievementVersion.objects.none()
    if rule is not None:
        parts = AchievementVersion.objects.filter(pk__in=rule.parts.values("current_version")).order_by("pk")
        parts = parts.select_related("achievement").prefetch_related("skill_levels__skill__family")
    stones = [stone_of_version(part, label=part.name) for part in parts]
    return stones or [stone_of_version(version, label=version.name)]


def pile_svg(stones: list[StoneSpec], *, size: int, label: str) -> str:
    """One stone as itself, several as a cairn."""
    if len(stones) == 1:
        return stone_svg(_labelled(stones[0], label), size=size)
    return cairn_svg(stones, size=size, label=label)


def pile_png(stones: list[StoneSpec], *, size: int, label: str) -> bytes:
    """The same picture as PNG."""
    if len(stones) == 1:
        return stone_png(_labelled(stones[0], label), size)
    return cairn_png(stones, size=size, label=label)


def stone_of_version(version: AchievementVersion, *, label: str = "") -> StoneSpec:
    """The stone of what can be earned; fetch `achievement` and `skill_levels__skill__family` with it."""
    levels = list(version.skill_levels.all())
    families = [entry.skill.family.slug for entry in levels if entry.skill.family]
    return StoneSpec(
        key=version.achievement.slug,
        family=version.family or next(iter(families), ""),
        level=max((entry.level for entry in levels), default=1),
        hours=float(version.hours),
        label=label,
    )


@functools.lru_cache(maxsize=256)
def qr_svg(address: str) -> str:
    """The QR code of an address: dark on light in any scheme, quiet zone included, 15 % redundancy."""
    code = segno.make(address, error="m", micro=False)
    drawn = code.svg_inline(
        scale=4, border=4, dark="#171c23", light="#fffefb", svgclass=None, lineclass=None, omitsize=True
    )
    return str(drawn)


def _spec(stone: Json) -> StoneSpec:
    return StoneSpec(
        key=str(stone["key"]),
        family=str(stone["family"]),
        level=int(stone["level"]),
        hours=float(stone["hours"]),
        label=str(stone["label"]),
    )


def _labelled(spec: StoneSpec, label: str) -> StoneSpec:
    return StoneSpec(key=spec.key, family=spec.family, level=spec.level, hours=spec.hours, label=label)
