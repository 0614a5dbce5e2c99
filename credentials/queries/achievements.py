"""What an achievement says to the world now: its current version, as claims of the standard."""

from typing import Any

from credentials import openbadges
from credentials.models import Achievement, AchievementSkill, AchievementVersion
from skills.models import LEVEL_CHOICES


def achievement_document(achievement: Achievement, version: AchievementVersion) -> dict[str, Any]:
    """The achievement as JSON-LD of its own (Open Badges 3.0 §B.1.1), for those who follow its address."""
    return openbadges.compose_achievement(achievement_claims(achievement, version))


def achievement_claims(achievement: Achievement, version: AchievementVersion) -> openbadges.AchievementClaims:
    """Fetch `skill_levels__skill__framework` with the version."""
    url = achievement.public_url
    return openbadges.AchievementClaims(
        id=url,
        name=version.name,
        description=version.description,
        criteria=version.criteria,
        criteria_url=url,
        achievement_type=version.type,
        skills=tuple(_skill(entry) for entry in version.skill_levels.all()),
        credits_available=None if version.credits is None else float(version.credits),
        micro_credential=openbadges.MicroCredentialClaims(
            hours=float(version.hours) or None,
            eqf_level=version.eqf_level,
            participation=version.participation,
            assessment_type=version.assessment_type,
            supervision=version.supervision,
            quality_assurance=version.quality_assurance,
        ),
        image=openbadges.ImageClaims(id=f"{url}image.png", caption=version.name),
        language=version.language,
        version=str(version.number),
    )


def _skill(entry: AchievementSkill) -> openbadges.SkillClaims:
    name, _, description = str(dict(LEVEL_CHOICES)[entry.level]).partition(": ")
    return openbadges.SkillClaims(
        uri=entry.skill.uri,
        name=entry.skill.label,
        level=entry.level,
        level_name=name,
        level_description=description,
        framework=entry.skill.framework.name,
        code=entry.skill.slug,
    )
