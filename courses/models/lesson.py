"""Modules and lessons of one course version."""

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models.course import CourseVersion


class Module(models.Model):
    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    version = models.ForeignKey(CourseVersion, on_delete=models.CASCADE, related_name="modules")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("title"), max_length=200)

    class Meta:
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "position"],
                name="module_position_once",
                deferrable=models.Deferrable.DEFERRED,
            )
        ]

    def __str__(self) -> str:
        return self.title


class Lesson(models.Model):
    """`body` is Markdown; its HTML is rendered and cleaned when shown, cached by content."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    # The same in every version of the course: progress follows a learner who moves to a newer one.
    key = models.UUIDField(default=uuid4, editable=False)
    version = models.ForeignKey(CourseVersion, on_delete=models.CASCADE, related_name="lessons")
    module = models.ForeignKey(Module, on_delete=models.CASCADE, related_name="lessons")
    position = models.PositiveSmallIntegerField()
    slug = models.SlugField(_("short name in addresses"), max_length=80)
    title = models.CharField(_("title"), max_length=200)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=5)
    objectives = models.JSONField(_("objectives"), default=list, blank=True)
    body = models.TextField(_("text"), blank=True, help_text=_("Markdown."))

    class Meta:
        ordering = ["module__position", "position"]
        constraints = [
            models.UniqueConstraint("version", "slug", name="lesson_slug_once"),
            models.UniqueConstraint("version", "key", name="lesson_key_once"),
            models.UniqueConstraint(
                fields=["module", "position"],
                name="lesson_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        return self.title
