"""Open Badges 2.0, hosted and signed, by `openbadgeslib`; its documents, its clock and its verdict put into
steps.

Hosted: the copy at the assertion's own https address counts, within the issuer's scope. Signed: a JWS by a
key whose owner is the issuer and that the issuer lists. Both: expiry and revocation.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from openbadgeslib.errors import LibOpenBadgesException
from openbadgeslib.ob2 import Assertion, OB2VerificationError, OB2Verifier

from credentials.openbadges.errors import DocumentGone, DocumentUnavailable, OpenBadgesError
from credentials.openbadges.report import STEPS, Outcome, Report, Step
from credentials.openbadges.text import format_time
from credentials.openbadges.verification.claims import compared_recipient
from credentials.openbadges.verification.documents import Documents
from credentials.openbadges.verification.kinds import Given

type Json = dict[str, Any]

_STANDARD: Final = "Open Badges 2.0"
_DATES: Final = "its own dates"


class _Verifier(OB2Verifier):
    """The library's rules over our documents; dates are checked by us, as of a given moment."""

    def __init__(self, documents: Documents) -> None:
        super().__init__(download=lambda url: documents.load(url).content)
        self.documents = documents

    def _check_expiration(self, assertion: Assertion) -> None:
        """Left to the step `validity`."""

    def _fetch_json(self, url: str, where: str) -> Json:
        return self.documents.load_json(url)[0]

    def issuer_of(self, assertion: Assertion) -> Json:
        """The issuer's Profile, as it is published."""
        return dict(self._fetch_issuer(assertion))

    def read_at(self, url: str) -> datetime | None:
        """When a document of this verification was fetched; None for no document."""
        return self.documents.load(url).fetched_at if url else None

    def badge_of(self, assertion: Assertion) -> Json:
        """The BadgeClass, as it is published."""
        return self._fetch_json(assertion.badge, "BadgeClass")

    def refuse_out_of_scope(self, assertion: Assertion, badge: Json) -> None:
        """Raise OB2VerificationError where the BadgeClass names a scope that the address is not in."""
        if isinstance(badge.get("verification"), dict):
            self._check_hosted_scope(str(assertion.id), {**self.issuer_of(assertion), **_scope(badge)})

    def refuse_revoked(self, assertion: Assertion) -> None:
        """Raise OB2VerificationError for an assertion in its issuer's revocation list."""
        self._check_revocation(assertion)


def _scope(badge: Json) -> Json:
    return {"verification": badge["verification"]}


class _TakenBack(OpenBadgesError):
    """The assertion's own address says that it is no longer good."""


def verify_version_2(
    given: Given, documents: Documents, at: datetime, *, recipient_email: str | None
) -> Report:
    """The report on an Open Badges 2.0 assertion."""
    name = "this is an Open Badges 2.0 assertion" + (
        f" in a {given.carrier.upper()}" if given.carrier else ""
    )
    steps = {"format": _step("format", Outcome.VALID, name, "its content")}
    try:
        local = Assertion.from_dict(given.document)
    except (ValueError, TypeError, AttributeError, LibOpenBadgesException) as error:
        steps["structure"] = _step("structure", Outcome.INVALID, str(error)[:300], _STANDARD)
        return _report(given, at, steps, None)
    steps["structure"] = _step("structure", Outcome.VALID, "every required part is there", _STANDARD)
    try:
        assertion, claims, found = _established(given, local, documents)
    except _TakenBack as error:
        steps["revocation"] = _step("revocation", Outcome.INVALID, str(error), str(local.id))
        return _report(given, at, steps, None)
    except DocumentUnavailable as error:
        steps["proof"] = _step("proof", Outcome.NOT_CHECKED, str(error), str(local.id))
        return _report(given, at, steps, None)
    except (OpenBadgesError, LibOpenBadgesException) as error:
        steps["proof"] = _step("proof", Outcome.INVALID, str(error)[:500], str(local.id))
        return _report(given, at, steps, None)
    steps |= found
    steps["validity"] = _validity(assertion, at)
    steps["recipient"] = _recipient(assertion, recipient_email)
    for name in ("suspension", "schema"):
        steps[name] = _step(name, Outcome.NOT_APPLICABLE, f"Open Badges 2.0 has no {name}")
    return _report(given, at, steps, claims)


def _established(
    given: Given, local: Assertion, documents: Documents
) -> tuple[Assertion, Json, dict[str, Step]]:
    """The assertion as its issuer says it, its claims, and the steps that establish that."""
    verifier = _Verifier(documents)
    hosted = local.verification.type == "HostedBadge"
    if hosted:
        _refuse_taken_back(str(local.id), documents)
    assertion = _authentic(given, local, verifier)
    steps = _identity(assertion, verifier, documents)
    badge = verifier.badge_of(assertion)
    if hosted:
        verifier.refuse_out_of_scope(assertion, badge)
    issuer = verifier.issuer_of(assertion)
    claims = {**_published(assertion, documents, given), "badge": {**badge, "issuer": issuer}}
    steps["criteria"] = _criteria(badge, assertion.badge)
    steps["revocation"] = _revocation(assertion, claims, verifier, str(issuer.get("revocationList") or ""))
    return assertion, claims, steps


