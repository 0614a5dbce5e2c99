"""Whose key it is: did:web, did:key, and keys published at https addresses."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from credentials.openbadges.did import did_web_url
from credentials.openbadges.errors import KeyFormatError
from credentials.openbadges.keys import decode_multikey, p256_public_key
from credentials.openbadges.text import parse_time
from credentials.openbadges.verification.documents import Documents

type PublicKey = Ed25519PublicKey | ec.EllipticCurvePublicKey | rsa.RSAPublicKey

MIN_RSA_BITS: Final = 2048
MAX_RSA_BITS: Final = 8192


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


class UnsupportedMethod(KeyFormatError):
    """A DID method or key type that is not read here: not a fault of the credential."""

    code = "unsupported-method"


def resolve(method: str, documents: Documents) -> ResolvedKey:
    """The key behind a verification method's absolute id.

    Raises DocumentUnavailable, UnsupportedMethod, or KeyFormatError/InvalidDocument for what is published
    wrongly.
    """
    if method.startswith("did:key:"):
        return _did_key(method)
    if method.startswith("did:web:"):
        return _from_document(method, did_web_url(method), documents)
    if method.startswith(("https://", "http://")):
        return _from_document(method, method.partition("#")[0], documents)
    raise UnsupportedMethod(f"keys of {method[:60]!r} are not read here (did:web, did:key and https are)")


def _did_key(method: str) -> ResolvedKey:
    did, _, fragment = method.partition("#")
    multikey = did.removeprefix("did:key:")
    if fragment != multikey:
        raise KeyFormatError("a did:key verification method repeats the key after #")
    return ResolvedKey(id=method, controller=did, key=multikey_key(multikey), listed=True, against=did)


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
        key=_published(entry),
        listed=listed,
        against=url,
        as_of=as_of,
        revoked=parse_time(entry.get("revoked")),
        expires=parse_time(entry.get("expires")),
    )


def _published(entry: dict[str, Any]) -> PublicKey:
    if isinstance(multikey := entry.get("publicKeyMultibase"), str):
        return multikey_key(multikey)
    if isinstance(jwk := entry.get("publicKeyJwk"), dict):
        return jwk_key(jwk)
    raise UnsupportedMethod(f"a key of type {str(entry.get('type'))[:60]!r} is not read here")


def multikey_key(text: str) -> PublicKey:
    """A public key from its Multikey."""
    kind, raw = decode_multikey(text)
    if kind == "ed25519-pub":
        return Ed25519PublicKey.from_public_bytes(raw)
    if kind == "p256-pub":
        return p256_public_key(raw)
    raise KeyFormatError("a secret key is published here")


def jwk_key(jwk: dict[str, Any]) -> PublicKey:
    """A public key from a JSON Web Key: OKP Ed25519, EC P-256, or RSA of 2,048 to 8,192 bits."""
    if "d" in jwk:
        raise KeyFormatError("a secret key is published here")
    match jwk.get("kty"), jwk.get("crv"):
        case "OKP", "Ed25519":
            raw = _part(jwk, "x")
            if len(raw) != 32:
                raise KeyFormatError("an Ed25519 key has 32 bytes")
            return Ed25519PublicKey.from_public_bytes(raw)
        case "EC", "P-256":
            x, y = (int.from_bytes(_part(jwk, name)) for name in "xy")
            try:
                return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
            except ValueError as error:
                raise KeyFormatError(f"not a point of P-256: {error}") from error
        case "RSA", _:
            n, e = (int.from_bytes(_part(jwk, name)) for name in "ne")
            if not MIN_RSA_BITS <= n.bit_length() <= MAX_RSA_BITS or not 3 <= e < 2**33 or not e % 2:
                raise KeyFormatError(f"an RSA key of {n.bit_length()} bits is not accepted")
            return rsa.RSAPublicNumbers(e, n).public_key()
    raise UnsupportedMethod(f"a JSON Web Key {jwk.get('kty')!r} {jwk.get('crv')!r} is not read here")


def _part(jwk: dict[str, Any], name: str) -> bytes:
    value = jwk.get(name)
    if not isinstance(value, str) or len(value) > 2048:
        raise KeyFormatError(f"the JSON Web Key has no usable `{name}`")
    try:
        return base64.b64decode(value + "=" * (-len(value) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise KeyFormatError(f"the JSON Web Key's `{name}` is not base64url") from error


def _same(entry: dict[str, Any], method: str, subject: str) -> bool:
    name = entry.get("id")
    return isinstance(name, str) and (name == method or (name.startswith("#") and subject + name == method))


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _objects(value: object) -> list[dict[str, Any]]:
    return [entry for entry in _listed(value) if isinstance(entry, dict)]
