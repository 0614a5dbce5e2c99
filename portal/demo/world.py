"""Fills the demo world, step by step, each step harmless when repeated."""

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml
from allauth.account.models import EmailAddress
from django.conf import settings
from django.utils import timezone

from courses import formats
from courses.models import Course
from courses.services.importing import import_reading
from courses.services.review import CHECKLIST, approve, send_to_review
from credentials.models import Achievement, IssuerProfile
from credentials.services.achievements import AchievementWording, define_achievement
from credentials.services.issuers import ensure_issuer
from credentials.services.stacks import publish_rule
from portal import outbox
from portal.demo import people
from portal.models import Membership, Organisation, User
from skills.models import Skill
from skills.services.frameworks import import_framework

CONTENT = Path(settings.BASE_DIR) / "content"
HEALTH, CLARITY = "ridgeway-care-academy", "fieldnote-school"
STACK_ISSUERS = {"safe-care-foundations": HEALTH}
Say = Callable[[str], None]

# The courses are older than what the learners of the demo world have done with them.
COURSES_AGE = datetime.timedelta(days=480)


def build_catalogue(*, password: str, say: Say) -> None:
    """Organisations, staff, skills, courses (written, reviewed by a second person, published) and stacks."""
    organisations = {str(entry["slug"]): _organisation(entry) for entry in people.ORGANISATIONS}
    staff = {person.email: _staff(person, organisations, password=password) for person in people.STAFF}
    operator = staff["operator@cairn.example"]
    for organisation in organisations.values():
        Organisation.objects.filter(pk=organisation.pk, verified_at=None).update(
            verified_at=timezone.now(), verified_by=operator
        )
    import_framework(_yaml("skills.yaml"), actor=operator)
    author, reviewer = staff["author@cairn.example"], staff["reviewer@cairn.example"]
    issuers = {
        slug: ensure_issuer(organisations[slug], actor=staff["registrar@cairn.example"])
        for slug in (HEALTH, CLARITY)
    }
    for folder in sorted((CONTENT / "courses").iterdir()):
        if (folder / "course.yaml").exists():
            _publish_course(folder, organisations, author=author, reviewer=reviewer, say=say)
    for entry in _yaml("stacks.yaml"):
        _publish_stack(entry, issuers, actor=author, say=say)
    outbox.drain()


def person(email: str, name: str, *, password: str, **fields: Any) -> User:
    """Someone with a confirmed e-mail address and the demo password; as they are if they exist."""
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        user = User.objects.create_user(email, password, legal_name=name, **fields)
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def _yaml(name: str) -> Any:
    return yaml.safe_load((CONTENT / name).read_text(encoding="utf-8"))


def _organisation(entry: Any) -> Organisation:
    organisation, _new = Organisation.objects.get_or_create(slug=entry["slug"], defaults=dict(entry))
    return organisation


def _staff(member: people.Staff, organisations: dict[str, Organisation], *, password: str) -> User:
    user = person(
        member.email, member.name, password=password, is_staff=member.operator, is_superuser=member.operator
    )
    for slug, role in member.roles:
        Membership.objects.get_or_create(user=user, organisation=organisations[slug], role=role)
    return user


def _publish_course(
    folder: Path, organisations: dict[str, Organisation], *, author: User, reviewer: User, say: Say
) -> None:
    if Course.objects.filter(slug=folder.name, published_version__isnull=False).exists():
        return
    reading = formats.read(folder)
    organisation = organisations[HEALTH if reading.course.field == "health" else CLARITY]
    course = Course.objects.filter(slug=folder.name).select_related("organisation").first()
    draft = (
        course.versions.drafts().get()
        if course
        else import_reading(reading, organisation=organisation, actor=author, slug=folder.name)
    )
    if not draft.is_in_review:
        draft = send_to_review(draft, actor=author, at=timezone.now() - COURSES_AGE)
    approve(
        draft,
        reviewer=reviewer,
        checklist=dict.fromkeys(CHECKLIST, True),
        comment="Read in full; every item answered.",
        at=timezone.now() - COURSES_AGE,
    )
    say(f"published {reading.course.title}")


def _publish_stack(entry: Any, issuers: dict[str, IssuerProfile], *, actor: User, say: Say) -> None:
    achievement = Achievement.objects.filter(slug=entry["slug"]).first()
    if achievement is None:
        wording = AchievementWording(
            name=entry["name"],
            description=entry["description"],
            criteria=entry["criteria"],
            type=entry["type"],
            hours=entry["hours"],
            family=entry["family"],
        )
        skills = [
            (Skill.objects.by_reference(each["skill"]).get(), each["level"]) for each in entry["skills"]
        ]
        issuer = issuers[STACK_ISSUERS.get(entry["slug"], CLARITY)]
        achievement = define_achievement(
            issuer, slug=entry["slug"], wording=wording, skills=skills, actor=actor
        )
    if not achievement.rules.filter(published_at__isnull=False, retired_at=None).exists():
        publish_rule(achievement, rule=entry["rule"], on_revocation="revoke", actor=actor)
        say(f"published the stack {entry['name']}")
