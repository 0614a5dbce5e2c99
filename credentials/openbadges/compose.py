"""Claims written as an Open Badges 3.0 credential (document version 1.2), ready to be signed.

The only module, with `endorse` and `clr`, that writes the standard's property names. What it writes satisfies
both generations of the published schemas (arrays wherever several values may stand, plain strings, no nulls,
no empty arrays), JSON-LD safe mode, and the certification validators' own rules. Strings are cleaned, credits
rounded.
"""

from __future__ import annotations

from typing import Any, Final

from credentials.openbadges import contexts
from credentials.openbadges.claims import (
    AchievementClaims,
    AlignmentClaims,
    CredentialClaims,
    EvidenceClaims,
    ImageClaims,
    IssuerClaims,
    ResultClaims,
    ResultDescriptionClaims,
    StatusClaims,
    SubjectClaims,
)
from credentials.openbadges.errors import InvalidClaims
from credentials.openbadges.facts import facts_of, skill_description, skill_result
from credentials.openbadges.text import clean, credits_number, format_time, iri
from credentials.openbadges.vocabulary import TARGET_TYPES, check_term

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
        "image": _image(claims.image),
        "issuer": profile(claims.issuer),
        "validFrom": format_time(claims.valid_from),
        "validUntil": format_time(claims.valid_until) if claims.valid_until else "",
        "awardedDate": format_time(claims.awarded) if claims.awarded else "",
        "credentialSubject": _subject(claims, facts.descriptions, facts.results),
        "evidence": evidence,
        "credentialStatus": status_entry(claims.status) if claims.status else None,
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}] if extra else [],
    }
    return tidy(document)


def compose_achievement(claims: AchievementClaims) -> Json:
    """An achievement as a document of its own: what stands behind its address."""
    facts = facts_of(claims, None)
    context = [contexts.CREDENTIALS_V2, contexts.OPEN_BADGES]
    return tidy({"@context": context, **_achievement(claims, _described(claims, facts.descriptions))})


def compose_profile(issuer: IssuerClaims) -> Json:
    """An issuer as a document of its own."""
    return tidy({"@context": [contexts.CREDENTIALS_V2, contexts.OPEN_BADGES], **profile(issuer)})


def tidy(document: Json) -> Json:
    """Strings cleaned; what is empty left out, at every depth."""
    cleaned: Json = {}
    for key, value in document.items():
        kept = _tidy(value)
        if kept is not None and kept not in ("", [], {}):
            cleaned[key] = kept
    return cleaned


def _tidy(value: object) -> object:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return tidy(value)
    if isinstance(value, list):
        return [_tidy(entry) for entry in value]
    return value


def profile(issuer: IssuerClaims) -> Json:
    """An issuer as a Profile object (validators refuse a bare URI)."""
    address = {"type": ["Address"], "addressCountryCode": issuer.country, "addressCountry": issuer.country}
    return {
        "id": iri(issuer.id, place="issuer.id"),
        "type": ["Profile"],
        "name": issuer.name,
        "url": issuer.url and iri(issuer.url, place="issuer.url"),
        "email": issuer.email,
        "description": issuer.description,
        "image": _image(issuer.image),
        "address": address if issuer.country else None,
    }


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


def _image(image: ImageClaims | None) -> Json | None:
    if image is None:
        return None
    return {"id": iri(image.id, place="image", images=True), "type": "Image", "caption": image.caption}


def _subject(
    claims: CredentialClaims,
    descriptions: tuple[ResultDescriptionClaims, ...],
    results: tuple[ResultClaims, ...],
) -> Json:
    subject, achievement = claims.subject, claims.achievement
    described = _described(achievement, descriptions)
    known = {description["id"]: description for description in described}
    levels = {level["id"] for entry in described for level in entry.get("rubricCriterionLevel", [])}
    stated = [
        skill_result(achievement.id, number, skill) for number, skill in enumerate(achievement.skills, 1)
    ]
    own = {result.description_id for result in subject.results}
    written = [*subject.results, *(result for result in stated if result.description_id not in own), *results]
    return {
        "id": subject.id and iri(subject.id, place="credentialSubject.id"),
        "type": ["AchievementSubject"],
        "identifier": identifiers(subject),
        "achievement": _achievement(claims.achievement, described),
        "creditsEarned": None if subject.credits_earned is None else credits_number(subject.credits_earned),
        "licenseNumber": subject.licence_number,
        "narrative": subject.narrative,
        "role": subject.role,
        "result": [_result(result, known, levels) for result in written],
    }


