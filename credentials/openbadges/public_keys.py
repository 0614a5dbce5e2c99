"""Public keys as others publish them, and whether a signature was made with one.

A kind of key has one hash and one length of signature; of ECDSA the bytes are r ‖ s, never DER (W3C Data
Integrity ECDSA Cryptosuites v1.0 §3, RFC 7518 §3.4). The negated s is a signature as well (FIPS 186-5).
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from credentials.openbadges.errors import KeyFormatError, UnsupportedMethod
from credentials.openbadges.keys import decode_multikey, elliptic_public_key

type PublicKey = Ed25519PublicKey | ec.EllipticCurvePublicKey | rsa.RSAPublicKey
KeyName = Literal["Ed25519", "P-256", "P-384", "RSA"]

MIN_RSA_BITS: Final = 2048
MAX_RSA_BITS: Final = 8192


@dataclass(frozen=True, slots=True)
class _Curve:
    """An elliptic curve: the hash that goes with it, and the bytes of a signature's r and s together."""

    curve: ec.EllipticCurve
    hash: hashes.HashAlgorithm
    size: int


_CURVES: Final[Mapping[str, _Curve]] = {
    "P-256": _Curve(ec.SECP256R1(), hashes.SHA256(), 64),
    "P-384": _Curve(ec.SECP384R1(), hashes.SHA384(), 96),
}
# The y of the points of order 1, 2, 4 and 8 on edwards25519 (RFC 8032 §5.1), and of the first two once more
# as they can be written beyond the prime.
_PRIME: Final = 2**255 - 19
_ORDER_8: Final = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
_SMALL_ORDER: Final = frozenset({0, 1, _PRIME - 1, _PRIME, _PRIME + 1, _ORDER_8, _PRIME - _ORDER_8})
# As a JSON Web Key names what it is for, where it does.
_JOSE_NAMES: Final[Mapping[KeyName, frozenset[str]]] = {
    "Ed25519": frozenset({"EdDSA", "Ed25519"}),
    "P-256": frozenset({"ES256"}),
    "P-384": frozenset({"ES384"}),
    "RSA": frozenset({"RS256"}),
}


# The types of verification method: where the key stands, and which kinds of key it may be.
_ANY: Final = frozenset[KeyName](_JOSE_NAMES)
_FORMS: Final = ("publicKeyMultibase", "publicKeyJwk")
_METHOD_TYPES: Final[Mapping[str, tuple[tuple[str, ...], frozenset[KeyName]]]] = {
    "Multikey": (_FORMS[:1], _ANY),
    "JsonWebKey": (_FORMS[1:], _ANY),
    "JsonWebKey2020": (_FORMS[1:], _ANY),
    "Ed25519VerificationKey2020": (_FORMS[:1], frozenset({"Ed25519"})),
    "Ed25519VerificationKey2018": (_FORMS[1:], frozenset({"Ed25519"})),
    "RsaVerificationKey2018": (_FORMS[1:], frozenset({"RSA"})),
    "EcdsaSecp256r1VerificationKey2019": (_FORMS, frozenset({"P-256"})),
}


def key_name(key: PublicKey) -> KeyName:
    """What kind of key this is."""
    if isinstance(key, Ed25519PublicKey):
        return "Ed25519"
    if isinstance(key, rsa.RSAPublicKey):
        return "RSA"
    return "P-256" if isinstance(key.curve, ec.SECP256R1) else "P-384"


