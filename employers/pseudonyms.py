"""What an employer calls a person it may not name: stable for one organisation, meaningless to any other.

The learner's number is enciphered as one AES block under a key of the organisation's own, derived from the
portal's secret. The block is the token in addresses; its beginning is the name people say. Nothing is stored,
two organisations cannot compare their tokens, and a token cannot be guessed: a block that was not made here
deciphers to a number without the mark. A new secret makes new tokens; introductions have their own addresses.
"""

import hashlib
import hmac
import uuid

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.conf import settings
from django.utils.translation import gettext as _

from portal.models import Organisation

_MARK = b"cairn-tk"


def _key(organisation: Organisation) -> bytes:
    secret = settings.SECRET_KEY.encode()
    return hmac.new(secret, b"employers.pseudonyms:" + organisation.uuid.bytes, hashlib.sha256).digest()


def _cipher(organisation: Organisation) -> Cipher[modes.ECB]:
    # One block, never two under the same plaintext pattern: here ECB is just the block cipher.
    return Cipher(algorithms.AES(_key(organisation)), modes.ECB())  # noqa: S305


def token_for(organisation: Organisation, learner: int) -> uuid.UUID:
    """The address of the learner with the primary key `learner`, for this organisation alone."""
    encryptor = _cipher(organisation).encryptor()
    block = encryptor.update(learner.to_bytes(8, "big") + _MARK) + encryptor.finalize()
    return uuid.UUID(bytes=block)


def learner_behind(organisation: Organisation, token: uuid.UUID) -> int | None:
    """The learner's primary key, or None for a token that was not made for this organisation."""
    decryptor = _cipher(organisation).decryptor()
    block = decryptor.update(token.bytes) + decryptor.finalize()
    return int.from_bytes(block[:8], "big") if hmac.compare_digest(block[8:], _MARK) else None


def spoken(token: uuid.UUID) -> str:
    """“Candidate 7F3A”: for people; the token alone is exact."""
    return _("Candidate %(mark)s") % {"mark": token.hex[:4].upper()}


def tie_breaker(organisation: Organisation) -> int:
    """A number of 64 bits of the organisation's own: it orders equals, so that orders cannot be compared."""
    return int.from_bytes(_key(organisation)[:8], "big")
