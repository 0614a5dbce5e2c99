"""The item bank: an item's wording and key in immutable versions."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from courses.models.course import Course
from portal.models import Organisation
from skills.models import Skill


class Item(models.Model):
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="items")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="items")
    # What the author calls it; unique in the course.
    key = models.SlugField(max_length=80)
    current_version = models.ForeignKey("ItemVersion", on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["course", "key"]
        constraints = [models.UniqueConstraint("course", "key", name="item_key_once_per_course")]

    def __str__(self) -> str:
        return self.key


class ItemVersion(models.Model):
    """`body` is the item as `courses.grading.parse_item` reads it. A correction is a new version."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(default=1)
    type = models.CharField(max_length=40)
    body = models.JSONField()
    content_hash = models.CharField(max_length=64)
    skills = models.ManyToManyField(Skill, related_name="+", blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["item", "-number"]
        constraints = [models.UniqueConstraint("item", "number", name="item_version_once")]

    def __str__(self) -> str:
        return f"{self.item_id} v{self.number}"
