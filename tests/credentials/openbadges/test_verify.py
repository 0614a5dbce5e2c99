from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from credentials.openbadges import (
    AwardTemplates,
    DocumentUnavailable,
    Kind,
    Outcome,
    P256Key,
    PublishedKey,
    Report,
    StatusClaims,
    SubjectClaims,
    bake_svg,
    compose_credential,
    did_document,
    sign_jwt,
    verify_isolated,
)
from credentials.openbadges.compose import SCHEMA, status_entry
from credentials.openbadges.sign import sign_credential
from tests.credentials.openbadges.test_sign import endorsement, record
from tests.credentials.openbadges.world import (
    DID,
    DID_URL,
    KEY,
    LIST,
    METHOD,
    NOW,
    OTHER_KEY,
    World,
    full,
    minimal,
    outcomes,
    signed,
    status_list,
)

P256 = P256Key(b"\x05" * 32)


def test_our_own_credential_passes_every_step_that_can_be_run(world: World) -> None:
    report = world.verify(json.dumps(signed()), recipient_email="alice@example.org")
    assert outcomes(report) == {
        "format": "valid",
        "structure": "valid",
        "issuer": "valid",
        "proof": "valid",
        "key": "valid",
        "controller": "valid",
        "validity": "valid",
        "revocation": "valid",
        "suspension": "not_applicable",
        "schema": "not_checked",
        "criteria": "valid",
        "recipient": "valid",
    }
    assert (report.verdict, report.claims, report.kind) == (Outcome.VALID, signed(), Kind.OPEN_BADGES_3)
    assert (report["revocation"].against, report["revocation"].as_of) == (LIST, NOW)
    assert report["issuer"].against == DID_URL
    assert Report.from_dict(json.loads(json.dumps(report.as_dict()))) == report
    with pytest.raises(KeyError):
        report["nothing"]


def test_the_schema_step_runs_where_the_schema_is_at_hand(world: World, published: Path) -> None:
    schema = published / "schemas" / "ob" / "ob_v3p0_achievementcredential_schema.json"
    world.documents[SCHEMA] = schema.read_bytes()
    assert world.verify(signed())["schema"].outcome is Outcome.VALID
    world.documents[SCHEMA] = {"type": "object", "required": ["missing"]}
    assert world.verify(signed())["schema"].outcome is Outcome.INVALID
    world.documents[SCHEMA] = {"type": 5}
    assert world.verify(signed())["schema"].outcome is Outcome.NOT_CHECKED


