"""Links that show a portfolio to one reader for a while, and a record of each opening."""

import datetime
import secrets
import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portfolios.models.portfolio import Portfolio


class ShareLinkQuerySet(models.QuerySet["ShareLink"]):
    def open_at(self, at: datetime.datetime) -> Self:
        """Neither revoked nor expired, of a portfolio that is not private."""
        return self.filter(
            Q(expires_at=None) | Q(expires_at__gt=at),
            revoked_at=None,
            portfolio__in=Portfolio.objects.shareable(),
        )

    def with_openings(self) -> Self:
        """Each with `times_opened` and `last_opened_at`."""
        return self.annotate(times_opened=Count("openings"), last_opened_at=Max("openings__at"))


def _token() -> str:
    return secrets.token_urlsafe(24)


class ShareLink(models.Model):
    """192 random bits of address. `sections` names the parts of the portfolio that it shows."""

    class Section(models.TextChoices):
        STORY = "story", _("Story, place and availability")
        CREDENTIALS = "credentials", _("Credentials and proven skills")
        PROJECTS = "projects", _("Projects")
        EXPERIENCE = "experience", _("Experience")
        EDUCATION = "education", _("Education")
        CLAIMS = "claims", _("Skills in your own words")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    portfolio = models.ForeignKey(Portfolio, on_delete=models.CASCADE, related_name="share_links")
    token = models.CharField(max_length=64, unique=True, default=_token, editable=False)
    purpose = models.CharField(_("for whom, or what for"), max_length=150, help_text=_("Only you see this."))
    sections = ArrayField(
        models.CharField(max_length=12, choices=Section), verbose_name=_("what it shows"), default=list
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("good until"), null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[ShareLinkQuerySet] = ShareLinkQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at=None) | Q(expires_at__gt=models.F("created_at")),
                name="share_link_good_for_a_while",
            )
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    def get_absolute_url(self) -> str:
        return reverse("portfolios:shared", kwargs={"token": self.token})

    @property
    def public_url(self) -> str:
        return f"{settings.SITE_URL}{self.get_absolute_url()}"

    def is_open(self, at: datetime.datetime | None = None) -> bool:
        now = at or timezone.now()
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > now)


class ShareOpening(models.Model):
    """That a link was opened, and when; not by whom."""

    link = models.ForeignKey(ShareLink, on_delete=models.CASCADE, related_name="openings")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.link_id}, {self.at:%Y-%m-%d}"
