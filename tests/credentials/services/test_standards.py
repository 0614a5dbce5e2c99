"""What the portal's own pipeline issues, held against the standards and software that none of us wrote."""

import datetime
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from jsonschema import Draft201909Validator

from credentials.models import Credential, StatusList
from credentials.openbadges import Outcome, identity_hash
from credentials.openbadges.linked_data import canonical_lines
from credentials.queries.issuers import did_document
from credentials.services import keys, lifecycle
from credentials.services.verification import verify
from portal import outbox
from portal.models import User
from tests.credentials.openbadges.node import ask
from tests.credentials.openbadges.world import DATA
from tests.factories.credentials import (
    award_credential,
    make_achievement,
    make_issuer,
    make_skill,
    passed,
    publish_stack,
)
from tests.factories.portal import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db
type Json = dict[str, Any]
STRING_TYPES = {"Image", "IdentityObject", "IdentifierEntry", "GeoCoordinates"}
NOT_LISTS = {"BitstringStatusListEntry", "1EdTechJsonSchemaValidator2019", "DataIntegrityProof"}


@pytest.fixture
def learner() -> User:
    return UserFactory.create(legal_name="Zoë\u2028 Ünal-Øst \x07", email="Zoe@People.example")


@pytest.fixture
def issued(learner: User) -> list[Credential]:
    """A course's credential and the stacked one that it completes, both by way of events."""
    own, esco = make_skill(), make_skill("administer-medication")
    type(esco).objects.filter(pk=esco.pk).update(external_uri="http://data.europa.eu/esco/skill/1f0e-2a")
    esco.refresh_from_db()
    issuer = make_issuer(OrganisationFactory.create(country="FR"))
    part = make_achievement(
        issuer=issuer,
        skills=[(own, 2), (esco, 4)],
        hours=1,
        credits="0.25",
        eqf_level=3,
        validity_months=24,
    )
    publish_stack([part])
    award_credential(part, learner, facts=passed(own, esco))
    outbox.drain()
    made = list(Credential.objects.order_by("pk"))
    assert [credential.achievement.slug for credential in made] == ["medication-safety", "safe-care"]
    return made


def document_of(credential: Credential) -> Json:
    document: Json = json.loads(credential.document)
    return document


def nodes(value: object) -> list[Json]:
    if isinstance(value, dict):
        return [value, *(node for child in value.values() for node in nodes(child))]
    return [node for child in value for node in nodes(child)] if isinstance(value, list) else []


def test_both_generations_of_the_schema_accept_what_is_issued(issued: list[Credential]) -> None:
    if not DATA.is_dir():
        pytest.skip("the published schemas and contexts are not beside this repository")
    for generation in ("ob", "ob-strict"):
        name = f"schemas/{generation}/ob_v3p0_achievementcredential_schema.json"
        validator = Draft201909Validator(json.loads((DATA / name).read_text()))
        for credential in issued:
            assert [error.message for error in validator.iter_errors(document_of(credential))] == []


