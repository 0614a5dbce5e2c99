"""Bitstring Status List v1.0: the list, its coding, the credential that carries it.

Index 0 is the most significant bit of the first byte. A list has at least 131,072 places, so that one
credential's place says nothing about it; places are given at random.
"""

from __future__ import annotations

import base64
import binascii
import gzip
import io
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from credentials.openbadges import contexts
from credentials.openbadges.claims import IssuerClaims
from credentials.openbadges.errors import StatusListError, TooLarge
from credentials.openbadges.profile import profile
from credentials.openbadges.text import format_time, iri, tidy

MINIMUM: Final = 131_072
MAX_BYTES: Final = 8 * 1024 * 1024
MAX_ENCODED: Final = 16 * 1024 * 1024
PURPOSES: Final = frozenset({"revocation", "suspension"})


@dataclass(slots=True)
class Bitstring:
    """A list of one-bit statuses, all off at first."""

    length: int = MINIMUM
    _bits: bytearray = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if self.length % 8 or not MINIMUM <= self.length <= MAX_BYTES * 8:
            raise StatusListError(
                f"a status list of {self.length} places; at least {MINIMUM}, a multiple of 8"
            )
        self._bits = bytearray(self.length // 8)

    @classmethod
    def of(cls, indexes: Iterable[int], *, length: int = MINIMUM) -> Bitstring:
        """A list in which exactly these places are set."""
        bits = cls(length)
        for index in indexes:
            bits.set(index)
        return bits

    def set(self, index: int, value: bool = True) -> None:
        """Switch one place on or off."""
        byte, mask = self._place(index)
        self._bits[byte] = self._bits[byte] | mask if value else self._bits[byte] & ~mask

    def get(self, index: int) -> bool:
        """Whether a place is on."""
        byte, mask = self._place(index)
        return bool(self._bits[byte] & mask)

    def value(self, index: int, size: int) -> int:
        """The status at a place of a list whose statuses have `size` bits, the first the most significant.

        Raises StatusListError for a place outside, and for a list of fewer places than the standard's
        minimum.
        """
        places = self.length // size
        if places < MINIMUM:
            raise StatusListError(f"the list has {places} places of {size} bits, fewer than {MINIMUM}")
        if index >= places:
            raise StatusListError(f"index {index} is outside a list of {places}")
        return int("".join("01"[self.get(index * size + bit)] for bit in range(size)), 2)

    def count(self) -> int:
        """How many places are on."""
        return int.from_bytes(self._bits).bit_count()

    def encode(self) -> str:
        """`u` + base64url without padding of the gzipped bits; the same bits always give the same text."""
        packed = gzip.compress(bytes(self._bits), compresslevel=9, mtime=0)
        return "u" + base64.urlsafe_b64encode(packed).rstrip(b"=").decode()

    @classmethod
    def decode(cls, encoded: str, *, max_bytes: int = MAX_BYTES) -> Bitstring:
        """Read an encodedList; refuses shorter lists than the standard's minimum and more than
        `max_bytes`."""
        if not encoded.startswith("u"):
            raise StatusListError("an encodedList starts with u (base64url)")
        if len(encoded) > MAX_ENCODED:
            raise TooLarge(f"an encodedList of {len(encoded)} characters")
        text = encoded[1:]
        try:
            packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
            with gzip.GzipFile(fileobj=io.BytesIO(packed)) as stream:
                raw = stream.read(max_bytes + 1)
        except (binascii.Error, OSError, EOFError, zlib.error, ValueError) as error:
            raise StatusListError(f"the encodedList is not base64url of gzip: {error}") from error
        if len(raw) > max_bytes:
            raise TooLarge(f"the status list is longer than {max_bytes} bytes")
        if len(raw) * 8 < MINIMUM:
            raise StatusListError(f"the status list has {len(raw) * 8} places, fewer than {MINIMUM}")
        bits = cls(len(raw) * 8)
        bits._bits[:] = raw
        return bits

    def _place(self, index: int) -> tuple[int, int]:
        if not 0 <= index < self.length:
            raise StatusListError(f"index {index} is outside a list of {self.length}")
        return index // 8, 0x80 >> (index % 8)


def allocate(taken: Callable[[int], bool], below: Callable[[int], int], *, length: int = MINIMUM) -> int:
    """A free place at random: `below(n)` draws from 0 to n − 1, `taken` says whether a place is in use.

    Raises StatusListError after 64 draws that were all taken: start a new list before one is half full.
    """
    for _ in range(64):
        index = below(length)
        if not taken(index):
            return index
    raise StatusListError("no free place found in 64 draws; this status list is full")


def compose_status_list(
    *,
    url: str,
    issuer: IssuerClaims,
    bits: Bitstring,
    purpose: str = "revocation",
    valid_from: datetime,
    valid_until: datetime | None = None,
    ttl: timedelta = timedelta(minutes=5),
) -> dict[str, Any]:
    """The unsigned status list credential at `url`; sign it like any credential, with the same issuer's
    key."""
    if purpose not in PURPOSES:
        raise StatusListError(f"{purpose!r} is neither revocation nor suspension")
    document = {
        "@context": [contexts.CREDENTIALS_V2],
        "id": iri(url, place="id"),
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": profile(issuer)["id"],
        "validFrom": format_time(valid_from),
        "validUntil": format_time(valid_until) if valid_until else "",
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": bits.encode(),
            "ttl": int(ttl / timedelta(milliseconds=1)),
        },
    }
    return tidy(document)
