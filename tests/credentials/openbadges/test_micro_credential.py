"""The EU's elements of a micro-credential (2022/C 243/02, Annex I): each can be said, in standard terms."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft201909Validator

from credentials.openbadges import (
    AlignmentClaims,
    AwardTemplates,
    CredentialClaims,
    InvalidClaims,
    IssuerClaims,
    MicroCredentialClaims,
    ResultClaims,
    ResultDescriptionClaims,
    RubricLevelClaims,
    SkillClaims,
    StatusClaims,
    SubjectClaims,
    compose_achievement,
    compose_credential,
    compose_endorsement,
    compose_profile,
    compose_record,
    sign_credential,
)
from credentials.openbadges.linked_data import canonical_lines
from tests.credentials.openbadges.test_sign import endorsement, pyld_lines, record
from tests.credentials.openbadges.world import (
    ACHIEVEMENT,
    ISSUED,
    ISSUER,
    KEY,
    LIST,
    METHOD,
    World,
    full,
    minimal,
    signed,
)

type Json = dict[str, Any]

ELEMENTS = MicroCredentialClaims(
    learning_outcomes=("Names the five rights.", "Checks a dose twice."),
    hours=1.5,
    eqf_level=3,
    cycle="short",
    participation="Online",
    assessment_type="Written test",
    quality_assurance="Reviewed by a second person",
    awarding_bodies=("Hospital Example",),
    prerequisites="Basic care",
    supervision="Supervised online, identity verified",
    stackability="Stackable towards Safe Care",
    further_information="https://portal.example/medication-safety",
)


def whole() -> CredentialClaims:
    """The full credential with every element of Annex I."""
    claims = full()
    grade = ResultClaims(description_id=f"{ACHIEVEMENT}#grade", value="B")
    return replace(
        claims,
        issuer=replace(claims.issuer, region="Île-de-France"),
        achievement=replace(
            claims.achievement,
            micro_credential=ELEMENTS,
            credits_available=0.05,
            creator=IssuerClaims(id="https://ministry.example", name="Ministry"),
        ),
        subject=replace(
            claims.subject,
            results=(*claims.subject.results, grade),
            activity_start=ISSUED - timedelta(days=3),
            activity_end=ISSUED.astimezone(timezone(timedelta(hours=2))),
            source=IssuerClaims(id="https://assessor.example", name="Assessor"),
            term="Spring",
        ),
    )


def values(document: Json) -> dict[str, list[str]]:
    """The values of the results, by result type."""
    subject = document["credentialSubject"]
    kinds = {entry["id"]: entry["resultType"] for entry in subject["achievement"]["resultDescription"]}
    found: dict[str, list[str]] = {}
    for result in subject["result"]:
        found.setdefault(kinds[result["resultDescription"]], []).append(result.get("value", ""))
    return found


def achievement(document: Json) -> Json:
    inner: Json = document["credentialSubject"]["achievement"]
    return inner


def eqf(document: Json) -> list[str]:
    alignments = achievement(document)["alignment"]
    return [entry["targetUrl"] for entry in alignments if entry.get("targetType") == "ext:EQFLevel"]


# Element of Annex I → what stands for it in the document, and where it was taken from.
MANDATORY: dict[str, tuple[Callable[[Json], Any], Any]] = {
    "identification of the learner": (
        lambda it: [entry["identityType"] for entry in it["credentialSubject"]["identifier"]],
        ["emailAddress", "name"],
    ),
    "title": (lambda it: (it["name"], achievement(it)["name"]), ("Medication Safety", "Medication Safety")),
    "country and region of the issuer": (
        lambda it: it["issuer"]["address"],
        {
            "type": ["Address"],
            "addressCountryCode": "FR",
            "addressCountry": "FR",
            "addressRegion": "Île-de-France",
        },
    ),
    "awarding bodies": (
        lambda it: (it["issuer"]["name"], values(it)["ext:AnnexIAwardingBody"]),
        ("Université Exemple", ["Hospital Example"]),
    ),
    "date of issuing": (
        lambda it: (it["validFrom"], it["awardedDate"]),
        ("2026-03-01T09:30:00Z", "2026-03-01T09:30:00Z"),
    ),
    "learning outcomes": (
        lambda it: values(it)["ext:AnnexILearningOutcome"],
        ["Names the five rights.", "Checks a dose twice."],
    ),
    "notional workload, in ECTS wherever possible": (
        lambda it: (values(it)["ext:AnnexIWorkload"], achievement(it)["creditsAvailable"]),
        (["1.5 h"], 0.05),
    ),
    "level and cycle": (
        lambda it: (eqf(it), values(it)["ext:AnnexICycle"]),
        (["http://data.europa.eu/snb/eqf/3"], ["short"]),
    ),
    "type of assessment": (lambda it: values(it)["ext:AnnexIAssessmentType"], ["Written test"]),
    "form of participation": (lambda it: values(it)["ext:AnnexIParticipation"], ["Online"]),
    "type of quality assurance": (
        lambda it: values(it)["ext:AnnexIQualityAssurance"],
        ["Reviewed by a second person"],
    ),
}
OPTIONAL: dict[str, tuple[Callable[[Json], Any], Any]] = {
    "prerequisites": (lambda it: values(it)["ext:AnnexIPrerequisites"], ["Basic care"]),
    "supervision and identity verification": (
        lambda it: values(it)["ext:AnnexIIdentityVerification"],
        ["Supervised online, identity verified"],
    ),
    "grade": (lambda it: values(it)["LetterGrade"], ["B"]),
    "integration and stackability": (
        lambda it: values(it)["ext:AnnexIStackability"],
        ["Stackable towards Safe Care"],
    ),
    "further information": (
        lambda it: (values(it)["ext:AnnexIFurtherInformation"], achievement(it)["criteria"]["id"]),
        (["https://portal.example/medication-safety"], f"{ACHIEVEMENT}#criteria"),
    ),
}


@pytest.mark.parametrize("element", [*MANDATORY, *OPTIONAL])
def test_each_element_of_annex_i_is_in_the_document(element: str) -> None:
    find, expected = (MANDATORY | OPTIONAL)[element]
    assert find(compose_credential(whole())) == expected


def test_annex_i_has_eleven_elements_and_five_more() -> None:
    assert (len(MANDATORY), len(OPTIONAL)) == (11, 5)


def test_an_achievement_says_its_elements_without_any_result() -> None:
    described = compose_achievement(whole().achievement)["resultDescription"]
    said = {
        entry["id"].partition("#annex-")[2]: entry["allowedValue"]
        for entry in described
        if "#annex-" in entry["id"]
    }
    assert said["LearningOutcome-2"] == ["Checks a dose twice."]
    assert (said["Workload"], said["Cycle"]) == (["1.5 h"], ["short"])
    assert len(said) == 12 - 1 + 1  # two outcomes, one awarding body, nine single ones


def test_the_subject_says_when_and_who_assessed() -> None:
    subject = compose_credential(whole())["credentialSubject"]
    assert (subject["activityStartDate"], subject["activityEndDate"], subject["term"]) == (
        "2026-02-26T09:30:00Z",
        "2026-03-01T09:30:00Z",
        "Spring",
    )
    assert subject["source"] == {"id": "https://assessor.example", "type": ["Profile"], "name": "Assessor"}
    assert subject["achievement"]["creator"]["name"] == "Ministry"


def test_the_whole_is_signed_alike_by_every_path_and_verifies(world: World) -> None:
    document = compose_credential(whole())
    assert canonical_lines(document) == AwardTemplates().lines(document) == pyld_lines(document)
    assert world.verify(signed(whole()), recipient_email="alice@example.org").verdict.value == "valid"


def test_awards_at_different_times_share_a_template() -> None:
    templates = AwardTemplates()
    for days in range(3):
        subject = replace(whole().subject, activity_start=ISSUED - timedelta(days=days))
        document = compose_credential(replace(whole(), subject=subject))
        assert templates.lines(document) == canonical_lines(document)
    assert len(templates) == 1


def _signed(document: Json) -> Json:
    return sign_credential(document, KEY, verification_method=METHOD, created=ISSUED)


def revocable() -> Json:
    return compose_endorsement(
        id="urn:uuid:1",
        name="E",
        endorser=ISSUER,
        endorsed=ACHIEVEMENT,
        comment="C",
        valid_from=ISSUED,
        valid_until=ISSUED + timedelta(days=1),
        status=StatusClaims(list_url=LIST, index=3),
    )


def full_record() -> Json:
    return compose_record(
        id="urn:uuid:2",
        name="R",
        issuer=ISSUER,
        subject=SubjectClaims(id="did:example:learner"),
        credentials=[signed(whole())],
        valid_from=ISSUED,
        valid_until=datetime(2030, 1, 1, tzinfo=UTC),
        status=StatusClaims(list_url=LIST, index=4),
        partial=True,
    )


@pytest.mark.parametrize(
    ("make", "schema"),
    [
        (lambda: signed(whole()), "ob/ob_v3p0_achievementcredential_schema.json"),
        (lambda: signed(whole()), "ob-strict/ob_v3p0_achievementcredential_schema.json"),
        (lambda: signed(whole()), "clr/clr_v2p0_achievementcredential_schema.json"),
        (
            lambda: signed(replace(whole(), endorsements=(_signed(endorsement()),))),
            "ob/ob_v3p0_achievementcredential_schema.json",
        ),
        (lambda: _signed(endorsement()), "ob/ob_v3p0_endorsementcredential_schema.json"),
        (lambda: _signed(revocable()), "ob/ob_v3p0_endorsementcredential_schema.json"),
        (lambda: _signed(revocable()), "clr/clr_v2p0_endorsementcredential_schema.json"),
        (lambda: _signed(record()), "clr/clr_v2p0_clrcredential_schema.json"),
        (lambda: _signed(full_record()), "clr/clr_v2p0_clrcredential_schema.json"),
        (lambda: compose_profile(whole().issuer), "ob/ob_v3p0_profile_schema.json"),
        (lambda: compose_profile(whole().issuer), "clr/clr_v2p0_profile_schema.json"),
        (
            lambda: {"credential": [signed(whole())], "compactJwsString": []},
            "ob/ob_v3p0_getopenbadgecredentialsresponse_schema.json",
        ),
    ],
)
def test_what_is_composed_satisfies_its_published_schema(
    published: Path, make: Callable[[], Json], schema: str
) -> None:
    validator = Draft201909Validator(json.loads((published / "schemas" / schema).read_text()))
    assert [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(make())] == []


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: MicroCredentialClaims(cycle="fourth"), "not a cycle"),  # type: ignore[arg-type]
        (lambda: MicroCredentialClaims(learning_outcomes=("",)), "empty learning outcome"),
        (
            lambda: MicroCredentialClaims(awarding_bodies=("\x00 ",)),
            "empty learning outcome or awarding body",
        ),
        (
            lambda: SubjectClaims(id="a:b", activity_start=ISSUED, activity_end=ISSUED - timedelta(1)),
            "ends before",
        ),
        (lambda: SubjectClaims(id="a:b", activity_end=datetime(2026, 1, 1)), "no time zone"),  # noqa: DTZ001
        (lambda: AlignmentClaims(target_name="\x7f", target_url="https://a.example"), "needs a name"),
        (lambda: SkillClaims(uri="https://a.example", name="", level=1), "needs a name"),
        (lambda: RubricLevelClaims(id="urn:x:1", name=" "), "needs a name"),
        (lambda: ResultDescriptionClaims(id="urn:x:1", name="", result_type="Percent"), "needs a name"),
        (lambda: minimal(name="\x00"), "needs a name"),
    ],
)
def test_claims_of_which_nothing_would_be_left_are_refused(make: Callable[[], Any], message: str) -> None:
    with pytest.raises(InvalidClaims, match=message):
        make()
