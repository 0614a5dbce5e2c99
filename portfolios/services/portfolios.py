"""A learner's portfolio as a whole: that it exists, what it says of the person, who may see it."""

import dataclasses
import datetime
from collections.abc import Mapping, Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from credentials.models import Credential
from portal import audit
from portal.models import User
from portal.services.permissions import require_self
from portfolios.errors import AddressMissing, AddressRefused
from portfolios.models import CredentialChoice, Portfolio, Visibility
from portfolios.services.addresses import checked_address, suggest_address


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What the learner says of themselves. Raises NotAllowed."""

    headline: str = ""
    story: str = ""
    city: str = ""
    country: str = ""
    languages: Sequence[str] = ()
    work_mode: str = ""
    availability: str = ""
    available_from: datetime.date | None = None


def ensure_portfolio(learner: User) -> Portfolio:
    """The learner's portfolio, made (empty and private) when first asked for. Safe to call at any time."""
    portfolio, _new = Portfolio.objects.select_related("learner").get_or_create(learner=learner)
    return portfolio


@transaction.atomic(durable=True)
def describe(portfolio: Portfolio, about: About, *, actor: User) -> Portfolio:
    """Write what the learner says of themselves. Raises NotAllowed."""
    locked = _locked(portfolio, actor)
    for name, value in dataclasses.asdict(about).items():
        setattr(locked, name, list(value) if name == "languages" else value)
    locked.save()
    audit.record("portfolio.described", locked, actor=actor)
    return locked


@transaction.atomic(durable=True)
def publish(
    portfolio: Portfolio,
    *,
    visibility: Visibility | str,
    slug: str,
    indexed: bool = False,
    actor: User,
    at: datetime.datetime | None = None,
) -> Portfolio:
    """Say who may see the portfolio, and under which address. Private takes it back at once.

    `indexed` lets search engines list it, and counts only while it is public. An empty `slug` gives the
    address up, which only a private portfolio can. Raises NotAllowed, AddressRefused, AddressMissing.
    """
    now = at or timezone.now()
    locked = _locked(portfolio, actor)
    chosen = Visibility(visibility)
    if not slug and chosen != Visibility.PRIVATE:
        raise AddressMissing
    locked.slug = checked_address(slug, portfolio=locked) if slug else None
    locked.visibility = chosen
    if chosen != Visibility.PRIVATE:
        locked.published_at = locked.published_at or now
    may_index = indexed and chosen == Visibility.PUBLIC
    locked.indexed_at = (locked.indexed_at or now) if may_index else None
    try:
        with transaction.atomic():
            locked.save()
    except IntegrityError as error:  # somebody took the address since we looked
        raise AddressRefused(
            _("“%(address)s” belongs to someone else.") % {"address": slug},
            suggestion=suggest_address(slug, portfolio=locked),
        ) from error
    audit.record("portfolio.published", locked, actor=actor, visibility=chosen.value, indexed=may_index)
    return locked


@transaction.atomic(durable=True)
def arrange_credentials(
    portfolio: Portfolio, choices: Mapping[Credential, tuple[int, Visibility | str]], *, actor: User
) -> None:
    """Store the place and the visibility of credentials. Those of other people are left out.

    Raises NotAllowed.
    """
    locked = _locked(portfolio, actor)
    CredentialChoice.objects.bulk_create(
        [
            CredentialChoice(
                portfolio=locked, credential=credential, position=position, visibility=Visibility(visibility)
            )
            for credential, (position, visibility) in choices.items()
            if credential.learner_id == locked.learner_id
        ],
        update_conflicts=True,
        unique_fields=["portfolio", "credential"],
        update_fields=["position", "visibility"],
    )
    audit.record("portfolio.credentials_arranged", locked, actor=actor, number=len(choices))


def _locked(portfolio: Portfolio, actor: User) -> Portfolio:
    require_self(actor, portfolio.learner_id)
    return Portfolio.objects.locked().select_related("learner").get(pk=portfolio.pk)
