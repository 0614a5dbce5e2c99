"""Share links: made, opened (each opening recorded), revoked."""

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from portal import audit
from portal.models import User
from portal.services.permissions import require_self
from portfolios.errors import TooMany
from portfolios.models import Portfolio, ShareLink, ShareOpening

MOST_OPEN_LINKS = 50
# A reader who reloads the page has opened it once.
ONE_READING = datetime.timedelta(minutes=5)


@transaction.atomic(durable=True)
def make_link(
    portfolio: Portfolio,
    *,
    purpose: str,
    sections: Sequence[str] = tuple(ShareLink.Section.values),
    expires_at: datetime.datetime | None = None,
    actor: User,
    at: datetime.datetime | None = None,
) -> ShareLink:
    """Make a link that shows `sections` until `expires_at` (None: until it is revoked).

    Raises NotAllowed, TooMany.
    """
    require_self(actor, portfolio.learner_id)
    now = at or timezone.now()
    locked = Portfolio.objects.locked().get(pk=portfolio.pk)
    if locked.share_links.filter(revoked_at=None).count() >= MOST_OPEN_LINKS:
        raise TooMany
    link = ShareLink.objects.create(
        portfolio=locked, purpose=purpose, sections=list(sections), expires_at=expires_at, created_at=now
    )
    audit.record("share_link.made", link, actor=actor)
    return link


@transaction.atomic(durable=True)
def revoke_link(link: ShareLink, *, actor: User, at: datetime.datetime | None = None) -> None:
    """Close a link for ever. Closing it again changes nothing. Raises NotAllowed."""
    require_self(actor, link.portfolio.learner_id)
    closed = ShareLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=at or timezone.now())
    if closed:
        audit.record("share_link.revoked", link, actor=actor)


@transaction.atomic(durable=True)
def record_opening(link: ShareLink, *, at: datetime.datetime | None = None) -> None:
    """Write down that someone opened the link; openings within five minutes count as one."""
    now = at or timezone.now()
    ShareLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    if not ShareOpening.objects.filter(link=link, at__gt=now - ONE_READING).exists():
        ShareOpening.objects.create(link=link, at=now)
