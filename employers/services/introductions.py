"""Asking for an introduction, and answering."""

import datetime

from django.db import transaction
from django.utils import timezone

from employers.errors import (
    AlreadyAsked,
    DailyBoundReached,
    DeclinedRecently,
    NotDiscoverable,
    NothingToWithdraw,
    NotOpen,
)
from employers.models import Discovery, Introduction, TalentRow
from portal import audit
from portal.events import IntroductionAnswered, IntroductionRequested
from portal.models import Membership, Organisation, User
from portal.outbox import publish
from portal.services.permissions import require_role, require_self

LASTS = datetime.timedelta(days=14)
REST_AFTER_NO = datetime.timedelta(days=90)
MOST_A_DAY = 20


@transaction.atomic(durable=True)
def request_introduction(
    organisation: Organisation,
    learner: User,
    *,
    role_title: str,
    message: str,
    actor: User,
    at: datetime.datetime | None = None,
) -> Introduction:
    """Ask; the learner has 14 days. Publishes IntroductionRequested.

    Locks the learner's discovery, so that a consent withdrawn meanwhile wins, and the organisation, so that
    the daily bound is exact.
    Raises NotAllowed, NotDiscoverable, AlreadyAsked, DeclinedRecently, DailyBoundReached.
    """
    now = at or timezone.now()
    require_role(organisation, actor, Membership.Role.RECRUITER)
    Discovery.objects.locked().filter(learner=learner).first()
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    if not TalentRow.objects.shown_to(organisation, now).filter(learner=learner).exists():
        raise NotDiscoverable
    _check_earlier(organisation, learner, now)
    if (
        organisation.introductions.filter(requested_at__gt=now - datetime.timedelta(days=1)).count()
        >= MOST_A_DAY
    ):
        raise DailyBoundReached
    introduction = Introduction.objects.create(
        organisation=organisation,
        learner=learner,
        requested_by=actor,
        role_title=role_title,
        message=message,
        requested_at=now,
        expires_at=now + LASTS,
    )
    audit.record("introduction.requested", introduction, actor=actor)
    publish(
        IntroductionRequested(
            introduction=str(introduction.uuid),
            learner=str(learner.uuid),
            organisation=str(organisation.uuid),
        )
    )
    return introduction


def _check_earlier(organisation: Organisation, learner: User, now: datetime.datetime) -> None:
    earlier = Introduction.objects.filter(organisation=organisation, learner=learner)
    earlier.unanswered().filter(expires_at__lte=now).update(lapsed_at=now)
    if earlier.open(now).exists() or earlier.in_force().exists():
        raise AlreadyAsked
    if earlier.filter(declined_at__gt=now - REST_AFTER_NO).exists():
        raise DeclinedRecently


@transaction.atomic(durable=True)
def accept(introduction: Introduction, *, actor: User, at: datetime.datetime | None = None) -> Introduction:
    """Name, e-mail address and portfolio become visible to the asking organisation.

    Raises NotAllowed, NotOpen.
    """
    now = at or timezone.now()
    require_self(actor, introduction.learner_id)
    locked = _open(introduction, now)
    locked.accepted_at = now
    locked.save(update_fields=["accepted_at"])
    _tell(locked, "introduction.accepted", actor=actor)
    return locked


@transaction.atomic(durable=True)
def decline(
    introduction: Introduction, *, reason: str = "", actor: User, at: datetime.datetime | None = None
) -> Introduction:
    """Say no, with a reason if one likes. Raises NotAllowed, NotOpen."""
    now = at or timezone.now()
    require_self(actor, introduction.learner_id)
    locked = _open(introduction, now)
    locked.declined_at, locked.reason = now, reason.strip()
    locked.save(update_fields=["declined_at", "reason"])
    _tell(locked, "introduction.declined", actor=actor)
    return locked


@transaction.atomic(durable=True)
def withdraw(introduction: Introduction, *, actor: User, at: datetime.datetime | None = None) -> Introduction:
    """Take an acceptance back: name and contact are hidden again at once.

    Raises NotAllowed, NothingToWithdraw.
    """
    require_self(actor, introduction.learner_id)
    locked = Introduction.objects.locked().get(pk=introduction.pk)
    if not locked.is_in_force:
        raise NothingToWithdraw
    locked.withdrawn_at = at or timezone.now()
    locked.save(update_fields=["withdrawn_at"])
    audit.record("introduction.withdrawn", locked, actor=actor)
    return locked


def _open(introduction: Introduction, now: datetime.datetime) -> Introduction:
    locked = Introduction.objects.locked().select_related("requested_by").get(pk=introduction.pk)
    if locked.state(now) is not Introduction.State.OPEN:
        raise NotOpen
    return locked


def _tell(introduction: Introduction, action: str, *, actor: User) -> None:
    audit.record(action, introduction, actor=actor)
    publish(
        IntroductionAnswered(
            introduction=str(introduction.uuid),
            requested_by=str(introduction.requested_by.uuid),
            accepted=introduction.accepted_at is not None,
        )
    )
