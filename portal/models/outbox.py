"""Events written in the transaction that made them true, and one delivery of each per subscriber."""

import datetime
import uuid
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone


class OutboxEvent(models.Model):
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    type = models.CharField(max_length=80)
    payload = models.JSONField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return f"{self.type} {self.uuid}"


class OutboxDeliveryQuerySet(models.QuerySet["OutboxDelivery"]):
    def due(self, at: datetime.datetime) -> Self:
        """Neither done nor stuck, its time come, and no other worker holding a live lease."""
        return self.filter(done_at=None, stuck_at=None, available_at__lte=at).filter(
            Q(leased_until=None) | Q(leased_until__lte=at)
        )

    def stuck(self) -> Self:
        return self.exclude(stuck_at=None)


class OutboxDelivery(models.Model):
    event = models.ForeignKey(OutboxEvent, on_delete=models.CASCADE, related_name="deliveries")
    subscriber = models.CharField(max_length=120)
    available_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    stuck_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)

    objects: ClassVar[OutboxDeliveryQuerySet] = OutboxDeliveryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name_plural = "outbox deliveries"
        constraints = [
            models.UniqueConstraint("event", "subscriber", name="delivery_once_per_subscriber"),
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(stuck_at=None), name="delivery_done_or_stuck_not_both"
            ),
        ]
        indexes = [
            # Serves the sweep: the few open deliveries among millions of finished ones.
            models.Index(
                fields=["available_at"], condition=Q(done_at=None, stuck_at=None), name="delivery_open"
            ),
            models.Index(fields=["stuck_at"], condition=Q(stuck_at__isnull=False), name="delivery_stuck"),
        ]

    def __str__(self) -> str:
        return f"{self.subscriber} ← {self.event_id}"
