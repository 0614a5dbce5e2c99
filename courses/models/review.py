"""A second person's judgement of a course version, kept."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models.course import CourseVersion


class Review(models.Model):
    class Decision(models.TextChoices):
        APPROVED = "approved", _("approved and published")
        RETURNED = "returned", _("sent back with remarks")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decision = models.CharField(_("decision"), max_length=10, choices=Decision)
    # {"question key": true}: which points of the checklist were confirmed.
    checklist = models.JSONField(default=dict)
    comment = models.TextField(_("remarks"), blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decision="approved") | ~Q(comment=""), name="review_returned_with_remarks"
            )
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.decision}"
