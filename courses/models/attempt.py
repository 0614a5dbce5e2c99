"""Taking an assessment. Responses and scores are only ever added; what counts is derived from the newest."""

import datetime
import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from courses.models.assessment import Assessment, Section
from courses.models.course import Course
from courses.models.enrolment import Enrolment
from courses.models.item import ItemVersion
from portal.models import User


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def open(self) -> Self:
        return self.filter(submitted_at=None)

    def decided(self) -> Self:
        """Handed in, and every answer is marked."""
        return self.filter(Exists(AttemptOutcome.objects.filter(attempt=OuterRef("pk"))))

    def being_marked(self) -> Self:
        """Handed in, but an answer waits for an assessor."""
        marked = Exists(AttemptOutcome.objects.filter(attempt=OuterRef("pk")))
        return self.filter(~marked, submitted_at__isnull=False)

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


class AttemptItemQuerySet(models.QuerySet["AttemptItem"]):
    def waiting(self) -> Self:
        """Handed in, and not marked by a person yet."""
        return self.filter(waits_since__isnull=False)

    def assessable_by(self, user: User) -> Self:
        """What persons mark where `user` is an assessor, marked already or not; never one's own answers."""
        courses = Course.objects.filter(organisation__in=user.organisations_as("assessor"))
        return self.filter(
            Q(waits_since__isnull=False)
            | Exists(Score.objects.by_people().filter(attempt_item=OuterRef("pk"))),
            attempt__enrolment__course__in=courses,
        ).exclude(attempt__enrolment__learner=user)


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
    # When its answer was handed in that a person must mark; null again once it is marked.
    waits_since = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[AttemptItemQuerySet] = AttemptItemQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["attempt", "position"]
        constraints = [models.UniqueConstraint("attempt", "position", name="attempt_item_position_once")]
        indexes = [
            # Serves the assessors' queue.
            models.Index(
                fields=["waits_since"], condition=Q(waits_since__isnull=False), name="attempt_item_waiting"
            )
        ]

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


class ScoreQuerySet(models.QuerySet["Score"]):
    def by_people(self) -> Self:
        return self.filter(assessor__isnull=False)


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

    objects: ClassVar[ScoreQuerySet] = ScoreQuerySet.as_manager()  # type: ignore[assignment]

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
