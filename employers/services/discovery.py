"""Being found or not: a person's own choice, effective in the transaction that makes it."""

import dataclasses
import datetime
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from employers.models import Discovery, Exclusion, Introduction, Place
from employers.services.indexing import write_row
from portal import audit
from portal.models import Organisation, User


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What is shown beside the skills; every value is of a list. A place brings its country."""

    country: str = ""
    place: Place | None = None
    work_modes: Sequence[str] = ()
    languages: Sequence[str] = ()
    available_from: datetime.date | None = None
    relocates: bool = False


@transaction.atomic(durable=True)
def choose(
    learner: User,
    *,
    discoverable: bool,
    choices: Choices,
    actor: User,
    at: datetime.datetime | None = None,
) -> Discovery:
    """Allow or end being found, with what is shown. The row of the search is written or gone with it.

    Ending it also closes the requests that wait for an answer; accepted introductions stay until withdrawn.
    """
    now = at or timezone.now()
    discovery = _locked(learner)
    was = discovery.discoverable_since
    discovery.discoverable_since = (was or now) if discoverable else None
    discovery.place = choices.place
    discovery.country = choices.place.country if choices.place else choices.country
    discovery.work_modes = sorted(set(choices.work_modes))
    discovery.languages = sorted(set(choices.languages))
    discovery.available_from = choices.available_from
    discovery.relocates = choices.relocates
    discovery.save()
    write_row(discovery, at=now)
    if not discoverable:
        Introduction.objects.addressed_to(learner).unanswered().update(withdrawn_at=now)
    if discoverable != bool(was):
        audit.record("discovery.started" if discoverable else "discovery.ended", learner, actor=actor)
    return discovery


@transaction.atomic(durable=True)
def exclude(
    learner: User,
    *,
    organisation: Organisation | None = None,
    domain: str = "",
    actor: User,
    at: datetime.datetime | None = None,
) -> Exclusion:
    """Keep out an organisation or everyone with a domain (exactly one of both), everywhere, from now on.

    Whatever they asked or were told is withdrawn with it. A second time changes nothing.
    """
    if (organisation is None) == (not domain):
        raise ValueError("exclude() takes an organisation or a domain.")
    now = at or timezone.now()
    _locked(learner)
    exclusion, is_new = Exclusion.objects.get_or_create(
        learner=learner, organisation=organisation, domain=domain.lower(), defaults={"created_at": now}
    )
    standing = Introduction.objects.addressed_to(learner).filter(declined_at=None, withdrawn_at=None)
    closed = [
        introduction.pk
        for introduction in standing.select_related("organisation")
        if exclusion.keeps_out(introduction.organisation)
    ]
    Introduction.objects.filter(pk__in=closed).update(withdrawn_at=now)
    if is_new:
        audit.record("discovery.excluded", learner, actor=actor, by_domain=bool(domain))
    return exclusion


@transaction.atomic(durable=True)
def include_again(exclusion: Exclusion, *, actor: User) -> None:
    """End an exclusion; what was withdrawn with it stays withdrawn."""
    audit.record("discovery.included_again", exclusion.learner, actor=actor, by_domain=bool(exclusion.domain))
    exclusion.delete()


def _locked(learner: User) -> Discovery:
    Discovery.objects.get_or_create(learner=learner)
    return Discovery.objects.locked().get(learner=learner)
