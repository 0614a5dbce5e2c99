"""Signing what was awarded, and replacing what was issued with an error in it."""

import copy
import dataclasses
import datetime
import json
import threading
from typing import Any

from django.db import transaction
from django.utils import timezone

from credentials import openbadges
from credentials.errors import (
    AlreadyRevoked,
    AlreadySuperseded,
    KeyNotRevoked,
    NotAllowed,
    NothingToRenew,
    NotIssued,
    ReasonMissing,
)
from credentials.models import Credential, IssuerProfile, SigningKey
from credentials.services import keys, status_lists, transparency
from credentials.services.documents import credential_claims
from credentials.services.permissions import require_manager
from credentials.stacks.facts import months_later
from portal import audit
from portal.events import CredentialIssued, CredentialStatusChanged
from portal.models import User
from portal.outbox import publish

# Signing templates of the achievements in use, for the life of a worker; they are not shared between threads.
_of_thread = threading.local()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What was wrong: the learner's name as it should stand, and why."""

    name: str
    reason: str


@transaction.atomic(durable=True)
def issue(credential: Credential, *, at: datetime.datetime | None = None) -> Credential:
    """Sign once, exactly what the claims froze, with a status place of its own. Publishes CredentialIssued.

    Idempotent: the row is locked, and what has a document keeps it.
    """
    locked = (
        Credential.objects.locked().select_related("achievement__issuer", "learner").get(pk=credential.pk)
    )
    if locked.issued_at is None:
        _sign(locked, at=at or timezone.now())
    return locked


@transaction.atomic(durable=True)
def reissue(
    credential: Credential, *, correction: Correction, actor: User, at: datetime.datetime | None = None
) -> Credential:
    """Issue anew with a corrected name; the old credential points to the new one and its status bit goes on.

    The new one keeps the dates of the old. A second call returns the first one's result. Raises NotAllowed,
    ReasonMissing, NotIssued, AlreadyRevoked.
    """
    now = at or timezone.now()
    source = f"correction:{credential.uuid}"
    old, successor = _replaceable(credential, source=source, actor=actor)
    if successor is not None:
        return successor
    if not (correction.reason.strip() and correction.name.strip()):
        raise ReasonMissing
    claims = copy.deepcopy(old.claims)
    claims["learner"]["name"] = correction.name.strip()
    new = _replaced(old, claims=claims, source=source, at=now)
    audit.record("credential.corrected", old, actor=actor, by=str(new.uuid))
    return new


@transaction.atomic(durable=True)
def renew(credential: Credential, *, actor: User, at: datetime.datetime | None = None) -> Credential:
    """Issue anew, word for word, in force from `at` and for as long again; the old one points to the new.

    The date of the award stays: nothing was proved again. An expired credential can be renewed; one that is
    suspended stays so. A second call returns the first one's result. Raises NotAllowed, NotIssued,
    AlreadyRevoked, AlreadySuperseded, NothingToRenew.
    """
    source = f"renewal:{credential.uuid}"
    old, successor = _replaceable(credential, source=source, actor=actor)
    if successor is not None:
        return successor
    validity = renewed_validity(old, at=at or timezone.now())
    new = _replaced(old, source=source, at=validity[0], validity=validity)
    audit.record("credential.renewed", old, actor=actor, by=str(new.uuid))
    return new


def renewed_validity(
    credential: Credential, *, at: datetime.datetime
) -> tuple[datetime.datetime, datetime.datetime]:
    """From when to when it would be in force if it were renewed at `at`, in whole seconds.

    Raises NothingToRenew for what has no end, and where the end would not be later than it is; besides
    NotIssued, AlreadyRevoked, AlreadySuperseded.
    """
    _require_replaceable(credential)
    months = credential.achievement_version.validity_months
    begin = at.replace(microsecond=0)
    if credential.valid_until is None or not months:
        raise NothingToRenew
    end = months_later(begin, months)
    if end <= credential.valid_until:
        raise NothingToRenew
    return begin, end


def _replaceable(credential: Credential, *, source: str, actor: User) -> tuple[Credential, Credential | None]:
    """Step: the locked credential, and its successor of this source where there is one already."""
    related = ("achievement__issuer", "achievement_version", "learner", "superseded_by")
    # Only the credential itself is locked: a nullable join cannot be.
    old = Credential.objects.locked().select_related(*related).get(pk=credential.pk)
    require_manager(old, actor)
    if old.superseded_by is not None and old.superseded_by.source == source:
        return old, old.superseded_by
    _require_replaceable(old)
    return old, None


