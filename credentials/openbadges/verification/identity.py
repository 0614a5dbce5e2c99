"""Whose key it is: did:web, did:key, did:jwk, and keys published at https addresses."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from credentials.openbadges.did import did_web_url
from credentials.openbadges.errors import KeyFormatError, UnsupportedMethod
from credentials.openbadges.public_keys import PublicKey, jwk_key, multikey_key, published_key
from credentials.openbadges.strict_json import loads
from credentials.openbadges.text import parse_time
from credentials.openbadges.verification.documents import Documents

_BASE64URL: Final = re.compile(r"[A-Za-z0-9_-]{1,4096}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedKey:
    """A verification method as its controller publishes it.

    `listed`: in the controller's assertionMethod. `revoked` and `expires` as published. `against` is the
    address of the document, `as_of` when it was fetched (None where the identifier itself is the key).
    """

    id: str
    controller: str
    key: PublicKey
    listed: bool
    against: str
    as_of: datetime | None = None
    revoked: datetime | None = None
    expires: datetime | None = None


def resolve(method: str, documents: Documents) -> ResolvedKey:
    """The key behind a verification method's absolute id.

    Raises DocumentUnavailable, UnsupportedMethod, or KeyFormatError/InvalidDocument for what is published
    wrongly.
    """
    if method.startswith("did:key:"):
        return _did_key(method)
    if method.startswith("did:jwk:"):
        return _did_jwk(method)
    if method.startswith("did:web:"):
        return _from_document(method, did_web_url(method), documents)
    if method.startswith(("https://", "http://")):
        return _from_document(method, method.partition("#")[0], documents)
    raise UnsupportedMethod(f"keys of {method[:60]!r} are not read here (did:web, :key, :jwk and https are)")


def _did_key(method: str) -> ResolvedKey:
    did, _, fragment = method.partition("#")
    multikey = did.removeprefix("did:key:")
    if fragment != multikey:
        raise KeyFormatError("a did:key verification method repeats the key after #")
    return ResolvedKey(id=method, controller=did, key=multikey_key(multikey), listed=True, against=did)


def _did_jwk(method: str) -> ResolvedKey:
    """did:jwk: the key is the identifier; its one verification method is `#0`."""
    did, _, fragment = method.partition("#")
    if fragment != "0":
        raise KeyFormatError("the verification method of a did:jwk is #0")
    text = did.removeprefix("did:jwk:")
    try:
        if not _BASE64URL.fullmatch(text):
            raise ValueError
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError as error:
        raise KeyFormatError("a did:jwk is not base64url of a JSON Web Key") from error
    jwk = loads(data)
    if not isinstance(jwk, dict):
        raise KeyFormatError("a did:jwk is not base64url of a JSON Web Key")
    return ResolvedKey(id=method, controller=did, key=jwk_key(jwk), listed=True, against=did)


def _from_document(method: str, url: str, documents: Documents) -> ResolvedKey:
    document, loaded = documents.load_json(url)
    if document.get("id") == method and ("publicKeyMultibase" in document or "publicKeyJwk" in document):
        return _from_controller(method, document, documents)
    subject = method.partition("#")[0]
    if document.get("id") != subject:
        raise KeyFormatError(
            f"the document at {url} is about {str(document.get('id'))[:200]!r}, not {subject}"
        )
    found = [entry for entry in _objects(document.get("verificationMethod")) if _same(entry, method, subject)]
    embedded = [entry for entry in _objects(document.get("assertionMethod")) if _same(entry, method, subject)]
    if not found and not embedded:
        raise KeyFormatError(f"the document at {url} has no key {method}")
    names = {entry for entry in _listed(document.get("assertionMethod")) if isinstance(entry, str)}
    entry = (found or embedded)[0]
    if any(other != entry for other in (*found, *embedded)):
        raise KeyFormatError(f"the document at {url} describes the key {method} in two ways")
    if entry.get("controller") != subject:
        # Anybody may publish a key and call another its controller; that one has to list it.
        return _from_controller(method, entry, documents)
    listed = bool(embedded) or method in names or method.removeprefix(subject) in names
    return _resolved(method, entry, listed, url, loaded.fetched_at)


def _from_controller(method: str, key: dict[str, Any], documents: Documents) -> ResolvedKey:
    """A key published elsewhere than with its controller: the controller's own document must list it."""
    controller = key.get("controller")
    if not isinstance(controller, str):
        raise KeyFormatError(f"the key {method} names no controller")
    url = did_web_url(controller) if controller.startswith("did:web:") else controller
    document, loaded = documents.load_json(url)
    both = _objects([*_listed(document.get("verificationMethod")), *_listed(document.get("assertionMethod"))])
    own = [entry for entry in both if entry.get("id") == method]
    if any(published_key(entry) != published_key(key) for entry in own):
        raise KeyFormatError(f"its controller {controller} publishes another key as {method}")
    for entry in own:  # what the controller says of it counts, also where its host does not know
        key = key | {name: entry[name] for name in ("revoked", "expires") if name in entry}
    names = [
        entry.get("id") if isinstance(entry, dict) else entry
        for entry in _listed(document.get("assertionMethod"))
    ]
    listed = document.get("id") == controller and method in names
    return _resolved(method, key, listed, url, loaded.fetched_at)


def _resolved(method: str, entry: dict[str, Any], listed: bool, url: str, as_of: datetime) -> ResolvedKey:
    for name in ("revoked", "expires"):
        if name in entry and parse_time(entry[name]) is None:
            raise KeyFormatError(f"the `{name}` of the key {method} is not a date and time with a zone")
    return ResolvedKey(
        id=method,
        controller=str(entry.get("controller", "")),
        key=published_key(entry),
        listed=listed,
        against=url,
        as_of=as_of,
        revoked=parse_time(entry.get("revoked")),
        expires=parse_time(entry.get("expires")),
    )


def _same(entry: dict[str, Any], method: str, subject: str) -> bool:
    name = entry.get("id")
    return isinstance(name, str) and (name == method or (name.startswith("#") and subject + name == method))


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _objects(value: object) -> list[dict[str, Any]]:
    return [entry for entry in _listed(value) if isinstance(entry, dict)]
