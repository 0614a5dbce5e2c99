"""VC-JWT as Open Badges 3.0 §8.2.4 has it: the credential is the payload, beside iss, jti, sub, nbf (and
exp).

Signed with ES256; read with ES256, ES384, RS256 and EdDSA. `typ` is absent or JWT, and one of `kid` and `jwk`
names the key.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from credentials.openbadges.errors import InvalidDocument, KeyFormatError, ProofError
from credentials.openbadges.keys import encode_multikey
from credentials.openbadges.public_keys import KeyName, PublicKey, key_name, signature_holds
from credentials.openbadges.sign import issuer_id
from credentials.openbadges.strict_json import loads
from credentials.openbadges.text import parse_time

type Json = dict[str, Any]

COMPACT: Final = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
# What the header calls an algorithm, and the kind of key that it takes.
ALGORITHMS: Final[Mapping[str, KeyName]] = {
    "ES256": "P-256",
    "ES384": "P-384",
    "RS256": "RSA",
    "EdDSA": "Ed25519",
}
REGISTERED: Final = frozenset({"iss", "jti", "sub", "nbf", "exp", "iat", "aud"})


@dataclass(frozen=True, slots=True)
class P256Key:
    """An ES256 key. The 32-byte secret is kept out of `repr`."""

    secret: bytes = field(repr=False)
    _private: ec.EllipticCurvePrivateKey = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.secret) != 32:
            raise KeyFormatError(f"a P-256 secret has 32 bytes, not {len(self.secret)}")
        try:
            private = ec.derive_private_key(int.from_bytes(self.secret), ec.SECP256R1())
        except ValueError as error:
            raise KeyFormatError(f"not a P-256 secret: {error}") from error
        object.__setattr__(self, "_private", private)

    @property
    def public(self) -> bytes:
        """The compressed public point, 33 bytes."""
        return self._private.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)

    @property
    def multikey(self) -> str:
        """The public key as `zDn…`."""
        return encode_multikey(self.public, "p256-pub")

    @property
    def secret_multikey(self) -> str:
        """The secret key as a Multikey, for key files and backups."""
        return encode_multikey(self.secret, "p256-priv")

    def sign(self, data: bytes) -> bytes:
        """ECDSA with SHA-256 as JOSE writes it: r ‖ s, 64 bytes."""
        r, s = decode_dss_signature(self._private.sign(data, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32) + s.to_bytes(32)


@dataclass(frozen=True, slots=True)
class Jwt:
    """A compact JWS taken apart; nothing about it has been checked but its form."""

    header: Json
    payload: Json
    signed: bytes
    signature: bytes


def sign_jwt(document: Json, key: P256Key, *, kid: str) -> str:
    """The credential as a compact JWS. The subject needs an `id`, since the standard requires `sub`."""
    subject = document.get("credentialSubject")
    recipient = subject.get("id") if isinstance(subject, dict) else None
    issued = parse_time(document.get("validFrom"))
    if "proof" in document:
        raise ProofError("the document has a proof already")
    if not isinstance(recipient, str) or issued is None or not isinstance(document.get("id"), str):
        raise ProofError("a VC-JWT needs an id, validFrom and credentialSubject.id")
    if kid.partition("#")[0] != issuer_id(document):
        raise ProofError(f"{kid} is not a key of the issuer {issuer_id(document)}")
    claims = {
        "iss": issuer_id(document),
        "jti": document["id"],
        "sub": recipient,
        "nbf": int(issued.timestamp()),
    }
    ends = parse_time(document.get("validUntil"))
    if ends is not None:
        claims["exp"] = int(ends.timestamp())
    header = {"alg": "ES256", "kid": kid, "typ": "JWT"}
    signed = f"{_encode(header)}.{_encode({**document, **claims})}"
    return f"{signed}.{_b64(key.sign(signed.encode()))}"


def read_jwt(text: str) -> Jwt:
    """Take a compact JWS apart; raises InvalidDocument for anything that is not one."""
    if not COMPACT.fullmatch(text):
        raise InvalidDocument("not a compact JWS")
    head, body, signature = text.split(".")
    header, payload = loads(_decode(head), max_bytes=16_384), loads(_decode(body))
    if not isinstance(header, dict) or not isinstance(payload, dict):
        raise InvalidDocument("the parts of the JWS are not JSON objects")
    return Jwt(header, payload, f"{head}.{body}".encode(), _decode(signature))


def jws_holds(jwt: Jwt, key: PublicKey) -> bool:
    """Whether the signature holds, with the algorithm that the header names and the key is for."""
    algorithm = jwt.header.get("alg")
    fits = isinstance(algorithm, str) and ALGORITHMS.get(algorithm) == key_name(key)
    return fits and signature_holds(key, jwt.signature, jwt.signed)


def _encode(value: Json) -> str:
    return _b64(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidDocument("a part of the JWS is not base64url") from error
