from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft201909Validator

from credentials.openbadges import (
    AlignmentClaims,
    ImageClaims,
    InvalidClaims,
    IssuerClaims,
    MicroCredentialClaims,
    ResultClaims,
    ResultDescriptionClaims,
    SignalSheetClaims,
    SkillClaims,
    StatusClaims,
    SubjectClaims,
    compose_credential,
    contexts,
    identity_hash,
)
from credentials.openbadges.facts import _number
from credentials.openbadges.linked_data import canonical_lines
from credentials.openbadges.text import clean
from tests.credentials.openbadges.world import ACHIEVEMENT, ISSUED, ISSUER, full, minimal, signed


@pytest.mark.parametrize("generation", ["ob", "ob-strict"])
@pytest.mark.parametrize("claims", [minimal(), full()])
def test_what_is_composed_satisfies_both_generations_of_the_schema(
    published: Path, generation: str, claims: Any
) -> None:
    schema = json.loads(
        (published / "schemas" / generation / "ob_v3p0_achievementcredential_schema.json").read_text()
    )
    errors = [error.message for error in Draft201909Validator(schema).iter_errors(signed(claims))]
    assert errors == []


def test_the_least_credential_is_exactly_this() -> None:
    assert compose_credential(minimal()) == {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "id": "urn:uuid:6d3c9a4e-0f5e-4b0e-9b1c-0f9a5a9c2f00",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Medication Safety",
        "issuer": {"id": "did:web:portal.example:issuers:uni", "type": ["Profile"], "name": "Uni"},
        "validFrom": "2026-03-01T09:30:00Z",
        "credentialSubject": {
            "id": "did:example:learner",
            "type": ["AchievementSubject"],
            "achievement": {
                "id": ACHIEVEMENT,
                "type": ["Achievement"],
                "name": "Medication Safety",
                "description": "D",
                "achievementType": "MicroCredential",
                "criteria": {"narrative": "C"},
            },
        },
    }


def test_the_recipients_address_is_hashed_as_the_standards_example() -> None:
    assert identity_hash("a@example.com", "Kosher") == (
        "sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399"
    )
    subject = compose_credential(full())["credentialSubject"]
    assert "lice@" not in json.dumps(subject)
    hashed, named = subject["identifier"]
    digest = hashlib.sha256(b"alice@example.orgsalt-1").hexdigest()
    assert hashed == {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": f"sha256${digest}",
        "identityType": "emailAddress",
        "salt": "salt-1",
    }
    assert named == {
        "type": "IdentityObject",
        "hashed": False,
        "identityHash": "Alice Müller",
        "identityType": "name",
    }


def test_skills_are_alignments_with_a_level_that_a_result_reaches() -> None:
    subject = compose_credential(full())["credentialSubject"]
    (skill,) = [
        entry for entry in subject["achievement"]["alignment"] if entry.get("targetType") == "ext:ESCOSkill"
    ]
    assert (skill["targetName"], skill["targetDescription"]) == ("administer medication", "Level 2")
    (rubric,) = [
        entry for entry in subject["achievement"]["resultDescription"] if entry["id"].endswith("#skill-1")
    ]
    assert rubric["requiredLevel"] == rubric["rubricCriterionLevel"][0]["id"]
    (result,) = [entry for entry in subject["result"] if entry["resultDescription"] == rubric["id"]]
    assert result["achievedLevel"] == rubric["requiredLevel"]


def test_the_signal_sheet_and_annex_i_are_results_and_evidence() -> None:
    document = compose_credential(full())
    subject = document["credentialSubject"]
    names = {
        entry["id"]: (entry["resultType"], entry["name"])
        for entry in subject["achievement"]["resultDescription"]
    }
    said = {names[entry["resultDescription"]]: entry.get("value") for entry in subject["result"]}
    assert said[("ext:SignalPassRate", "Pass rate")] == "71.4 %"
    assert said[("ext:SignalGuessPass", "Chance of passing by guessing, with all attempts")] == "0.00295 %"
    assert said[("ext:AnnexIWorkload", "Notional workload")] == "1.5 h"
    assert said[("ext:AnnexIParticipation", "Form of participation")] == "Online"
    assert [entry["genre"] for entry in document["evidence"] if "genre" in entry] == ["Signal Sheet"]
    assert {"http://data.europa.eu/snb/eqf/3"} <= {
        entry["targetUrl"] for entry in subject["achievement"]["alignment"]
    }


def test_an_unknown_signal_is_left_out_and_an_empty_sheet_says_nothing() -> None:
    sheet = SignalSheetClaims(median_minutes=22.5, standard_error=7.0, supervision="none")
    document = compose_credential(minimal(signal_sheet=sheet))
    assert [entry["value"] for entry in document["credentialSubject"]["result"]] == [
        "7 %",
        "none",
        "22.5 min",
    ]
    assert "evidence" not in compose_credential(minimal(signal_sheet=SignalSheetClaims()))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (12, "12"),
        (0.5, "0.5"),
        (71.42857, "71.4"),
        (1234.56, "1235"),
        (0.002951, "0.00295"),
        (3.14159, "3.14"),
    ],
)
def test_figures_have_three_digits(value: float, text: str) -> None:
    assert _number(value) == text


