"""What decides about a credential stands where readers look for it, or the credential is not established."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from credentials.openbadges import EvidenceClaims, Outcome, RelatedClaims
from credentials.openbadges.linked_data import canonical_lines
from tests.credentials.openbadges.world import ACHIEVEMENT, ISSUED, LIST, World, full, signed, status_list

type Json = dict[str, Any]

CLAIMS = full(
    7,
    evidence=(EvidenceClaims(id=full(7).id, name="Its own page"),),
    valid_until=ISSUED + timedelta(days=1),
)


def evidence(document: Json) -> Json:
    found: Json = next(entry for entry in document["evidence"] if entry.get("id") == document["id"])
    return found


def moved_to_its_own_page(document: Json) -> None:
    """The same statements: the evidence is an object with the credential's id."""
    page = evidence(document)
    page["credentialStatus"] = document.pop("credentialStatus")
    page["validUntil"] = document.pop("validUntil")
    page["type"] = ["Evidence", "VerifiableCredential"]


def with_dots(document: Json) -> None:
    evidence(document)["id"] = document["id"].replace("/credentials/", "/x/../credentials/")


def as_its_own_subject(document: Json) -> None:
    document["credentialSubject"]["id"] = document["id"]


def test_the_same_statements_with_the_status_elsewhere_are_refused(world: World) -> None:
    world.documents[LIST] = status_list(7)
    document = json.loads(json.dumps(signed(CLAIMS)))
    before = canonical_lines({key: value for key, value in document.items() if key != "proof"})
    report = world.verify(document)
    assert {report["validity"].outcome, report["revocation"].outcome} == {Outcome.INVALID}

    moved_to_its_own_page(document)

    after = canonical_lines({key: value for key, value in document.items() if key != "proof"})
    assert after == before  # so that the signature alone would not tell
    report = world.verify(document)
    assert (report.verdict, report.claims) == (Outcome.NOT_CHECKED, None)
    assert "is described in two places" in report["proof"].reason


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (with_dots, "stands for another"),
        (as_its_own_subject, "share an id"),
    ],
)
def test_ids_that_could_hide_that_are_refused(
    world: World, change: Callable[[Json], None], reason: str
) -> None:
    document = json.loads(json.dumps(signed(CLAIMS)))
    change(document)
    report = world.verify(document)
    assert report["proof"].outcome is Outcome.NOT_CHECKED
    assert reason in report["proof"].reason


def test_an_abbreviated_id_is_refused_whatever_it_abbreviates(world: World) -> None:
    document = json.loads(json.dumps(signed(CLAIMS)))
    document["@context"] = [*document["@context"], {"portal": "https://portal.example/"}]
    evidence(document)["id"] = document["id"].replace("https://portal.example/", "portal:")
    report = world.verify(document)
    assert report["proof"].outcome is Outcome.NOT_CHECKED
    assert "stands for another" in report["proof"].reason


def test_an_achievement_described_twice_is_refused(world: World) -> None:
    achievement = replace(CLAIMS.achievement, related=(RelatedClaims(id=ACHIEVEMENT),))
    document = json.loads(json.dumps(signed(replace(CLAIMS, achievement=achievement))))
    assert world.verify(document)["proof"].outcome is Outcome.VALID
    inner = document["credentialSubject"]["achievement"]
    inner["related"][0] |= {"type": ["Related", "Achievement"], "criteria": inner.pop("criteria")}
    report = world.verify(document)
    assert report["proof"].outcome is Outcome.NOT_CHECKED


def test_what_links_to_the_credential_without_saying_more_is_read(world: World) -> None:
    report = world.verify(signed(replace(CLAIMS, valid_until=None, status=None)))
    assert (report["proof"].outcome, report.verdict) == (Outcome.VALID, Outcome.VALID)
