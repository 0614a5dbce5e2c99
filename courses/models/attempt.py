"""Taking an assessment. Responses and scores are only ever added; what counts is derived from the newest."""

import datetime
import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from courses.models.assessment import Assessment, Section
from courses.models.enrolment import Enrolment
from courses.models.item import ItemVersion


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def open(self) -> Self:
        return self.filter(submitted_at=None)

    def overdue(self, at: datetime.datetime) -> Self:
        """Open although their time has run out."""
        return self.open().filter(deadline_at__lte=at)

    def locked(self) -> Self:
        return self.select_for_update(of=("self",))


class Attempt(models.Model):
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="attempts")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField(default=timezone.now)
    deadline_at = models.DateTimeField(null=True, blank=True)
    # What applied, frozen: {"extra_time_factor": "2.00", "minutes": 60, "base_minutes": 30}.
    accommodations = models.JSONField(default=dict)
    submitted_at = models.DateTimeField(null=True, blank=True)
    # True when the server handed in at the deadline.
    submitted_by_timer = models.BooleanField(default=False)

    objects: ClassVar[AttemptQuerySet] = AttemptQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["enrolment", "number"]
        constraints = [
            models.UniqueConstraint("enrolment", "number", name="attempt_number_once"),
            models.UniqueConstraint("enrolment", condition=Q(submitted_at=None), name="attempt_one_open"),
        ]
        indexes = [
            # Serves the schedule that hands in what has run out.
            models.Index(fields=["deadline_at"], condition=Q(submitted_at=None), name="attempt_open_deadline")
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    def is_over(self, at: datetime.datetime) -> bool:
        """Whether the time has run out; the deadline itself is too late."""
        return self.deadline_at is not None and at >= self.deadline_at


class AttemptItem(models.Model):
    """An item as drawn: pinned to its version, with the seed that shuffled its choices."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="items")
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="+")
    item_version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="attempt_items")
    position = models.PositiveSmallIntegerField()
    seed = models.PositiveIntegerField()
    # When the learner went on from it; with sequential navigation there is no way back.
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["attempt", "position"]
        constraints = [models.UniqueConstraint("attempt", "position", name="attempt_item_position_once")]

    def __str__(self) -> str:
        return f"{self.attempt_id}/{self.position}"


class Response(models.Model):
    """One saved answer; the newest counts."""

    attempt_item = models.ForeignKey(AttemptItem, on_delete=models.PROTECT, related_name="responses")
    data = models.JSONField(null=True)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["attempt_item", "-pk"]

    def __str__(self) -> str:
        return f"{self.attempt_item_id} {self.saved_at:%H:%M:%S}"


class Score(models.Model):
    """One grading of one response; the newest counts (a regrade adds, it never changes)."""

    attempt_item = models.ForeignKey(AttemptItem, on_delete=models.PROTECT, related_name="scores")
    response = models.ForeignKey(Response, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    fraction = models.DecimalField(max_digits=9, decimal_places=8)
    mark = models.DecimalField(max_digits=9, decimal_places=4)
    max_mark = models.DecimalField(max_digits=9, decimal_places=4)
    # What `courses.grading` said: state, parts, feedback shown.
    grade = models.JSONField(default=dict)
    # Null: graded by the portal.
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    scored_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["attempt_item", "-pk"]

    def __str__(self) -> str:
        return f"{self.attempt_item_id} {self.fraction}"


class AttemptOutcome(models.Model):
    """The result of an attempt at one moment; the newest counts."""

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="outcomes")
    mark = models.DecimalField(max_digits=9, decimal_places=4)
    max_mark = models.DecimalField(max_digits=9, decimal_places=4)
    fraction = models.DecimalField(max_digits=9, decimal_places=8)
    passed = models.BooleanField()
    # [{"section": uuid, "title", "fraction", "pass_mark", "passed"}]
    # and [{"skill": uuid, "label", "fraction", "n"}]
    by_section = models.JSONField(default=list)
    by_skill = models.JSONField(default=list)
    decided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["attempt", "-pk"]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.fraction}"
