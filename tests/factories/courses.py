"""Courses, people in them, and items of every type: minimal, valid."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from courses.models import (
    Assessment,
    Course,
    CourseVersion,
    Enrolment,
    Item,
    ItemVersion,
    Lesson,
    Module,
    Section,
    SectionItem,
)
from portal.models import Organisation, User
from skills.models import Skill
from tests.factories.portal import OrganisationFactory, UserFactory


class CourseFactory(DjangoModelFactory[Course]):
    """A course without a version."""

    class Meta:
        model = Course

    organisation = factory.SubFactory(OrganisationFactory)
    slug = factory.Sequence(lambda n: f"course-{n}")
    created_by = factory.SubFactory(UserFactory)


class CourseVersionFactory(DjangoModelFactory[CourseVersion]):
    """A draft."""

    class Meta:
        model = CourseVersion

    course = factory.SubFactory(CourseFactory)
    title = factory.Sequence(lambda n: f"Course {n}")
    summary = "One sentence."
    field = "health"
    minutes = 40
    created_by = factory.SelfAttribute("course.created_by")


class LessonFactory(DjangoModelFactory[Lesson]):
    class Meta:
        model = Lesson

    class Params:
        number = factory.Sequence(lambda n: n)

    module = factory.LazyAttribute(lambda made: module_of(made.version))
    position = factory.LazyAttribute(lambda made: made.module.lessons.count() + 1)
    slug = factory.LazyAttribute(lambda made: f"lesson-{made.number}")
    title = factory.LazyAttribute(lambda made: f"Lesson {made.number}")
    body = "Some **text**."


# One item of each type of this house, with its right answer as the form fields of the player.
SINGLE = {
    "key": "first-check",
    "type": "single_choice",
    "prompt": "Which comes *first*?",
    "feedback": "Because the name comes first.",
    "choices": [
        {"text": "The name", "correct": True, "feedback": "Yes, the name."},
        {"text": "The dose", "feedback": "The dose comes later."},
        {"text": "The time"},
    ],
}
MULTIPLE = {
    "key": "rights",
    "type": "multiple_choice",
    "prompt": "Which are rights?",
    "choices": [{"text": "Patient", "correct": True}, {"text": "Dose", "correct": True}, {"text": "Colour"}],
}
TRUE_FALSE = {"key": "double", "type": "true_false", "prompt": "Two people check.", "answer": True}
SHORT = {
    "key": "unit",
    "type": "short_text",
    "prompt": "Which unit?",
    "answers": [{"text": "milligram*"}, {"text": "mg"}],
}
NUMERICAL = {
    "key": "dose",
    "type": "numerical",
    "prompt": "How many tablets?",
    "answers": [{"value": "2.5", "tolerance": "0.1"}],
}
MATCH = {
    "key": "pairs",
    "type": "match",
    "prompt": "Match them.",
    "pairs": [{"left": "Oral", "right": "Mouth"}, {"left": "Topical", "right": "Skin"}],
    "distractors": ["Vein"],
}
ORDERING = {
    "key": "steps",
    "type": "ordering",
    "prompt": "In which order?",
    "entries": ["Wash", "Check", "Give"],
    "method": "all_or_nothing",
}
EVERY_TYPE: tuple[dict[str, Any], ...] = (SINGLE, MULTIPLE, TRUE_FALSE, SHORT, NUMERICAL, MATCH, ORDERING)


def module_of(version: CourseVersion) -> Module:
    found = version.modules.order_by("position").last()
    return found or Module.objects.create(version=version, position=1, title="Basics")


def item_version(course: Course, body: dict[str, Any], *, skills: Sequence[Skill] = ()) -> ItemVersion:
    """An item of the course's bank in its first version."""
    item = Item.objects.create(organisation=course.organisation, course=course, key=body["key"])
    digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
    version = ItemVersion.objects.create(
        item=item, type=body["type"], body=body, content_hash=digest, created_by=course.created_by
    )
    version.skills.set(skills)
    item.current_version = version
    item.save()
    return version


def assessment(
    version: CourseVersion,
    bodies: Sequence[dict[str, Any]] = (SINGLE, TRUE_FALSE),
    *,
    draw: int | None = None,
    section_pass_mark: str | None = None,
    skills: Sequence[Skill] = (),
    **rules: Any,
) -> Assessment:
    """One section with the items of `bodies`; `rules` are columns of the assessment."""
    made = Assessment.objects.create(version=version, **rules)
    section = Section.objects.create(
        assessment=made, position=1, title="Core", draw=draw, pass_mark=section_pass_mark
    )
    for position, body in enumerate(bodies, start=1):
        SectionItem.objects.create(
            section=section,
            item_version=item_version(version.course, body, skills=skills),
            position=position,
        )
    return made


def publish(version: CourseVersion) -> CourseVersion:
    """Straight to published, past the review that other tests are about."""
    version.content_hash = version.content_hash or hashlib.sha256(str(version.uuid).encode()).hexdigest()
    version.published_at = timezone.now()
    version.published_by = UserFactory.create()
    version.save()
    version.course.published_version = version
    version.course.save()
    return version


def draft(
    *,
    organisation: Organisation | None = None,
    slug: str | None = None,
    lessons: int = 2,
    items: Sequence[dict[str, Any]] | None = (SINGLE, TRUE_FALSE),
    rules: dict[str, Any] | None = None,
    **version: Any,
) -> CourseVersion:
    """A draft with lessons `lesson-1` … and an assessment of `items` (None: without one).

    `rules` go to `assessment`, everything else to the version.
    """
    given: dict[str, Any] = {"organisation": organisation, "slug": slug}
    course = CourseFactory.create(**{name: value for name, value in given.items() if value})
    made = CourseVersionFactory.create(course=course, **version)
    for number in range(1, lessons + 1):
        LessonFactory.create(version=made, number=number)
    if items is not None:
        assessment(made, items, **(rules or {}))
    return made


def published_course(**fields: Any) -> Course:
    """A published course; `fields` as in `draft`."""
    return publish(draft(**fields)).course


def enrolment(course: Course, learner: User | None = None, **fields: Any) -> Enrolment:
    """Enrolled through the use-case; `fields` are set afterwards."""
    from courses.services.enrolment import enrol

    made = enrol(learner or UserFactory.create(), course, at=fields.pop("at", None))
    for name, value in fields.items():
        setattr(made, name, value)
    if fields:
        made.save(update_fields=list(fields))
    return made
