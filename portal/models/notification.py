"""What people are told, and how they want to be told."""

import secrets
import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.models.user import User


class NotificationQuerySet(models.QuerySet["Notification"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(recipient=user, in_app=True)

    def unread(self) -> Self:
        return self.filter(read_at=None)


class Notification(models.Model):
    """One thing one person is told, once: `key` makes a repeated event harmless."""

    class Email(models.TextChoices):
        NONE = "none", _("no e-mail")
        NOW = "now", _("at once")
        DAILY = "daily", _("in the daily digest")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications"
    )
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    params = models.JSONField(default=dict)
    url = models.CharField(max_length=300, blank=True)
    in_app = models.BooleanField(default=True)
    email = models.CharField(max_length=5, choices=Email, default=Email.NONE)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    read_at = models.DateTimeField(null=True, blank=True)
    # Claimed before the message leaves, so that a repeat after a crash does not send it twice.
    email_claimed_at = models.DateTimeField(null=True, blank=True)
    emailed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[NotificationQuerySet] = NotificationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint("recipient", "key", name="notification_once")]
        indexes = [
            # Serves the bell and the list.
            models.Index(fields=["recipient", "-created_at"], name="notification_by_person"),
            models.Index(
                fields=["email", "created_at"],
                condition=Q(emailed_at=None) & ~Q(email="none"),
                name="notification_mail_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid}"


def _unsubscribe_token() -> str:
    return secrets.token_urlsafe(24)


class NotificationPreference(models.Model):
    """A person's choice for one kind of notification; without a row the kind's quiet default holds."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notification_preferences"
    )
    kind = models.CharField(max_length=60)
    in_app = models.BooleanField(default=True)
    email = models.CharField(max_length=5, choices=Notification.Email)
    token = models.CharField(max_length=64, unique=True, default=_unsubscribe_token, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint("user", "kind", name="preference_once_per_kind")]

    def __str__(self) -> str:
        return self.kind
