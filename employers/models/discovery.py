"""What a person allows employers to see, and whom they keep out."""

from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from employers.geography import COUNTRIES, country_choices, key_of, language_choices
from portal.models import Membership, Organisation, User, VerifiedDomain

WORK_MODES = [
    ("on_site", _("on site")),
    ("hybrid", _("partly from home")),
    ("remote", _("remotely")),
]


class PlaceQuerySet(models.QuerySet["Place"]):
    def named(self, name: str) -> Self:
        """However it is spelled."""
        return self.filter(key=key_of(name))


class Place(models.Model):
    """A town that can be searched for. People choose from these; operators add more."""

    country = models.CharField(_("country"), max_length=2, choices=country_choices)
    name = models.CharField(_("name"), max_length=100)
    key = models.CharField(max_length=100, editable=False)

    objects: ClassVar[PlaceQuerySet] = PlaceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["country", "name", "pk"]
        constraints = [models.UniqueConstraint("country", "key", name="place_once_per_country")]

    def __str__(self) -> str:
        return f"{self.name}, {COUNTRIES[self.country]}"


class DiscoveryQuerySet(models.QuerySet["Discovery"]):
    def locked(self) -> Self:
        """First in the lock order: discovery, organisation, introduction. Guards the talent row."""
        return self.select_for_update(of=("self",))


class Discovery(models.Model):
    """A person's choices. Off until `discoverable_since` is set; all other columns come from lists."""

    learner = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="discovery"
    )
    discoverable_since = models.DateTimeField(null=True, blank=True)
    country = models.CharField(_("country"), max_length=2, choices=country_choices, blank=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    work_modes = ArrayField(models.CharField(max_length=8, choices=WORK_MODES), default=list, blank=True)
    languages = ArrayField(models.CharField(max_length=2, choices=language_choices), default=list, blank=True)
    available_from = models.DateField(_("available from"), null=True, blank=True)
    relocates = models.BooleanField(_("willing to move"), default=False)

    objects: ClassVar[DiscoveryQuerySet] = DiscoveryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name_plural = "discoveries"

    def __str__(self) -> str:
        return str(self.learner_id)


def domains_of(organisation: Organisation) -> frozenset[str]:
    """Every domain the organisation has (verified, contact, members' addresses), and their parents."""
    verified = VerifiedDomain.objects.filter(organisation=organisation).values_list("domain", flat=True)
    emails = Membership.objects.filter(organisation=organisation).values_list("user__email", flat=True)
    known = [*verified, *(email.rpartition("@")[2] for email in [organisation.contact_email, *emails])]
    parts = (domain.lower().split(".") for domain in known)
    return frozenset(".".join(part[start:]) for part in parts for start in range(len(part) - 1))


class ExclusionQuerySet(models.QuerySet["Exclusion"]):
    def against(self, organisation: Organisation) -> Self:
        """Those that keep this organisation out, by its name or by a domain of its."""
        return self.filter(Q(organisation=organisation) | Q(domain__in=domains_of(organisation)))


class Exclusion(models.Model):
    """An organisation, or everyone with an e-mail domain, that must not find a person."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="exclusions")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    domain = models.CharField(
        _("e-mail domain"),
        max_length=253,
        blank=True,
        validators=[RegexValidator(r"^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}$")],
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[ExclusionQuerySet] = ExclusionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, domain="") | (Q(organisation=None) & ~Q(domain="")),
                name="exclusion_of_one_thing",
            ),
            models.UniqueConstraint("learner", "organisation", name="exclusion_once_per_organisation"),
            models.UniqueConstraint(
                "learner", "domain", condition=~Q(domain=""), name="exclusion_once_per_domain"
            ),
        ]
        indexes = [
            # Serves "who keeps this organisation out", asked by every search.
            models.Index(fields=["domain"], condition=~Q(domain=""), name="exclusion_by_domain")
        ]

    def __str__(self) -> str:
        return self.domain or str(self.organisation_id)

    def keeps_out(self, organisation: Organisation) -> bool:
        return self.organisation_id == organisation.pk or (
            bool(self.domain) and self.domain in domains_of(organisation)
        )


def kept_out(learner: User, organisation: Organisation) -> bool:
    """Whether the person excludes the organisation."""
    return Exclusion.objects.against(organisation).filter(learner=learner).exists()
