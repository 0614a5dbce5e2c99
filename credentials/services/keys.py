"""Signing keys: made, encrypted at rest, rotated. Nothing else ever sees a private key."""

import datetime

from cryptography.fernet import Fernet
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from credentials import openbadges
from credentials.models import IssuerProfile, SigningKey
from portal import audit
from portal.models import User


def private_key(signing_key: SigningKey) -> openbadges.SigningKey:
    """Decrypt a key. Raises `cryptography.fernet.InvalidToken` when CAIRN_KEY_ENCRYPTION_KEY is another."""
    return openbadges.SigningKey(decrypted(signing_key.private_encrypted))


@transaction.atomic(durable=True)
def rotate_key(issuer: IssuerProfile, *, actor: User, at: datetime.datetime | None = None) -> SigningKey:
    """Retire the active key and make a new one. The old one stays published and goes on verifying."""
    now = at or timezone.now()
    IssuerProfile.objects.locked().get(pk=issuer.pk)
    SigningKey.objects.active().filter(issuer=issuer).update(retired_at=now)
    key = new_key(issuer, at=now)
    audit.record("key.rotated", issuer, actor=actor, fragment=key.fragment)
    return key


def new_key(issuer: IssuerProfile, *, at: datetime.datetime) -> SigningKey:
    """Step: a fresh Ed25519 key with a fragment the issuer never used. The issuer is locked."""
    pair = openbadges.generate_key()
    number = SigningKey.objects.filter(issuer=issuer).count() + 1
    return SigningKey.objects.create(
        issuer=issuer,
        fragment=f"key-{at.year}-{number}",
        public_multibase=pair.multikey,
        private_encrypted=encrypted(pair.seed),
        created_at=at,
    )


def active_key(issuer: IssuerProfile) -> SigningKey:
    """The key that signs now."""
    return SigningKey.objects.active().select_related("issuer").get(issuer=issuer)


def encrypted(secret: bytes) -> bytes:
    """A secret as it may lie in the database."""
    return _cipher().encrypt(secret)


def decrypted(stored: bytes | memoryview) -> bytes:
    """Raises `cryptography.fernet.InvalidToken` when CAIRN_KEY_ENCRYPTION_KEY is another."""
    return _cipher().decrypt(bytes(stored))


def _cipher() -> Fernet:
    return Fernet(settings.CAIRN_KEY_ENCRYPTION_KEY)
