"""What is inside records and credentials: each verified by itself, and what follows for the whole."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from credentials.openbadges import (
    AssociationClaims,
    CredentialClaims,
    InvalidClaims,
    IssuerClaims,
    Kind,
    Outcome,
    P256Key,
    PublishedKey,
    Report,
    StatusClaims,
    SubjectClaims,
    compose_credential,
    compose_endorsement,
    compose_record,
    did_document,
    sign_credential,
    sign_jwt,
)
from credentials.openbadges.linked_data import canonical_lines
from credentials.openbadges.verification.parts import MAX_PARTS
from tests.credentials.openbadges.test_sign import pyld_lines
from tests.credentials.openbadges.world import (
    ACHIEVEMENT,
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
    minimal,
    outcomes,
    signed,
    status_list,
)

type Json = dict[str, Any]

OTHER = "did:web:college.example"
OTHER_METHOD = f"{OTHER}#key-1"
P256 = P256Key(b"\x05" * 32)
LEARNER = SubjectClaims(id="did:example:learner", name="Alice")


@pytest.fixture
def world() -> World:
    """Two issuers, and a key of the first for tokens."""
    world = World()
    world.documents["https://college.example/.well-known/did.json"] = did_document(
        OTHER, [PublishedKey(fragment="key-1", multikey=OTHER_KEY.multikey)]
    )
    keys = [PublishedKey(fragment="key-2026", multikey=KEY.multikey)]
    keys += [PublishedKey(fragment="jwt", multikey=P256.multikey)]
    world.documents[DID_URL] = did_document(DID, keys)
    return world


def by_the_college(claims: CredentialClaims) -> Json:
    claims = replace(claims, issuer=IssuerClaims(id=OTHER, name="College"), id=f"{claims.id}a")
    return sign_credential(
        compose_credential(claims), OTHER_KEY, verification_method=OTHER_METHOD, created=ISSUED
    )


def record(*held: Any, subject: SubjectClaims = LEARNER, **changes: Any) -> Json:
    """A record by the university, signed."""
    document = compose_record(
        id="https://portal.example/records/1",
        name="Record",
        issuer=ISSUER,
        subject=subject,
        credentials=held,
        valid_from=ISSUED,
        **changes,
    )
    return resigned(document)


def resigned(document: Json) -> Json:
    body = {key: value for key, value in document.items() if key != "proof"}
    return sign_credential(body, KEY, verification_method=METHOD, created=ISSUED)


def endorsement(endorsed: str = ACHIEVEMENT, **changes: Any) -> Json:
    document = compose_endorsement(
        **{
            "id": "https://college.example/endorsements/1",
            "name": "Endorsement",
            "endorser": IssuerClaims(id=OTHER, name="College"),
            "endorsed": endorsed,
            "comment": "Well made.",
            "valid_from": ISSUED,
        }
        | changes
    )
    return sign_credential(document, OTHER_KEY, verification_method=OTHER_METHOD, created=ISSUED)


def endorsed(**changes: Any) -> Json:
    """A credential whose achievement carries this endorsement."""
    claims = minimal()
    endorsements = (endorsement(**changes),)
    return signed(replace(claims, achievement=replace(claims.achievement, endorsements=endorsements)))


def test_each_credential_of_a_record_has_its_own_steps(world: World) -> None:
    held = [signed(full(1)), by_the_college(minimal())]
    report = world.verify(record(*held), recipient_email="alice@example.org")
    assert (report.kind, report.verdict) == (Kind.COMPREHENSIVE_RECORD, Outcome.VALID), report.as_dict()
    assert report["credentials"].reason == "2 credentials, genuine each"
    first, second = report.parts
    assert (first.place, second.place) == (
        "credentialSubject.verifiableCredential[0]",
        "credentialSubject.verifiableCredential[1]",
    )
    assert outcomes(first) == {
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
        "subject": "valid",
    }
    assert (second["issuer"].against, second.claims) == (
        "https://college.example/.well-known/did.json",
        held[1],
    )
    assert (first.verdict, second.verdict) == (Outcome.VALID, Outcome.VALID)
    assert Report.from_dict(json.loads(json.dumps(report.as_dict()))) == report


def test_a_revoked_credential_spoils_the_record_and_an_expired_one_is_only_named(world: World) -> None:
    over = by_the_college(minimal(valid_until=ISSUED + timedelta(days=1)))
    report = world.verify(record(signed(full(1)), over))
    assert (report.verdict, report["credentials"].reason) == (
        Outcome.VALID,
        "2 credentials, genuine each, 1 no longer in force",
    )
    assert report.parts[1].verdict is Outcome.INVALID
    world.documents[LIST] = status_list(1)
    report = world.verify(record(signed(full(1)), over))
    assert (report.verdict, report["credentials"].outcome) == (Outcome.INVALID, Outcome.INVALID)
    assert report["credentials"].reason == (
        "1 of 2: credentialSubject.verifiableCredential[0]: the credential is revoked (place 1 of the list)"
    )


def test_a_forged_credential_in_a_signed_record_is_found_and_not_among_the_claims(world: World) -> None:
    forged = by_the_college(minimal())
    forged["credentialSubject"]["achievement"]["name"] = "Brain surgery"
    held = [signed(full(1)), forged, {key: value for key, value in signed(full(2)).items() if key != "proof"}]
    document = record(signed(full(1)))
    document["credentialSubject"]["verifiableCredential"] = held
    report = world.verify(resigned(document))
    assert report.verdict is Outcome.INVALID
    assert report["proof"].outcome is Outcome.VALID
    assert [part["proof"].outcome.value for part in report.parts] == ["valid", "invalid", "invalid"]
    assert report.claims is not None
    assert report.claims["credentialSubject"]["verifiableCredential"] == held[:1]
    assert "Brain surgery" not in json.dumps(report.as_dict()["claims"])


def test_a_credential_that_cannot_be_checked_leaves_the_record_unestablished(world: World) -> None:
    held = [signed(full(1)), by_the_college(minimal())]
    del world.documents["https://college.example/.well-known/did.json"]
    report = world.verify(record(*held))
    assert (report.verdict, report["credentials"].outcome) == (Outcome.NOT_CHECKED, Outcome.NOT_CHECKED)
    assert "not there" in report["credentials"].reason


def test_somebody_elses_credential_is_not_taken_for_the_learners(world: World) -> None:
    document = record(signed(full(1)))
    subject = document["credentialSubject"]
    assert [entry["identityType"] for entry in subject["identifier"]] == ["name", "emailAddress"]
    subject["identifier"] = subject["identifier"][:1]  # the name only, which many have
    report = world.verify(resigned(document))
    assert (report.verdict, report.parts[0]["subject"].outcome) == (Outcome.NOT_CHECKED, Outcome.NOT_CHECKED)
    assert "nothing in the record shows" in report.parts[0]["subject"].reason
    for people in ([{"id": "a:b"}, {"id": "a:c"}], None):
        several = record(signed(minimal()))
        several["credentialSubject"]["verifiableCredential"][0]["credentialSubject"] = people
        assert world.verify(resigned_anyhow(several)).verdict is not Outcome.VALID


def resigned_anyhow(document: Json) -> Json:
    """Signed again, whatever is in it."""
    try:
        return resigned(document)
    except Exception:  # noqa: BLE001 - what cannot be signed is handed in as it is
        return document


@pytest.mark.parametrize("who", ["did:example:learner", "did:example:pseudonym"])
def test_a_record_says_that_the_credentials_identifiers_are_the_learners(world: World, who: str) -> None:
    report = world.verify(record(signed(minimal(subject=SubjectClaims(id=who)))))
    assert (report.verdict, report.parts[0]["subject"].against) == (Outcome.VALID, who)


def test_tokens_and_envelopes_inside_are_read(world: World) -> None:
    token = sign_jwt(compose_credential(minimal()), P256, kid=f"{DID}#jwt")
    envelope = {
        "@context": "https://www.w3.org/ns/credentials/v2",
        "id": f"data:application/vc+jwt,{token}",
        "type": "EnvelopedVerifiableCredential",
    }
    document = record(signed(minimal()))
    document["credentialSubject"]["verifiableCredential"] = [envelope]
    report = world.verify(resigned(document))
    assert (report.parts[0].kind, report.parts[0].verdict) == (Kind.OPEN_BADGES_3_JWT, Outcome.VALID)
    assert report.verdict is Outcome.VALID


@pytest.mark.parametrize(
    "inner", ["", "no token", 5, {"id": "urn:x:1"}, {"type": "EnvelopedVerifiableCredential"}]
)
def test_what_is_no_credential_inside_is_said_to_be_none(world: World, inner: Any) -> None:
    document = record(signed(minimal()))
    document["credentialSubject"]["verifiableCredential"] = [inner]
    report = world.verify(resigned_anyhow(document))
    assert report.verdict is not Outcome.VALID
    assert [part["format"].outcome.value for part in report.parts] in ([], ["invalid"])


def test_no_more_is_looked_at_than_there_may_be_and_no_deeper(world: World) -> None:
    held = [signed(minimal(id=f"urn:uuid:{number:032x}")) for number in range(MAX_PARTS + 1)]
    report = world.verify(record(*held))
    assert (report.verdict, report.parts) == (Outcome.NOT_CHECKED, ())
    assert report.claims is not None
    assert report.claims["credentialSubject"]["verifiableCredential"] == []
    deep: Json = signed(minimal())
    for _ in range(3):
        deep = record(deep)
    report = world.verify(deep)
    assert report.verdict is Outcome.NOT_CHECKED
    assert "are not looked at" in report["credentials"].reason


def test_a_record_whose_own_signature_is_broken_has_no_parts(world: World) -> None:
    document = record(signed(full(1)))
    report = world.verify({**document, "name": "Another"})
    assert (report["credentials"].outcome, report.parts, report.claims) == (Outcome.NOT_CHECKED, (), None)


def test_a_records_associations_description_and_status_are_written(world: World) -> None:
    other = replace(minimal().achievement, id=f"{ACHIEVEMENT}-2")
    held = [signed(minimal()), signed(minimal(id="urn:uuid:" + "1" * 32, achievement=other))]
    document = record(
        *held,
        associations=[AssociationClaims(kind="isPartOf", source=ACHIEVEMENT, target=f"{ACHIEVEMENT}-2")],
        partial=False,
        description="All so far.",
        valid_until=ISSUED + timedelta(days=400),
        status=StatusClaims(list_url=LIST, index=9),
    )
    said = {name: document[name] for name in ("partial", "description", "validUntil")}
    assert said == {"partial": False, "description": "All so far.", "validUntil": "2027-04-05T09:30:00Z"}
    assert document["credentialSubject"]["association"] == [
        {
            "type": "Association",
            "associationType": "isPartOf",
            "sourceId": ACHIEVEMENT,
            "targetId": f"{ACHIEVEMENT}-2",
        }
    ]
    assert world.verify(document).verdict is Outcome.VALID
    world.documents[LIST] = status_list(9)
    assert world.verify(document)["revocation"].outcome is Outcome.INVALID


# Endorsements


def test_an_endorsement_is_verified_with_the_endorsers_key(world: World) -> None:
    report = world.verify(endorsed())
    assert report.verdict is Outcome.VALID, report.as_dict()
    assert report["endorsements"].reason == "1 endorsement, genuine each"
    (part,) = report.parts
    assert (part.kind, part.place, part["subject"].reason) == (
        Kind.ENDORSEMENT,
        "credentialSubject.achievement.endorsement[0]",
        "it endorses the achievement",
    )
    assert part["issuer"].against == "https://college.example/.well-known/did.json"


def test_endorsements_of_the_credential_and_its_issuer_are_read(world: World) -> None:
    claims = minimal()
    document = compose_credential(replace(claims, endorsements=(endorsement(claims.id),)))
    document["issuer"]["endorsement"] = [endorsement(DID, id="urn:uuid:" + "2" * 32)]
    report = world.verify(resigned(document))
    assert [part["subject"].reason for part in report.parts] == [
        "it endorses the credential",
        "it endorses the issuer",
    ]
    assert report.verdict is Outcome.VALID


def test_the_statements_with_endorsements_are_those_of_pyld() -> None:
    document = {key: value for key, value in endorsed().items() if key != "proof"}
    assert canonical_lines(document, guard=True) == pyld_lines(document)


def test_a_forged_endorsement_makes_the_credential_invalid(world: World) -> None:
    document = endorsed()
    inner = document["credentialSubject"]["achievement"]["endorsement"][0]
    inner["credentialSubject"]["endorsementComment"] = "The best there is."
    report = world.verify(resigned(document))
    assert (report.verdict, report["endorsements"].outcome) == (Outcome.INVALID, Outcome.INVALID)
    assert "best there is" not in json.dumps(report.as_dict()["claims"])


def test_a_forged_endorsement_that_stands_alone_is_left_out_as_well(world: World) -> None:
    document = endorsed()
    inner = document["credentialSubject"]["achievement"]
    (inner["endorsement"],) = inner["endorsement"]
    assert world.verify(resigned(document)).parts[0].place == "credentialSubject.achievement.endorsement"
    inner["endorsement"]["name"] = "The best there is"
    report = world.verify(resigned(document))
    assert report.claims is not None
    assert "endorsement" not in report.claims["credentialSubject"]["achievement"]


def test_a_record_of_a_credential_about_several_names_none_of_them() -> None:
    held = signed(minimal()) | {"credentialSubject": [{"id": "did:example:a"}, {"id": "did:example:b"}]}
    document = compose_record(
        id="urn:uuid:1", name="R", issuer=ISSUER, subject=LEARNER, credentials=[held], valid_from=ISSUED
    )
    assert [entry["identityType"] for entry in document["credentialSubject"]["identifier"]] == ["name"]


def test_an_endorsement_of_something_else_is_none(world: World) -> None:
    report = world.verify(endorsed(endorsed="https://portal.example/achievements/other"))
    assert (report.parts[0]["subject"].outcome, report.verdict) == (Outcome.INVALID, Outcome.INVALID)
    document = endorsed()
    another = replace(minimal().achievement, id=f"{ACHIEVEMENT}-2")
    badge = by_the_college(minimal(achievement=another, subject=SubjectClaims(id="did:example:other")))
    document["credentialSubject"]["achievement"]["endorsement"] = [badge]
    report = world.verify(resigned(document))
    assert report.parts[0]["subject"].reason == "this is not an endorsement"


def test_an_endorsement_that_lapsed_or_cannot_be_read_takes_nothing_from_the_credential(world: World) -> None:
    report = world.verify(endorsed(valid_until=ISSUED + timedelta(days=1)))
    assert (report.verdict, report["endorsements"].reason) == (
        Outcome.VALID,
        "1 endorsement, genuine each, 1 no longer in force",
    )
    del world.documents["https://college.example/.well-known/did.json"]
    report = world.verify(endorsed())
    assert (report.verdict, report["endorsements"].outcome) == (Outcome.VALID, Outcome.NOT_CHECKED)


def test_only_what_is_signed_goes_in_as_an_endorsement() -> None:
    unsigned = {key: value for key, value in endorsement().items() if key != "proof"}
    with pytest.raises(InvalidClaims, match="must be signed"):
        compose_credential(minimal(endorsements=(unsigned,)))


def test_an_endorser_can_take_it_back(world: World) -> None:
    document = endorsed(status=StatusClaims(list_url="https://college.example/status", index=4))
    college = IssuerClaims(id=OTHER, name="College")
    for places, revoked in (((), Outcome.VALID), ((4,), Outcome.INVALID)):
        world.documents["https://college.example/status"] = status_list(
            *places, key=OTHER_KEY, method=OTHER_METHOD, url="https://college.example/status", issuer=college
        )
        report = world.verify(document)
        assert (report.verdict, report.parts[0]["revocation"].outcome) == (Outcome.VALID, revoked)


def test_every_step_says_its_state_why_and_as_of_when(world: World) -> None:
    """Inside and out: a state, a reason and a moment; and, where something was compared, with what."""
    report = world.verify(record(signed(full(1)), endorsed()), at=NOW, recipient_email="alice@example.org")
    reports = [report, *report.parts, *(inner for part in report.parts for inner in part.parts)]
    assert len(reports) == 4
    for step in (step for each in reports for step in each.steps):
        assert step.reason
        assert step.as_of is not None
        assert step.against or step.outcome in {Outcome.NOT_APPLICABLE, Outcome.NOT_CHECKED}, step
