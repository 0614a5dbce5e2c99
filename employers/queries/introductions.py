"""Introductions as organisations and learners list them."""

import dataclasses
import datetime
import statistics

from django.db.models import QuerySet

from employers.models import Introduction
from portal.models import Organisation, User
from portfolios.models import Portfolio


@dataclasses.dataclass(frozen=True, slots=True)
class Responsiveness:
    """How requests fare: of those answered or past their time. `median_days` None: no answer yet."""

    asked: int
    answered: int
    accepted: int
    median_days: float | None

    @property
    def per_cent(self) -> int:
        return round(100 * self.answered / self.asked) if self.asked else 0


@dataclasses.dataclass(frozen=True, slots=True)
class Contact:
    """What an acceptance shows, to the asking organisation alone."""

    name: str
    email: str
    portfolio: str


def sent_by(organisation: Organisation) -> QuerySet[Introduction]:
    """The organisation's list, newest first, without reading a name."""
    return Introduction.objects.filter(organisation=organisation).select_related("organisation")


def received_by(learner: User) -> QuerySet[Introduction]:
    """The learner's inbox, newest first."""
    return Introduction.objects.addressed_to(learner).select_related("organisation")


def responsiveness(introductions: QuerySet[Introduction], *, at: datetime.datetime) -> Responsiveness:
    """Requests still open do not count; one query."""
    moments = introductions.values_list(
        "requested_at", "accepted_at", "declined_at", "expires_at", "withdrawn_at"
    )
    closed = [row for row in moments if row[1] or row[2] or (row[3] <= at and not row[4])]
    answers = [(row[0], row[1] or row[2]) for row in closed]
    waits = [(answer - asked).total_seconds() / 86_400 for asked, answer in answers if answer]
    median = statistics.median(waits) if waits else None
    return Responsiveness(
        asked=len(closed),
        answered=len(waits),
        accepted=sum(row[1] is not None for row in closed),
        median_days=median,
    )


def contact_of(introduction: Introduction) -> Contact | None:
    """Name, address and public portfolio of whoever accepted; None before a yes and after its withdrawal.

    None too when the account is closed.
    """
    if not introduction.is_in_force or not introduction.learner.is_active:
        return None
    learner = introduction.learner
    return Contact(name=learner.display_name, email=learner.email, portfolio=_portfolio_of(learner))


def _portfolio_of(learner: User) -> str:
    portfolio = Portfolio.objects.public().filter(learner=learner).first()
    return portfolio.get_absolute_url() if portfolio else ""
