"""Issuers, achievements and credentials, each state reached through the use-case that makes it."""

import datetime
import uuid
from typing import Any

from credentials.models import Achievement, Credential, IssuerProfile, StackRule
from credentials.services import achievements, awarding, issuers, issuing, stacks
from credentials.services.achievements import AchievementWording
from portal.models import Organisation, User
from skills.models import Framework, Skill
from tests.factories.portal import OrganisationFactory, UserFactory

# What courses tell about a passed attempt (CourseCompleted.facts); skills are added by `passed`.
FACTS: dict[str, Any] = {
    "result": {
        "fraction": "0.8750",
        "pass_mark": "0.7000",
        "attempt": 1,
        "attempts_allowed": 3,
        "submitted_at": "2026-11-20T09:30:00+00:00",
    },
    "skills": [],
    "signal": {
        "as_of": "2026-11-20",
        "assessed": 120,
        "pass_rate": {"value": 0.72, "n": 120, "low": 0.63, "high": 0.79},
        "reliability": {"value": 0.81, "n": 120, "low": 0.75, "high": 0.86},
        "standard_error_at_cut": {"value": 0.06, "n": 120, "low": None, "high": None},
        "pass_mark": 0.7,
        "cut_method": "author",
        "guess_pass_one_try": 0.0004,
        "guess_pass": 0.0012,
        "tries": 3,
        "supervision": "none",
        "median_minutes": {"value": None, "n": 4, "low": None, "high": None},
        "pool_size": 24,
    },
    "activity_start": "2026-11-18T08:00:00+00:00",
    "activity_end": "2026-11-20T09:30:00+00:00",
    "hours": "1.00",
    "course": {
        "title": "Medication safety in everyday care",
        "url": "http://127.0.0.1:8000/courses/medication-safety/",
        "version": 1,
        "content_hash": "5f" * 32,
    },
}


def passed(*skills: Skill, fraction: str = "0.9") -> dict[str, Any]:
    """The facts of a passed course that measured these skills."""
    return FACTS | {
        "skills": [{"skill": str(skill.uuid), "fraction": fraction, "items": 4} for skill in skills]
    }


def make_skill(slug: str = "medicines-safety") -> Skill:
    framework, _new = Framework.objects.get_or_create(slug="test-skills", defaults={"name": "Test skills"})
    label = slug.replace("-", " ").capitalize()
    skill, _new = Skill.objects.get_or_create(framework=framework, slug=slug, defaults={"label": label})
    return skill


def make_issuer(organisation: Organisation | None = None, *, actor: User | None = None) -> IssuerProfile:
    return issuers.ensure_issuer(
        organisation or OrganisationFactory.create(), actor=actor or UserFactory.create()
    )


def make_achievement(
    slug: str = "medication-safety",
    *,
    issuer: IssuerProfile | None = None,
    skills: list[tuple[Skill, int]] | None = None,
    actor: User | None = None,
    **wording: Any,
) -> Achievement:
    name = slug.replace("-", " ").title()
    texts = {"name": name, "description": f"About {name}.", "criteria": "Pass the assessment.", **wording}
    return achievements.define_achievement(
        issuer or make_issuer(),
        slug=slug,
        wording=AchievementWording(**texts),
        skills=[(make_skill(), 2)] if skills is None else skills,
        actor=actor or UserFactory.create(),
    )


def award_credential(
    achievement: Achievement | None = None,
    learner: User | None = None,
    *,
    source: str = "",
    facts: dict[str, Any] | None = None,
    at: datetime.datetime | None = None,
) -> Credential:
    """Awarded, not yet signed."""
    return awarding.award(
        achievement or make_achievement(),
        learner or UserFactory.create(),
        source=source or f"enrolment:{uuid.uuid4()}",
        facts=FACTS if facts is None else facts,
        at=at,
    )


def issue_credential(
    achievement: Achievement | None = None,
    learner: User | None = None,
    *,
    source: str = "",
    facts: dict[str, Any] | None = None,
    at: datetime.datetime | None = None,
) -> Credential:
    """Awarded and signed."""
    return issuing.issue(award_credential(achievement, learner, source=source, facts=facts, at=at), at=at)


def publish_stack(
    parts: list[Achievement],
    *,
    slug: str = "safe-care",
    rule: dict[str, Any] | None = None,
    on_revocation: str = StackRule.OnRevocation.REVOKE,
) -> StackRule:
    """A larger achievement by the issuer of the parts, and its published rule: all parts, unless given."""
    actor = UserFactory.create(is_staff=True)
    whole = make_achievement(slug, issuer=parts[0].issuer, skills=[], type="Certificate")
    return stacks.publish_rule(
        whole,
        rule=rule or {"all": [{"achievement": part.slug} for part in parts]},
        on_revocation=on_revocation,
        actor=actor,
    )
