"""Who did what, when: written by use-cases in the transaction of the deed, never changed."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone


class AuditEntry(models.Model):
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    at = models.DateTimeField(default=timezone.now, editable=False)
    # Null: the portal itself (a handler, a schedule).
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    action = models.CharField(max_length=80)
    object_type = models.CharField(max_length=60)
    object_uuid = models.UUIDField()
    details = models.JSONField(default=dict)

    class Meta:
        verbose_name_plural = "audit entries"
        ordering = ["-at", "-pk"]
        # Serves "what happened to this object".
        indexes = [models.Index(fields=["object_type", "object_uuid", "-at"], name="audit_by_object")]

    def __str__(self) -> str:
        return f"{self.action} {self.object_type} {self.object_uuid}"
