"""The stone of an achievement, for lists and pages."""

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from credentials.models import Achievement
from credentials.stones import StoneSpec, stone_svg


def stone_of(achievement: Achievement | None) -> SafeString:
    """Inline SVG; nothing where a course awards nothing yet. Wants the current version's skills fetched."""
    wording = achievement.current_version if achievement else None
    if achievement is None or wording is None:
        return SafeString("")
    levels = [row.level for row in wording.skill_levels.all()]
    spec = StoneSpec(
        key=achievement.slug,
        family=wording.family,
        level=max(levels, default=1),
        hours=float(wording.hours),
        label=_("The stone of %(name)s") % {"name": wording.name},
    )
    return mark_safe(stone_svg(spec))  # noqa: S308 - drawn by credentials.stones, which escapes the label
