"""The keys that an issuer publishes as a set, at `/.well-known/jwks.json` of its host (Open Badges 3.0
§8.2.4)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from credentials.openbadges.did import did_web_url
from credentials.openbadges.errors import KeyFormatError, OpenBadgesError, UnsupportedMethod
from credentials.openbadges.public_keys import KeyName, PublicKey, jwk_key, key_name
from credentials.openbadges.verification.documents import Documents
from credentials.openbadges.verification.identity import ResolvedKey
from credentials.openbadges.verification.structure import listed

type Json = dict[str, Any]


def key_in_set(
    issuer: str, documents: Documents, kind: KeyName, *, kid: str = "", jwk: Json | None = None, at: str = ""
) -> ResolvedKey:
    """The key by that name, or equal to `jwk`: what the host lists is the issuer's, unless it says whose.

    `at` is the address that the name itself gives, if any. Raises DocumentUnavailable, UnsupportedMethod, or
    KeyFormatError/InvalidDocument for what is published wrongly.
    """
    where = _address(issuer)
    if at and at != where:
        # Anything else at the issuer's host may be somebody else's page.
        raise KeyFormatError(f"the key at {at} is not where the issuer publishes keys, {where}")
    document, loaded = documents.load_json(where)
    wanted = None if jwk is None else jwk_key(jwk)
    entries = [
        entry
        for entry in listed(document.get("keys"))
        if isinstance(entry, dict) and _is_it(entry, kid, wanted) and entry.get("iss", issuer) == issuer
    ]
    found = [(entry, jwk_key(entry)) for entry in entries]
    # Keys of different kinds may share a name (RFC 7517 §4.5); the token's algorithm tells which is meant.
    found = [(entry, key) for entry, key in found if key_name(key) == kind] or found[:1]
    if not found:
        raise KeyFormatError(f"{where} does not list the key that signed")
    entry, key = found[0]
    if any(other != key for _, other in found):
        raise KeyFormatError(f"{where} lists more than one key as {kid!r}")
    return ResolvedKey(
        id=kid or str(entry.get("kid", where)),
        controller=issuer,
        key=key,
        listed=True,
        against=where,
        as_of=loaded.fetched_at,
    )


def _address(issuer: str) -> str:
    base = did_web_url(issuer) if issuer.startswith("did:web:") else issuer
    try:
        parts = urlsplit(base)
    except ValueError:  # brackets that hold no IPv6 address
        parts = urlsplit("")
    if parts.scheme not in {"https", "http"} or not parts.netloc:
        raise UnsupportedMethod(f"the issuer {issuer[:100]!r} has no host to publish keys at")
    return f"{parts.scheme}://{parts.netloc}/.well-known/jwks.json"


def _is_it(entry: Json, kid: str, wanted: PublicKey | None) -> bool:
    if wanted is None:
        return entry.get("kid") in (kid, kid.partition("#")[2] or kid)
    try:
        return jwk_key(entry) == wanted
    except OpenBadgesError:
        return False
