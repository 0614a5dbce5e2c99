"""Frozen inputs with the whole answer: what was valid stays valid, and what was refused stays refused.

Each file of `vectors/verification` holds what is handed in, the documents that can be had, and the expected kind,
verdict, outcome of every step, the reasons that matter, and the verdicts on what is inside.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from credentials.openbadges import (
    DocumentUnavailable,
    LoadedDocument,
    Loader,
    Outcome,
    SigningKey,
    compose_credential,
    verify,
    verify_isolated,
)
from credentials.openbadges.contexts import PINNED
from credentials.openbadges.keys import base58btc_encode
from credentials.openbadges.linked_data import canonical_lines
from credentials.openbadges.proof import options_lines, proof_options, sign_lines
from credentials.openbadges.text import parse_time
from tests.credentials.openbadges.world import DID, DID_URL, KEY, METHOD, NOW, World, minimal

VECTORS = Path(__file__).parent / "vectors"
FILES = sorted((VECTORS / "verification").glob("*.json"))


def read(file: Path) -> dict[str, Any]:
    return dict(json.loads(file.read_text()))


def loader(documents: dict[str, Any], contexts: Path | None = None) -> Loader:
    index = json.loads((contexts / "index.json").read_text()) if contexts else {}

    def load(url: str) -> LoadedDocument:
        if url in documents:
            raw = json.dumps(documents[url]).encode()
        elif url in index and contexts:
            raw = (contexts / index[url]).read_bytes()
        else:
            raise DocumentUnavailable(f"{url} is not there")
        return LoadedDocument(content=raw, media_type="application/json", fetched_at=NOW)

    return load


def handed_in(vector: dict[str, Any]) -> str:
    given = vector["given"]
    return given if isinstance(given, str) else json.dumps(given, ensure_ascii=False)


def answer(vector: dict[str, Any], report: Any) -> dict[str, Any]:
    """The report in the form of the vector."""
    steps = {step.name: step for step in report.steps}
    return {
        "kind": report.kind.value,
        "verdict": report.verdict.value,
        "steps": {name: step.outcome.value for name, step in steps.items()},
        "reasons": {name: steps[name].reason for name in vector["reasons"]},
        "parts": [part.verdict.value for part in report.parts],
    }


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_frozen_input_gets_its_answer(file: Path) -> None:
    vector = read(file)
    at = parse_time(vector["at"])
    assert at is not None
    report = verify(
        handed_in(vector), loader=loader(vector["documents"]), at=at, recipient_email=vector["recipient"]
    )
    assert answer(vector, report) == {name: vector[name] for name in answer(vector, report)}
    if report.verdict is not Outcome.VALID and report["proof"].outcome is Outcome.INVALID:
        assert report.claims is None


def test_the_vectors_are_of_both_kinds() -> None:
    verdicts = [read(file)["verdict"] for file in FILES]
    assert {verdict: verdicts.count(verdict) for verdict in verdicts} == {
        "valid": 42,
        "invalid": 78,
        "not_checked": 20,
    }


@pytest.mark.parametrize("name", ["record", "status-moved", "version-2-hosted", "token-crit"])
def test_the_process_apart_gives_the_same_answer(name: str) -> None:
    vector = read(VECTORS / "verification" / f"{name}.json")
    report = verify_isolated(
        handed_in(vector),
        loader=loader(vector["documents"]),
        at=NOW,
        recipient_email=vector["recipient"],
        timeout=60,
    )
    assert answer(vector, report) == {key: vector[key] for key in answer(vector, report)}


def test_the_known_answers_of_the_cryptosuite() -> None:
    vector = read(VECTORS / "eddsa-rdfc-2022.json")
    key = SigningKey.from_multikey(vector["secret"])
    created = parse_time(vector["created"])
    assert created is not None
    options = proof_options(vector["method"], created)
    lines = canonical_lines(vector["document"])
    assert key.multikey == vector["public"]
    assert hashlib.sha256("".join(lines).encode()).hexdigest() == vector["document_hash"]
    assert hashlib.sha256(options_lines(options).encode()).hexdigest() == vector["options_hash"]
    assert sign_lines(lines, key, options)["proofValue"] == vector["proof_value"]


def test_w3cs_own_example_verifies_with_its_published_context(published: Path) -> None:
    vector = read(VECTORS / "eddsa-rdfc-2022.json")
    document = vector["document"] | {
        "@context": ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"],
        "proof": proof_options(vector["method"], parse_time(vector["created"]) or NOW)
        | {"proofValue": vector["proof_value"]},
    }
    issuer, method = document["issuer"], vector["method"]
    key = {"id": method, "type": "Multikey", "controller": issuer, "publicKeyMultibase": vector["public"]}
    documents = {issuer: {"id": issuer, "verificationMethod": [key], "assertionMethod": [method]}}
    load = loader(documents, published / "contexts")
    assert verify(document, loader=load, at=NOW).verdict is Outcome.VALID
    changed = document | {"name": "Alumna Credential"}
    assert verify(changed, loader=load, at=NOW)["proof"].outcome is Outcome.INVALID


def test_the_contexts_that_a_loader_may_supply_are_the_published_ones(published: Path) -> None:
    index = json.loads((published / "contexts" / "index.json").read_text())
    found = {
        url: hashlib.sha256((published / "contexts" / index[url]).read_bytes()).hexdigest() for url in PINNED
    }
    assert found == PINNED


def test_a_vector_is_of_its_day() -> None:
    """An answer holds as of its moment: the same input later is another question."""
    vector = read(VECTORS / "verification" / "not-yet.json")
    at = datetime(2028, 8, 18, tzinfo=UTC)
    load = loader(vector["documents"])
    assert verify(handed_in(vector), loader=load, at=at).verdict is Outcome.VALID
    assert verify(handed_in(vector), loader=load, at=at - timedelta(days=2)).verdict is Outcome.INVALID


def test_an_open_badge_in_data_model_1_verifies_with_its_published_contexts(published: Path) -> None:
    """The form that 1EdTech's certification asks displayers for: context.json, Ed25519Signature2020."""
    names = [
        "https://www.w3.org/2018/credentials/v1",
        "https://purl.imsglobal.org/spec/ob/v3p0/context.json",
        "https://w3id.org/security/suites/ed25519-2020/v1",
    ]
    subject = compose_credential(minimal())["credentialSubject"]
    document = {
        "@context": names,
        "id": "http://example.com/credentials/1",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": DID, "type": ["Profile"], "name": "Uni"},
        "issuanceDate": "2026-03-01T09:30:00Z",
        "name": "Medication Safety",
        "credentialSubject": subject,
    }
    load = loader({DID_URL: World().documents[DID_URL]}, published / "contexts")
    supplied = {url: load(url).content for url in names}
    options = {
        "type": "Ed25519Signature2020",
        "created": "2026-03-01T09:30:00Z",
        "verificationMethod": METHOD,
        "proofPurpose": "assertionMethod",
    }
    data = b"".join(
        hashlib.sha256("".join(canonical_lines(part, supplied=supplied)).encode()).digest()
        for part in ({**options, "@context": names}, document)
    )
    signed = document | {"proof": [options | {"proofValue": "z" + base58btc_encode(KEY.sign(data))}]}
    report = verify(signed, loader=load, at=NOW)
    assert (report.verdict, report["criteria"].outcome) == (Outcome.VALID, Outcome.VALID), report.as_dict()
    assert verify(signed | {"name": "Surgery"}, loader=load, at=NOW)["proof"].outcome is Outcome.INVALID
    without = loader({DID_URL: World().documents[DID_URL]})
    assert verify(signed, loader=without, at=NOW).verdict is Outcome.NOT_CHECKED
