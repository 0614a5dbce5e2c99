"""What we sign, verified with software that none of us wrote."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from credentials.openbadges import sign_credential
from tests.credentials.openbadges.node import ask
from tests.credentials.openbadges.test_sign import endorsement, record
from tests.credentials.openbadges.world import (
    DID,
    DID_URL,
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
