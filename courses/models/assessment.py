"""The assessment of a course version: its rules and its sections."""

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models.course import CourseVersion
from courses.models.item import ItemVersion


class Assessment(models.Model):
    class Navigation(models.TextChoices):
        FREE = "free", _("free: back and forth")
        SEQUENTIAL = "sequential", _("in order: no way back")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.OneToOneField(CourseVersion, on_delete=models.CASCADE, related_name="assessment")
    title = models.CharField(_("title"), max_length=200, default="Assessment")
    pass_mark = models.DecimalField(
        _("pass mark"),
        max_digits=5,
        decimal_places=4,
        default="0.7",
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text=_("Share of all marks, from 0 to 1."),
    )
    # 0: as often as one likes.
    attempts_allowed = models.PositiveSmallIntegerField(_("attempts allowed"), default=3)
    minutes = models.PositiveSmallIntegerField(_("time limit in minutes"), null=True, blank=True)
    delay_minutes = models.PositiveIntegerField(_("wait between attempts in minutes"), default=0)
    navigation = models.CharField(_("navigation"), max_length=10, choices=Navigation, default=Navigation.FREE)
    shuffle = models.BooleanField(_("shuffle the items"), default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pass_mark__range=(0, 1)), name="assessment_pass_mark_0_to_1"),
            models.CheckConstraint(
                condition=Q(minutes=None) | Q(minutes__gte=1), name="assessment_minutes_positive"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Section(models.Model):
    """Fixed items, or a draw of `draw` items from its pool."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="sections")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("title"), max_length=200)
    pass_mark = models.DecimalField(
        _("pass mark of this section"), max_digits=5, decimal_places=4, null=True, blank=True
    )
    draw = models.PositiveSmallIntegerField(_("items drawn"), null=True, blank=True)

    class Meta:
        ordering = ["assessment", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "position"],
                name="section_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(condition=Q(draw=None) | Q(draw__gte=1), name="section_draw_positive"),
        ]

    def __str__(self) -> str:
        return self.title


class SectionItem(models.Model):
    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="section_items")
    item_version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="uses")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["section", "position"]
        constraints = [
            models.UniqueConstraint("section", "item_version", name="section_item_once"),
            models.UniqueConstraint(
                fields=["section", "position"],
                name="section_item_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.section_id}/{self.position}"