def _refuse_taken_back(url: str, documents: Documents) -> None:
    """Raise _TakenBack where a hosted assertion is gone (HTTP 410) or only says that it is revoked."""
    try:
        published, _ = documents.load_json(url)
    except DocumentGone as error:
        raise _TakenBack(f"the assertion is revoked: its address says that it is gone ({error})") from error
    if published.get("revoked") is True:
        why = str(published.get("revocationReason") or "no reason given")[:300]
        raise _TakenBack(f"the assertion is revoked: {why}")


def _authentic(given: Given, local: Assertion, verifier: _Verifier) -> Assertion:
    if local.verification.type == "HostedBadge":
        return verifier.verify_hosted(given.document)
    if given.jwt is None:
        raise OB2VerificationError("a signed assertion is a JWS; this is bare JSON without a signature")
    return verifier.verify(given.source)


def _identity(assertion: Assertion, verifier: _Verifier, documents: Documents) -> dict[str, Step]:
    issuer = str(verifier.issuer_of(assertion).get("id"))
    as_of = documents.load(issuer).fetched_at
    if assertion.verification.type == "HostedBadge":
        proof, against = "the copy at its own address says the same", str(assertion.id)
        key = _step("key", Outcome.NOT_APPLICABLE, "a hosted assertion is not signed")
        controller = "the address is within the issuer's scope"
    else:
        proof, against = "the signature holds", str(assertion.verification.creator)
        key = _step("key", Outcome.VALID, "the issuer lists the key", against, as_of)
        controller = "the key's owner is the issuer"
    return {
        "issuer": _step("issuer", Outcome.VALID, "the issuer's profile is published", issuer, as_of),
        "proof": _step("proof", Outcome.VALID, proof, against),
        "key": key,
        "controller": _step("controller", Outcome.VALID, controller, issuer, as_of),
    }


def _published(assertion: Assertion, documents: Documents, given: Given) -> Json:
    if assertion.verification.type == "HostedBadge":
        return documents.load_json(str(assertion.id))[0]
    return given.document


def _revocation(assertion: Assertion, claims: Json, verifier: _Verifier, url: str) -> Step:
    if claims.get("revoked") is True:
        why = str(claims.get("revocationReason") or "no reason given")[:300]
        return _step("revocation", Outcome.INVALID, f"the assertion is revoked: {why}", str(assertion.id))
    try:
        verifier.refuse_revoked(assertion)
    except DocumentUnavailable as error:
        return _step("revocation", Outcome.NOT_CHECKED, str(error), url)
    except OB2VerificationError as error:
        return _step("revocation", Outcome.INVALID, str(error)[:300], url)
    reason = "neither the assertion nor the issuer's list says revoked"
    return _step("revocation", Outcome.VALID, reason, url or str(assertion.id), verifier.read_at(url))


def _validity(assertion: Assertion, at: datetime) -> Step:
    outcome, reason = Outcome.VALID, "it is in force"
    if assertion.issued_on is not None and at < assertion.issued_on:
        outcome, reason = Outcome.INVALID, f"it is valid only from {format_time(assertion.issued_on)}"
    elif assertion.expires is not None and at >= assertion.expires:
        outcome, reason = Outcome.INVALID, f"it expired on {format_time(assertion.expires)}"
    return _step("validity", outcome, reason, _DATES, at)


def _criteria(badge: Json, url: str) -> Step:
    criteria = badge.get("criteria")
    said = criteria.get("id") or criteria.get("narrative") if isinstance(criteria, dict) else criteria
    if said:
        return _step("criteria", Outcome.VALID, "the badge says what it took to earn it", url)
    return _step("criteria", Outcome.INVALID, "the badge does not say what it took to earn it", url)


def _recipient(assertion: Assertion, email: str | None) -> Step:
    recipient = assertion.recipient
    if recipient.type != "email":
        kind = str(recipient.type)[:40]
        return _step(
            "recipient", Outcome.NOT_APPLICABLE, f"it was awarded to a {kind}, not to an e-mail address"
        )
    if not email:
        return _step("recipient", Outcome.NOT_CHECKED, "no e-mail address was given to compare")
    return compared_recipient([(str(recipient.identity), recipient.salt or "", recipient.hashed)], email)


def _report(given: Given, at: datetime, steps: dict[str, Step], claims: Json | None) -> Report:
    reason = "not looked at, since the assertion is not established as the issuer's"
    every = tuple(steps.get(name, _step(name, Outcome.NOT_CHECKED, reason)) for name in STEPS)
    return Report(kind=given.kind, at=at, steps=every, claims=claims)


def _step(name: str, outcome: Outcome, reason: str, against: str = "", as_of: datetime | None = None) -> Step:
    return Step(name=name, outcome=outcome, reason=reason, against=against, as_of=as_of)
