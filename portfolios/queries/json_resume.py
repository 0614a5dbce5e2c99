"""A portfolio as JSON Resume 1.0.0 (https://jsonresume.org/schema), for other software."""

from typing import Any

from django.conf import settings

from portfolios.models import Audience, Education, Experience, Project
from portfolios.places import language_name
from portfolios.queries.showcase import Showcase
from skills.models import LEVEL_CHOICES

SCHEMA = "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json"

type Json = dict[str, Any]


def json_resume(shown: Showcase) -> Json:
    """Keys without a value are left out. The e-mail address is in it only for the owner."""
    filled: Json = _filled(
        {
            "$schema": SCHEMA,
            "basics": _basics(shown),
            "work": [_work(row) for row in shown.experience],
            "education": [_education(row) for row in shown.education],
            "certificates": [
                {
                    "name": row.name,
                    "date": row.credential.awarded_at.date().isoformat(),
                    "issuer": row.issuer,
                    "url": row.credential.public_url,
                }
                for row in shown.credentials
            ],
            "skills": [
                {"name": skill.label, "level": _level(skill.level), "keywords": ["proven by a credential"]}
                for skill in shown.skills
            ]
            + [
                {"name": claim.skill.label, "level": _level(claim.level), "keywords": ["self-assessed"]}
                for claim in shown.claims
            ],
            "languages": [{"language": language_name(code)} for code in shown.portfolio.languages],
            "projects": [_project(row) for row in shown.projects],
            "meta": {"version": "v1.0.0", "canonical": _address(shown)},
        }
    )
    return filled


def _basics(shown: Showcase) -> Json:
    portfolio = shown.portfolio
    return {
        "name": portfolio.learner.display_name,
        "label": portfolio.headline,
        "email": portfolio.learner.email if shown.audience == Audience.OWNER else "",
        "url": _address(shown),
        "summary": portfolio.story,
        "location": {"city": portfolio.city, "countryCode": portfolio.country},
    }


def _address(shown: Showcase) -> str:
    portfolio = shown.portfolio
    return f"{settings.SITE_URL}{portfolio.get_absolute_url()}" if portfolio.is_public else ""


def _work(row: Experience) -> Json:
    return {
        "name": row.organisation,
        "position": row.role,
        "location": row.place,
        **_period(row),
        "summary": row.text,
    }


def _education(row: Education) -> Json:
    return {
        "institution": row.institution,
        "area": row.field,
        "studyType": row.qualification,
        **_period(row),
    }


def _project(row: Project) -> Json:
    return {
        "name": row.title,
        "description": row.text,
        "url": row.links[0]["url"] if row.links else "",
        **_period(row),
    }


def _period(row: Experience | Education | Project) -> Json:
    return {
        "startDate": row.started_on.isoformat(),
        "endDate": row.ended_on.isoformat() if row.ended_on else "",
    }


def _level(number: int) -> str:
    return f"{number} · {dict(LEVEL_CHOICES)[number]}"


def _filled(value: Any) -> Any:
    """Without empty texts, lists and objects, all the way down."""
    if isinstance(value, dict):
        filled = {key: _filled(entry) for key, entry in value.items()}
        return {key: entry for key, entry in filled.items() if entry not in ("", [], {}, None)}
    return [_filled(entry) for entry in value] if isinstance(value, list) else value
