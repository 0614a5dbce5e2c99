"""Open Badges 2.0, hosted and signed, by `openbadgeslib`; its documents, its clock and its verdict put into
steps.

Hosted: the copy at the assertion's own https address counts, within the issuer's scope. Signed: a JWS by a
key whose owner is the issuer and that the issuer lists. Both: expiry and revocation.
"""

from __future__ import annotations

import hmac
from datetime import datetime
from typing import Any

from openbadgeslib.errors import LibOpenBadgesException
from openbadgeslib.ob2 import Assertion, OB2VerificationError, OB2Verifier, hash_identity

from credentials.openbadges.errors import DocumentUnavailable, OpenBadgesError
from credentials.openbadges.report import STEPS, Outcome, Report, Step
from credentials.openbadges.text import format_time, normalise_email
from credentials.openbadges.verification.documents import Documents
from credentials.openbadges.verification.kinds import Given

type Json = dict[str, Any]


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

    def badge_of(self, assertion: Assertion) -> Json:
        """The BadgeClass, as it is published."""
        return self._fetch_json(assertion.badge, "BadgeClass")

    def refuse_revoked(self, assertion: Assertion) -> None:
        """Raise OB2VerificationError for an assertion in its issuer's revocation list."""
        self._check_revocation(assertion)


def verify_version_2(
    given: Given, documents: Documents, at: datetime, *, recipient_email: str | None
) -> Report:
    """The report on an Open Badges 2.0 assertion."""
    steps = {"format": _step("format", Outcome.VALID, "this is an Open Badges 2.0 assertion")}
    verifier = _Verifier(documents)
    claims: Json | None = None
    try:
        local = Assertion.from_dict(given.document)
        steps["structure"] = _step("structure", Outcome.VALID, "every required part is there")
    except (ValueError, TypeError, AttributeError, LibOpenBadgesException) as error:
        steps["structure"] = _step("structure", Outcome.INVALID, str(error)[:300])
        return _report(given, at, steps, None)
    try:
        assertion = _authentic(given, local, verifier)
        steps |= _identity(assertion, verifier, documents)
        badge = verifier.badge_of(assertion)
        claims = {
            **_published(assertion, documents, given),
            "badge": {**badge, "issuer": verifier.issuer_of(assertion)},
        }
        steps["criteria"] = _criteria(badge)
        steps["revocation"] = _revocation(assertion, claims, verifier)
    except DocumentUnavailable as error:
        steps["proof"] = _step("proof", Outcome.NOT_CHECKED, str(error))
        return _report(given, at, steps, None)
    except (OpenBadgesError, LibOpenBadgesException) as error:
        steps["proof"] = _step("proof", Outcome.INVALID, str(error)[:500])
        return _report(given, at, steps, None)
    steps["validity"] = _validity(assertion, at)
    steps["recipient"] = _recipient(assertion, recipient_email)
    for name in ("suspension", "schema"):
        steps[name] = _step(name, Outcome.NOT_APPLICABLE, f"Open Badges 2.0 has no {name}")
    return _report(given, at, steps, claims)


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


def _revocation(assertion: Assertion, claims: Json, verifier: _Verifier) -> Step:
    if claims.get("revoked") is True:
        why = str(claims.get("revocationReason") or "no reason given")[:300]
        return _step("revocation", Outcome.INVALID, f"the assertion is revoked: {why}")
    try:
        verifier.refuse_revoked(assertion)
    except DocumentUnavailable as error:
        return _step("revocation", Outcome.NOT_CHECKED, str(error))
    except OB2VerificationError as error:
        return _step("revocation", Outcome.INVALID, str(error)[:300])
    return _step("revocation", Outcome.VALID, "neither the assertion nor the issuer's list says revoked")


def _validity(assertion: Assertion, at: datetime) -> Step:
    if assertion.issued_on is not None and at < assertion.issued_on:
        return _step(
            "validity", Outcome.INVALID, f"it is valid only from {format_time(assertion.issued_on)}", as_of=at
        )
    if assertion.expires is not None and at >= assertion.expires:
        return _step("validity", Outcome.INVALID, f"it expired on {format_time(assertion.expires)}", as_of=at)
    return _step("validity", Outcome.VALID, "it is in force", as_of=at)


def _criteria(badge: Json) -> Step:
    criteria = badge.get("criteria")
    said = criteria.get("id") or criteria.get("narrative") if isinstance(criteria, dict) else criteria
    if said:
        return _step("criteria", Outcome.VALID, "the badge says what it took to earn it")
    return _step("criteria", Outcome.INVALID, "the badge does not say what it took to earn it")


def _recipient(assertion: Assertion, email: str | None) -> Step:
    if not email:
        return _step("recipient", Outcome.NOT_CHECKED, "no e-mail address was given to compare")
    recipient = assertion.recipient
    for form in {email, email.strip(), normalise_email(email)}:
        said = hash_identity(form, recipient.salt) if recipient.hashed else form
        if hmac.compare_digest(said.encode(), str(recipient.identity).encode()):
            return _step("recipient", Outcome.VALID, "it was awarded to this e-mail address")
    return _step("recipient", Outcome.INVALID, "it was awarded to another e-mail address")


def _report(given: Given, at: datetime, steps: dict[str, Step], claims: Json | None) -> Report:
    reason = "not looked at, since the assertion is not established as the issuer's"
    every = tuple(steps.get(name, _step(name, Outcome.NOT_CHECKED, reason)) for name in STEPS)
    return Report(kind=given.kind, at=at, steps=every, claims=claims)


def _step(name: str, outcome: Outcome, reason: str, against: str = "", as_of: datetime | None = None) -> Step:
    return Step(name=name, outcome=outcome, reason=reason, against=against, as_of=as_of)