def _leaves(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(node, dict):
        return [leaf for key, value in node.items() for leaf in _leaves(value, (*path, key))]
    if isinstance(node, list):
        return [leaf for number, value in enumerate(node) for leaf in _leaves(value, (*path, number))]
    return [path]


def test_no_claim_can_be_changed_or_removed() -> None:
    world = World()
    original = signed()
    for path in _leaves(original):
        for change in ("change", "remove"):
            document = json.loads(json.dumps(original))
            node = document
            for key in path[:-1]:
                node = node[key]
            value = node[path[-1]]
            if change == "remove":
                del node[path[-1]]
            elif isinstance(value, str):
                node[path[-1]] = value + "x"
            else:
                node[path[-1]] = not value if isinstance(value, bool) else value + 1
            report = world.verify(document)
            assert report.verdict is not Outcome.VALID, (path, change)
            assert report.claims is None, (path, change)


def test_a_changed_byte_of_the_text_never_passes(world: World) -> None:
    text = json.dumps(signed()).encode()
    for place in range(0, len(text), 97):
        changed = bytes([*text[:place], text[place] ^ 1, *text[place + 1 :]])
        report = world.verify(changed)
        assert report.verdict is not Outcome.VALID, changed[place - 20 : place + 20]
        assert report.claims is None


@pytest.mark.parametrize(
    ("documents", "step", "outcome", "reason"),
    [
        ({DID_URL: None}, "issuer", "not_checked", "not there"),
        ({DID_URL: b"[]"}, "issuer", "invalid", "not a JSON object"),
        ({DID_URL: b'{"id":1,"id":1}'}, "issuer", "invalid", "twice"),
        ({DID_URL: did_document("did:web:x.example", [])}, "issuer", "invalid", "is about"),
        ({DID_URL: did_document(DID, [])}, "issuer", "invalid", "no key"),
        (
            {DID_URL: did_document(DID, [PublishedKey(fragment="key-2026", multikey=OTHER_KEY.multikey)])},
            "proof",
            "invalid",
            "does not match",
        ),
        (
            {
                DID_URL: did_document(
                    DID, [PublishedKey(fragment="key-2026", multikey=KEY.multikey, revoked_at=NOW)]
                )
            },
            "key",
            "invalid",
            "revoked on 2026-11-21",
        ),
        (
            {
                DID_URL: did_document(DID, [PublishedKey(fragment="key-2026", multikey=KEY.multikey)])
                | {"assertionMethod": []}
            },
            "key",
            "invalid",
            "not in its controller's assertionMethod",
        ),
        ({LIST: status_list(1)}, "revocation", "invalid", "is revoked"),
        ({LIST: None}, "revocation", "not_checked", "not there"),
        ({LIST: b"[]"}, "revocation", "invalid", "credential is a JSON object|not a JSON object"),
        (
            {LIST: status_list() | {"validFrom": "2026-03-01T09:30:01Z"}},
            "revocation",
            "invalid",
            "not to be trusted",
        ),
        ({LIST: status_list(purpose="suspension")}, "revocation", "invalid", "not for revocation"),
        ({LIST: status_list(url="https://portal.example/status/2")}, "revocation", "invalid", "calls itself"),
        ({LIST: status_list(valid_until=NOW)}, "revocation", "not_checked", "not in force: it expired"),
        ({LIST: signed(minimal())}, "revocation", "invalid", "not a status list"),
    ],
)
def test_each_thing_that_can_be_wrong_with_the_documents_is_named(
    world: World, documents: dict[str, Any], step: str, outcome: str, reason: str
) -> None:
    for url, document in documents.items():
        if document is None:
            del world.documents[url]
        else:
            world.documents[url] = document
    report = world.verify(signed())
    assert report[step].outcome.value == outcome
    assert re.search(reason, report[step].reason), report[step].reason
    assert report.verdict.value == outcome
    assert (report.claims is None) == (step in {"issuer", "proof", "key"})


def test_dates_are_taken_as_of_the_given_moment(world: World) -> None:
    claims = full()
    assert claims.valid_until is not None
    for at, outcome in (
        (claims.valid_from - timedelta(seconds=1), Outcome.INVALID),
        (claims.valid_from, Outcome.VALID),
        (claims.valid_until, Outcome.VALID),
        (claims.valid_until + timedelta(seconds=1), Outcome.INVALID),
    ):
        assert world.verify(signed(), at=at)["validity"].outcome is outcome
    assert world.verify(signed(minimal()))["validity"].reason == "it does not expire"


def test_another_recipient_and_none_are_told_apart(world: World) -> None:
    assert world.verify(signed(), recipient_email="bob@example.org")["recipient"].outcome is Outcome.INVALID
    assert world.verify(signed(), recipient_email=" ALICE@example.org")["recipient"].outcome is Outcome.VALID
    assert world.verify(signed())["recipient"].outcome is Outcome.NOT_CHECKED
    assert world.verify(signed(minimal()))["recipient"].outcome is Outcome.NOT_APPLICABLE


def test_a_portal_shows_suspension_from_its_own_list(world: World) -> None:
    url = "https://portal.example/status/suspended"
    world.documents[url] = status_list(1, url=url, purpose="suspension")
    entry = status_entry(StatusClaims(list_url=url, index=1, purpose="suspension"))
    report = world.verify(signed(), also_status=[entry])
    assert (report["suspension"].outcome, report["revocation"].outcome) == (Outcome.INVALID, Outcome.VALID)
    assert report.verdict is Outcome.INVALID
    assert world.verify(signed(), also_status=[entry] * 9)["revocation"].outcome is Outcome.NOT_CHECKED


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\xff\xfe", "not UTF-8"),
        ("", "not JSON"),
        ("nonsense", "this is no PNG, SVG or PDF, no whole JWS, and not JSON"),
        ("eyJhbGciOiJFUzI1NiJ9.eyJhIjoxfQ", "no whole JWS"),
        ("{", "not JSON: Expecting property name"),
        ("[]", "JSON object"),
        ('{"a":1,"a":2}', "twice"),
        ("[" * 100_000, "levels deep"),
        ('{"a":' + "9" * 5000 + "}", "5000 digits"),
        ('{"a":1e999}', "too large"),
        ('{"a":NaN}', "NaN"),
        ('{"a":"\\ud800"}', "surrogate"),
        (b" " * (4 * 1024 * 1024 + 1), "bytes"),
        ("{}", "no credential that is known"),
        ("a.b.c", "base64url|UTF-8"),
        (b"\x89PNG\r\n\x1a\n", "ends before"),
    ],
)
def test_unreadable_input_gets_a_report_not_an_error(world: World, data: Any, reason: str) -> None:
    report = world.verify(data)
    assert report["format"].outcome is Outcome.INVALID
    assert re.search(reason, report["format"].reason)
    assert {step.outcome for step in report.steps[1:]} == {Outcome.NOT_CHECKED}
    assert (report.verdict, report.claims, world.asked) == (Outcome.INVALID, None, [])


