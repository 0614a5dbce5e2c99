"""What an import read, and its fidelity ledger."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from courses.models.course import CourseVersion
from portal.models import Organisation


class ImportRecord(models.Model):
    """An upload on its way into a draft: waiting, done, or refused with problems that say what to do."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="imports")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=255)
    upload = models.FileField(upload_to="imports/%Y/%m/", max_length=200, blank=True)
    format = models.CharField(max_length=40, blank=True)
    version = models.ForeignKey(
        CourseVersion, on_delete=models.SET_NULL, null=True, blank=True, related_name="imports"
    )
    ledger = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name
