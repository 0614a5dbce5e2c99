"""Private keys as they lie in the database: encrypted with CAIRN_KEY_ENCRYPTION_KEY."""

from cryptography.fernet import Fernet
from django.conf import settings


def encrypted(secret: bytes) -> bytes:
    """A secret as it may lie in the database."""
    return _cipher().encrypt(secret)


def decrypted(stored: bytes | memoryview) -> bytes:
    """Raises `cryptography.fernet.InvalidToken` when CAIRN_KEY_ENCRYPTION_KEY is another."""
    return _cipher().decrypt(bytes(stored))


def _cipher() -> Fernet:
    return Fernet(settings.CAIRN_KEY_ENCRYPTION_KEY)
