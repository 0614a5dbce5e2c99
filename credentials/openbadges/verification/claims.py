"""Checks of what a credential says: in force, schema, criteria, recipient."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from jsonschema import Draft201909Validator
from jsonschema.exceptions import SchemaError
from referencing import Registry
from referencing.exceptions import Unresolvable

from credentials.openbadges.errors import DocumentUnavailable, OpenBadgesError
from credentials.openbadges.report import Outcome, Step
from credentials.openbadges.text import format_time, identity_hash, normalise_email, parse_time
from credentials.openbadges.verification.documents import Documents
from credentials.openbadges.verification.structure import listed, types_of

type Json = dict[str, Any]

# Nothing beyond the schema itself: jsonschema's own registry would open any address that a $ref names.
_NOTHING_ELSE: Final[Registry[Any]] = Registry()
_GIVEN: Final = "the e-mail address that was given"
_DATES: Final = "its own dates"
_SCHEMA_TYPES: Final = {"1EdTechJsonSchemaValidator2019", "JsonSchema"}


def check_validity(
    credential: Json, at: datetime, window: tuple[datetime | None, datetime | None] = (None, None)
) -> Step:
    """validFrom and validUntil (issuanceDate and expirationDate in VCDM 1.1) against `at`.

    validUntil is the latest moment at which the claims are valid (VCDM 2.0 §4.9): that moment still counts.
    `window` is when the token around it is in force, which may be narrower; RFC 7519 §4.1.4 has it end just
    before its `exp`.
    """
    starts = [credential[name] for name in ("validFrom", "issuanceDate") if name in credential]
    ends = [credential[name] for name in ("validUntil", "expirationDate") if name in credential]
    if any(parse_time(value) is None for value in (*starts, *ends)):
        return _step("validity", Outcome.INVALID, "its dates are not dates and times with a zone", at, _DATES)
    starting, ending = (
        [found for value in values if (found := parse_time(value))] + ([limit] if limit else [])
        for values, limit in zip((starts, ends), window, strict=True)
    )
    start, end = max(starting, default=None), min(ending, default=None)
    if start is not None and at < start:
        return _step("validity", Outcome.INVALID, f"it is valid only from {format_time(start)}", at, _DATES)
    if end is not None and (at > end or at == window[1]):
        return _step("validity", Outcome.INVALID, f"it expired on {format_time(end)}", at, _DATES)
    if start is None and end is None:
        return _step("validity", Outcome.NOT_APPLICABLE, "it names no dates of validity", at)
    reason = f"until {format_time(end)}" if end else "it does not expire"
    return _step("validity", Outcome.VALID, reason, at, _DATES)


def check_schema(credential: Json, documents: Documents) -> Step:
    """credentialSchema, where the loader has the schemas."""
    entries = listed(credential.get("credentialSchema"))
    if not entries:
        return _step("schema", Outcome.NOT_APPLICABLE, "the credential names no schema")
    for entry in entries:
        url = entry.get("id") if isinstance(entry, dict) else None
        if not isinstance(url, str) or not types_of(entry) & _SCHEMA_TYPES:
            reason = "a schema of a kind that is not read here"
            return _step("schema", Outcome.NOT_CHECKED, reason, against=str(url or "")[:200])
        try:
            schema, loaded = documents.load_json(url)
            Draft201909Validator.check_schema(schema)
            validator = Draft201909Validator(schema, registry=_NOTHING_ELSE)
            first = next(iter(validator.iter_errors(credential)), None)
        except DocumentUnavailable as error:
            return _step("schema", Outcome.NOT_CHECKED, str(error), against=url)
        except (OpenBadgesError, SchemaError, Unresolvable, RecursionError, re.error) as error:
            reason = f"{url} is not a usable schema: {str(error)[:200]}"
            return _step("schema", Outcome.NOT_CHECKED, reason, against=url)
        if first is not None:
            reason = f"{first.json_path}: {first.message[:300]}"
            return _step("schema", Outcome.INVALID, reason, loaded.fetched_at, url)
    against = ", ".join(str(entry["id"]) for entry in entries)
    reason = "it satisfies the schemas that it names"
    return _step("schema", Outcome.VALID, reason, loaded.fetched_at, against)


def check_criteria(credential: Json) -> Step:
    """That the achievement says what it took to earn it."""
    subject = credential.get("credentialSubject")
    achievement = subject.get("achievement") if isinstance(subject, dict) else None
    if not isinstance(achievement, dict):
        return _step("criteria", Outcome.NOT_APPLICABLE, "there is no achievement")
    criteria = achievement.get("criteria")
    if isinstance(criteria, dict) and (criteria.get("narrative") or criteria.get("id")):
        reason, outcome = "the achievement says what it took to earn it", Outcome.VALID
    else:
        reason, outcome = "the achievement does not say what it took to earn it", Outcome.INVALID
    return _step("criteria", outcome, reason, against=str(achievement.get("id") or "")[:200])


def check_recipient(credential: Json, email: str | None) -> Step:
    """Whether an e-mail address is the one that was hashed, as typed or in lower case."""
    subject = credential.get("credentialSubject")
    hashes = [
        (str(entry.get("identityHash")), str(entry.get("salt", "")), entry.get("hashed") is True)
        for entry in listed(subject.get("identifier") if isinstance(subject, dict) else None)
        if isinstance(entry, dict) and entry.get("identityType") == "emailAddress"
    ]
    if not hashes:
        return _step("recipient", Outcome.NOT_APPLICABLE, "the credential names no e-mail address")
    if not email:
        return _step("recipient", Outcome.NOT_CHECKED, "no e-mail address was given to compare")
    return compared_recipient(hashes, email)


def compared_recipient(identities: Iterable[tuple[str, str, bool]], email: str) -> Step:
    """Whether one of these (value, salt, hashed) is the address, as typed, trimmed or in lower case."""
    forms = {email, email.strip(), normalise_email(email)}
    for wanted, salt, hashed in identities:
        if any(identity_matches(form, wanted, salt, hashed=hashed) for form in forms):
            return _step("recipient", Outcome.VALID, "it was awarded to this e-mail address", None, _GIVEN)
    return _step("recipient", Outcome.INVALID, "it was awarded to another e-mail address", None, _GIVEN)


def identity_matches(form: str, wanted: str, salt: str, *, hashed: bool) -> bool:
    """Whether an address is the one that an identity names, in the clear or as its salted hash."""
    if not hashed:
        return hmac.compare_digest(normalise_email(form).encode(), normalise_email(wanted).encode())
    if wanted.startswith("md5$"):  # legal in the standard, and only as strong as that
        digest = hashlib.md5((form + salt).encode(), usedforsecurity=False).hexdigest()
        return hmac.compare_digest(f"md5${digest}", wanted.lower())
    return hmac.compare_digest(identity_hash(form, salt), wanted.lower())


def _step(name: str, outcome: Outcome, reason: str, as_of: datetime | None = None, against: str = "") -> Step:
    return Step(name=name, outcome=outcome, reason=reason, against=against, as_of=as_of)