def test_strings_are_cleaned_and_credits_rounded() -> None:
    claims = minimal(name="Medi\x00cation\x7f\ud800 Safety\n")
    claims = replace(claims, achievement=replace(claims.achievement, credits_available=2.675))
    document = compose_credential(claims)
    assert document["name"] == "Medication Safety\n"
    assert document["credentialSubject"]["achievement"]["creditsAvailable"] == 2.68
    assert compose_credential(full())["credentialSubject"]["creditsEarned"] == 1
    canonical_lines(document)


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1), st.text(), st.text())
def test_any_text_can_be_composed_and_canonicalised(name: str, narrative: str, tag: str) -> None:
    claims = minimal(subject=SubjectClaims(id="urn:uuid:1", narrative=narrative))
    try:
        claims = replace(claims, achievement=replace(claims.achievement, name=name, tags=(tag,)))
    except InvalidClaims:
        assert not clean(name).strip()
        return
    document = compose_credential(claims)
    assert document["credentialSubject"]["achievement"]["name"] == clean(name)
    assert canonical_lines(document)


def _with(**changes: Any) -> Any:
    claims = full()
    return replace(claims, achievement=replace(claims.achievement, **changes))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: minimal(name=" "), "needs a name"),
        (lambda: minimal(valid_until=ISSUED), "validUntil"),
        (lambda: minimal(valid_from=datetime(2026, 1, 1)), "no time zone"),  # noqa: DTZ001
        (lambda: IssuerClaims(id="did:web:a", name=""), "issuer needs a name"),
        (lambda: replace(ISSUER, country="Germany"), "country code"),
        (SubjectClaims, "nobody earned this"),
        (lambda: SubjectClaims(email_hash="sha256$x"), "salt"),
        (lambda: SkillClaims(uri="https://s.example", name="s", level=6), "not 1 to 5"),
        (lambda: StatusClaims(list_url="https://s.example", index=-1), "status index"),
        (lambda: StatusClaims(list_url="https://s.example", index=1, purpose="refresh"), "purpose"),
        (lambda: ResultClaims(description_id="https://s.example"), "empty result"),
        (lambda: ResultClaims(description_id="https://s.example", status="Done"), "result status"),
        (lambda: MicroCredentialClaims(eqf_level=9), "not 1 to 8"),
        (lambda: MicroCredentialClaims(hours=-1), "workload"),
        (lambda: ResultDescriptionClaims(id="urn:ex:1", name="n", result_type="Grade"), "resultType"),
        (
            lambda: ResultDescriptionClaims(
                id="urn:ex:1", name="n", result_type="Percent", required_level="x"
            ),
            "level",
        ),
        (lambda: _with(achievement_type="Stone"), "achievementType"),
        (lambda: _with(language="english!"), "language tag"),
        (lambda: _with(criteria=""), "needs a criteria"),
        (lambda: compose_credential(minimal(id="not absolute")), "id: 'not absolute'"),
        (lambda: compose_credential(minimal(id="https://a.example/x/../y")), "absolute"),
        (lambda: compose_credential(minimal(image=ImageClaims(id="data:text/html;base64,AAAA"))), "image"),
        (lambda: compose_credential(_with(credits_available=float("inf"))), "credits"),
        (lambda: compose_credential(_with(result_descriptions=())), "does not describe"),
        (
            lambda: compose_credential(
                _with(
                    alignments=(
                        AlignmentClaims(target_name="x", target_url="https://x.example", target_type="X"),
                    )
                )
            ),
            "targetType",
        ),
        (
            lambda: compose_credential(_with(result_descriptions=full().achievement.result_descriptions * 2)),
            "share",
        ),
    ],
)
def test_claims_that_make_no_valid_credential_are_refused(make: Any, message: str) -> None:
    with pytest.raises(InvalidClaims, match=message):
        make()


def test_results_must_fit_their_descriptions() -> None:
    status = ResultDescriptionClaims(id="urn:ex:status", name="S", result_type="Status")
    achievement = replace(minimal().achievement, result_descriptions=(status,))
    for result, message in (
        (ResultClaims(description_id="urn:ex:status", value="x"), "needs a status"),
        (ResultClaims(description_id="urn:ex:status", achieved_level="urn:ex:none"), "no rubric"),
    ):
        subject = SubjectClaims(id="urn:uuid:1", results=(result,))
        with pytest.raises(InvalidClaims, match=message):
            compose_credential(minimal(achievement=achievement, subject=subject))


def test_a_data_image_is_allowed_where_an_image_stands() -> None:
    image = ImageClaims(id="data:image/png;base64,iVBORw0KGgo=")
    assert compose_credential(minimal(image=image))["image"] == {"id": image.id, "type": "Image"}


def test_the_bundled_contexts_are_the_published_ones(published: Path) -> None:
    index = json.loads((published / "contexts" / "index.json").read_text())
    for url in contexts.BUNDLED:
        if url.endswith(("context-3.0.1.json",)):
            continue  # published twice, with different white space and order
        theirs = json.loads((published / "contexts" / index[url]).read_text())["@context"]
        theirs = theirs[0] if isinstance(theirs, list) and len(theirs) == 1 else theirs
        assert contexts.bundled(url) == theirs, url


def test_every_bundled_context_has_its_pinned_bytes() -> None:
    assert all(contexts.bundled(url) for url in contexts.BUNDLED)
