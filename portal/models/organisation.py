"""Organisations that provide courses, employ people, or both; and who may act for them."""

import secrets
import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.models.user import User


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def for_member(self, user: User, *roles: str) -> Self:
        """Those in which `user` holds one of `roles`; an owner holds them all; without roles: any."""
        memberships = Membership.objects.filter(user=user)
        if roles:
            memberships = memberships.filter(role__in=[*roles, Membership.Role.OWNER])
        return self.filter(pk__in=memberships.values("organisation"))

    def providers(self) -> Self:
        return self.filter(is_provider=True)

    def employers(self) -> Self:
        return self.filter(is_employer=True)


class Organisation(models.Model):
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(_("short name in addresses"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=150)
    description = models.TextField(_("description"), blank=True)
    url = models.URLField(_("website"), blank=True)
    contact_email = models.EmailField(_("contact e-mail"), blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    is_provider = models.BooleanField(_("publishes courses"), default=False)
    is_employer = models.BooleanField(_("looks for people"), default=False)
    verified_at = models.DateTimeField(_("verified"), null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[models.Manager["Organisation"]] = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_provider=True) | Q(is_employer=True), name="organisation_provides_or_employs"
            )
        ]

    def __str__(self) -> str:
        return self.name


class VerifiedDomain(models.Model):
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="domains")
    domain = models.CharField(
        _("domain"), max_length=253, unique=True, validators=[RegexValidator(r"^[a-z0-9.-]+\.[a-z]{2,}$")]
    )
    verified_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.domain


class Membership(models.Model):
    class Role(models.TextChoices):
        OWNER = "owner", _("owner")
        AUTHOR = "author", _("author")
        REVIEWER = "reviewer", _("reviewer")
        ASSESSOR = "assessor", _("assessor")
        RECRUITER = "recruiter", _("recruiter")

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=12, choices=Role)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint("user", "organisation", "role", name="membership_once_per_role"),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.organisation_id}"


def _invitation_token() -> str:
    return secrets.token_urlsafe(24)


class Invitation(models.Model):
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(_("role"), max_length=12, choices=Membership.Role)
    token = models.CharField(max_length=64, unique=True, default=_invitation_token, editable=False)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                "organisation", "email", "role", condition=Q(accepted_at=None), name="invitation_open_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.organisation_id}"
