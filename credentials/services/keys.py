"""Signing keys: made, encrypted at rest, rotated, revoked. Nothing else ever sees a private key."""

import datetime

from django.db import transaction
from django.utils import timezone

from credentials import openbadges
from credentials.errors import NotAllowed, ReasonMissing
from credentials.models import IssuerProfile, SigningKey
from credentials.services import transparency
from credentials.services.encryption import decrypted, encrypted
from portal import audit
from portal.events import SigningKeyChanged
from portal.models import User
from portal.outbox import publish


def private_key(signing_key: SigningKey) -> openbadges.SigningKey:
    """Decrypt a key. Raises `cryptography.fernet.InvalidToken` when CAIRN_KEY_ENCRYPTION_KEY is another."""
    return openbadges.SigningKey(decrypted(signing_key.private_encrypted))


@transaction.atomic(durable=True)
def rotate_key(issuer: IssuerProfile, *, actor: User, at: datetime.datetime | None = None) -> SigningKey:
    """Retire the active key and make a new one. The old one stays published and goes on verifying.

    Both are noted for the transparency log. Publishes SigningKeyChanged for each.
    """
    now = at or timezone.now()
    IssuerProfile.objects.locked().get(pk=issuer.pk)
    for old in SigningKey.objects.active().filter(issuer=issuer):
        old.retired_at = now
        old.save(update_fields=["retired_at"])
        _tell(old, "retired", at=now)
    key = new_key(issuer, at=now)
    audit.record("key.rotated", issuer, actor=actor, fragment=key.fragment)
    return key


@transaction.atomic(durable=True)
def revoke_key(
    signing_key: SigningKey, *, reason: str, actor: User, at: datetime.datetime | None = None
) -> SigningKey:
    """Revoke a key that others may have got hold of: nothing it signed verifies from now on.

    It leaves the issuer's assertionMethod and is shown as revoked. An active key is followed by a fresh one,
    and the issuer's status lists are signed with the active key, in this transaction. What it signed is to be
    issued anew (`issuing.reissue_signed_with`). Revoking again changes nothing. It is noted for the
    transparency log. Publishes SigningKeyChanged. Raises NotAllowed for who is no operator, ReasonMissing.
    """
    # Imported here because status lists are signed with the keys of this module.
    from credentials.services import status_lists

    now = at or timezone.now()
    if not actor.is_staff:
        raise NotAllowed
    if not reason.strip():
        raise ReasonMissing
    issuer = IssuerProfile.objects.locked().get(pk=signing_key.issuer_id)
    key = SigningKey.objects.select_related("issuer").get(pk=signing_key.pk)
    if key.revoked_at is not None:
        return key
    key.revoked_at = now
    key.save(update_fields=["revoked_at"])
    _tell(key, "revoked", at=now)
    if not SigningKey.objects.active().filter(issuer=issuer).exists():
        new_key(issuer, at=now)
    status_lists.sign_all(issuer, at=now)
    audit.record("key.revoked", issuer, actor=actor, fragment=key.fragment, reason=reason.strip())
    return key


def new_key(issuer: IssuerProfile, *, at: datetime.datetime) -> SigningKey:
    """Step: a fresh Ed25519 key with a fragment the issuer never used. The issuer is locked.

    Publishes SigningKeyChanged.
    """
    pair = openbadges.generate_key()
    number = SigningKey.objects.filter(issuer=issuer).count() + 1
    key = SigningKey.objects.create(
        issuer=issuer,
        fragment=f"key-{at.year}-{number}",
        public_multibase=pair.multikey,
        private_encrypted=encrypted(pair.seed),
        created_at=at,
    )
    _tell(key, "added", at=at)
    return key


def active_key(issuer: IssuerProfile) -> SigningKey:
    """The key that signs now."""
    return SigningKey.objects.active().select_related("issuer").get(issuer=issuer)


def _tell(key: SigningKey, value: str, *, at: datetime.datetime) -> None:
    transparency.note_key(key, value=value, at=at)
    publish(SigningKeyChanged(key=str(key.uuid), status=value, changed_at=at.isoformat()))
