"""The picture of a portfolio: its credentials as cairns on a shore, and the same facts as rows of a table."""

import dataclasses
import datetime
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from credentials.queries.pictures import stone_of, stones_of
from credentials.stones import Cairn, StoneSpec, landscape_svg
from portfolios.queries.showcase import ShownCredential


@dataclasses.dataclass(frozen=True, slots=True)
class Stone:
    """A row of the table beside the picture."""

    cairn: str
    name: str
    issuer: str
    level: int
    hours: float
    awarded_at: datetime.datetime
    url: str


@dataclasses.dataclass(frozen=True, slots=True)
class Landscape:
    svg: SafeString
    stones: list[Stone]


def landscape(credentials: Sequence[ShownCredential]) -> Landscape:
    """A stacked credential is a cairn of its parts; the others stand together by family."""
    within = {part["credential"] for row in credentials for part in row.credential.claims["parts"]}
    cairns: list[Cairn] = []
    rows: list[Stone] = []
    families: dict[str, list[ShownCredential]] = defaultdict(list)
    for row in credentials:
        if row.credential.claims["parts"]:
            cairns.append(Cairn(tuple(stones_of(row.credential.claims)), row.name))
            rows.append(_stone(row, row.name))
        elif str(row.credential.uuid) not in within:
            families[stone_of(row.credential.claims).family].append(row)
        else:
            rows.append(_stone(row, _whole_of(row, credentials)))
    for family, members in families.items():
        name = family.replace("-", " ").capitalize() or _("Others")
        cairns.append(Cairn(tuple(_labelled(row) for row in members), name))
        rows += [_stone(row, name) for row in members]
    return Landscape(_drawn(tuple(cairns), _label(cairns, rows)), sorted(rows, key=lambda row: row.cairn))


def _label(cairns: Sequence[Cairn], rows: Sequence[Stone]) -> str:
    if not cairns:
        return _("An empty shore: no credentials yet.")
    stones = ngettext("%(count)s credential", "%(count)s credentials", len(rows)) % {"count": len(rows)}
    names = ", ".join(cairn.label for cairn in cairns)
    return _("A landscape of cairns drawn from %(stones)s: %(names)s.") % {"stones": stones, "names": names}


@lru_cache(maxsize=256)
def _drawn(cairns: tuple[Cairn, ...], label: str) -> SafeString:
    return mark_safe(landscape_svg(cairns, label=label))  # noqa: S308 - made here, texts escaped by the painter


def _labelled(row: ShownCredential) -> StoneSpec:
    return dataclasses.replace(stone_of(row.credential.claims), label=row.name)


def _stone(row: ShownCredential, cairn: str) -> Stone:
    spec = stone_of(row.credential.claims)
    return Stone(
        cairn=cairn,
        name=row.name,
        issuer=row.issuer,
        level=spec.level,
        hours=spec.hours,
        awarded_at=row.credential.awarded_at,
        url=row.credential.get_absolute_url(),
    )


def _whole_of(row: ShownCredential, credentials: Sequence[ShownCredential]) -> str:
    part = str(row.credential.uuid)
    return next(
        whole.name
        for whole in credentials
        if any(entry["credential"] == part for entry in whole.credential.claims["parts"])
    )
