"""Courses and their versions: a draft is edited, a published version never changes."""

import uuid
from functools import reduce
from operator import add
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import CombinedSearchVector, SearchVector, SearchVectorField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from credentials.models import Achievement
from portal.models import Organisation, User
from skills.models import LEVEL_CHOICES, Skill

SEARCH_WEIGHTS = {"title": "A", "summary": "B", "field": "B", "description": "C"}


def search_expression() -> SearchVector | CombinedSearchVector:
    """Every word as it stands, for all languages, and its English stem besides."""
    vectors = [
        SearchVector(name, config=config, weight=weight)
        for name, weight in SEARCH_WEIGHTS.items()
        for config in ("simple", "english")
    ]
    return reduce(add, vectors)


class CourseQuerySet(models.QuerySet["Course"]):
    def published(self) -> Self:
        """In the catalogue: a published version, not archived."""
        return self.exclude(published_version=None).filter(archived_at=None)

    def editable_by(self, user: User) -> Self:
        """Where `user` may write: author (or owner) in the course's organisation."""
        return self.filter(organisation__in=user.organisations_as("author"))

    def staffed_by(self, user: User) -> Self:
        """Where `user` may look behind the scenes: author, reviewer, assessor or owner."""
        return self.filter(organisation__in=user.organisations_as("author", "reviewer", "assessor"))


class Course(models.Model):
    """The lasting identity and address of a course. `published_version` is what new learners get."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="courses")
    slug = models.SlugField(_("short name in addresses"), max_length=80, unique=True)
    published_version = models.ForeignKey(
        "CourseVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    archived_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[CourseQuerySet] = CourseQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["slug", "pk"]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return reverse("courses:course", kwargs={"slug": self.slug})


class CourseVersionQuerySet(models.QuerySet["CourseVersion"]):
    def drafts(self) -> Self:
        return self.filter(published_at=None)

    def awaiting_review(self) -> Self:
        return self.filter(published_at=None, submitted_at__isnull=False)

    def published(self) -> Self:
        return self.exclude(published_at=None)

    def editable_by(self, user: User) -> Self:
        return self.filter(course__organisation__in=user.organisations_as("author"))

    def reviewable_by(self, user: User) -> Self:
        """Those waiting where `user` may review: nobody approves what they wrote or sent to review."""
        return (
            self.awaiting_review()
            .filter(course__organisation__in=user.organisations_as("reviewer"))
            .exclude(Q(submitted_by=user) | Q(created_by=user))
            .exclude(pk__in=self.model.writers.through.objects.filter(user=user).values("courseversion"))
        )

    def locked(self) -> Self:
        """Whoever changes a draft or decides on it holds its row; taken before anything below it."""
        return self.select_for_update(of=("self",))


class CourseVersion(models.Model):
    """Draft → in review (`submitted_at`) → published (immutable). At most one draft per course."""

    class Level(models.TextChoices):
        INTRODUCTORY = "introductory", _("introductory")
        INTERMEDIATE = "intermediate", _("intermediate")
        ADVANCED = "advanced", _("advanced")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(default=1)
    title = models.CharField(_("title"), max_length=200)
    language = models.CharField(_("language"), max_length=12, default="en")
    summary = models.CharField(
        _("summary"), max_length=300, blank=True, help_text=_("One sentence for the catalogue.")
    )
    description = models.TextField(_("description"), blank=True, help_text=_("Markdown."))
    field = models.SlugField(_("field"), max_length=60, blank=True)
    level = models.CharField(_("level"), max_length=14, choices=Level, default=Level.INTRODUCTORY)
    minutes = models.PositiveIntegerField(_("minutes"), default=0, validators=[MinValueValidator(0)])
    licence = models.CharField(_("licence"), max_length=60, blank=True)
    authors = models.JSONField(_("authors"), default=list, blank=True)
    achievement = models.ForeignKey(
        Achievement, on_delete=models.PROTECT, null=True, blank=True, related_name="course_versions"
    )
    content_hash = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # Everybody who changed the draft: none of them reviews it.
    writers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", editable=False)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Kept by a generated column: title, summary, field, description, in falling weight.
    search = models.GeneratedField(
        expression=search_expression(), output_field=SearchVectorField(), db_persist=True, editable=False
    )

    objects: ClassVar[CourseVersionQuerySet] = CourseVersionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["course", "-number"]
        constraints = [
            models.UniqueConstraint("course", "number", name="course_version_once"),
            models.UniqueConstraint("course", condition=Q(published_at=None), name="course_one_draft"),
            models.CheckConstraint(
                condition=Q(published_at=None) | (Q(published_by__isnull=False) & ~Q(content_hash="")),
                name="course_version_published_by_someone",
            ),
            # The second person, said by the database too.
            models.CheckConstraint(
                condition=Q(published_by=None) | ~Q(published_by=models.F("submitted_by")),
                name="course_version_published_by_another",
            ),
        ]
        # Serves the catalogue's text search.
        indexes = [GinIndex(fields=["search"], name="course_version_search")]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

    @property
    def is_draft(self) -> bool:
        return self.published_at is None

    @property
    def is_in_review(self) -> bool:
        return self.published_at is None and self.submitted_at is not None


class CourseSkill(models.Model):
    """A skill a course version teaches, with the level it leads to."""

    version = models.ForeignKey(CourseVersion, on_delete=models.CASCADE, related_name="skill_levels")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="course_levels")
    level = models.PositiveSmallIntegerField(_("level"), choices=LEVEL_CHOICES)

    class Meta:
        ordering = ["-level", "pk"]
        constraints = [
            models.UniqueConstraint("version", "skill", name="course_skill_once"),
            models.CheckConstraint(condition=Q(level__range=(1, 5)), name="course_skill_level_1_to_5"),
        ]

    def __str__(self) -> str:
        return f"{self.skill_id}:{self.level}"
