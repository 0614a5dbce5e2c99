"""The achievement that an imported course names: found at the organisation's issuer, or defined there."""

from decimal import Decimal
from typing import Protocol

from django.utils.translation import gettext as _

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
    found = Achievement.objects.filter(slug=wanted.slug).select_related("current_version").first()
    if found is not None and found.issuer_id != issuer.pk:
        reason = _("another issuer has an achievement of this short name; make one with another name")
        ledger.dropped(element, "course.yaml", reason)
        return None
    if found is not None and found.current_version is not None:
        if AchievementWording.of(found.current_version) != _wording(wanted, document.language):
            reason = _("exists already with another wording, which stays as it is")
            ledger.adapted(element, "course.yaml", reason)
        return found
    return define_achievement(
        issuer,
        slug=wanted.slug,
        wording=_wording(wanted, document.language),
        skills=_skills(wanted.skills),
        actor=actor,
    )


def _wording(wanted: AchievementDocument, language: str) -> AchievementWording:
    known = wanted.type in AchievementVersion.Type.values
    return AchievementWording(
        name=wanted.name[:150],
        description=wanted.description[:2000],
        criteria=wanted.criteria,
        type=wanted.type if known else AchievementVersion.Type.MICRO_CREDENTIAL,
        language=language,
        hours=_decimal(wanted.hours) or Decimal(0),
        credits=_decimal(wanted.credits),
        eqf_level=wanted.eqf_level,
        validity_months=wanted.validity_months,
        family=wanted.family or "",
    )


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value)).quantize(Decimal("0.01"))


def _skills(wanted: tuple[SkillLevel, ...]) -> list[tuple[Skill, int]]:
    found = [(Skill.objects.by_reference(entry.skill).first(), entry.level) for entry in wanted]
    return [(skill, level) for skill, level in found if skill is not None]
