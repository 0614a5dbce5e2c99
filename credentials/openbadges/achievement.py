"""An achievement as Open Badges 3.0 writes it: what was achieved, by which criteria, aligned with what."""

from __future__ import annotations

from typing import Any

from credentials.openbadges import contexts
from credentials.openbadges.claims import (
    AchievementClaims,
    AlignmentClaims,
    ResultDescriptionClaims,
)
from credentials.openbadges.errors import InvalidClaims
from credentials.openbadges.facts import facts_of, skill_description
from credentials.openbadges.profile import picture, profile
from credentials.openbadges.text import credits_number, iri, tidy
from credentials.openbadges.vocabulary import TARGET_TYPES, check_term

type Json = dict[str, Any]


def compose_achievement(claims: AchievementClaims) -> Json:
    """An achievement as a document of its own: what stands behind its address."""
    facts = facts_of(claims, None)
    context = [contexts.CREDENTIALS_V2, contexts.OPEN_BADGES]
    return tidy({"@context": context, **achievement(claims, described(claims, facts.descriptions))})


def described(claims: AchievementClaims, descriptions: tuple[ResultDescriptionClaims, ...]) -> list[Json]:
    """The ResultDescriptions of an achievement: its own, one for each skill, and `descriptions`."""
    skills = [skill_description(claims.id, number, skill) for number, skill in enumerate(claims.skills, 1)]
    every = [*claims.result_descriptions, *skills, *descriptions]
    if len({description.id for description in every}) != len(every):
        raise InvalidClaims("two result descriptions share an id")
    return [_result_description(description) for description in every]


def achievement(claims: AchievementClaims, descriptions: list[Json]) -> Json:
    """An Achievement with these ResultDescriptions."""
    skills = [
        AlignmentClaims(
            target_name=skill.name,
            target_url=skill.uri,
            target_code=skill.code,
            target_description=f"Level {skill.level}",
            target_framework=skill.framework,
            target_type=skill.target_type,
        )
        for skill in claims.skills
    ]
    components = [
        AlignmentClaims(
            target_name=part.name,
            target_url=part.id,
            target_description=part.description,
            target_type="ceterms:Credential",
        )
        for part in claims.components
    ]
    eqf = claims.micro_credential.eqf_level
    levels = [
        AlignmentClaims(
            target_name=f"EQF level {eqf}",
            target_url=f"http://data.europa.eu/snb/eqf/{eqf}",
            target_framework="European Qualifications Framework",
            target_type="ext:EQFLevel",
        )
    ]
    return {
        "id": iri(claims.id, place="achievement.id"),
        "type": ["Achievement"],
        "name": claims.name,
        "description": claims.description,
        "achievementType": claims.achievement_type,
        "criteria": {
            "id": claims.criteria_url and iri(claims.criteria_url, place="criteria.id"),
            "narrative": claims.criteria,
        },
        "alignment": [
            _alignment(entry)
            for entry in [*skills, *components, *claims.alignments, *(levels if eqf else [])]
        ],
        "creator": profile(claims.creator) if claims.creator else None,
        "creditsAvailable": None
        if claims.credits_available is None
        else credits_number(claims.credits_available),
        "fieldOfStudy": claims.field_of_study,
        "humanCode": claims.human_code,
        "image": picture(claims.image),
        "inLanguage": claims.language,
        "related": [
            {
                "id": iri(entry.id, place="related.id"),
                "type": ["Related"],
                "inLanguage": entry.language,
                "version": entry.version,
            }
            for entry in claims.related
        ],
        "resultDescription": descriptions,
        "specialization": claims.specialization,
        "tag": list(dict.fromkeys(claims.tags)),
        "version": claims.version,
    }


def _alignment(claims: AlignmentClaims) -> Json:
    if claims.target_type:
        check_term(claims.target_type, TARGET_TYPES, place="targetType")
    return {
        "type": ["Alignment"],
        "targetName": claims.target_name,
        "targetUrl": iri(claims.target_url, place="targetUrl"),
        "targetCode": claims.target_code,
        "targetDescription": claims.target_description,
        "targetFramework": claims.target_framework,
        "targetType": claims.target_type,
    }


def _result_description(claims: ResultDescriptionClaims) -> Json:
    return {
        "id": iri(claims.id, place="resultDescription.id"),
        "type": ["ResultDescription"],
        "name": claims.name,
        "resultType": claims.result_type,
        "allowedValue": list(claims.allowed_values),
        "requiredValue": claims.required_value,
        "requiredLevel": claims.required_level,
        "rubricCriterionLevel": [
            {
                "id": iri(level.id, place="rubricCriterionLevel.id"),
                "type": ["RubricCriterionLevel"],
                "name": level.name,
                "level": level.level,
                "points": level.points,
                "description": level.description,
            }
            for level in claims.levels
        ],
        "valueMin": claims.value_min,
        "valueMax": claims.value_max,
        "alignment": [_alignment(entry) for entry in claims.alignments],
    }