def _require_replaceable(credential: Credential) -> None:
    if credential.superseded_by_id is not None:
        raise AlreadySuperseded
    if credential.issued_at is None:
        raise NotIssued
    if credential.revoked_at is not None:
        raise AlreadyRevoked


def reissue_signed_with(
    key: SigningKey, *, actor: User, at: datetime.datetime | None = None, limit: int = 200
) -> list[Credential]:
    """Issue anew, word for word, what a revoked key signed; the old ones point to the new.

    At most `limit` at a time, oldest first, each in a transaction of its own: call again until nothing comes.
    Revoked and superseded credentials stay as they are. Raises NotAllowed for who is no operator, and
    KeyNotRevoked.
    """
    if not actor.is_staff:
        raise NotAllowed
    if not SigningKey.objects.filter(pk=key.pk, revoked_at__isnull=False).exists():
        raise KeyNotRevoked
    now = at or timezone.now()
    waiting = Credential.objects.to_reissue(key).order_by("issued_at", "pk")[:limit]
    found = (
        _reissued_with_new_key(pk, key, actor=actor, at=now) for pk in waiting.values_list("pk", flat=True)
    )
    return [credential for credential in found if credential is not None]


@transaction.atomic(durable=True)
def _reissued_with_new_key(
    pk: int, key: SigningKey, *, actor: User, at: datetime.datetime
) -> Credential | None:
    locked = Credential.objects.locked().to_reissue(key)
    old = locked.select_related("achievement__issuer", "learner").filter(pk=pk).first()
    if old is None:
        return None
    new = _replaced(old, source=f"key:{old.uuid}", at=at)
    audit.record("credential.resigned", old, actor=actor, by=str(new.uuid))
    return new


def _replaced(
    old: Credential,
    *,
    source: str,
    at: datetime.datetime,
    claims: dict[str, Any] | None = None,
    validity: tuple[datetime.datetime, datetime.datetime] | None = None,
) -> Credential:
    """Step: a successor of the old one, which is locked and issued, with all of it that is not given anew."""
    valid_from, valid_until = validity or (old.valid_from, old.valid_until)
    new = Credential.objects.create(
        achievement=old.achievement,
        achievement_version_id=old.achievement_version_id,
        learner=old.learner,
        source=source,
        claims=old.claims if claims is None else claims,
        proof_tree=old.proof_tree,
        awarded_at=old.awarded_at,
        valid_from=valid_from,
        valid_until=valid_until,
        suspended_at=old.suspended_at,
    )
    _sign(new, at=at)
    if new.suspended_at is not None:
        transparency.note_status(new, value="suspended", at=at)
    old.superseded_by = new
    old.save(update_fields=["superseded_by"])
    assert old.status_list_id is not None  # issued, so it has its place
    assert old.status_index is not None
    status_lists.set_bit(old.status_list_id, old.status_index, at=at)
    transparency.note_status(old, value="superseded", at=at)
    publish(
        CredentialStatusChanged(
            credential=str(old.uuid),
            learner=str(old.learner.uuid),
            achievement=str(old.achievement.uuid),
            status=Credential.Status.SUPERSEDED.value,
            changed_at=at.isoformat(),
        )
    )
    return new


def _sign(credential: Credential, *, at: datetime.datetime) -> None:
    """Step: place, document, signature, event. The credential is locked or new.

    The list is locked before the key is read: who revokes a key signs the lists anew, and so either sees this
    credential or makes it wait for the next key.
    """
    issuer: IssuerProfile = credential.achievement.issuer
    status_list, index = status_lists.take_place(issuer, at=at)
    key = keys.active_key(issuer)
    status = openbadges.StatusClaims(list_url=status_list.public_url, index=index)
    document = openbadges.sign_credential(
        openbadges.compose_credential(credential_claims(credential, status=status)),
        keys.private_key(key),
        verification_method=key.verification_method,
        created=at,
        templates=_templates(),
    )
    credential.document = json.dumps(document, ensure_ascii=False)
    credential.issued_at = at
    credential.signing_key = key
    credential.status_list = status_list
    credential.status_index = index
    credential.save(update_fields=["document", "issued_at", "signing_key", "status_list", "status_index"])
    publish(
        CredentialIssued(
            credential=str(credential.uuid),
            learner=str(credential.learner.uuid),
            achievement=str(credential.achievement.uuid),
        )
    )


def _templates() -> openbadges.AwardTemplates:
    if not hasattr(_of_thread, "templates"):
        _of_thread.templates = openbadges.AwardTemplates()
    templates: openbadges.AwardTemplates = _of_thread.templates
    return templates
