"""What a learner holds: frozen claims, stored signed bytes, and a status that alone may change."""

import datetime
import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Lower, Upper
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from credentials.models.achievement import Achievement, AchievementVersion
from credentials.models.issuer import SigningKey
from credentials.models.status import StatusList
from portal.models import Membership, User


class CredentialQuerySet(models.QuerySet["Credential"]):
    def issued(self) -> Self:
        return self.exclude(issued_at=None)

    def valid(self, at: datetime.datetime) -> Self:
        """Issued, in force, and neither revoked, suspended, superseded nor expired at `at`.

        The moment of `valid_until` still counts: it is the latest at which the claims are valid (VCDM 2.0).
        """
        return self.issued().filter(
            Q(valid_until=None) | Q(valid_until__gte=at),
            valid_from__lte=at,
            revoked_at=None,
            suspended_at=None,
            superseded_by=None,
        )

    def held_by(self, user: User) -> Self:
        return self.filter(learner=user)

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Whoever has an issued credential's address may see it; before that, its learner alone."""
        if not user.is_authenticated:
            return self.issued()
        return self.filter(Q(issued_at__isnull=False) | Q(learner=user))

    def manageable_by(self, user: User) -> Self:
        """Those whose status this person may change: the issuer's owners and assessors, and operators."""
        if user.is_staff:
            return self
        own = user.organisations_as(Membership.Role.ASSESSOR)
        return self.filter(achievement__issuer__organisation__in=own)

    def to_reissue(self, key: SigningKey) -> Self:
        """What a key signed and is still to be relied on."""
        return self.issued().filter(signing_key=key, revoked_at=None, superseded_by=None)

    def of_somebody(self, text: str) -> Self:
        """By a part of the name on it, or by the whole e-mail address of its learner, in any case."""
        if "@" in text:
            people = User.objects.annotate(address=Lower("email")).filter(address=text.lower())
            return self.filter(learner__in=people)
        return self.filter(holder__icontains=text)

    def for_list(self) -> Self:
        """With what a list of credentials shows."""
        return self.select_related("achievement__issuer", "achievement_version").prefetch_related(
            "achievement_version__skill_levels__skill"
        )

    def locked(self) -> Self:
        return self.select_for_update(of=("self",))


class Credential(models.Model):
    """Lifecycle: awarded → issued → (suspended ⇄) → revoked / superseded / expired.

    A database rule (migration 0004) refuses changes to the claims from the award on, to everything but the
    status columns from the issue on, and to a revocation for ever.
    """

    class Status(models.TextChoices):
        AWARDED = "awarded", _("being signed")
        VALID = "valid", _("valid")
        SUSPENDED = "suspended", _("suspended")
        REVOKED = "revoked", _("revoked")
        SUPERSEDED = "superseded", _("replaced by a newer one")
        EXPIRED = "expired", _("expired")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    achievement = models.ForeignKey(Achievement, on_delete=models.PROTECT, related_name="credentials")
    achievement_version = models.ForeignKey(
        AchievementVersion, on_delete=models.PROTECT, related_name="credentials"
    )
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="credentials"
    )
    # Where it comes from, e.g. "enrolment:<uuid>" or "stack:<rule uuid>": what makes awarding idempotent.
    source = models.CharField(max_length=120)
    claims = models.JSONField()
    # The name as it was frozen, for those who look somebody up; kept by the database.
    holder = models.GeneratedField(
        expression=KeyTextTransform("name", KeyTransform("learner", "claims")),
        output_field=models.TextField(),
        db_persist=True,
        editable=False,
        null=True,
    )
    proof_tree = models.JSONField(null=True, blank=True)
    awarded_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True, blank=True)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True, blank=True)
    # The signed document exactly as issued (UTF-8 JSON).
    document = models.TextField(blank=True)
    signing_key = models.ForeignKey(
        SigningKey, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    status_list = models.ForeignKey(
        StatusList, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    status_index = models.PositiveIntegerField(null=True, blank=True)
    suspended_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    revocation_reason = models.CharField(_("reason"), max_length=500, blank=True)
    superseded_by = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="supersedes"
    )

    objects: ClassVar[CredentialQuerySet] = CredentialQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-awarded_at", "-pk"]
        constraints = [
            models.UniqueConstraint("achievement", "learner", "source", name="credential_once_per_source"),
            models.UniqueConstraint("status_list", "status_index", name="credential_status_index_once"),
            models.CheckConstraint(
                condition=Q(issued_at=None, document="")
                | (
                    Q(issued_at__isnull=False, signing_key__isnull=False, status_index__isnull=False)
                    & ~Q(document="")
                ),
                name="credential_issued_has_document",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None) | ~Q(revocation_reason=""), name="credential_revoked_with_reason"
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gt=models.F("valid_from")),
                name="credential_valid_for_a_while",
            ),
        ]
        indexes = [
            # Serves "my credentials" and the portfolio.
            models.Index(fields=["learner", "-awarded_at"], name="credential_by_learner"),
            # Serves the issuer's list.
            models.Index(fields=["achievement", "-awarded_at"], name="credential_by_achievement"),
            # Serves the issuer's search by name.
            GinIndex(OpClass(Upper("holder"), name="gin_trgm_ops"), name="credential_holder"),
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    def get_absolute_url(self) -> str:
        return reverse("credentials:credential", kwargs={"uuid": self.uuid})

    @property
    def public_url(self) -> str:
        return f"{settings.SITE_URL}{self.get_absolute_url()}"

    @property
    def is_renewal(self) -> bool:
        """Whether it was issued to go on from another that came to its end."""
        return self.source.startswith("renewal:")

    def status(self, at: datetime.datetime | None = None) -> "Credential.Status":
        """The one word a page shows."""
        if self.revoked_at:
            return self.Status.REVOKED
        if self.superseded_by_id:
            return self.Status.SUPERSEDED
        if self.suspended_at:
            return self.Status.SUSPENDED
        if not self.issued_at:
            return self.Status.AWARDED
        if self.valid_until and self.valid_until < (at or timezone.now()):
            return self.Status.EXPIRED
        return self.Status.VALID


class Rendering(models.Model):
    """A file made from the stored document: the certificate, the baked images. It can be made anew."""

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"
        PNG = "png", "PNG"
        SVG = "svg", "SVG"

    credential = models.ForeignKey(Credential, on_delete=models.CASCADE, related_name="renderings")
    kind = models.CharField(max_length=3, choices=Kind)
    file = models.FileField(upload_to="credentials/%Y/%m/", max_length=200)
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint("credential", "kind", name="rendering_once_per_kind")]

    def __str__(self) -> str:
        return f"{self.credential_id}.{self.kind}"
