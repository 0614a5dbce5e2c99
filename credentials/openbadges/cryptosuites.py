"""The cryptosuites of embedded proofs that are read: what a proof covers, and which keys may make it.

W3C Data Integrity EdDSA Cryptosuites v1.0 and Data Integrity ECDSA Cryptosuites v1.0. The hash is the key's:
SHA-384 with P-384 (also within RDFC-1.0), SHA-256 with the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from credentials.openbadges.linked_data import HashName
from credentials.openbadges.public_keys import KeyName

DATA_INTEGRITY: Final = "DataIntegrityProof"
HASHES: Final[Mapping[KeyName, HashName]] = {"Ed25519": "sha256", "P-256": "sha256", "P-384": "sha384"}


class Covers(StrEnum):
    """What is hashed and signed."""

    STATEMENTS = "statements"  # the canonical statements of the JSON-LD (RDFC-1.0)
    JSON = "json"  # the JSON itself, in its canonical form (JCS, RFC 8785)


@dataclass(frozen=True, slots=True)
class Cryptosuite:
    """A way to sign: its name for people, what it covers, and the kinds of key that it takes."""

    name: str
    covers: Covers
    keys: tuple[KeyName, ...]


_EDWARDS: Final[tuple[KeyName, ...]] = ("Ed25519",)
_ELLIPTIC: Final[tuple[KeyName, ...]] = ("P-256", "P-384")
# By what a proof says: its `type` and, where that is DataIntegrityProof, its `cryptosuite`. The last two are
# the names under which eddsa-rdfc-2022 went before.
_SUITES: Final[Mapping[tuple[str, str], Cryptosuite]] = {
    (kind, cryptosuite): Cryptosuite(cryptosuite or kind, covers, keys)
    for kind, cryptosuite, covers, keys in (
        (DATA_INTEGRITY, "eddsa-rdfc-2022", Covers.STATEMENTS, _EDWARDS),
        (DATA_INTEGRITY, "eddsa-jcs-2022", Covers.JSON, _EDWARDS),
        (DATA_INTEGRITY, "ecdsa-rdfc-2019", Covers.STATEMENTS, _ELLIPTIC),
        (DATA_INTEGRITY, "ecdsa-jcs-2019", Covers.JSON, _ELLIPTIC),
        (DATA_INTEGRITY, "eddsa-2022", Covers.STATEMENTS, _EDWARDS),
        ("Ed25519Signature2020", "", Covers.STATEMENTS, _EDWARDS),
    )
}


def suite_of(proof: Mapping[str, Any]) -> Cryptosuite | None:
    """The cryptosuite of a proof; None for one that is not read here."""
    kind, cryptosuite = proof.get("type"), proof.get("cryptosuite", "")
    if not isinstance(kind, str) or not isinstance(cryptosuite, str):
        return None
    return _SUITES.get((kind, cryptosuite))
