"""Claims written as an Open Badges 3.0 credential (document version 1.2), ready to be signed.

With `achievement`, `profile`, `endorse` and `status` the only module that writes the standard's property
names. What they write satisfies both generations of the published schemas (arrays wherever several values may
stand, plain strings, no nulls, no empty arrays), JSON-LD safe mode, and the certification validators' own
rules. Strings are cleaned, credits rounded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from credentials.openbadges import contexts
from credentials.openbadges.achievement import achievement, described
from credentials.openbadges.claims import (
    CredentialClaims,
    EvidenceClaims,
    ResultClaims,
    ResultDescriptionClaims,
    StatusClaims,
)
from credentials.openbadges.errors import InvalidClaims
from credentials.openbadges.facts import facts_of, skill_result
from credentials.openbadges.profile import identifiers, picture, profile
from credentials.openbadges.text import credits_number, format_time, iri, tidy

type Json = dict[str, Any]

SCHEMA: Final = (
    "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
)


def compose_credential(claims: CredentialClaims) -> Json:
    """The unsigned credential; raises InvalidClaims where no valid one can be written."""
    facts = facts_of(claims.achievement, claims.signal_sheet)
    extra = [contexts.OPEN_BADGES_EXTENSIONS] if claims.with_schema else []
    evidence = [*map(_evidence, claims.evidence), *map(_evidence, facts.evidence)]
    document = {
        "@context": [contexts.CREDENTIALS_V2, contexts.OPEN_BADGES, *extra],
        "id": iri(claims.id, place="id"),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": claims.name,
        "description": claims.description,
        "image": picture(claims.image),
        "issuer": profile(claims.issuer),
        "validFrom": format_time(claims.valid_from),
        "validUntil": format_time(claims.valid_until) if claims.valid_until else "",
        "awardedDate": format_time(claims.awarded) if claims.awarded else "",
        "credentialSubject": _subject(claims, facts.descriptions, facts.results),
        "evidence": evidence,
        "credentialStatus": status_entry(claims.status) if claims.status else None,
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}] if extra else [],
    }
    composed = tidy(document)
    # What others signed goes in as it is.
    if claims.endorsements:
        composed["endorsement"] = signed_by_others(claims.endorsements)
    if claims.achievement.endorsements:
        inner = composed["credentialSubject"]["achievement"]
        inner["endorsement"] = signed_by_others(claims.achievement.endorsements)
    return composed


def signed_by_others(credentials: Sequence[Mapping[str, Any]]) -> list[Json]:
    """Signed credentials as they go into another; raises InvalidClaims for one without a proof."""
    if not all("proof" in credential for credential in credentials):
        raise InvalidClaims("what goes into a credential as another's must be signed")
    return [dict(credential) for credential in credentials]


def status_entry(status: StatusClaims) -> Json:
    """A BitstringStatusListEntry; its id is never the list's own address."""
    url = iri(status.list_url, place="statusListCredential")
    return {
        "id": f"{url}#{status.index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": status.purpose,
        "statusListIndex": str(status.index),
        "statusListCredential": url,
    }


def _subject(
    claims: CredentialClaims,
    descriptions: tuple[ResultDescriptionClaims, ...],
    results: tuple[ResultClaims, ...],
) -> Json:
    subject, achieved = claims.subject, claims.achievement
    every = described(achieved, descriptions)
    known = {description["id"]: description for description in every}
    levels = {level["id"] for entry in every for level in entry.get("rubricCriterionLevel", [])}
    stated = [skill_result(achieved.id, number, skill) for number, skill in enumerate(achieved.skills, 1)]
    own = {result.description_id for result in subject.results}
    written = [*subject.results, *(result for result in stated if result.description_id not in own), *results]
    return {
        "id": subject.id and iri(subject.id, place="credentialSubject.id"),
        "type": ["AchievementSubject"],
        "identifier": identifiers(subject),
        "achievement": achievement(achieved, every),
        "creditsEarned": None if subject.credits_earned is None else credits_number(subject.credits_earned),
        "licenseNumber": subject.licence_number,
        "narrative": subject.narrative,
        "role": subject.role,
        "source": profile(subject.source) if subject.source else None,
        "term": subject.term,
        "activityStartDate": format_time(subject.activity_start) if subject.activity_start else "",
        "activityEndDate": format_time(subject.activity_end) if subject.activity_end else "",
        "result": [_result(result, known, levels) for result in written],
    }


def _result(claims: ResultClaims, known: dict[str, Json], levels: set[str]) -> Json:
    description = known.get(claims.description_id)
    if description is None:
        raise InvalidClaims(
            f"a result refers to {claims.description_id}, which the achievement does not describe"
        )
    if claims.achieved_level and claims.achieved_level not in levels:
        raise InvalidClaims(f"a result names the level {claims.achieved_level}, which no rubric has")
    if description["resultType"] == "Status" and not claims.status:
        raise InvalidClaims(f"the result of {claims.description_id} needs a status")
    return {
        "type": ["Result"],
        "resultDescription": claims.description_id,
        "value": claims.value,
        "status": claims.status,
        "achievedLevel": claims.achieved_level,
    }


def _evidence(claims: EvidenceClaims) -> Json:
    return {
        "id": claims.id and iri(claims.id, place="evidence.id"),
        "type": ["Evidence"],
        "name": claims.name,
        "narrative": claims.narrative,
        "description": claims.description,
        "genre": claims.genre,
        "audience": claims.audience,
    }
