"""The cryptosuite eddsa-rdfc-2022 (W3C Data Integrity EdDSA Cryptosuites v1.0 §3.2): what is hashed and
signed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from credentials.openbadges import contexts
from credentials.openbadges.errors import ProofError
from credentials.openbadges.keys import SigningKey, base58btc_decode, base58btc_encode, ed25519_holds
from credentials.openbadges.linked_data import Json, canonical_lines
from credentials.openbadges.one_reading import require_one_reading
from credentials.openbadges.template import AwardTemplates
from credentials.openbadges.text import format_time, iri, parse_time

CRYPTOSUITE: Final = "eddsa-rdfc-2022"
LEGACY: Final = "Ed25519Signature2020"  # the same statements and hashes, under its own name
_PLAIN: Final = {"type", "cryptosuite", "created", "verificationMethod", "proofPurpose"}
_SECURITY: Final = "https://w3id.org/security#"


def proof_options(verification_method: str, created: datetime) -> dict[str, str]:
    """A proof before its value is known."""
    return {
        "type": "DataIntegrityProof",
        "cryptosuite": CRYPTOSUITE,
        "created": format_time(created),
        "verificationMethod": iri(verification_method, place="verificationMethod"),
        "proofPurpose": "assertionMethod",
    }


def options_lines(options: dict[str, str]) -> str:
    """The canonical statements of plain proof options: always these five, in this order."""
    return (
        f'_:c14n0 <http://purl.org/dc/terms/created> "{options["created"]}"'
        "^^<http://www.w3.org/2001/XMLSchema#dateTime> .\n"
        f"_:c14n0 <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{_SECURITY}DataIntegrityProof> .\n"
        f'_:c14n0 <{_SECURITY}cryptosuite> "{CRYPTOSUITE}"^^<{_SECURITY}cryptosuiteString> .\n'
        f"_:c14n0 <{_SECURITY}proofPurpose> <{_SECURITY}assertionMethod> .\n"
        f"_:c14n0 <{_SECURITY}verificationMethod> <{options['verificationMethod']}> .\n"
    )


def sign_lines(lines: Iterable[str], key: SigningKey, options: dict[str, str]) -> dict[str, str]:
    """The proof over canonical statements."""
    data = _digest(options_lines(options)) + _digest("".join(lines))
    return {**options, "proofValue": "z" + base58btc_encode(key.sign(data))}


def proof_holds(
    document: Json,
    proof: Json,
    public: bytes,
    *,
    supplied: contexts.Supplied | None = None,
    templates: AwardTemplates | None = None,
) -> bool:
    """Whether an eddsa-rdfc-2022 proof of a document (given without any proof) was made by this key.

    Raises ProofError for a malformed proof, AmbiguousDocument for JSON that says more or less than what was
    signed, LinkedDataError where the document or the proof cannot be canonicalised.
    """
    if parse_time(proof.get("created", "2026-01-01T00:00:00Z")) is None:
        raise ProofError("the proof's `created` is not a date and time with a zone")
    value = proof.get("proofValue")
    if not isinstance(value, str) or not re.fullmatch("z[1-9A-HJ-NP-Za-km-z]{64,100}", value):
        raise ProofError("the proof's value is not base58btc text of 64 bytes")
    signature = base58btc_decode(value[1:])
    if len(signature) != 64:
        raise ProofError(f"the proof's value holds {len(signature)} bytes, not 64")
    options = {key: value for key, value in proof.items() if key != "proofValue"}
    require_one_reading({**document, "proof": {**options, "@context": []}}, supplied or {})
    if templates is not None and not supplied:
        body = "".join(templates.lines(document))
    else:
        body = "".join(canonical_lines(document, supplied=supplied, guard=True))
    return ed25519_holds(public, signature, _digest(_options_of(document, options, supplied)) + _digest(body))


def _options_of(document: Json, options: dict[str, Any], supplied: contexts.Supplied | None) -> str:
    listed = document.get("@context")
    first = listed[0] if isinstance(listed, list) and listed else listed
    method = options.get("verificationMethod")
    plain = options.keys() == _PLAIN and options["type"] == "DataIntegrityProof"
    plain = plain and options["cryptosuite"] == CRYPTOSUITE and options["proofPurpose"] == "assertionMethod"
    if plain and first == contexts.CREDENTIALS_V2 and isinstance(method, str) and _is_iri(method):
        return options_lines(options)
    configuration = {**options, "@context": listed}
    return "".join(canonical_lines(configuration, supplied=supplied, guard=True))


def _is_iri(value: str) -> bool:
    return re.fullmatch(r"(https?://|did:)[A-Za-z0-9:/?#@!$&'()*+,;=._~%-]+", value) is not None


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
