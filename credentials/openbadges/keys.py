"""Keys as Data Integrity writes them: base58btc, Multikey, Ed25519 signing keys, JSON Web Keys.

Multikey (W3C Controlled Identifiers v1.0): `z` + base58btc(two-byte varint code ‖ key bytes).
"""

from __future__ import annotations

import base64
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from credentials.openbadges.errors import KeyFormatError, UnsupportedMethod

KeyKind = Literal["ed25519-pub", "ed25519-priv", "p256-pub", "p256-priv", "p384-pub", "p384-priv"]

_CODES: Final[dict[KeyKind, bytes]] = {
    "ed25519-pub": b"\xed\x01",
    "ed25519-priv": b"\x80\x26",
    "p256-pub": b"\x80\x24",
    "p256-priv": b"\x86\x26",
    "p384-pub": b"\x81\x24",
    "p384-priv": b"\x87\x26",
}
_LENGTHS: Final[dict[KeyKind, int]] = {
    "ed25519-pub": 32,
    "ed25519-priv": 32,
    "p256-pub": 33,
    "p256-priv": 32,
    "p384-pub": 49,
    "p384-priv": 48,
}
_CURVES: Final[dict[KeyKind, ec.EllipticCurve]] = {
    "p256-pub": ec.SECP256R1(),
    "p384-pub": ec.SECP384R1(),
}
# What a JSON Web Key says of them: curve, algorithm, bytes of a coordinate.
_JOSE: Final[dict[KeyKind, tuple[str, str, int]]] = {
    "p256-pub": ("P-256", "ES256", 32),
    "p384-pub": ("P-384", "ES384", 48),
}
_ALPHABET: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_VALUES: Final = {character: value for value, character in enumerate(_ALPHABET)}
_MAX_BASE58: Final = 1024


def base58btc_encode(data: bytes) -> str:
    """Encode bytes in the Bitcoin alphabet; each leading zero byte becomes a `1`."""
    number = int.from_bytes(data)
    digits: list[str] = []
    while number:
        number, rest = divmod(number, 58)
        digits.append(_ALPHABET[rest])
    zeros = len(data) - len(data.lstrip(b"\0"))
    return "1" * zeros + "".join(reversed(digits))


def base58btc_decode(text: str) -> bytes:
    """Decode; refuses other characters and more than 1,024 of them (decoding is quadratic)."""
    if len(text) > _MAX_BASE58:
        raise KeyFormatError(f"base58btc text of {len(text)} characters is longer than {_MAX_BASE58}")
    number = 0
    for character in text:
        if character not in _VALUES:
            raise KeyFormatError(f"{character!r} is not a base58btc character")
        number = number * 58 + _VALUES[character]
    zeros = len(text) - len(text.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8)


def encode_multikey(raw: bytes, kind: KeyKind = "ed25519-pub") -> str:
    """Write raw key bytes as a Multikey (`z6Mk…` for an Ed25519 public key)."""
    if len(raw) != _LENGTHS[kind]:
        raise KeyFormatError(f"{kind} takes {_LENGTHS[kind]} bytes, not {len(raw)}")
    return "z" + base58btc_encode(_CODES[kind] + raw)


def decode_multikey(text: str) -> tuple[KeyKind, bytes]:
    """Read a Multikey; returns its kind and the raw key bytes. Raises UnsupportedMethod for other kinds."""
    if not text.startswith("z"):
        raise KeyFormatError("a Multikey starts with z (base58btc)")
    data = base58btc_decode(text[1:])
    for kind, code in _CODES.items():
        if data.startswith(code):
            if len(data) != len(code) + _LENGTHS[kind]:
                raise KeyFormatError(f"this {kind} Multikey holds {len(data) - len(code)} bytes")
            return kind, data[len(code) :]
    raise UnsupportedMethod(f"key code 0x{data[:2].hex()} is neither Ed25519, P-256 nor P-384")


@dataclass(frozen=True, slots=True)
class SigningKey:
    """An Ed25519 key pair. The 32-byte seed is the secret and is kept out of `repr`."""

    seed: bytes = field(repr=False)
    _private: Ed25519PrivateKey = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.seed) != 32:
            raise KeyFormatError(f"an Ed25519 seed has 32 bytes, not {len(self.seed)}")
        object.__setattr__(self, "_private", Ed25519PrivateKey.from_private_bytes(self.seed))

    @classmethod
    def from_multikey(cls, secret: str) -> SigningKey:
        """Read a secret key written as a Multikey (`z3u2…`)."""
        kind, raw = decode_multikey(secret)
        if kind != "ed25519-priv":
            raise KeyFormatError(f"expected an Ed25519 secret key, got {kind}")
        return cls(raw)

    @property
    def public(self) -> bytes:
        """The public key, 32 bytes."""
        return self._private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    @property
    def multikey(self) -> str:
        """The public key as `z6Mk…`."""
        return encode_multikey(self.public)

    @property
    def secret_multikey(self) -> str:
        """The secret key as a Multikey, for key files and backups."""
        return encode_multikey(self.seed, "ed25519-priv")

    def sign(self, data: bytes) -> bytes:
        """Pure Ed25519, 64 bytes."""
        return self._private.sign(data)


def generate_key(random: Callable[[int], bytes] = os.urandom) -> SigningKey:
    """Make a key pair from 32 bytes of `random` (the system's by default)."""
    return SigningKey(random(32))


def _b64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def public_jwk(
    raw: bytes, kind: KeyKind = "ed25519-pub", *, kid: str = "", issuer: str = ""
) -> dict[str, Any]:
    """A public key as a JSON Web Key: OKP for Ed25519, EC for P-256 and P-384 (compressed points)."""
    if kind == "ed25519-pub":
        jwk: dict[str, Any] = {
            "kty": "OKP",
            "crv": "Ed25519",
            "x": _b64url(raw),
            "alg": "EdDSA",
            "use": "sig",
        }
    elif kind in _CURVES:
        numbers = elliptic_public_key(raw, kind).public_numbers()
        name, algorithm, size = _JOSE[kind]
        jwk = {"kty": "EC", "crv": name, "x": _b64url(numbers.x.to_bytes(size))}
        jwk |= {"y": _b64url(numbers.y.to_bytes(size)), "alg": algorithm, "use": "sig"}
    else:
        raise KeyFormatError("a secret key is never published")
    return jwk | ({"kid": kid} if kid else {}) | ({"iss": issuer} if issuer else {})


def elliptic_public_key(compressed: bytes, kind: KeyKind = "p256-pub") -> ec.EllipticCurvePublicKey:
    """Read a compressed point; raises KeyFormatError for one that is not on the curve."""
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(_CURVES[kind], compressed)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise KeyFormatError(f"not a point of {_JOSE[kind][0]}: {error}") from error


def jwks(keys: list[dict[str, Any]]) -> dict[str, Any]:
    """The document of `/.well-known/jwks.json` (application/jwk-set+json)."""
    return {"keys": keys}
