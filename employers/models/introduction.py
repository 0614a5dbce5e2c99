"""An organisation asks to get to know a person; the person says yes or no, and may change a yes to a no."""

import datetime
from typing import ClassVar, Self
from uuid import UUID, uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from employers import pseudonyms
from portal.models import Organisation, User

_OPEN = Q(accepted_at=None, declined_at=None, withdrawn_at=None, lapsed_at=None)


class IntroductionQuerySet(models.QuerySet["Introduction"]):
    def addressed_to(self, learner: User) -> Self:
        return self.filter(learner=learner)

    def visible_to(self, user: User) -> Self:
        """What the recruiters (and owners) of the asking organisation see."""
        return self.filter(
            organisation__in=user.organisations_as("recruiter"), organisation__is_employer=True
        )

    def unanswered(self) -> Self:
        """Neither answered nor closed; perhaps past its time."""
        return self.filter(_OPEN)

    def open(self, at: datetime.datetime) -> Self:
        return self.filter(_OPEN, expires_at__gt=at)

    def in_force(self) -> Self:
        """Accepted and not withdrawn: the organisation knows the name."""
        return self.filter(accepted_at__isnull=False, withdrawn_at=None)

    def answered(self) -> Self:
        return self.filter(Q(accepted_at__isnull=False) | Q(declined_at__isnull=False))

    def locked(self) -> Self:
        """Last in the lock order: discovery, organisation, introduction."""
        return self.select_for_update(of=("self",))


class Introduction(models.Model):
    """Requested → accepted (→ withdrawn) / declined / withdrawn unanswered / lapsed when its time is over."""

    class State(models.TextChoices):
        OPEN = "open", _("waiting for an answer")
        EXPIRED = "expired", _("not answered in time")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="introductions")
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="introductions"
    )
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    role_title = models.CharField(_("role"), max_length=150)
    message = models.TextField(_("message"), max_length=2000)
    requested_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    # By the person: after a yes, or by leaving the search before answering.
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    # Set when the organisation asks anew after the time is over.
    lapsed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[IntroductionQuerySet] = IntroductionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.UniqueConstraint("organisation", "learner", condition=_OPEN, name="introduction_one_open"),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(declined_at=None), name="introduction_one_answer"
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("requested_at")), name="introduction_lasts_a_while"
            ),
        ]
        indexes = [
            # Serve the learner's and the organisation's list.
            models.Index(fields=["learner", "-requested_at"], name="introduction_by_learner"),
            models.Index(fields=["organisation", "-requested_at"], name="introduction_by_organisation"),
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    def get_absolute_url(self) -> str:
        """The organisation's page of it."""
        return reverse("employers:introduction", kwargs={"uuid": self.uuid})

    @property
    def is_in_force(self) -> bool:
        """Accepted and not withdrawn: name, contact and portfolio are the organisation's to see."""
        return self.accepted_at is not None and self.withdrawn_at is None

    @property
    def answered_at(self) -> datetime.datetime | None:
        return self.accepted_at or self.declined_at

    @property
    def candidate_token(self) -> UUID:
        return pseudonyms.token_for(self.organisation, self.learner_id)

    @property
    def candidate(self) -> str:
        """What the organisation calls the person until it knows the name."""
        return pseudonyms.spoken(self.candidate_token)

    def state(self, at: datetime.datetime | None = None) -> "Introduction.State":
        """The one word a page shows."""
        if self.withdrawn_at:
            return self.State.WITHDRAWN
        if self.accepted_at:
            return self.State.ACCEPTED
        if self.declined_at:
            return self.State.DECLINED
        if self.lapsed_at or self.expires_at <= (at or timezone.now()):
            return self.State.EXPIRED
        return self.State.OPEN
