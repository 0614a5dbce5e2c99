"""A learner's way through a course, pinned to one version of it."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from courses.models.course import Course, CourseVersion
from courses.models.lesson import Lesson
from portal.models import User


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def of(self, user: User) -> Self:
        return self.filter(learner=user)

    def active(self) -> Self:
        return self.filter(completed_at=None, left_at=None)

    def locked(self) -> Self:
        return self.select_for_update(of=("self",))


class Enrolment(models.Model):
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="enrolments")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="enrolments")
    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="enrolments")
    enrolled_at = models.DateTimeField(default=timezone.now)
    completed_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    # Where to resume.
    last_lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    last_active_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[EnrolmentQuerySet] = EnrolmentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint("learner", "course", name="enrolment_once_per_course"),
            models.CheckConstraint(
                condition=Q(completed_at=None) | Q(completed_at__gte=models.F("enrolled_at")),
                name="enrolment_completed_after_start",
            ),
        ]
        # Serves "my courses".
        indexes = [models.Index(fields=["learner", "-last_active_at"], name="enrolment_by_learner")]

    def __str__(self) -> str:
        return str(self.uuid)


class LessonProgress(models.Model):
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="progress")
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="progress")
    opened_at = models.DateTimeField(default=timezone.now)
    completed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "lesson progress"
        constraints = [models.UniqueConstraint("enrolment", "lesson", name="progress_once_per_lesson")]

    def __str__(self) -> str:
        return f"{self.enrolment_id}/{self.lesson_id}"