def signature_size(key: PublicKey) -> int:
    """The bytes of a signature by this key."""
    if isinstance(key, Ed25519PublicKey):
        return 64
    return -(-key.key_size // 8) if isinstance(key, rsa.RSAPublicKey) else _CURVES[key_name(key)].size


def signature_holds(key: PublicKey, signature: bytes, data: bytes) -> bool:
    """Whether a signature over data was made with this key, by the one algorithm that we read for its kind:
    pure Ed25519, ECDSA with the curve's own hash, RSASSA-PKCS1-v1_5 with SHA-256."""
    if len(signature) != signature_size(key):
        return False
    try:
        if isinstance(key, Ed25519PublicKey):
            key.verify(signature, data)
        elif isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
        else:
            half = len(signature) // 2
            pair = encode_dss_signature(int.from_bytes(signature[:half]), int.from_bytes(signature[half:]))
            key.verify(pair, data, ec.ECDSA(_CURVES[key_name(key)].hash))
    except InvalidSignature:
        return False
    return True


def published_key(method: Mapping[str, Any]) -> PublicKey:
    """The key of a verification method, in the form and of a kind that its `type` admits.

    Raises UnsupportedMethod for types that are not read, KeyFormatError for a key that is not what it says.
    """
    name = method.get("type")
    shown = [form for form in _FORMS if method.get(form) is not None]
    if not isinstance(name, str) or name not in _METHOD_TYPES or not shown:
        raise UnsupportedMethod(f"a key of type {str(name)[:60]!r} is not read here")
    forms, names = _METHOD_TYPES[name]
    if len(shown) > 1 or shown[0] not in forms:
        raise KeyFormatError(f"a key of type {name} is published as {' and '.join(shown)}")
    value = method[shown[0]]
    if not isinstance(value, str if shown[0] == "publicKeyMultibase" else dict):
        raise KeyFormatError(f"the {shown[0]} of a key is not of the right shape")
    key = multikey_key(value) if isinstance(value, str) else jwk_key(value)
    if key_name(key) not in names:
        raise KeyFormatError(f"a key of type {name} is not one of {key_name(key)}")
    return key


def multikey_key(text: str) -> PublicKey:
    """A public key from its Multikey: Ed25519, P-256 or P-384."""
    kind, raw = decode_multikey(text)
    if not kind.endswith("-pub"):
        raise KeyFormatError("a secret key is published here")
    return _edwards_key(raw) if kind == "ed25519-pub" else elliptic_public_key(raw, kind)


def _edwards_key(raw: bytes) -> Ed25519PublicKey:
    if len(raw) != 32:
        raise KeyFormatError("an Ed25519 key has 32 bytes")
    if int.from_bytes(raw, "little") & ~(1 << 255) in _SMALL_ORDER:
        raise KeyFormatError("an Ed25519 key of small order: anybody can sign anything with it")
    return Ed25519PublicKey.from_public_bytes(raw)


def jwk_key(jwk: Mapping[str, Any]) -> PublicKey:
    """A public key from a JSON Web Key that is for signatures: OKP Ed25519, EC P-256 or P-384, or RSA of
    2,048 to 8,192 bits."""
    if "d" in jwk:
        raise KeyFormatError("a secret key is published here")
    operations = jwk.get("key_ops", ["verify"])
    if jwk.get("use", "sig") != "sig" or not isinstance(operations, list) or "verify" not in operations:
        raise KeyFormatError("the JSON Web Key is not for signatures")
    key = _jwk_key(jwk)
    if "alg" in jwk and not (isinstance(jwk["alg"], str) and jwk["alg"] in _JOSE_NAMES[key_name(key)]):
        raise KeyFormatError(f"the JSON Web Key of {key_name(key)} is for {str(jwk['alg'])[:40]!r}")
    return key


def _jwk_key(jwk: Mapping[str, Any]) -> PublicKey:
    match jwk.get("kty"), jwk.get("crv"):
        case "OKP", "Ed25519":
            return _edwards_key(_part(jwk, "x"))
        case "EC", str() as name if name in _CURVES:
            x, y = (int.from_bytes(_part(jwk, part)) for part in "xy")
            try:
                return ec.EllipticCurvePublicNumbers(x, y, _CURVES[name].curve).public_key()
            except ValueError as error:
                raise KeyFormatError(f"not a point of {name}: {error}") from error
        case "RSA", _:
            n, e = (int.from_bytes(_part(jwk, part)) for part in "ne")
            if not MIN_RSA_BITS <= n.bit_length() <= MAX_RSA_BITS or not 3 <= e < 2**33 or not e % 2:
                raise KeyFormatError(f"an RSA key of {n.bit_length()} bits is not accepted")
            return rsa.RSAPublicNumbers(e, n).public_key()
    raise UnsupportedMethod(f"a JSON Web Key {jwk.get('kty')!r} {jwk.get('crv')!r} is not read here")


def _part(jwk: Mapping[str, Any], name: str) -> bytes:
    value = jwk.get(name)
    if not isinstance(value, str) or len(value) > 2048:
        raise KeyFormatError(f"the JSON Web Key has no usable `{name}`")
    try:
        return base64.b64decode(value + "=" * (-len(value) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise KeyFormatError(f"the JSON Web Key's `{name}` is not base64url") from error
