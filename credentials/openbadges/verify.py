"""Verify a credential: ours or anyone's, as JSON, JWS, PNG, SVG or PDF.

The result is a report of named steps. No step is valid unless it was run; the claims are in the report only
when the signature holds and the key was the issuer's. Nothing is fetched here: `loader` decides what can be
read. What is inside (the credentials of a record, endorsements) gets a report of its own.

Canonicalising and schemas can be made to take long by someone who means to: for documents of strangers use
`credentials.openbadges.isolated.verify_isolated`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, Final

from credentials.openbadges.errors import DocumentUnavailable, OpenBadgesError
from credentials.openbadges.report import STEPS, Kind, Loader, Outcome, Report, Step
from credentials.openbadges.template import AwardTemplates
from credentials.openbadges.verification import claims, hosted
from credentials.openbadges.verification.documents import Documents
from credentials.openbadges.verification.kinds import Given, read
from credentials.openbadges.verification.parts import (
    MAX_DEPTH,
    MAX_PARTS,
    Inside,
    inside,
    subject_step,
    summaries,
    without,
)
from credentials.openbadges.verification.signature import Signature, check_data_integrity, unsigned
from credentials.openbadges.verification.status import check_notices, check_status
from credentials.openbadges.verification.structure import problems
from credentials.openbadges.verification.tokens import check_token, disagreements, remarks

type Json = dict[str, Any]

_UNKNOWN: Final = "this JSON is no credential that is known here"
_OB3: Final = "Open Badges 3.0 (document version 1.2)"
# What it is called, and the standard that its structure is compared with.
_NAMES: Final = {
    Kind.OPEN_BADGES_3: ("an Open Badges 3.0 credential", _OB3),
    Kind.OPEN_BADGES_3_JWT: ("an Open Badges 3.0 credential as a JWT", f"{_OB3} §8.2.4"),
    Kind.COMPREHENSIVE_RECORD: ("a Comprehensive Learner Record 2.0", "Comprehensive Learner Record 2.0"),
    Kind.ENDORSEMENT: ("an endorsement", _OB3),
    Kind.STATUS_LIST: ("a status list", "Bitstring Status List 1.0"),
    Kind.CREDENTIAL_2: ("a verifiable credential 2.0", "Verifiable Credentials Data Model 2.0"),
    Kind.CREDENTIAL_1: ("a verifiable credential 1.1", "Verifiable Credentials Data Model 1.1"),
}


def verify(
    data: bytes | str | Json,
    *,
    loader: Loader,
    at: datetime,
    recipient_email: str | None = None,
    also_status: Iterable[Json] = (),
    templates: AwardTemplates | None = None,
) -> Report:
    """Verify a credential as of `at`. Never raises for what it is given: the report says what is wrong.

    `recipient_email` is compared with the hashed recipient. `also_status` holds further status entries that
    the caller knows of (a portal's own suspension list), in the shape of `credentialStatus`. `templates`,
    kept between calls, makes verifying many awards of one achievement several times as fast.
    """
    documents = Documents(loader, templates)
    try:
        given = read(data, lambda url: documents.load(url).content)
    except DocumentUnavailable as error:
        return _unreadable(f"the badge is an address only: {error}", at, Outcome.NOT_CHECKED)
    except OpenBadgesError as error:
        return _unreadable(str(error), at)
    if given.kind is Kind.UNKNOWN:
        return _unreadable(_UNKNOWN, at)
    return _report(given, _Asked(documents, at, recipient_email), tuple(also_status))


@dataclass(frozen=True, slots=True)
class _Asked:
    """With which documents, as of when, for whom; and how deep inside the document that was handed in."""

    documents: Documents
    at: datetime
    email: str | None
    depth: int = 0


def _report(given: Given, asked: _Asked, also: tuple[Json, ...] = ()) -> Report:
    if given.kind is Kind.OPEN_BADGES_2:
        return hosted.verify_version_2(given, asked.documents, asked.at, recipient_email=asked.email)
    document, documents, at = given.document, asked.documents, asked.at
    signature = _signature(given, documents, at)
    within = inside(document, given.kind)
    reports: tuple[Report, ...] = ()
    if signature.trusted:
        lists = partial(_check_list, documents=documents, at=at)
        revocation, suspension = check_status(document, documents, at, check=lists, also=also)
        later = [
            claims.check_validity(document, at, signature.window),
            revocation,
            suspension,
            claims.check_schema(document, documents),
            claims.check_criteria(document),
            claims.check_recipient(document, asked.email),
            *check_notices(document, documents, at, check=lists),
        ]
        reports, steps = _parts(document, within, asked)
        later += steps
    else:
        names = [*STEPS[STEPS.index("validity") :], *dict.fromkeys(part.role for part in within)]
        reason = "not looked at, since the signature is not established"
        later = [Step(name=name, outcome=Outcome.NOT_CHECKED, reason=reason) for name in names]
    genuine = {report.place for report in reports if report.genuine}
    false = [part.path for part in within if part.place not in genuine]
    return Report(
        kind=given.kind,
        at=at,
        steps=(*_form(given), *signature.steps, *later),
        claims=without(document, false) if signature.trusted else None,
        parts=reports,
    )


def _form(given: Given) -> tuple[Step, Step]:
    """The steps format and structure."""
    wrong, beside = problems(given.document, given.kind), []
    if given.jwt is not None:
        wrong += disagreements(given.jwt, given.document)
        beside = remarks(given.jwt, given.document)
    name, standard = _NAMES[given.kind]
    carrier = f" in a {given.carrier.upper()}" if given.carrier else ""
    fine = "; ".join(["every required part is there, in the right shape", *beside])
    return (
        Step(name="format", outcome=Outcome.VALID, reason=f"this is {name}{carrier}", against="its content"),
        Step(
            name="structure",
            outcome=Outcome.INVALID if wrong else Outcome.VALID,
            reason="; ".join(wrong) or fine,
            against=standard,
        ),
    )


def _parts(document: Json, within: list[Inside], asked: _Asked) -> tuple[tuple[Report, ...], list[Step]]:
    """A report on each thing inside, and a step for each kind of them."""
    roles = list(dict.fromkeys(part.role for part in within))
    if asked.depth >= MAX_DEPTH or len(within) > MAX_PARTS:
        reason = f"more than {MAX_PARTS} things inside, or {MAX_DEPTH} deep, are not looked at"
        return (), [Step(name=role, outcome=Outcome.NOT_CHECKED, reason=reason) for role in roles]
    reports = tuple(_part(part, document, asked) for part in within)
    return reports, list(summaries(reports).values())


def _part(part: Inside, whole: Json, asked: _Asked) -> Report:
    try:
        given = read(part.value)
    except OpenBadgesError as error:
        return replace(_unreadable(str(error), asked.at), place=part.place)
    if given.kind is Kind.UNKNOWN:
        return replace(_unreadable(_UNKNOWN, asked.at), place=part.place)
    report = _report(given, replace(asked, depth=asked.depth + 1))
    subject = subject_step(part, given.document, whole)
    return replace(report, steps=(*report.steps, subject), place=part.place)


def _signature(given: Given, documents: Documents, at: datetime) -> Signature:
    try:
        if given.jwt is not None:
            return check_token(given.jwt, given.document, documents, at)
        return check_data_integrity(given.document, documents, at)
    except RecursionError:
        return unsigned(Outcome.NOT_CHECKED, "the document is nested too deeply")


def _check_list(found: Json | str, documents: Documents, at: datetime) -> tuple[Json, Signature]:
    """A status list with its own signature; its own status is not asked for."""
    given = read(found)
    return given.document, _signature(given, documents, at)


def _unreadable(reason: str, at: datetime, outcome: Outcome = Outcome.INVALID) -> Report:
    first = Step(name="format", outcome=outcome, reason=reason, against="its content")
    rest = (Step(name=name, outcome=Outcome.NOT_CHECKED, reason="nothing to check") for name in STEPS[1:])
    return Report(kind=Kind.UNKNOWN, at=at, steps=(first, *rest))
