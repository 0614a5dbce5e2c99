"""Whether a document has the parts that its standard requires, in the shapes that it allows.

Tolerant where the current schemas are (one value or a list), exact about what is missing and where.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from credentials.openbadges import contexts
from credentials.openbadges.errors import InvalidClaims
from credentials.openbadges.report import Kind
from credentials.openbadges.text import parse_time
from credentials.openbadges.vocabulary import (
    ACHIEVEMENT_TYPES,
    RESULT_STATUSES,
    RESULT_TYPES,
    check_term,
)

type Json = dict[str, Any]

_OB_CONTEXT: Final = re.compile(r"https://purl\.imsglobal\.org/spec/ob/v3p0/context(-3\.\d\.\d)*\.json")
_URI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
MAX_PROBLEMS: Final = 10


def problems(document: Json, kind: Kind) -> list[str]:
    """What is wrong, each with its place; at most ten."""
    checks: Iterator[str] = _version_1(document) if kind is Kind.CREDENTIAL_1 else _version_2(document, kind)
    return [problem for problem, _ in zip(checks, range(MAX_PROBLEMS), strict=False)]


def types_of(node: object) -> set[str]:
    """The types of a node, given as one or several."""
    value = node.get("type", node.get("@type")) if isinstance(node, dict) else None
    return {entry for entry in listed(value) if isinstance(entry, str)}


def listed(value: object) -> list[Any]:
    """One value or several, as a list; nothing as an empty one."""
    return value if isinstance(value, list) else [] if value is None else [value]


def _version_2(document: Json, kind: Kind) -> Iterator[str]:
    names = listed(document.get("@context"))
    if not names or names[0] != contexts.CREDENTIALS_V2:
        yield f"@context: the first must be {contexts.CREDENTIALS_V2}"
    if kind in {Kind.OPEN_BADGES_3, Kind.OPEN_BADGES_3_JWT, Kind.ENDORSEMENT} and not any(
        isinstance(name, str) and _OB_CONTEXT.fullmatch(name) for name in names[1:]
    ):
        yield "@context: no Open Badges 3.0 context follows the first"
    yield from _common(document)
    yield from _times(document, ("validFrom", "validUntil", "awardedDate"))
    if kind in {Kind.OPEN_BADGES_3, Kind.OPEN_BADGES_3_JWT}:
        yield from _missing(document, ("id", "validFrom"))
        yield from _badge(document)
    elif kind is Kind.ENDORSEMENT:
        yield from _missing(document, ("id", "name", "validFrom"))
    elif kind is Kind.COMPREHENSIVE_RECORD:
        yield from _missing(document, ("id", "name", "validFrom"))
        subject = document.get("credentialSubject")
        if not isinstance(subject, dict) or not listed(subject.get("verifiableCredential")):
            yield "credentialSubject.verifiableCredential: missing"


def _version_1(document: Json) -> Iterator[str]:
    names = listed(document.get("@context"))
    if not names or names[0] != contexts.CREDENTIALS_V1:
        yield f"@context: the first must be {contexts.CREDENTIALS_V1}"
    yield from _common(document)
    yield from _missing(document, ("issuanceDate",))
    yield from _times(document, ("issuanceDate", "expirationDate"))
    if "OpenBadgeCredential" in types_of(document) or "AchievementCredential" in types_of(document):
        yield from _badge(document)


def _common(document: Json) -> Iterator[str]:
    if "VerifiableCredential" not in types_of(document):
        yield "type: VerifiableCredential is missing"
    issuer = document.get("issuer")
    identifier = issuer.get("id") if isinstance(issuer, dict) else issuer
    if not _is_uri(identifier):
        yield "issuer: no URI identifies the issuer"
    if "id" in document and not _is_uri(document["id"]):
        yield "id: not a URI"
    if not document.get("credentialSubject"):
        yield "credentialSubject: missing"
    for number, entry in enumerate(listed(document.get("credentialStatus"))):
        if not types_of(entry):
            yield f"credentialStatus[{number}].type: missing"


def _badge(document: Json) -> Iterator[str]:
    subject = document.get("credentialSubject")
    if not isinstance(subject, dict):
        yield "credentialSubject: must be one object"
        return
    if "AchievementSubject" not in types_of(subject):
        yield "credentialSubject.type: AchievementSubject is missing"
    if not subject.get("id") and not listed(subject.get("identifier")):
        yield "credentialSubject: neither an id nor an identifier says who earned it"
    yield from _identifiers(subject)
    achievement = subject.get("achievement")
    if not isinstance(achievement, dict):
        yield "credentialSubject.achievement: missing"
        return
    yield from _achievement(achievement)
    yield from _results(subject, achievement)


def _identifiers(subject: Json) -> Iterator[str]:
    for number, entry in enumerate(listed(subject.get("identifier"))):
        place = f"credentialSubject.identifier[{number}]"
        if not isinstance(entry, dict):
            yield f"{place}: not an object"
            continue
        yield from _missing(entry, ("type", "identityHash", "identityType"), place)
        if not isinstance(entry.get("hashed"), bool):
            yield f"{place}.hashed: must be true or false"


def _achievement(achievement: Json) -> Iterator[str]:
    place = "credentialSubject.achievement"
    if "Achievement" not in types_of(achievement):
        yield f"{place}.type: Achievement is missing"
    yield from _missing(achievement, ("id", "name", "description", "criteria"), place)
    kind = achievement.get("achievementType")
    if kind is not None and _unknown(kind, ACHIEVEMENT_TYPES):
        yield f"{place}.achievementType: {str(kind)[:60]!r} is not in the standard's list"
    image = achievement.get("image")
    if image is not None and (not isinstance(image, dict) or not image.get("id")):
        yield f"{place}.image: must be an object with an id"
    for number, entry in enumerate(listed(achievement.get("alignment"))):
        if not isinstance(entry, dict):
            yield f"{place}.alignment[{number}]: not an object"
            continue
        yield from _missing(entry, ("targetName", "targetUrl"), f"{place}.alignment[{number}]")
    for number, entry in enumerate(listed(achievement.get("resultDescription"))):
        at = f"{place}.resultDescription[{number}]"
        if not isinstance(entry, dict):
            yield f"{at}: not an object"
            continue
        yield from _missing(entry, ("id", "name", "resultType"), at)
        if "resultType" in entry and _unknown(entry["resultType"], RESULT_TYPES):
            yield f"{at}.resultType: {str(entry['resultType'])[:60]!r} is not in the standard's list"


def _results(subject: Json, achievement: Json) -> Iterator[str]:
    described = {
        entry.get("id")
        for entry in listed(achievement.get("resultDescription"))
        if isinstance(entry, dict) and isinstance(entry.get("id"), str)
    }
    for number, entry in enumerate(listed(subject.get("result"))):
        place = f"credentialSubject.result[{number}]"
        if not isinstance(entry, dict):
            yield f"{place}: not an object"
            continue
        reference = entry.get("resultDescription")
        if reference is not None and (not isinstance(reference, str) or reference not in described):
            yield f"{place}.resultDescription: the achievement describes no {str(reference)[:200]!r}"
        status = entry.get("status")
        if status is not None and (not isinstance(status, str) or status not in RESULT_STATUSES):
            yield f"{place}.status: {str(status)[:60]!r} is not in the standard's list"


def _missing(node: Json, names: tuple[str, ...], place: str = "") -> Iterator[str]:
    prefix = f"{place}." if place else ""
    for name in names:
        if not node.get(name):
            yield f"{prefix}{name}: missing"


def _times(document: Json, names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        if name in document and parse_time(document[name]) is None:
            yield f"{name}: not a date and time with a zone"


def _unknown(value: object, known: frozenset[str]) -> bool:
    try:
        check_term(value if isinstance(value, str) else "", known, place="")
    except InvalidClaims:
        return True
    return False


def _is_uri(value: object) -> bool:
    return isinstance(value, str) and _URI.fullmatch(value) is not None