def test_shapes_are_those_that_every_reader_takes(issued: list[Credential]) -> None:
    for credential in issued:
        document = document_of(credential)
        canonical_lines({key: value for key, value in document.items() if key != "proof"})
        assert len(document["proof"]) == 1
        for node in nodes(document):
            assert None not in node.values()
            assert [] not in node.values()
            assert "" not in node.values()
            kinds = node.get("type")
            if isinstance(kinds, str):
                assert kinds in STRING_TYPES | NOT_LISTS
            elif kinds is not None:
                assert not STRING_TYPES & set(kinds)
            if "image" in node:
                assert node["image"].keys() <= {"id", "type", "caption"}
                assert node["image"]["type"] == "Image"
        assert "type" not in document["credentialSubject"]["achievement"]["criteria"]
        assert "related" not in document["credentialSubject"]["achievement"]
        assert isinstance(document["credentialStatus"]["statusListIndex"], str)
        assert document["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
        assert document["issuer"]["type"] == ["Profile"]
        assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", credential.document)


def test_the_recipient_is_hashed_with_a_salt_of_each_award(issued: list[Credential], learner: User) -> None:
    salts = set()
    for credential in issued:
        entries = {
            entry["identityType"]: entry
            for entry in document_of(credential)["credentialSubject"]["identifier"]
        }
        mail = entries["emailAddress"]
        salts.add(mail["salt"])
        assert mail["identityHash"] == identity_hash("zoe@people.example", mail["salt"])
        assert (mail["hashed"], entries["name"]["hashed"]) == (True, False)
        assert entries["name"]["identityHash"] == learner.legal_name.replace("\x07", "")
        assert "people.example" not in credential.document.lower()
    assert len(salts) == 2


def test_skills_results_and_the_eu_elements_are_in_the_standards_words(issued: list[Credential]) -> None:
    subject = document_of(issued[0])["credentialSubject"]
    achievement = subject["achievement"]
    kinds = {entry["targetName"]: entry["targetType"] for entry in achievement["alignment"]}
    described = {entry["id"]: entry for entry in achievement["resultDescription"]}
    annex = {
        described[entry["resultDescription"]]["resultType"]: entry["value"]
        for entry in subject["result"]
        if "annex" in entry["resultDescription"]
    }
    assert kinds == {
        "Medicines safety": "ext:Skill",
        "Administer medication": "ext:ESCOSkill",
        "EQF level 3": "ext:EQFLevel",
    }
    assert annex.keys() == {
        "ext:AnnexIWorkload",
        "ext:AnnexIParticipation",
        "ext:AnnexIAssessmentType",
        "ext:AnnexIIdentityVerification",
        "ext:AnnexIQualityAssurance",
    }
    assert (achievement["creditsAvailable"], subject["creditsEarned"]) == (0.25, 0.25)
    for entry in subject["result"]:
        description = described[entry["resultDescription"]]
        levels = {level["id"] for level in description.get("rubricCriterionLevel", [])}
        assert ("achievedLevel" in entry) == (description["resultType"] == "RubricCriterionLevel")
        assert entry.get("achievedLevel") in levels | {None}
        assert levels == set() or description["requiredLevel"] in levels
    assert document_of(issued[0])["issuer"]["address"]["addressCountryCode"] == "FR"


def test_the_time_that_was_worked_is_said_of_the_subject(issued: list[Credential]) -> None:
    subject = json.loads(issued[0].document)["credentialSubject"]
    said = (subject["activityStartDate"], subject["activityEndDate"])
    assert said == ("2026-11-18T08:00:00Z", "2026-11-20T09:30:00Z")


def test_a_stack_is_aligned_to_its_parts_and_rests_on_them(issued: list[Credential]) -> None:
    part, whole = (document_of(credential) for credential in issued)
    aligned = whole["credentialSubject"]["achievement"]["alignment"]
    assert [(entry["targetUrl"], entry["targetType"]) for entry in aligned] == [
        (part["credentialSubject"]["achievement"]["id"], "ceterms:Credential")
    ]
    assert [entry["id"] for entry in whole["evidence"]] == [part["id"]]


def test_the_identity_document_is_the_safe_one(issued: list[Credential]) -> None:
    issuer = issued[0].achievement.issuer
    key = issuer.keys.get()
    assert did_document(issuer) == {
        "@context": [
            "https://www.w3.org/ns/did/v1",
            "https://w3id.org/security/multikey/v1",
            "https://w3id.org/security/jwk/v1",
        ],
        "id": issuer.did,
        "alsoKnownAs": [issuer.public_url],
        "verificationMethod": [
            {
                "id": f"{issuer.did}#{key.fragment}",
                "type": "Multikey",
                "controller": issuer.did,
                "publicKeyMultibase": key.public_multibase,
            }
        ],
        "assertionMethod": [f"{issuer.did}#{key.fragment}"],
    }


@pytest.mark.node
def test_digital_bazaars_libraries_agree_on_what_the_portal_issued(
    issued: list[Credential], tmp_path: Path
) -> None:
    operator = UserFactory.create(is_staff=True)
    part, whole = issued
    issuer = part.achievement.issuer
    keys.rotate_key(issuer, actor=operator)
    spare = award_credential(part.achievement)
    compromised = award_credential(part.achievement)
    outbox.drain()
    spare.refresh_from_db()
    lifecycle.revoke(spare, reason="Wrong person.", actor=operator)
    changed = document_of(part)
    changed["credentialSubject"]["result"][0]["value"] = "99"

    def answers() -> list[tuple[bool, object]]:
        lists = {entry.public_url: json.loads(entry.document) for entry in StatusList.objects.all()}
        documents = [document_of(credential) for credential in (part, whole, spare)]
        request = {
            "now": (timezone.now() + datetime.timedelta(seconds=1)).isoformat(),
            "documents": {issuer.did: did_document(issuer), **lists},
            "credentials": [*documents, *lists.values(), changed],
        }
        given = ask(request, tmp_path)["answers"]
        return [(answer["verified"], answer["status"]) for answer in given]

    assert answers() == [(True, [False]), (True, [False]), (True, [True]), (True, None), (False, None)]
    ours = [verify(credential.document.encode()).verdict for credential in (part, whole, spare)]
    assert ours == [Outcome.VALID, Outcome.VALID, Outcome.INVALID]

    compromised.refresh_from_db()
    assert compromised.signing_key is not None
    keys.revoke_key(compromised.signing_key, reason="Stolen.", actor=operator)
    assert answers()[:4] == [(True, [False]), (True, [False]), (False, None), (True, None)]
