"""Embedded proofs made by hand: canonical JSON, hashes and signatures without the package's own."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from credentials.openbadges import encode_multikey
from credentials.openbadges.keys import base58btc_encode
from credentials.openbadges.linked_data import HashName, canonical_lines
from tests.credentials.openbadges.world import DID, DID_URL, KEY, World

type Json = dict[str, Any]

# The orders of the groups (SP 800-186 §3.2.1).
ORDERS = {
    "P-256": 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    "P-384": 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973,
}


@dataclass(frozen=True)
class Signer:
    """A key by the name of its kind; its id in the issuer's document is that name."""

    name: str

    @property
    def method(self) -> str:
        return f"{DID}#{self.name}"

    @property
    def multikey(self) -> str:
        if self.name == "Ed25519":
            return KEY.multikey
        point = self.private().public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
        return encode_multikey(point, "p256-pub" if self.name == "P-256" else "p384-pub")

    @property
    def jwk(self) -> Json:
        """The public key, without anything about its use."""
        from credentials.openbadges import decode_multikey, public_jwk

        kind, raw = decode_multikey(self.multikey)
        whole = public_jwk(raw, kind)
        return {name: whole[name] for name in ("kty", "crv", "x", "y") if name in whole}

    def private(self) -> ec.EllipticCurvePrivateKey:
        secret = int.from_bytes(hashlib.sha256(self.name.encode()).digest())
        return ec.derive_private_key(secret, ec.SECP256R1() if self.name == "P-256" else ec.SECP384R1())

    def der(self, data: bytes, hash_name: str = "") -> bytes:
        chosen = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384()}[hash_name or hash_of(self)]
        return self.private().sign(data, ec.ECDSA(chosen))

    def sign(self, data: bytes, hash_name: str = "", *, high: bool | None = None) -> bytes:
        """r ‖ s; `high` chooses between s and its negation."""
        if self.name == "Ed25519":
            return KEY.sign(data)
        r, s = decode_dss_signature(self.der(data, hash_name))
        order, size = ORDERS[self.name], 32 if self.name == "P-256" else 48
        if high is not None and (s > order // 2) != high:
            s = order - s
        return r.to_bytes(size) + s.to_bytes(size)


ED25519, P256, P384 = Signer("Ed25519"), Signer("P-256"), Signer("P-384")


def hash_of(signer: Signer) -> HashName:
    return "sha384" if signer.name == "P-384" else "sha256"


def options_of(suite: str, signer: Signer, **changes: Any) -> Json:
    plain = {
        "type": "DataIntegrityProof",
        "cryptosuite": suite,
        "created": "2026-03-01T09:30:00Z",
        "verificationMethod": signer.method,
        "proofPurpose": "assertionMethod",
    }
    return plain | changes


def to_sign(document: Json, options: Json, hash_name: HashName) -> bytes:
    """The two hashes, the proof's first, by what its cryptosuite covers."""
    if "jcs" in options["cryptosuite"]:
        if "@context" in options:
            document = {**document, "@context": options["@context"]}
        parts = [canonical_json(options), canonical_json(document)]
    else:
        configuration = {**options, "@context": document["@context"]}
        parts = ["".join(canonical_lines(part, hash_name=hash_name)) for part in (configuration, document)]
    return b"".join(hashlib.new(hash_name, part.encode()).digest() for part in parts)


def proof(document: Json, suite: str, signer: Signer, *, high: bool | None = None, **options: Any) -> Json:
    """A proof as the standard makes it: over JSON it names the contexts of the document."""
    if "jcs" in suite:
        options = {"@context": document["@context"]} | options
    chosen = {
        name: value for name, value in options_of(suite, signer, **options).items() if value is not None
    }
    signature = signer.sign(to_sign(document, chosen, hash_of(signer)), high=high)
    return {**chosen, "proofValue": "z" + base58btc_encode(signature)}


def proven(document: Json, suite: str, signer: Signer, **options: Any) -> Json:
    return {**document, "proof": proof(document, suite, signer, **options)}


def world_of_keys(*signers: Signer) -> World:
    """The issuer publishes a key of each kind, beside its usual one."""
    world = World()
    published = world.documents[DID_URL]
    for signer in signers or (ED25519, P256, P384):
        method = {"id": signer.method, "type": "Multikey", "controller": DID}
        published["verificationMethod"].append(method | {"publicKeyMultibase": signer.multikey})
        published["assertionMethod"].append(signer.method)
    return world


def canonical_json(value: Any) -> str:
    """RFC 8785 by its text: members by UTF-16 code units, numbers as ECMAScript writes them."""
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return "{" + ",".join(f"{canonical_json(name)}:{canonical_json(value[name])}" for name in names) + "}"
    if isinstance(value, list):
        return "[" + ",".join(canonical_json(entry) for entry in value) + "]"
    if isinstance(value, float):
        return number(value)
    return json.dumps(value, ensure_ascii=False)


def number(value: float) -> str:
    """ECMA-262 Number::toString: k digits, the point after the n-th."""
    if value == 0:
        return "0"
    if value < 0:
        return f"-{number(-value)}"
    shortest = Decimal(repr(value)).normalize()
    digits = "".join(map(str, shortest.as_tuple().digits))
    exponent = shortest.as_tuple().exponent
    assert isinstance(exponent, int)
    k, n = len(digits), len(digits) + exponent
    if k <= n <= 21:
        return digits + "0" * (n - k)
    if 0 < n <= 21:
        return f"{digits[:n]}.{digits[n:]}"
    if -6 < n <= 0:
        return f"0.{'0' * -n}{digits}"
    mantissa = digits if k == 1 else f"{digits[0]}.{digits[1:]}"
    return f"{mantissa}e{'+' if n > 0 else '-'}{abs(n - 1)}"
