"""What a credential will say, frozen when it is awarded: plain JSON from which alone it is signed later.

    {"format": "cairn-claims/1",
     "name", "description", "learner": {"name", "email_hash", "salt"},
     "issuer": {"id", "name", "url", "email", "description", "country"},
     "achievement": {"id", "slug", "version", "name", …the wording…, "image"},
     "skills": [{"uuid", "slug", "uri", "label", "level", "level_name", "level_description",
                 "framework", "family"}],
     "results": [{"name", "value", "required", "skill": index into skills or null}],   values in per cent
     "signal": {…}, "course": {"title", "url", "version", "content_hash"},
     "activity": {"start", "end", "submitted_at", "attempt", "attempts_allowed"},
     "parts": [{"credential", "url", "achievement", "slug", "name", "description", "stone": {…}}],
     "stone": {"key", "family", "level", "hours", "label"}}

`parts` are the components of a stacked credential. No key is missing; what is unknown is "", null or empty.
"""

import secrets
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import translation

from credentials import openbadges
from credentials.models import AchievementSkill, AchievementVersion, Credential, IssuerProfile
from portal.models import User
from skills.models import LEVEL_CHOICES

type Json = dict[str, Any]

FORMAT = "cairn-claims/1"


def freeze(version: AchievementVersion, learner: User, facts: Json) -> Json:
    """All that will be signed. `facts` are those of CourseCompleted, or {"parts": […]} of a stack.

    The learner's address goes in as a hash with a salt of this award's own (Open Badges 3.0 §B.5).
    """
    with translation.override(version.language):
        skills = [_skill(level) for level in _levels(version)]
    stone = _stone(version, skills)
    return {
        "format": FORMAT,
        "name": version.name,
        "description": version.description,
        "learner": _learner(learner),
        "issuer": _issuer(version.achievement.issuer),
        "achievement": _achievement(version),
        "skills": skills,
        "results": _results(facts, skills),
        "signal": facts.get("signal") or {},
        "course": facts.get("course") or {},
        "activity": _activity(facts),
        "parts": facts.get("parts") or [],
        "stone": stone,
    }


def part_of(credential: Credential) -> Json:
    """How a stacked credential names one of its components: from what that one froze."""
    claims = credential.claims
    achievement = claims["achievement"]
    return {
        "credential": str(credential.uuid),
        "url": credential.public_url,
        "achievement": achievement["id"],
        "slug": achievement["slug"],
        "name": achievement["name"],
        "description": achievement["description"],
        "stone": claims["stone"],
    }


def _levels(version: AchievementVersion) -> list[AchievementSkill]:
    return list(version.skill_levels.select_related("skill__framework", "skill__family"))


def _learner(learner: User) -> Json:
    salt = secrets.token_hex(16)
    hashed = openbadges.identity_hash(openbadges.normalise_email(learner.email), salt)
    return {"name": learner.certificate_name, "email_hash": hashed, "salt": salt}


def _issuer(issuer: IssuerProfile) -> Json:
    return {
        "id": issuer.did,
        "name": issuer.name,
        "url": issuer.public_url,
        "email": issuer.email,
        "description": issuer.description,
        "country": issuer.organisation.country,
    }


def _achievement(version: AchievementVersion) -> Json:
    achievement = version.achievement
    return {
        "id": achievement.public_url,
        "slug": achievement.slug,
        "version": version.number,
        "name": version.name,
        "description": version.description,
        "criteria": version.criteria,
        "type": version.type,
        "language": version.language,
        "hours": str(version.hours),
        "credits": None if version.credits is None else str(version.credits),
        "eqf_level": version.eqf_level,
        "validity_months": version.validity_months,
        "family": version.family,
        "participation": version.participation,
        "assessment_type": version.assessment_type,
        "supervision": version.supervision,
        "quality_assurance": version.quality_assurance,
        "image": f"{achievement.public_url}image.png",
    }


def _skill(entry: AchievementSkill) -> Json:
    skill = entry.skill
    words = str(dict(LEVEL_CHOICES)[entry.level])
    name, _, description = words.partition(": ")
    return {
        "uuid": str(skill.uuid),
        "slug": skill.slug,
        "uri": skill.uri,
        "label": skill.label,
        "level": entry.level,
        "level_name": name,
        "level_description": description,
        "framework": skill.framework.name,
        "family": skill.family.slug if skill.family else "",
    }


def _stone(version: AchievementVersion, skills: list[Json]) -> Json:
    return {
        "key": version.achievement.slug,
        "family": version.family or next((skill["family"] for skill in skills if skill["family"]), ""),
        "level": max((skill["level"] for skill in skills), default=1),
        "hours": float(version.hours),
        "label": version.name,
    }


def _results(facts: Json, skills: list[Json]) -> list[Json]:
    """The score of the whole, then of each skill that the achievement names."""
    rows: list[Json] = []
    result = facts.get("result") or {}
    if "fraction" in result:
        required = per_cent(result.get("pass_mark"))
        rows.append(
            {"name": "Score", "value": per_cent(result["fraction"]), "required": required, "skill": None}
        )
    places = {skill["uuid"]: place for place, skill in enumerate(skills)}
    for entry in facts.get("skills") or []:
        place = places.get(str(entry["skill"]))
        if place is not None:
            name = f"Score in {skills[place]['label']}"
            value = per_cent(entry["fraction"])
            rows.append({"name": name, "value": value, "required": "", "skill": place})
    return rows


def _activity(facts: Json) -> Json:
    result = facts.get("result") or {}
    return {
        "start": facts.get("activity_start") or "",
        "end": facts.get("activity_end") or "",
        "submitted_at": result.get("submitted_at") or "",
        "attempt": result.get("attempt"),
        "attempts_allowed": result.get("attempts_allowed"),
    }


def per_cent(fraction: object) -> str:
    """A fraction as a percentage with at most two decimals: "0.8750" → "87.5"; "" for what is no number."""
    try:
        value = (Decimal(str(fraction)) * 100).quantize(Decimal("0.01"))
    except InvalidOperation:
        return ""
    return f"{value.normalize():f}"
