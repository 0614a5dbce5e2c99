"""did:web identifiers and the documents behind them (W3C DID v1.0, did:web, Controlled Identifiers v1.0).

Rotation: an id is never used again; a retired key stays in `verificationMethod` and `assertionMethod` for as
long as its credentials must verify; a revoked one is marked with `revoked` and leaves `assertionMethod`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote, unquote, urlsplit

from credentials.openbadges.errors import KeyFormatError
from credentials.openbadges.keys import decode_multikey
from credentials.openbadges.text import format_time, parse_time

DID_CONTEXT: Final = [
    "https://www.w3.org/ns/did/v1",
    "https://w3id.org/security/multikey/v1",
    "https://w3id.org/security/jwk/v1",
]
_FRAGMENT = re.compile(r"[A-Za-z0-9._-]{1,64}")
# Of a percent sign only what RFC 3986 allows: two hexadecimal digits.
_SEGMENT = re.compile(r"(?:[A-Za-z0-9._-]|%[0-9A-Fa-f]{2})+")
_HOST = re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*(?::[0-9]{1,5})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedKey:
    """One key of an issuer as its DID document shows it.

    `fragment` names it for ever (`key-2026`); `revoked_at` is set when it was compromised.
    """

    fragment: str
    multikey: str
    revoked_at: datetime | None = None

    def __post_init__(self) -> None:
        if not _FRAGMENT.fullmatch(self.fragment):
            raise KeyFormatError(f"{self.fragment!r} cannot be the fragment of a key's id")
        kind, _ = decode_multikey(self.multikey)
        if not kind.endswith("-pub"):
            raise KeyFormatError("a DID document shows public keys only")


def did_web(url: str) -> str:
    """The did:web of an address: `https://ex.org/a/b/` → `did:web:ex.org:a:b`; a port becomes `%3A8000`.

    The scheme is not part of a did:web, which always resolves by https.
    """
    try:
        parts = urlsplit(url)
        port = f"%3A{parts.port}" if parts.port else ""
    except ValueError as error:  # brackets without an IPv6 address, a port that is none
        raise KeyFormatError(f"{url!r} is not an address that a did:web can be made from") from error
    if parts.scheme not in {"https", "http"} or not parts.hostname or parts.query or parts.fragment:
        raise KeyFormatError(f"{url!r} is not an address that a did:web can be made from")
    if parts.username is not None or ":" in parts.hostname:
        raise KeyFormatError(f"{url!r}: a did:web takes a host name, without user name or IPv6 brackets")
    segments = [quote(unquote(segment), safe="") for segment in parts.path.split("/") if segment]
    return ":".join(["did:web", parts.hostname + port, *segments])


def did_web_url(did: str) -> str:
    """The https address of a did:web's document; any fragment is ignored."""
    method, _, rest = did.partition("#")[0].partition("did:web:")
    segments = rest.split(":")
    if method or not rest or not all(_SEGMENT.fullmatch(segment) for segment in segments):
        raise KeyFormatError(f"{did!r} is not a did:web")
    host, *path = segments
    host = unquote(host)
    if not _HOST.fullmatch(host) or any(
        unquote(part) in {".", ".."} or set("/\\") & set(unquote(part)) for part in path
    ):
        raise KeyFormatError(f"{did!r} names no host and path")
    return f"https://{host}/" + ("/".join(path) if path else ".well-known") + "/did.json"


def verification_method_id(did: str, fragment: str) -> str:
    """The absolute id of a key: what a proof's `verificationMethod` says."""
    return f"{did}#{fragment}"


def did_document(
    did: str, keys: Sequence[PublishedKey], *, also_known_as: Sequence[str] = ()
) -> dict[str, Any]:
    """The document of an issuer with all its keys, active, retired and revoked."""
    fragments = [key.fragment for key in keys]
    if len(set(fragments)) != len(fragments):
        raise KeyFormatError("two keys of one issuer share an id; an id is never used again")
    document: dict[str, Any] = {"@context": DID_CONTEXT, "id": did}
    if also_known_as:
        document["alsoKnownAs"] = list(also_known_as)
    document["verificationMethod"] = [_method(did, key) for key in keys]
    document["assertionMethod"] = [
        verification_method_id(did, key.fragment) for key in keys if key.revoked_at is None
    ]
    return document


def published_keys(document: object) -> list[PublishedKey]:
    """The keys of a document that `did_document` made; raises KeyFormatError for another shape."""
    methods = document.get("verificationMethod") if isinstance(document, dict) else None
    if not isinstance(methods, list):
        raise KeyFormatError("this is not a DID document with keys")
    found = []
    for entry in methods:
        if not isinstance(entry, dict) or not isinstance(entry.get("publicKeyMultibase"), str):
            raise KeyFormatError("only DID documents with Multikeys are read here")
        fragment, revoked = str(entry.get("id")).partition("#")[2], parse_time(entry.get("revoked"))
        key = PublishedKey(fragment=fragment, multikey=entry["publicKeyMultibase"], revoked_at=revoked)
        found.append(key)
    return found


def _method(did: str, key: PublishedKey) -> dict[str, Any]:
    method = {
        "id": verification_method_id(did, key.fragment),
        "type": "Multikey",
        "controller": did,
        "publicKeyMultibase": key.multikey,
    }
    return method | ({"revoked": format_time(key.revoked_at)} if key.revoked_at else {})
