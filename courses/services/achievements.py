"""The achievement that an imported course names: found at the organisation's issuer, or defined there."""

from decimal import Decimal
from typing import Any, Protocol

from django.utils.translation import gettext as _

from courses.formats.cairn.achievement import ANNEX_I
from courses.formats.model import AchievementDocument, CourseDocument, SkillLevel
from credentials.models import Achievement, AchievementVersion
from credentials.services.achievements import AchievementWording, define_achievement
from credentials.services.issuers import ensure_issuer
from portal.models import Organisation, User
from skills.models import Skill

Defined = Achievement | None


class Ledger(Protocol):
    def dropped(self, element: str, place: str, reason: str) -> None: ...

    def adapted(self, element: str, place: str, reason: str) -> None: ...


def define_or_find(
    document: CourseDocument, ledger: Ledger, *, organisation: Organisation, actor: User
) -> Defined:
    """An achievement of the issuer keeps its wording: a draft must not change what others already earn.

    Opens transactions of its own, before the one that stores the course.
    """
    wanted = document.achievement
    if wanted is None:
        return None
    element = f"achievement {wanted.slug}"
    if not organisation.is_provider:
        ledger.dropped(element, "course.yaml", _("this organisation does not publish courses"))
        return None
    issuer = ensure_issuer(organisation, actor=actor)
    wording = _wording(wanted, document.language, ledger)
    found = Achievement.objects.filter(slug=wanted.slug).select_related("current_version").first()
    if found is not None and found.issuer_id != issuer.pk:
        reason = _("another issuer has an achievement of this short name; make one with another name")
        ledger.dropped(element, "course.yaml", reason)
        return None
    if found is not None and found.current_version is not None:
        if AchievementWording.of(found.current_version) != wording:
            reason = _("exists already with another wording, which stays as it is")
            ledger.adapted(element, "course.yaml", reason)
        return found
    return define_achievement(
        issuer,
        slug=wanted.slug,
        wording=wording,
        skills=_skills(wanted.skills),
        actor=actor,
    )


def _wording(wanted: AchievementDocument, language: str, ledger: Ledger) -> AchievementWording:
    """What is too long is cut, what is of no type we award becomes a micro-credential; the ledger says so."""
    columns: dict[str, Any] = {"name": wanted.name, "description": wanted.description, "type": wanted.type}
    for name in ANNEX_I:
        if text := getattr(wanted, name):
            columns[name] = text
    for name, text in columns.items():
        most: int = getattr(AchievementVersion._meta.get_field(name), "max_length", None) or len(text)
        if len(text) > most:
            reason = _("%(count)s characters are too many; cut to %(most)s")
            ledger.adapted(f"achievement.{name}", "course.yaml", reason % {"count": len(text), "most": most})
            columns[name] = text[:most]
    if wanted.type not in AchievementVersion.Type.values:
        reason = _("“%(type)s” is not awarded here; it is a micro-credential") % {"type": wanted.type}
        ledger.adapted("achievement.type", "course.yaml", reason)
        columns["type"] = AchievementVersion.Type.MICRO_CREDENTIAL
    return AchievementWording(
        **columns,
        criteria=wanted.criteria,
        language=language,
        hours=_decimal(wanted.hours) or Decimal(0),
        credits=_decimal(wanted.credits),
        eqf_level=wanted.eqf_level,
        validity_months=wanted.validity_months,
        family=wanted.family or "",
        guess_pass_limit=_decimal(wanted.guess_pass_limit, "0.0001"),
    )


def _decimal(value: float | None, step: str = "0.01") -> Decimal | None:
    return None if value is None else Decimal(str(value)).quantize(Decimal(step))


def _skills(wanted: tuple[SkillLevel, ...]) -> list[tuple[Skill, int]]:
    found = [(Skill.objects.by_reference(entry.skill).first(), entry.level) for entry in wanted]
    return [(skill, level) for skill, level in found if skill is not None]
