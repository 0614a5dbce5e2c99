"""Where a learner is in a course."""

import datetime

from django.db import transaction
from django.utils import timezone

from courses.models import Enrolment, Lesson, LessonProgress


@transaction.atomic(durable=True)
def open_lesson(
    enrolment: Enrolment, lesson: Lesson, *, at: datetime.datetime | None = None
) -> LessonProgress:
    """Remember that the lesson was opened and that the learner resumes here. Idempotent."""
    now = at or timezone.now()
    progress, _opened = LessonProgress.objects.get_or_create(
        enrolment=enrolment, lesson=lesson, defaults={"opened_at": now}
    )
    _resume_at(enrolment, lesson, now)
    return progress


@transaction.atomic(durable=True)
def complete_lesson(
    enrolment: Enrolment, lesson: Lesson, *, at: datetime.datetime | None = None
) -> LessonProgress:
    """Mark the lesson as done; the first time counts. The learner resumes with what comes after it."""
    now = at or timezone.now()
    progress, _opened = LessonProgress.objects.get_or_create(
        enrolment=enrolment, lesson=lesson, defaults={"opened_at": now}
    )
    LessonProgress.objects.filter(pk=progress.pk, completed_at=None).update(completed_at=now)
    progress.refresh_from_db()
    _resume_at(enrolment, following(lesson) or lesson, now)
    return progress


def following(lesson: Lesson) -> Lesson | None:
    """The next lesson in teaching order."""
    lessons = list(Lesson.objects.filter(version=lesson.version_id))
    place = next(index for index, other in enumerate(lessons) if other.pk == lesson.pk)
    return lessons[place + 1] if place + 1 < len(lessons) else None


def _resume_at(enrolment: Enrolment, lesson: Lesson, now: datetime.datetime) -> None:
    enrolment.last_lesson = lesson
    enrolment.last_active_at = now
    enrolment.save(update_fields=["last_lesson", "last_active_at"])
