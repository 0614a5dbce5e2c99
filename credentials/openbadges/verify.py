"""Verify a credential: ours or anyone's, as JSON, JWS, PNG, SVG or PDF.

The result is a report of named steps. No step is valid unless it was run; the claims are in the report only
when the signature holds and the key was the issuer's. Nothing is fetched here: `loader` decides what can be
read.

Canonicalising and schemas can be made to take long by someone who means to: for documents of strangers use
`credentials.openbadges.isolated.verify_isolated`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from credentials.openbadges.errors import InvalidDocument, OpenBadgesError
from credentials.openbadges.report import STEPS, Kind, Loader, Outcome, Report, Step
from credentials.openbadges.template import AwardTemplates
from credentials.openbadges.verification import claims, hosted
from credentials.openbadges.verification.documents import Documents
from credentials.openbadges.verification.kinds import Given, read
from credentials.openbadges.verification.signature import Signature, check_data_integrity, unsigned
from credentials.openbadges.verification.status import check_status
from credentials.openbadges.verification.structure import problems
from credentials.openbadges.verification.tokens import check_token, disagreements

type Json = dict[str, Any]

_NAMES = {
    Kind.OPEN_BADGES_3: "an Open Badges 3.0 credential",
    Kind.OPEN_BADGES_3_JWT: "an Open Badges 3.0 credential as a JWT",
    Kind.OPEN_BADGES_2: "an Open Badges 2.0 assertion",
    Kind.COMPREHENSIVE_RECORD: "a Comprehensive Learner Record 2.0",
    Kind.ENDORSEMENT: "an endorsement",
    Kind.STATUS_LIST: "a status list",
    Kind.CREDENTIAL_2: "a verifiable credential 2.0",
    Kind.CREDENTIAL_1: "a verifiable credential 1.1",
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
    try:
        given = read(data)
    except OpenBadgesError as error:
        return _unreadable(Kind.UNKNOWN, str(error), at)
    if given.kind is Kind.UNKNOWN:
        return _unreadable(Kind.UNKNOWN, "this JSON is no credential that is known here", at)
    documents = Documents(loader, templates)
    if given.kind is Kind.OPEN_BADGES_2:
        return hosted.verify_version_2(given, documents, at, recipient_email=recipient_email)
    return _verify(given, documents, at, recipient_email, tuple(also_status))


def _verify(
    given: Given, documents: Documents, at: datetime, email: str | None, also: tuple[Json, ...]
) -> Report:
    document = given.document
    wrong = problems(document, given.kind)
    if given.jwt is not None:
        wrong += disagreements(given.jwt, document)
    structure = Step(
        name="structure",
        outcome=Outcome.INVALID if wrong else Outcome.VALID,
        reason="; ".join(wrong) or "every required part is there, in the right shape",
    )
    signature = _signature(given, documents, at)
    if signature.trusted:
        revocation, suspension = check_status(
            document, documents, at, check=lambda found: _check_list(found, documents, at), also=also
        )
        later = [
            claims.check_validity(document, at),
            revocation,
            suspension,
            claims.check_schema(document, documents),
            claims.check_criteria(document),
            claims.check_recipient(document, email),
        ]
    else:
        reason = "not looked at, since the signature is not established"
        later = [
            Step(name=name, outcome=Outcome.NOT_CHECKED, reason=reason)
            for name in STEPS[STEPS.index("validity") :]
        ]
    name = f"{_NAMES[given.kind]}" + (f" in a {given.carrier.upper()}" if given.carrier else "")
    first = Step(name="format", outcome=Outcome.VALID, reason=f"this is {name}")
    return Report(
        kind=given.kind,
        at=at,
        steps=(first, structure, *signature.steps, *later),
        claims=document if signature.trusted else None,
    )


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


def _unreadable(kind: Kind, reason: str, at: datetime) -> Report:
    first = Step(name="format", outcome=Outcome.INVALID, reason=reason)
    rest = (Step(name=name, outcome=Outcome.NOT_CHECKED, reason="nothing to check") for name in STEPS[1:])
    return Report(kind=kind, at=at, steps=(first, *rest))


__all__ = ["InvalidDocument", "verify"]