@pytest.mark.parametrize(
    ("proof", "step", "outcome", "reason"),
    [
        (None, "proof", "invalid", "no proof"),
        ([{}] * 5, "proof", "invalid", "5 proofs"),
        (["x"], "proof", "invalid", "not an object"),
        ({"type": "DataIntegrityProof", "cryptosuite": "bbs-2023"}, "proof", "not_checked", "bbs-2023"),
        ({"proofPurpose": "authentication"}, "proof", "invalid", "purpose"),
        ({"verificationMethod": 5}, "proof", "invalid", "not an identifier"),
        ({"verificationMethod": "did:ion:abc#k"}, "issuer", "not_checked", "did:ion"),
        ({"verificationMethod": "did:key:z6Mkx"}, "issuer", "invalid", "repeats the key"),
        ({"proofValue": "zabc"}, "proof", "invalid", "64 bytes"),
        ({"created": "yesterday"}, "proof", "invalid", "created"),
        ({"expires": "2026-04-01T00:00:00Z"}, "proof", "invalid", "expired"),
        ({"nonce": "n"}, "proof", "invalid", "does not match"),
    ],
)
def test_a_proof_that_is_not_what_it_should_be(
    world: World, proof: Any, step: str, outcome: str, reason: str
) -> None:
    document = signed()
    if isinstance(proof, dict):
        proof = document["proof"][0] | proof
    document["proof"] = proof
    report = world.verify(document)
    assert report[step].outcome.value == outcome
    assert reason in report[step].reason
    assert report.claims is None


def test_someone_elses_key_does_not_sign_for_the_issuer(world: World) -> None:
    attacker = f"did:key:{OTHER_KEY.multikey}"
    theirs = full(issuer=replace(full().issuer, id=attacker))
    document = sign_credential(
        compose_credential(theirs),
        OTHER_KEY,
        verification_method=f"{attacker}#{OTHER_KEY.multikey}",
        created=theirs.valid_from,
    )
    assert world.verify(document)["proof"].outcome is Outcome.VALID
    forged = compose_credential(full(issuer=replace(full().issuer, id=attacker)))
    forged["issuer"]["id"] = DID
    from credentials.openbadges.linked_data import canonical_lines
    from credentials.openbadges.proof import proof_options, sign_lines

    options = proof_options(f"{attacker}#{OTHER_KEY.multikey}", theirs.valid_from)
    forged["proof"] = [sign_lines(canonical_lines(forged), OTHER_KEY, options)]
    report = world.verify(forged)
    assert outcomes(report)["proof"] == "valid"
    assert (report["controller"].outcome, report.verdict, report.claims) == (
        Outcome.INVALID,
        Outcome.INVALID,
        None,
    )


def test_a_retired_key_still_verifies_what_it_signed(world: World) -> None:
    keys = [
        PublishedKey(fragment="key-2026", multikey=KEY.multikey),
        PublishedKey(fragment="key-2027", multikey=OTHER_KEY.multikey),
    ]
    world.documents[DID_URL] = did_document(DID, keys)
    assert world.verify(signed()).verdict is Outcome.VALID


@pytest.mark.parametrize(
    ("make", "kind"), [(endorsement, Kind.ENDORSEMENT), (record, Kind.COMPREHENSIVE_RECORD)]
)
def test_endorsements_and_records_are_verified_too(world: World, make: Any, kind: Kind) -> None:
    document = sign_credential(make(), KEY, verification_method=METHOD, created=NOW)
    report = world.verify(document)
    assert (report.kind, report.verdict) == (kind, Outcome.VALID), outcomes(report)


