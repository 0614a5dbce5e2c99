"""Bitstring status lists: one bit a credential, at a random place, signed and published."""

import datetime
import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from credentials.models.issuer import IssuerProfile


class StatusListQuerySet(models.QuerySet["StatusList"]):
    def locked(self) -> Self:
        """Last in the lock order: credential, issuer, status list."""
        return self.select_for_update(of=("self",))

    def due(self, before: datetime.datetime) -> Self:
        """Signed before this moment, so to be signed anew."""
        return self.exclude(document="").filter(signed_at__lt=before)


class StatusList(models.Model):
    """`bits` is the raw bitstring (16 KiB and more); `document` the signed list as last published."""

    class Purpose(models.TextChoices):
        REVOCATION = "revocation"
        SUSPENSION = "suspension"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    issuer = models.ForeignKey(IssuerProfile, on_delete=models.PROTECT, related_name="status_lists")
    purpose = models.CharField(max_length=12, choices=Purpose, default=Purpose.REVOCATION)
    bits = models.BinaryField()
    # Which indexes are taken: same length as `bits`.
    allocated = models.BinaryField()
    allocated_count = models.PositiveIntegerField(default=0)
    document = models.TextField(blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[StatusListQuerySet] = StatusListQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return str(self.uuid)

    def get_absolute_url(self) -> str:
        return reverse("credentials:status_list", kwargs={"uuid": self.uuid})

    @property
    def public_url(self) -> str:
        return f"{settings.SITE_URL}{self.get_absolute_url()}"
