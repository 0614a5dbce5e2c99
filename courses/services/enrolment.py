"""Joining and leaving a course."""

import datetime

from django.db import transaction
from django.utils import timezone

from courses.errors import CourseNotOpen
from courses.models import Course, Enrolment
from portal import audit
from portal.models import User


@transaction.atomic(durable=True)
def enrol(learner: User, course: Course, *, at: datetime.datetime | None = None) -> Enrolment:
    """Join `learner` to the course's published version; who is enrolled already stays where they are.

    Who had left comes back to their own version and progress. Idempotent by the unique pair of learner and
    course. Raises CourseNotOpen when nothing is published or the course is archived.
    """
    now = at or timezone.now()
    found = Course.objects.published().filter(pk=course.pk).first()
    if found is None or found.published_version is None:
        raise CourseNotOpen
    enrolment, joined = Enrolment.objects.get_or_create(
        learner=learner,
        course=found,
        defaults={"version": found.published_version, "enrolled_at": now, "last_active_at": now},
    )
    if joined:
        audit.record("enrolment.joined", enrolment, actor=learner, course=found.slug)
    elif enrolment.left_at is not None:
        enrolment.left_at = None
        enrolment.last_active_at = now
        enrolment.save(update_fields=["left_at", "last_active_at"])
        audit.record("enrolment.rejoined", enrolment, actor=learner, course=found.slug)
    return enrolment


@transaction.atomic(durable=True)
def leave(enrolment: Enrolment, *, actor: User, at: datetime.datetime | None = None) -> Enrolment:
    """Take the course out of "my learning"; progress and attempts are kept. Twice is harmless."""
    locked = Enrolment.objects.locked().get(pk=enrolment.pk)
    if locked.left_at is None:
        locked.left_at = at or timezone.now()
        locked.save(update_fields=["left_at"])
        audit.record("enrolment.left", locked, actor=actor)
    return locked
