"""An organisation's issuing face and its signing keys."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from credentials.openbadges import did_web, verification_method_id
from portal.models import Organisation


class IssuerProfileQuerySet(models.QuerySet["IssuerProfile"]):
    def locked(self) -> Self:
        """Second in the lock order: credential, issuer, status list."""
        return self.select_for_update(of=("self",))


class IssuerProfile(models.Model):
    """What the world sees of an issuer: its page, its `did:web` identity, its name in credentials."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="issuer")
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=150)
    description = models.TextField(_("description"), blank=True)
    url = models.URLField(_("website"), blank=True)
    email = models.EmailField(_("contact e-mail"), blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[IssuerProfileQuerySet] = IssuerProfileQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("credentials:issuer", kwargs={"slug": self.slug})

    @property
    def public_url(self) -> str:
        return f"{settings.SITE_URL}{self.get_absolute_url()}"

    @property
    def did(self) -> str:
        """The did:web made from the issuer's public address: `did:web:cairn.example:issuers:ridge`."""
        return did_web(self.public_url)


class SigningKeyQuerySet(models.QuerySet["SigningKey"]):
    def active(self) -> Self:
        """Those that sign now: at most one of each issuer, by a constraint."""
        return self.filter(retired_at=None, revoked_at=None)


class SigningKey(models.Model):
    """An Ed25519 key. Its fragment is never used again; a retired key goes on verifying what it signed."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    issuer = models.ForeignKey(IssuerProfile, on_delete=models.PROTECT, related_name="keys")
    fragment = models.CharField(max_length=40)
    public_multibase = models.CharField(max_length=80, unique=True)
    private_encrypted = models.BinaryField()
    created_at = models.DateTimeField(default=timezone.now)
    retired_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[SigningKeyQuerySet] = SigningKeyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["issuer", "-created_at", "pk"]
        constraints = [
            models.UniqueConstraint("issuer", "fragment", name="key_fragment_once"),
            models.UniqueConstraint(
                "issuer", condition=Q(retired_at=None, revoked_at=None), name="key_one_active_per_issuer"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issuer_id}#{self.fragment}"

    @property
    def verification_method(self) -> str:
        """The absolute id by which proofs name this key."""
        return verification_method_id(self.issuer.did, self.fragment)
