"""What we sign, verified with software that none of us wrote."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from credentials.openbadges import Outcome, SubjectClaims, compose_credential, compose_record, sign_credential
from tests.credentials.openbadges.node import ask
from tests.credentials.openbadges.test_micro_credential import whole
from tests.credentials.openbadges.test_parts import endorsed
from tests.credentials.openbadges.test_sign import endorsement, record
from tests.credentials.openbadges.world import (
    DID,
    DID_URL,
    ISSUED,
    ISSUER,
    KEY,
    LIST,
    METHOD,
    NOW,
    World,
    full,
    minimal,
    signed,
    status_list,
)

pytestmark = pytest.mark.node


def test_digital_bazaars_libraries_verify_our_credentials_and_see_a_changed_one(
    world: World, tmp_path: Path
) -> None:
    changed = json.loads(json.dumps(signed()))
    changed["credentialSubject"]["achievement"]["name"] = "Surgery"
    others = [
        sign_credential(document, KEY, verification_method=METHOD, created=NOW)
        for document in (endorsement(), record())
    ]
    documents = {DID: world.documents[DID_URL], LIST: status_list(7)}
    request = {
        "now": NOW.isoformat(),
        "documents": documents,
        "credentials": [signed(), signed(minimal()), *others, status_list(7), signed(full(7)), changed],
    }
    answers = ask(request, tmp_path)["answers"]
    assert [answer["verified"] for answer in answers] == [True, True, True, True, True, True, False], answers
    assert [answer["status"] for answer in answers] == [[False], None, None, None, None, [True], None]


def test_they_verify_large_records_endorsements_annex_i_and_awkward_credits(
    world: World, tmp_path: Path
) -> None:
    """Nine credentials of one issuer, alike in much; and figures whose sixteenth digit counts."""
    large = compose_record(
        id="https://portal.example/records/2",
        name="Record",
        issuer=ISSUER,
        subject=SubjectClaims(id="did:example:learner"),
        credentials=[signed(minimal(id=f"urn:uuid:{number:032x}")) for number in range(9)],
        valid_from=ISSUED,
    )
    awkward = [
        minimal(subject=SubjectClaims(id="did:example:learner", credits_earned=figure))
        for figure in (0.07, 8.05, 99.99, 1234.56)
    ]
    credentials = [
        sign_credential(large, KEY, verification_method=METHOD, created=NOW),
        endorsed(),
        signed(whole()),
        *map(signed, awkward),
    ]
    request = {
        "now": NOW.isoformat(),
        "documents": {DID: world.documents[DID_URL], LIST: status_list(7)},
        "credentials": credentials,
    }
    answers = ask(request, tmp_path)["answers"]
    assert [answer["verified"] for answer in answers] == [True] * 7, answers
    assert {world.verify(credential).verdict for credential in (credentials[0], *credentials[2:])} == {
        Outcome.VALID
    }


def test_what_they_sign_we_verify(world: World, tmp_path: Path) -> None:
    drafts = [compose_credential(claims) for claims in (minimal(), full(3), whole())]
    request = {
        "now": NOW.isoformat(),
        "documents": {DID: world.documents[DID_URL]},
        "sign": {
            "credentials": drafts,
            "secret": KEY.secret_multikey,
            "publicKey": KEY.multikey,
            "method": METHOD,
            "controller": DID,
        },
    }
    for draft, theirs in zip(drafts, ask(request, tmp_path)["signed"], strict=True):
        assert isinstance(theirs["proof"], dict)
        assert {key: value for key, value in theirs.items() if key != "proof"} == draft
        assert world.verify(theirs).verdict is Outcome.VALID
        changed = theirs | {"name": "Another"}
        assert world.verify(changed)["proof"].outcome is Outcome.INVALID
