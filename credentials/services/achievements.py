"""What can be earned is worded once and never changed: another wording is another version."""

import dataclasses
from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction

from credentials.errors import AchievementTaken
from credentials.models import Achievement, AchievementSkill, AchievementVersion, IssuerProfile
from portal import audit
from portal.models import User
from skills.models import Skill


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AchievementWording:
    """Everything that one version of an achievement says, but for its skills. `criteria` is Markdown."""

    name: str
    description: str
    criteria: str
    type: str = AchievementVersion.Type.MICRO_CREDENTIAL
    language: str = "en"
    hours: Decimal = Decimal(0)
    credits: Decimal | None = None
    eqf_level: int | None = None
    validity_months: int | None = None
    family: str = ""
    participation: str = "Online, self-paced"
    assessment_type: str = "Online assessment, scored"
    supervision: str = "Unsupervised, no identity verification"
    quality_assurance: str = "Reviewed by a second person before publication"
    guess_pass_limit: Decimal | None = None

    @classmethod
    def of(cls, version: AchievementVersion) -> "AchievementWording":
        """The wording of a stored version."""
        return cls(**{field.name: getattr(version, field.name) for field in dataclasses.fields(cls)})


@transaction.atomic(durable=True)
def define_achievement(
    issuer: IssuerProfile,
    *,
    slug: str,
    wording: AchievementWording,
    skills: Sequence[tuple[Skill, int]],
    actor: User,
) -> Achievement:
    """Give an achievement its wording: the first version, or a new one where something changed.

    Saying the same again changes nothing. Raises AchievementTaken when the slug is another issuer's.
    """
    achievement, is_new = Achievement.objects.get_or_create(slug=slug, defaults={"issuer": issuer})
    achievement = Achievement.objects.locked().get(pk=achievement.pk)
    if achievement.issuer_id != issuer.pk:
        raise AchievementTaken
    levels = {skill.pk: level for skill, level in skills}
    if not is_new and _says(achievement.current_version, wording, levels):
        return achievement
    newest = achievement.versions.order_by("-number").first()
    version = AchievementVersion(
        achievement=achievement,
        number=newest.number + 1 if newest else 1,
        created_by=actor,
        **dataclasses.asdict(wording),
    )
    version.full_clean(exclude=["created_by", "achievement"])
    version.save()
    AchievementSkill.objects.bulk_create(
        AchievementSkill(version=version, skill_id=skill, level=level) for skill, level in levels.items()
    )
    achievement.current_version = version
    achievement.save(update_fields=["current_version"])
    audit.record("achievement.defined", achievement, actor=actor, version=version.number)
    return achievement


def _says(version: AchievementVersion | None, wording: AchievementWording, levels: dict[int, int]) -> bool:
    if version is None or AchievementWording.of(version) != wording:
        return False
    return dict(version.skill_levels.values_list("skill", "level")) == levels
