"""The transparency log as stored: tiles and checkpoints for everyone, records that open the entries."""

import uuid
from typing import ClassVar, Self

from django.db import models
from django.utils import timezone

from credentials.models.credential import Credential


class LogKeyQuerySet(models.QuerySet["LogKey"]):
    def locked(self) -> Self:
        """One appender at a time: whoever holds the row of the log's key appends."""
        return self.select_for_update()


class LogKey(models.Model):
    """The key that signs checkpoints; its one row is also the lock of the log."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    origin = models.CharField(max_length=200, unique=True)
    verifier_key = models.CharField(max_length=300)
    private_encrypted = models.BinaryField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[LogKeyQuerySet] = LogKeyQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return self.origin


class LogTile(models.Model):
    """One tile or bundle under its path of c2sp.org/tlog-tiles. What a full path holds never changes."""

    path = models.CharField(max_length=120, unique=True)
    data = models.BinaryField()

    def __str__(self) -> str:
        return self.path


class LogCheckpoint(models.Model):
    """The signed head of the log at one size; the newest is published."""

    size = models.PositiveBigIntegerField(unique=True)
    root = models.CharField(max_length=64)
    note = models.TextField()
    signed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-size"]

    def __str__(self) -> str:
        return f"{self.size} {self.root[:12]}"


class LogRecordQuerySet(models.QuerySet["LogRecord"]):
    def logged(self) -> Self:
        """Those that have their place in the log."""
        return self.exclude(index=None)


class LogRecord(models.Model):
    """What one entry says, and the salt that opens its commitment. `source` makes logging idempotent.

    A change is noted in the transaction that makes it, without an `index`; it gets its place in the log
    afterwards, and what is noted of one subject gets its places in the order of the notes.
    """

    index = models.PositiveBigIntegerField(unique=True, null=True, blank=True)
    source = models.CharField(max_length=160, unique=True)
    credential = models.ForeignKey(
        Credential, on_delete=models.PROTECT, null=True, blank=True, related_name="log_records"
    )
    kind = models.CharField(max_length=20)
    subject = models.UUIDField()
    value = models.CharField(max_length=20)
    at = models.DateTimeField()
    digest = models.CharField(max_length=64, blank=True)
    previous = models.PositiveBigIntegerField(null=True, blank=True)
    salt = models.BinaryField()

    objects: ClassVar[LogRecordQuerySet] = LogRecordQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["index", "pk"]
        # Serves the history of one credential or key.
        indexes = [models.Index(fields=["subject", "index"], name="log_record_by_subject")]

    def __str__(self) -> str:
        return f"{'–' if self.index is None else self.index} {self.kind} {self.value}"