def _jwt_world(world: World) -> str:
    keys = [
        PublishedKey(fragment="key-2026", multikey=KEY.multikey),
        PublishedKey(fragment="jwt", multikey=P256.multikey),
    ]
    world.documents[DID_URL] = did_document(DID, keys)
    claims = full(subject=SubjectClaims(id="did:example:learner"))
    return sign_jwt(compose_credential(claims), P256, kid=f"{DID}#jwt")


def test_a_jwt_of_ours_verifies_and_none_of_its_characters_can_change(world: World) -> None:
    token = _jwt_world(world)
    report = world.verify(token)
    assert (report.kind, report.verdict) == (Kind.OPEN_BADGES_3_JWT, Outcome.VALID), outcomes(report)
    for place in range(0, len(token) - 4, 211):
        changed = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        assert world.verify(changed).verdict is not Outcome.VALID, place


def test_a_broken_signature_or_a_foreign_algorithm_is_refused(world: World) -> None:
    head, body, signature = _jwt_world(world).split(".")
    report = world.verify(f"{head}.{body}.{'A' * 86}")
    assert (report["proof"].outcome, report.claims) == (Outcome.INVALID, None)
    none = "eyJhbGciOiJub25lIn0"
    assert "'none'" in world.verify(f"{none}.{body}.{signature}")["proof"].reason


def test_a_badge_in_a_picture_is_verified_from_the_picture(world: World) -> None:
    picture = bake_svg(b'<svg xmlns="http://www.w3.org/2000/svg"><g/></svg>', json.dumps(signed()))
    report = world.verify(picture)
    assert (report.verdict, report["format"].reason) == (
        Outcome.VALID,
        "this is an Open Badges 3.0 credential in a SVG",
    )


def test_an_isolated_verification_says_the_same(world: World) -> None:
    here = world.verify(signed(), recipient_email="alice@example.org")
    apart = verify_isolated(signed(), loader=world, at=NOW, recipient_email="alice@example.org")
    assert apart == here
    del world.documents[DID_URL]
    assert (
        verify_isolated(json.dumps(signed()), loader=world, at=NOW)["issuer"].outcome is Outcome.NOT_CHECKED
    )


def test_an_isolated_verification_ends_at_its_limits(world: World) -> None:
    late = verify_isolated(b"{}", loader=world, at=NOW, timeout=0.01)
    assert "longer than 0.01 seconds" in late["format"].reason
    poor = verify_isolated(b"[" + b"1.5," * 900_000 + b"1]", loader=world, at=NOW, memory=20_000_000)
    assert "broke off" in poor["format"].reason
    assert {late.verdict, poor.verdict} == {Outcome.NOT_CHECKED}


def test_only_https_is_asked_for_and_each_document_once(world: World) -> None:
    world.verify(signed())
    assert len(world.asked) == len(set(world.asked))
    outside = signed(full(status=StatusClaims(list_url="http://portal.example/status/1", index=1)))
    assert "not an https address" in world.verify(outside)["revocation"].reason
    assert not [url for url in world.asked if not url.startswith("https://")]
    with pytest.raises(DocumentUnavailable):
        world("https://nowhere.example")


def test_verifying_with_templates_says_the_same(world: World) -> None:
    templates = AwardTemplates()
    for number in (1, 2, 3):
        document = signed(full(number))
        assert world.verify(document, templates=templates) == world.verify(document)
        document["credentialSubject"]["result"][0]["value"] = "99"
        assert world.verify(document, templates=templates)["proof"].outcome is Outcome.INVALID
    assert len(templates) == 2  # of the credentials and of their status list


def test_a_template_is_no_way_round_the_guard(world: World) -> None:
    templates = AwardTemplates()
    document = signed()
    document["@context"] = [*document["@context"], {"linked": {"@id": "urn:x:linked", "@type": "@id"}}]
    names = [f"_:r{number}" for number in range(8)]
    for values in (names, ["1"] * 8):
        document["credentialSubject"]["result"] = [
            {
                "id": name,
                "type": ["Result"],
                "value": value,
                "linked": [other for other in names if other != name],
            }
            for name, value in zip(names, values, strict=True)
        ]
        report = world.verify(document, templates=templates)
        assert len(templates) == 1
    assert report["proof"].outcome is Outcome.NOT_CHECKED
    assert "too much alike" in report["proof"].reason
