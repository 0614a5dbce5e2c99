"""Embedded proofs: what is hashed and signed, by cryptosuite.

Made with eddsa-rdfc-2022 (W3C Data Integrity EdDSA Cryptosuites v1.0 §3.2), read with those of
`cryptosuites`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

import rfc8785

from credentials.openbadges import contexts
from credentials.openbadges.cryptosuites import DATA_INTEGRITY, HASHES, Covers, suite_of
from credentials.openbadges.errors import AmbiguousDocument, LinkedDataError, ProofError
from credentials.openbadges.keys import SigningKey, base58btc_decode, base58btc_encode
from credentials.openbadges.linked_data import HashName, Json, canonical_lines, quads
from credentials.openbadges.one_reading import require_one_reading
from credentials.openbadges.public_keys import PublicKey, key_name, signature_holds, signature_size
from credentials.openbadges.template import AwardTemplates
from credentials.openbadges.text import format_time, iri, parse_time

CRYPTOSUITE: Final = "eddsa-rdfc-2022"
_PLAIN: Final = {"type", "cryptosuite", "created", "verificationMethod", "proofPurpose"}
_SECURITY: Final = "https://w3id.org/security#"


def proof_options(verification_method: str, created: datetime) -> dict[str, str]:
    """A proof before its value is known."""
    return {
        "type": DATA_INTEGRITY,
        "cryptosuite": CRYPTOSUITE,
        "created": format_time(created),
        "verificationMethod": iri(verification_method, place="verificationMethod"),
        "proofPurpose": "assertionMethod",
    }


def options_lines(options: Mapping[str, Any]) -> str:
    """The canonical statements of plain proof options: always these five, in this order."""
    return (
        f'_:c14n0 <http://purl.org/dc/terms/created> "{options["created"]}"'
        "^^<http://www.w3.org/2001/XMLSchema#dateTime> .\n"
        f"_:c14n0 <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{_SECURITY}DataIntegrityProof> .\n"
        f'_:c14n0 <{_SECURITY}cryptosuite> "{options["cryptosuite"]}"^^<{_SECURITY}cryptosuiteString> .\n'
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
    key: PublicKey,
    *,
    supplied: contexts.Supplied | None = None,
    templates: AwardTemplates | None = None,
) -> bool:
    """Whether a proof of a document (given without any proof) was made with this key.

    Raises ProofError for a malformed proof and a key of the wrong kind, AmbiguousDocument for JSON that says
    more or less than what was signed, LinkedDataError where statements were signed and cannot be made.
    """
    suite = suite_of(proof)
    if suite is None:
        raise ProofError("the proof's cryptosuite is not one that is read here")
    if key_name(key) not in suite.keys:
        raise ProofError(f"{suite.name} takes keys of {' or '.join(suite.keys)}, not of {key_name(key)}")
    if parse_time(proof.get("created", "2026-01-01T00:00:00Z")) is None:
        raise ProofError("the proof's `created` is not a date and time with a zone")
    signature = _signature(proof.get("proofValue"), signature_size(key))
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    hash_name = HASHES[key_name(key)]
    if suite.covers is Covers.STATEMENTS:
        signed = _statements(document, options, hash_name, supplied or {}, templates)
        return signature_holds(key, signature, signed)
    document = _with_signed_contexts(document, options)
    signed = b"".join(_digest(_canonical_json(part), hash_name) for part in (options, document))
    holds = signature_holds(key, signature, signed)
    if holds:
        _require_meaning(document, options, supplied or {})
    return holds


def _signature(value: object, size: int) -> bytes:
    if not isinstance(value, str) or not re.fullmatch("z[1-9A-HJ-NP-Za-km-z]{64,150}", value):
        raise ProofError(f"the proof's value is not base58btc text of {size} bytes")
    signature = base58btc_decode(value[1:])
    if len(signature) != size:
        raise ProofError(f"the proof's value holds {len(signature)} bytes, not {size}")
    return signature


def _statements(
    document: Json,
    options: Json,
    hash_name: HashName,
    supplied: contexts.Supplied,
    templates: AwardTemplates | None,
) -> bytes:
    """What is signed where a proof covers statements: the two hashes, the proof's first."""
    require_one_reading({**document, "proof": options}, supplied)
    if templates is not None and not supplied and hash_name == "sha256":
        body = "".join(templates.lines(document))
    else:
        body = "".join(canonical_lines(document, supplied=supplied, guard=True, hash_name=hash_name))
    return _digest(_options_of(document, options, hash_name, supplied), hash_name) + _digest(body, hash_name)


def _options_of(document: Json, options: Json, hash_name: HashName, supplied: contexts.Supplied) -> str:
    listed = document.get("@context")
    first = listed[0] if isinstance(listed, list) and listed else listed
    method = options.get("verificationMethod")
    plain = options.keys() == _PLAIN and options["type"] == DATA_INTEGRITY
    plain = plain and options["proofPurpose"] == "assertionMethod"
    if plain and first == contexts.CREDENTIALS_V2 and isinstance(method, str) and _is_iri(method):
        return options_lines(options)
    configuration = {**options, "@context": listed}
    return "".join(canonical_lines(configuration, supplied=supplied, guard=True, hash_name=hash_name))


def _is_iri(value: str) -> bool:
    return re.fullmatch(r"(https?://|did:)[A-Za-z0-9:/?#@!$&'()*+,;=._~%-]+", value) is not None


def _with_signed_contexts(document: Json, options: Json) -> Json:
    """The document as a proof over JSON covers it: with the contexts that the proof names, where it does.

    The standard lets others follow in the document. They would be unsigned, and say what terms mean.
    """
    if "@context" not in options:
        return document
    signed = [_canonical_json(entry) for entry in _listed(options["@context"])]
    found = [_canonical_json(entry) for entry in _listed(document.get("@context"))]
    if found[: len(signed)] != signed:
        raise ProofError("the proof was made for other contexts than the document names")
    if len(found) > len(signed):
        raise AmbiguousDocument("the document names contexts beyond those that were signed")
    return {**document, "@context": options["@context"]}


def _require_meaning(document: Json, options: Json, supplied: contexts.Supplied) -> None:
    """Raise AmbiguousDocument for signed JSON that means nothing, or something else to readers of JSON-LD.

    Nobody can write such a document otherwise; but that a term means something, and what, is said by the
    contexts here as well. So the same readings are refused as for statements.
    """
    try:
        require_one_reading({**document, "proof": options}, supplied)
        for part in (document, {**options, "@context": document.get("@context")}):
            quads(part, supplied)
    except LinkedDataError as error:
        raise AmbiguousDocument(str(error)) from error


def _canonical_json(value: Any) -> str:
    """RFC 8785; raises AmbiguousDocument for what it has no form for."""
    try:
        return rfc8785.dumps(value).decode()
    except ValueError as error:
        raise AmbiguousDocument(f"the JSON has no canonical form: {error}") from error


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _digest(text: str, hash_name: HashName = "sha256") -> bytes:
    return hashlib.new(hash_name, text.encode()).digest()
