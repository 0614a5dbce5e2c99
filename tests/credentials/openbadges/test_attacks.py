"""What somebody would try who holds a revoked credential, another's credential, or none."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from credentials.openbadges import (
    IssuerClaims,
    Outcome,
    PublishedKey,
    Report,
    SigningKey,
    StatusClaims,
    compose_credential,
    did_document,
)
from credentials.openbadges.linked_data import canonical_lines
from credentials.openbadges.proof import proof_options, sign_lines
from tests.credentials.openbadges.world import (
    DID,
    DID_URL,
    ISSUED,
    ISSUER,
    KEY,
    LIST,
    METHOD,
    NOW,
    OTHER_KEY,
    World,
    full,
    outcomes,
    signed,
    status_list,
)

type Json = dict[str, Any]

EVIL = "did:web:evil.example"
EVIL_URL = "https://evil.example/.well-known/did.json"
STATUS = "https://www.w3.org/2018/credentials#credentialStatus"
SECURITY = "https://w3id.org/security#"


def signed_anyhow(document: Json, key: SigningKey, method: str) -> Json:
    """A proof by any key over any document, without asking whose it is."""
    options = proof_options(method, ISSUED)
    return {**document, "proof": [sign_lines(canonical_lines(document), key, options)]}


def evil_document(**of_key: Any) -> Json:
    document = did_document(EVIL, [PublishedKey(fragment="k", multikey=OTHER_KEY.multikey)])
    document["verificationMethod"][0] |= of_key
    return document


def is_refused(report: Report) -> bool:
    """Neither green nor with claims; what follows the signature was not looked at."""
    return report.verdict is not Outcome.VALID and report.claims is None


# Forgeries


def test_a_forger_under_the_same_name_is_another_issuer(world: World) -> None:
    world.documents[EVIL_URL] = evil_document()
    forged = compose_credential(full(issuer=replace(ISSUER, id=EVIL), status=None))
    report = world.verify(signed_anyhow(forged, OTHER_KEY, f"{EVIL}#k"))
    assert report["issuer"].reason == f"{EVIL} publishes the key"
    assert report.claims is not None
    assert report.claims["issuer"]["id"] == EVIL


@pytest.mark.parametrize(
    "of_key", [{}, {"controller": DID}, {"controller": [DID, EVIL]}, {"controller": None}]
)
def test_a_key_published_by_another_signs_nothing_whomever_it_calls_its_controller(
    world: World, of_key: Json
) -> None:
    world.documents[EVIL_URL] = evil_document(**of_key)
    report = world.verify(signed_anyhow(compose_credential(full()), OTHER_KEY, f"{EVIL}#k"))
    assert is_refused(report)
    assert report.verdict is Outcome.INVALID


def test_a_key_embedded_in_anothers_assertion_method_signs_nothing(world: World) -> None:
    document = evil_document()
    document["assertionMethod"] = [document["verificationMethod"][0] | {"controller": DID}]
    world.documents[EVIL_URL] = document | {"verificationMethod": []}
    assert is_refused(world.verify(signed_anyhow(compose_credential(full()), OTHER_KEY, f"{EVIL}#k")))


def test_a_document_about_the_issuer_on_anothers_site_signs_nothing(world: World) -> None:
    keys = [PublishedKey(fragment="k", multikey=OTHER_KEY.multikey)]
    world.documents[EVIL_URL] = did_document(DID, keys)
    for method in (f"{EVIL}#k", f"{EVIL_URL}#k"):
        report = world.verify(signed_anyhow(compose_credential(full()), OTHER_KEY, method))
        assert is_refused(report)
        assert "is about" in report["issuer"].reason


def test_a_key_document_of_its_own_counts_only_where_its_controller_lists_it(world: World) -> None:
    url = "https://keys.example/1"
    world.documents[url] = {
        "id": url,
        "type": "Multikey",
        "controller": DID,
        "publicKeyMultibase": OTHER_KEY.multikey,
    }
    credential = signed_anyhow(compose_credential(full()), OTHER_KEY, url)
    assert "assertionMethod" in world.verify(credential)["key"].reason
    world.documents[DID_URL]["assertionMethod"].append(url)
    assert world.verify(credential).verdict is Outcome.VALID
    world.documents[DID_URL]["id"] = EVIL
    assert is_refused(world.verify(credential))


def test_in_a_set_of_proofs_one_bad_proof_spoils_it(world: World) -> None:
    good = signed()
    bad = good["proof"][0] | {"created": "2026-03-01T09:30:01Z"}
    for proofs in ([good["proof"][0], bad], [bad, good["proof"][0]]):
        report = world.verify({**good, "proof": proofs})
        assert (report.verdict, report.claims) == (Outcome.INVALID, None)
    unread = {"type": "DataIntegrityProof", "cryptosuite": "bbs-2023"}
    assert world.verify({**good, "proof": [unread, good["proof"][0]]}).verdict is Outcome.VALID


@pytest.mark.parametrize(
    ("proof", "outcome", "reason"),
    [
        ({"previousProof": "urn:uuid:1"}, "not_checked", "chains"),
        ({"expires": "some day"}, "invalid", "`expires`"),
        ({"proofValue": "z" + "1" * 64 + "23"}, "invalid", "not 64|does not match"),
    ],
)
def test_a_proof_with_parts_that_cannot_be_right(
    world: World, proof: Json, outcome: str, reason: str
) -> None:
    document = signed()
    document["proof"] = [document["proof"][0] | proof]
    report = world.verify(document)
    assert report["proof"].outcome.value == outcome
    assert any(part in report["proof"].reason for part in reason.split("|"))


# The same statements in other JSON


def spelled_out(document: Json) -> None:
    document[STATUS] = document.pop("credentialStatus")


def in_a_compact_iri(document: Json) -> None:
    document["@context"] = [*document["@context"], {"c": "https://www.w3.org/2018/credentials#"}]
    document["c:credentialStatus"] = document.pop("credentialStatus")


def renamed(document: Json) -> None:
    document["@context"] = [*document["@context"], {"other": STATUS}]
    document["other"] = document.pop("credentialStatus")


def renamed_through_a_prefix(document: Json) -> None:
    names = {"c": "https://www.w3.org/2018/", "other": {"@id": "c:credentials#credentialStatus"}}
    document["@context"] = [*document["@context"], names]
    document["other"] = document.pop("credentialStatus")


def renamed_by_a_vocabulary(document: Json) -> None:
    document["@context"] = [
        *document["@context"],
        {"@vocab": "https://www.w3.org/2018/credentials#credential"},
    ]
    document["Status"] = document.pop("credentialStatus")


def renamed_within(document: Json) -> None:
    document["@context"] = [
        *document["@context"],
        {"Extra": {"@id": "urn:x:1", "@context": {"other": {"@id": STATUS, "@type": "@id"}}}},
    ]


def nested(document: Json) -> None:
    document["@context"] = [*document["@context"], {"nest": "@nest"}]
    document["nest"] = {"credentialStatus": document.pop("credentialStatus")}


def reversed_(document: Json) -> None:
    document["@context"] = [*document["@context"], {"of": {"@reverse": STATUS}}]


def in_a_set(document: Json) -> None:
    document["evidence"] = {"@set": document["evidence"]}


def in_a_graph(document: Json) -> None:
    document["@graph"] = []


def indexed(document: Json) -> None:
    container = {"@id": "urn:x:1", "@container": "@index"}
    document["@context"] = [*document["@context"], {"by": container}]


def in_several_containers(document: Json) -> None:
    container = {"@id": "urn:x:1", "@container": ["@graph", "@id"]}
    document["@context"] = [*document["@context"], {"by": container}]


def from_elsewhere(document: Json) -> None:
    document["@context"] = [*document["@context"], {"x": {"@id": "urn:x:1", "@context": "https://e.example"}}]


def dropped_by_null(document: Json) -> None:
    document["@context"] = [*document["@context"], {"honours": None}]
    document["honours"] = "summa cum laude"


def dropped_by_a_base(document: Json) -> None:
    document["@context"] = [*document["@context"], {"@base": None}]
    document["evidence"] = [*document["evidence"], {"id": "more", "type": ["Evidence"], "name": "More"}]


def dropped_as_no_iri(document: Json) -> None:
    more = {"id": "https://portal.example/a b", "type": ["Evidence"], "name": "More"}
    document["evidence"] = [*document["evidence"], more]


def dropped_as_no_language(document: Json) -> None:
    document["credentialSubject"]["narrative"] = {"@value": "More", "@language": "not a language"}


def with_more_than_a_value(document: Json) -> None:
    document["name"] = {"@value": document["name"], "name": "Another"}


def emptied(document: Json) -> None:
    document["credentialSubject"]["@context"] = None


def redefined(document: Json) -> None:
    document["@context"] = [*document["@context"], {"narrative": "https://evil.example/narrative"}]


def from_a_context_of_their_own(document: Json) -> None:
    document["@context"] = [*document["@context"], "https://evil.example/context"]
    document["other"] = document.pop("credentialStatus")


@pytest.mark.parametrize(
    "change",
    [
        spelled_out,
        in_a_compact_iri,
        renamed,
        renamed_through_a_prefix,
        renamed_by_a_vocabulary,
        renamed_within,
        nested,
        reversed_,
        in_a_set,
        in_a_graph,
        indexed,
        in_several_containers,
        from_elsewhere,
        dropped_by_null,
        dropped_by_a_base,
        dropped_as_no_iri,
        dropped_as_no_language,
        with_more_than_a_value,
        emptied,
        redefined,
        from_a_context_of_their_own,
    ],
)
def test_a_revoked_credential_is_not_made_valid_by_writing_it_otherwise(
    world: World, change: Callable[[Json], None]
) -> None:
    world.documents[LIST] = status_list(1)
    world.documents["https://evil.example/context"] = {"@context": {"other": STATUS}}
    document = json.loads(json.dumps(signed()))
    assert world.verify(document)["revocation"].outcome is Outcome.INVALID
    change(document)
    report = world.verify(document)
    assert is_refused(report), outcomes(report)
    assert report["revocation"].outcome is Outcome.NOT_CHECKED
    assert report["proof"].outcome is not Outcome.VALID


def test_a_context_that_only_adds_is_read(world: World) -> None:
    document = compose_credential(full())
    more = {
        "@version": 1.1,
        "@protected": True,
        "@vocab": "https://more.example/vocabulary#",
        "id": "@id",
        "m": "https://more.example/terms#",
        "honours": {"@id": "m:honours", "@container": "@set"},
        "by": {"@type": "@id", "@id": "https://more.example/by"},
        "Deeper": {"@id": "m:Deeper", "@context": {"grading": "m:grading"}},
    }
    document["@context"] = [*document["@context"], more]
    document |= {"honours": ["summa cum laude"], "by": "https://more.example/board", "anything": "else"}
    report = world.verify(signed_anyhow(document, KEY, METHOD))
    assert report.verdict is Outcome.VALID, outcomes(report)
    broken = {**document, "by": "https://more.example/a b"}
    assert "not an identifier" in world.verify({**broken, "proof": signed()["proof"]})["proof"].reason


def test_a_context_that_nobody_knows_is_not_checked(world: World) -> None:
    document = {**signed(), "@context": [*signed()["@context"], "https://unknown.example/context"]}
    report = world.verify(document)
    assert (report["proof"].outcome, report.claims) == (Outcome.NOT_CHECKED, None)
    assert "unknown.example" in report["proof"].reason


# Status


def test_a_status_list_of_another_issuer_says_nothing(world: World) -> None:
    world.documents[EVIL_URL] = evil_document()
    world.documents[LIST] = status_list(
        key=OTHER_KEY, method=f"{EVIL}#k", issuer=IssuerClaims(id=EVIL, name="Uni")
    )
    report = world.verify(signed())
    assert "not by the credential's issuer" in report["revocation"].reason
    assert report.verdict is Outcome.INVALID


def test_a_status_list_signed_by_another_in_the_issuers_name_says_nothing(world: World) -> None:
    world.documents[EVIL_URL] = evil_document(controller=DID)
    unsigned = {key: value for key, value in status_list().items() if key != "proof"}
    world.documents[LIST] = signed_anyhow(unsigned, OTHER_KEY, f"{EVIL}#k")
    report = world.verify(signed())
    assert "not to be trusted" in report["revocation"].reason
    assert report.verdict is Outcome.INVALID


def test_a_place_in_the_list_cannot_be_swapped(world: World) -> None:
    world.documents[LIST] = status_list(1)
    document = signed()
    document["credentialStatus"] |= {"statusListIndex": "2", "id": f"{LIST}#2"}
    assert is_refused(world.verify(document))


@pytest.mark.parametrize(
    ("entry", "outcome", "reason"),
    [
        ({"statusPurpose": ["revocation"]}, "not_checked", "not read here"),
        ({"statusPurpose": "Revocation"}, "not_checked", "not read here"),
        ({"statusPurpose": "message"}, "not_applicable", "no list"),
        ({"statusSize": 2}, "invalid", "has 4 messages"),
        ({"statusSize": 9}, "not_checked", "more than 8 bits"),
        ({"statusSize": True}, "invalid", "no number of bits"),
        ({"statusSize": "2"}, "invalid", "no number of bits"),
        ({"statusSize": 2, "statusMessage": {"status": "0x0", "message": "x"}}, "invalid", "has 1"),
        ({"statusMessage": ["x", "y"]}, "invalid", "no status (0x…)"),
        ({"statusMessage": [{"status": "0x0", "message": 5}]}, "invalid", "no status (0x…)"),
        ({"statusListIndex": "\u0661"}, "invalid", "no list and index"),
        ({"statusListIndex": "-1"}, "invalid", "no list and index"),
        ({"statusListIndex": "999999999"}, "invalid", "outside"),
        ({"statusListCredential": ["x"]}, "invalid", "no list and index"),
        ({"type": "OtherEntry"}, "not_checked", "not read here"),
    ],
)
def test_a_status_entry_that_is_not_plain_never_passes_for_not_revoked(
    world: World, entry: Json, outcome: str, reason: str
) -> None:
    from credentials.openbadges.verification.documents import Documents
    from credentials.openbadges.verification.status import check_status
    from credentials.openbadges.verify import _check_list

    credential = signed()
    credential["credentialStatus"] |= entry
    documents = Documents(world)
    revocation, _ = check_status(
        credential, documents, NOW, check=lambda found: _check_list(found, documents, NOW)
    )
    assert (revocation.outcome.value, reason in revocation.reason) == (outcome, True), revocation


def test_a_list_from_the_future_or_out_of_date_is_not_a_check(world: World) -> None:
    for dates in (
        {"valid_from": NOW + timedelta(days=1)},
        {"valid_from": ISSUED, "valid_until": NOW},
    ):
        world.documents[LIST] = status_list(**dates)
        report = world.verify(signed())
        assert (report["revocation"].outcome, report.verdict) == (Outcome.NOT_CHECKED, Outcome.NOT_CHECKED)


def test_a_list_that_is_not_json_is_not_a_check(world: World) -> None:
    for content in (b"[]", b"a.b.c", b"\xff"):
        world.documents[LIST] = content
        report = world.verify(signed())
        assert report["revocation"].outcome is Outcome.INVALID, content


def test_a_revocation_list_of_1edtech_is_read(world: World) -> None:
    url = "https://portal.example/revoked.json"
    document = compose_credential(full(status=None))
    document["@context"] = [
        *document["@context"],
        *(
            []
            if document["@context"][-1].endswith("extensions.json")
            else ["https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"]
        ),
    ]
    document["credentialStatus"] = {"id": url, "type": "1EdTechRevocationList"}
    credential = signed_anyhow(document, KEY, METHOD)
    assert world.verify(credential)["revocation"].outcome is Outcome.NOT_CHECKED
    world.documents[url] = {"id": url, "issuer": DID, "revokedCredential": []}
    assert world.verify(credential).verdict is Outcome.VALID
    world.documents[url]["revokedCredential"] = [
        "urn:x:1",
        {"id": "urn:x:2"},
        {"id": document["id"], "revocationReason": "cheated"},
    ]
    assert world.verify(credential)["revocation"].reason == "the credential is revoked: cheated"
    world.documents[url]["issuer"] = EVIL
    assert "another issuer" in world.verify(credential)["revocation"].reason


# Schemas


def test_a_schema_opens_no_other_address(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    import urllib.request

    def opened(*args: object, **kwargs: object) -> None:
        raise AssertionError(f"the network was asked for {args[0]}")

    monkeypatch.setattr(urllib.request, "urlopen", opened)
    schema = compose_credential(full())["credentialSchema"][0]["id"]
    for reference in ("http://169.254.169.254/latest", "file:///etc/passwd", "#/$defs/none"):
        world.documents[schema] = {"$ref": reference}
        report = world.verify(signed())
        assert report["schema"].outcome is Outcome.NOT_CHECKED
        assert "not a usable schema" in report["schema"].reason


def test_a_schema_with_a_broken_pattern_is_not_a_check(world: World) -> None:
    schema = compose_credential(full())["credentialSchema"][0]["id"]
    world.documents[schema] = {"properties": {"name": {"pattern": "("}}}
    assert world.verify(signed())["schema"].outcome is Outcome.NOT_CHECKED


def test_a_status_of_suspension_needs_its_own_list(world: World) -> None:
    entry = {"type": "BitstringStatusListEntry", "statusPurpose": "suspension"} | {
        "statusListIndex": "1",
        "statusListCredential": LIST,
    }
    report = world.verify(signed(full(status=StatusClaims(list_url=LIST, index=1))), also_status=[entry])
    assert "not for suspension" in report["suspension"].reason