def identifiers(subject: SubjectClaims) -> list[Json]:
    """The IdentityObjects of a subject: the hashed address and the name."""
    entries: list[Json] = []
    if subject.email_hash:
        entries.append(_identity("emailAddress", subject.email_hash, hashed=True) | {"salt": subject.salt})
    if subject.name:
        entries.append(_identity("name", subject.name, hashed=False))
    return entries


def _identity(kind: str, value: str, *, hashed: bool) -> Json:
    return {"type": "IdentityObject", "hashed": hashed, "identityHash": value, "identityType": kind}


def _described(
    achievement: AchievementClaims, descriptions: tuple[ResultDescriptionClaims, ...]
) -> list[Json]:
    skills = [
        skill_description(achievement.id, number, skill) for number, skill in enumerate(achievement.skills, 1)
    ]
    every = [*achievement.result_descriptions, *skills, *descriptions]
    if len({description.id for description in every}) != len(every):
        raise InvalidClaims("two result descriptions share an id")
    return [_result_description(description) for description in every]


def _achievement(claims: AchievementClaims, described: list[Json]) -> Json:
    skills = [
        AlignmentClaims(
            target_name=skill.name,
            target_url=skill.uri,
            target_code=skill.code,
            target_description=f"Level {skill.level}",
            target_framework=skill.framework,
            target_type=skill.target_type,
        )
        for skill in claims.skills
    ]
    components = [
        AlignmentClaims(
            target_name=part.name,
            target_url=part.id,
            target_description=part.description,
            target_type="ceterms:Credential",
        )
        for part in claims.components
    ]
    eqf = claims.micro_credential.eqf_level
    levels = [
        AlignmentClaims(
            target_name=f"EQF level {eqf}",
            target_url=f"http://data.europa.eu/snb/eqf/{eqf}",
            target_framework="European Qualifications Framework",
            target_type="ext:EQFLevel",
        )
    ]
    return {
        "id": iri(claims.id, place="achievement.id"),
        "type": ["Achievement"],
        "name": claims.name,
        "description": claims.description,
        "achievementType": claims.achievement_type,
        "criteria": {
            "id": claims.criteria_url and iri(claims.criteria_url, place="criteria.id"),
            "narrative": claims.criteria,
        },
        "alignment": [
            _alignment(entry)
            for entry in [*skills, *components, *claims.alignments, *(levels if eqf else [])]
        ],
        "creditsAvailable": None
        if claims.credits_available is None
        else credits_number(claims.credits_available),
        "fieldOfStudy": claims.field_of_study,
        "humanCode": claims.human_code,
        "image": _image(claims.image),
        "inLanguage": claims.language,
        "related": [
            {
                "id": iri(entry.id, place="related.id"),
                "type": ["Related"],
                "inLanguage": entry.language,
                "version": entry.version,
            }
            for entry in claims.related
        ],
        "resultDescription": described,
        "specialization": claims.specialization,
        "tag": list(dict.fromkeys(claims.tags)),
        "version": claims.version,
    }


def _alignment(claims: AlignmentClaims) -> Json:
    if claims.target_type:
        check_term(claims.target_type, TARGET_TYPES, place="targetType")
    return {
        "type": ["Alignment"],
        "targetName": claims.target_name,
        "targetUrl": iri(claims.target_url, place="targetUrl"),
        "targetCode": claims.target_code,
        "targetDescription": claims.target_description,
        "targetFramework": claims.target_framework,
        "targetType": claims.target_type,
    }


def _result_description(claims: ResultDescriptionClaims) -> Json:
    return {
        "id": iri(claims.id, place="resultDescription.id"),
        "type": ["ResultDescription"],
        "name": claims.name,
        "resultType": claims.result_type,
        "allowedValue": list(claims.allowed_values),
        "requiredValue": claims.required_value,
        "requiredLevel": claims.required_level,
        "rubricCriterionLevel": [
            {
                "id": iri(level.id, place="rubricCriterionLevel.id"),
                "type": ["RubricCriterionLevel"],
                "name": level.name,
                "level": level.level,
                "points": level.points,
                "description": level.description,
            }
            for level in claims.levels
        ],
        "valueMin": claims.value_min,
        "valueMax": claims.value_max,
        "alignment": [_alignment(entry) for entry in claims.alignments],
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
