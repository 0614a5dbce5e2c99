"""What may still happen to an issued credential: revoked for ever, or suspended and restored."""

import datetime

from django.db import transaction
from django.utils import timezone

from credentials.errors import AlreadyRevoked, AlreadySuperseded, NotIssued, ReasonMissing
from credentials.models import Credential
from credentials.services import status_lists, transparency
from credentials.services.permissions import require_manager
from portal import audit
from portal.events import CredentialStatusChanged
from portal.models import User
from portal.outbox import publish

REASON_LENGTH = 500
# What the log says: that a credential has expired can be read from its date, nothing happens then.
_LOGGED = {
    "credential.revoked": "revoked",
    "credential.suspended": "suspended",
    "credential.restored": "active",
}


@transaction.atomic(durable=True)
def revoke(
    credential: Credential, *, reason: str, actor: User | None, at: datetime.datetime | None = None
) -> Credential:
    """Revoke for ever: the bit in the status list goes on and the list is signed anew, in this transaction.

    Revoking again changes nothing. `actor` None is the portal, carrying out a stack rule. Publishes
    CredentialStatusChanged. Raises NotAllowed, ReasonMissing, NotIssued, AlreadySuperseded.
    """
    now = at or timezone.now()
    locked = _locked(credential, actor)
    if locked.revoked_at is not None:
        return locked
    if locked.superseded_by_id is not None:
        raise AlreadySuperseded
    if not 0 < len(reason.strip()) <= REASON_LENGTH:
        raise ReasonMissing
    assert locked.status_list_id is not None  # issued, so it has its place
    assert locked.status_index is not None
    status_lists.set_bit(locked.status_list_id, locked.status_index, at=now)
    locked.revoked_at, locked.revoked_by, locked.revocation_reason = now, actor, reason.strip()
    locked.save(update_fields=["revoked_at", "revoked_by", "revocation_reason"])
    _tell(locked, "credential.revoked", actor=actor, at=now)
    return locked


@transaction.atomic(durable=True)
def suspend(credential: Credential, *, actor: User, at: datetime.datetime | None = None) -> Credential:
    """Take out of force for a while. Our verification says so; others see it when they ask this portal.

    Suspending again changes nothing. Raises NotAllowed, NotIssued, AlreadyRevoked, AlreadySuperseded.
    """
    now = at or timezone.now()
    locked = _changeable(credential, actor)
    if locked.suspended_at is None:
        locked.suspended_at = now
        locked.save(update_fields=["suspended_at"])
        _tell(locked, "credential.suspended", actor=actor, at=now)
    return locked


@transaction.atomic(durable=True)
def restore(credential: Credential, *, actor: User, at: datetime.datetime | None = None) -> Credential:
    """End a suspension; without one, nothing changes. Raises as `suspend`."""
    now = at or timezone.now()
    locked = _changeable(credential, actor)
    if locked.suspended_at is not None:
        locked.suspended_at = None
        locked.save(update_fields=["suspended_at"])
        _tell(locked, "credential.restored", actor=actor, at=now)
    return locked


def _locked(credential: Credential, actor: User | None) -> Credential:
    locked = Credential.objects.locked().select_related("achievement", "learner").get(pk=credential.pk)
    require_manager(locked, actor)
    if locked.issued_at is None:
        raise NotIssued
    return locked


def _changeable(credential: Credential, actor: User) -> Credential:
    locked = _locked(credential, actor)
    if locked.revoked_at is not None:
        raise AlreadyRevoked
    if locked.superseded_by_id is not None:
        raise AlreadySuperseded
    return locked


def _tell(credential: Credential, action: str, *, actor: User | None, at: datetime.datetime) -> None:
    """Step: the audit row, the note for the log and the event."""
    audit.record(action, credential, actor=actor)
    transparency.note_status(credential, value=_LOGGED[action], at=at)
    publish(
        CredentialStatusChanged(
            credential=str(credential.uuid),
            learner=str(credential.learner.uuid),
            achievement=str(credential.achievement.uuid),
            status=credential.status(at).value,
            changed_at=at.isoformat(),
        )
    )
