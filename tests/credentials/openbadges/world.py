"""A small world of one issuer: its key, DID document, status list and credentials, all made by the package itself."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from credentials.openbadges import (
    AchievementClaims,
    AlignmentClaims,
    Bitstring,
    ComponentClaims,
    CredentialClaims,
    DocumentUnavailable,
    EvidenceClaims,
    ImageClaims,
    IssuerClaims,
    LoadedDocument,
    MicroCredentialClaims,
    PublishedKey,
    RelatedClaims,
    ResultClaims,
    ResultDescriptionClaims,
    RubricLevelClaims,
    SignalSheetClaims,
    SigningKey,
    SkillClaims,
    StatusClaims,
    SubjectClaims,
    compose_credential,
    compose_status_list,
    did_document,
    did_web_url,
    sign_credential,
    verify,
)

DATA = Path(__file__).resolve().parents[4] / "shared" / "data" / "open-badges"
ISSUED = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
NOW = datetime(2026, 11, 21, tzinfo=UTC)
DID = "did:web:portal.example:issuers:uni"
METHOD = f"{DID}#key-2026"
DID_URL = did_web_url(DID)
LIST = "https://portal.example/status/1"
ACHIEVEMENT = "https://portal.example/achievements/medication-safety"
KEY = SigningKey(hashlib.sha256(b"a key for tests").digest())
OTHER_KEY = SigningKey(hashlib.sha256(b"another key for tests").digest())
ISSUER = IssuerClaims(
    id=DID, name="Université Exemple", url="https://portal.example/issuers/uni", country="FR"
)


def minimal(**changes: Any) -> CredentialClaims:
    """The least that a credential can say."""
    claims = CredentialClaims(
        id="urn:uuid:6d3c9a4e-0f5e-4b0e-9b1c-0f9a5a9c2f00",
        name="Medication Safety",
        issuer=IssuerClaims(id=DID, name="Uni"),
        achievement=AchievementClaims(
            id=ACHIEVEMENT, name="Medication Safety", description="D", criteria="C"
        ),
        subject=SubjectClaims(id="did:example:learner"),
        valid_from=ISSUED,
        with_schema=False,
    )
    return replace(claims, **changes)


def full(number: int = 1, **changes: Any) -> CredentialClaims:
    """Everything that the portal writes into a credential."""
    score = f"{ACHIEVEMENT}#score"
    level = f"{ACHIEVEMENT}#rubric-2"
    claims = CredentialClaims(
        id=f"https://portal.example/credentials/{number:032x}",
        name="Medication Safety",
        description="A short course.",
        issuer=replace(
            ISSUER, email="office@portal.example", image=ImageClaims(id="https://portal.example/l.png")
        ),
        achievement=AchievementClaims(
            id=ACHIEVEMENT,
            name="Medication Safety",
            description='Lines\nand "quotes", 100 % – \u2028 and \\ backslashes',
            criteria="Pass the *assessment*.",
            criteria_url=f"{ACHIEVEMENT}#criteria",
            skills=(
                SkillClaims(
                    uri="http://data.europa.eu/esco/skill/11111111-2222-3333-4444-555555555555",
                    name="administer medication",
                    level=2,
                    level_name="Guided",
                    framework="ESCO v1.2",
                    target_type="ext:ESCOSkill",
                ),
            ),
            alignments=(
                AlignmentClaims(target_name="C", target_url="https://ce.example/1", target_code="ce-1"),
            ),
            result_descriptions=(
                ResultDescriptionClaims(
                    id=score,
                    name="Score",
                    result_type="Percent",
                    required_value="70",
                    value_min="0",
                    value_max="100",
                ),
                ResultDescriptionClaims(
                    id=f"{ACHIEVEMENT}#grade",
                    name="Grade",
                    result_type="LetterGrade",
                    allowed_values=("C", "B", "A"),
                ),
                ResultDescriptionClaims(
                    id=f"{ACHIEVEMENT}#rubric",
                    name="Care",
                    result_type="RubricCriterionLevel",
                    levels=(RubricLevelClaims(id=level, name="Good", level="2", points="3"),),
                    required_level=level,
                ),
            ),
            components=(ComponentClaims(id="https://portal.example/achievements/part", name="Part"),),
            related=(RelatedClaims(id="https://portal.example/achievements/fr", language="fr", version="2"),),
            credits_available=1.256,
            micro_credential=MicroCredentialClaims(
                hours=1.5,
                eqf_level=3,
                participation="Online",
                assessment_type="Test",
                quality_assurance="Two people",
            ),
            image=ImageClaims(id="https://portal.example/stone.png", caption="A stone"),
            tags=("care", "safety", "care"),
            language="en",
            version="1",
        ),
        subject=SubjectClaims.for_email(
            "Alice@Example.org",
            salt=f"salt-{number}",
            name="Alice Müller",
            credits_earned=1.0,
            narrative="Did well.",
            results=(
                ResultClaims(description_id=score, value=str(70 + number % 30)),
                ResultClaims(description_id=f"{ACHIEVEMENT}#rubric", achieved_level=level),
            ),
        ),
        valid_from=ISSUED,
        valid_until=ISSUED + timedelta(days=730),
        awarded=ISSUED,
        evidence=(
            EvidenceClaims(id=f"https://portal.example/e/{number}", name="Attempt", narrative="Attempt 1"),
        ),
        status=StatusClaims(list_url=LIST, index=number),
        signal_sheet=SignalSheetClaims(
            assessed=124,
            pass_rate=0.714,
            reliability=0.82,
            reliability_n=124,
            guess_pass=1 / 33885,
            cut_method="Angoff",
        ),
    )
    return replace(claims, **changes)


def signed(
    claims: CredentialClaims | None = None, key: SigningKey = KEY, method: str = METHOD
) -> dict[str, Any]:
    """A signed credential; the full one by default."""
    return sign_credential(
        compose_credential(claims or full()), key, verification_method=method, created=ISSUED
    )


def status_list(*indexes: int, key: SigningKey = KEY, method: str = METHOD, **changes: Any) -> dict[str, Any]:
    """A signed status list with these places on."""
    given: dict[str, Any] = {
        "url": LIST,
        "issuer": ISSUER,
        "bits": Bitstring.of(indexes),
        "valid_from": ISSUED,
    }
    listed = compose_status_list(**given | changes)
    return sign_credential(listed, key, verification_method=method, created=ISSUED)


class World:
    """Documents by address, as a loader finds them; `asked` remembers what was asked for."""

    def __init__(self) -> None:
        keys = [PublishedKey(fragment="key-2026", multikey=KEY.multikey)]
        self.documents: dict[str, Any] = {DID_URL: did_document(DID, keys), LIST: status_list()}
        self.asked: list[str] = []

    def __call__(self, url: str) -> LoadedDocument:
        self.asked.append(url)
        if url not in self.documents:
            raise DocumentUnavailable(f"{url} is not there")
        found = self.documents[url]
        raw = found if isinstance(found, bytes) else json.dumps(found).encode()
        return LoadedDocument(content=raw, media_type="application/json", fetched_at=NOW)

    def verify(self, data: Any, **options: Any) -> Any:
        given: dict[str, Any] = {"loader": self, "at": NOW}
        return verify(data, **given | options)


def outcomes(report: Any) -> dict[str, str]:
    """The report's outcomes by step."""
    return {step.name: step.outcome.value for step in report.steps}
