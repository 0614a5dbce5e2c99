"""Whether the signature holds, and whether the key was the issuer's to sign with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from credentials.openbadges.cryptosuites import Covers, Cryptosuite, suite_of
from credentials.openbadges.errors import (
    AmbiguousDocument,
    DocumentUnavailable,
    OpenBadgesError,
    TooLarge,
    UnknownContext,
    UnsupportedMethod,
)
from credentials.openbadges.proof import proof_holds
from credentials.openbadges.report import Outcome, Step
from credentials.openbadges.sign import issuer_id
from credentials.openbadges.text import format_time, parse_time
from credentials.openbadges.verification.documents import Documents
from credentials.openbadges.verification.identity import ResolvedKey, resolve
from credentials.openbadges.verification.structure import listed

type Json = dict[str, Any]
type Window = tuple[datetime | None, datetime | None]

MAX_PROOFS: Final = 4
_UNTOLD: Final = {
    Covers.STATEMENTS: "the signed statements could not be made",
    Covers.JSON: "what the signed JSON means cannot be told",
}


@dataclass(frozen=True, slots=True)
class Signature:
    """The outcome of the steps issuer, proof, key and controller.

    `window`: when a token itself is in force by its `nbf` and `exp`; None where it does not say.
    """

    issuer: Step
    proof: Step
    key: Step
    controller: Step
    window: Window = (None, None)

    @property
    def trusted(self) -> bool:
        """Whether the claims may be shown: the signature holds, by a key that the issuer lists."""
        return all(
            step.outcome is Outcome.VALID for step in (self.issuer, self.proof, self.key, self.controller)
        )

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps in the order of the report."""
        return (self.issuer, self.proof, self.key, self.controller)


def unsigned(outcome: Outcome, reason: str) -> Signature:
    """The steps where no signature could be looked at."""
    later = _not_checked("issuer", "no signature could be looked at")
    return Signature(
        issuer=later,
        proof=Step(name="proof", outcome=outcome, reason=reason),
        key=_not_checked("key", later.reason),
        controller=_not_checked("controller", later.reason),
    )


def check_data_integrity(document: Json, documents: Documents, at: datetime) -> Signature:
    """Check the embedded proofs. Several make a set: the issuer's first that we can read decides, and none
    may be broken. Others may sign beside the issuer; that neither helps nor harms."""
    proofs = listed(document.get("proof"))
    if not proofs:
        return unsigned(Outcome.INVALID, "there is no proof")
    if len(proofs) > MAX_PROOFS:
        return unsigned(Outcome.INVALID, f"{len(proofs)} proofs, more than {MAX_PROOFS}")
    body = {key: value for key, value in document.items() if key != "proof"}
    results = [_check(body, proof, documents, at) for proof in proofs]
    wrong = [[step.name for step in result.steps if step.outcome is Outcome.INVALID] for result in results]
    broken = [
        result for result, names in zip(results, wrong, strict=True) if names and names != ["controller"]
    ]
    trusted = [result for result in results if result.trusted]
    unread = [result for result, names in zip(results, wrong, strict=True) if not names]
    return (broken or trusted or unread or results)[0]


def _check(body: Json, proof: object, documents: Documents, at: datetime) -> Signature:
    if not isinstance(proof, dict):
        return unsigned(Outcome.INVALID, "the proof is not an object")
    suite = suite_of(proof)
    if suite is None:
        kind = str(proof.get("cryptosuite", proof.get("type")))[:60]
        return unsigned(Outcome.NOT_CHECKED, f"proofs of the kind {kind!r} are not read here")
    if proof.get("proofPurpose") != "assertionMethod":
        return unsigned(Outcome.INVALID, "the proof's purpose is not assertionMethod")
    method = proof.get("verificationMethod")
    if not isinstance(method, str):
        return unsigned(Outcome.INVALID, "the proof's verificationMethod is not an identifier")
    found = resolved(method, documents)
    if isinstance(found, Step):
        return unresolved(found)
    signed_at = parse_time(proof.get("created"))
    expires = parse_time(proof.get("expires"))
    if "previousProof" in proof:
        result = _not_checked("proof", "chains of proofs are not read here")
    elif "expires" in proof and expires is None:
        result = Step(
            name="proof", outcome=Outcome.INVALID, reason="the proof's `expires` is not a date and time"
        )
    elif expires is not None and expires <= at:
        result = Step(
            name="proof", outcome=Outcome.INVALID, reason=f"the proof expired on {format_time(expires)}"
        )
    else:
        result = _holds(body, proof, found, documents, suite)
    return authorised(result, found, issuer_id(body), at=at, signed_at=signed_at)


def resolved(method: str, documents: Documents) -> ResolvedKey | Step:
    """The key of a verification method, or the issuer step that says why there is none."""
    return key_step(method, lambda: resolve(method, documents))


def key_step(against: str, find: Callable[[], ResolvedKey]) -> ResolvedKey | Step:
    """The key that `find` comes back with, or the issuer step that says why there is none."""
    try:
        return find()
    except (DocumentUnavailable, UnsupportedMethod) as error:
        return Step(name="issuer", outcome=Outcome.NOT_CHECKED, reason=str(error), against=against)
    except OpenBadgesError as error:
        return Step(name="issuer", outcome=Outcome.INVALID, reason=str(error), against=against)


def unresolved(issuer: Step) -> Signature:
    """The steps where the issuer step says why there is no key."""
    reason = "the issuer's key could not be had"
    proof, key, controller = (_not_checked(name, reason) for name in ("proof", "key", "controller"))
    return Signature(issuer, proof, key, controller)


def _holds(body: Json, proof: Json, key: ResolvedKey, documents: Documents, suite: Cryptosuite) -> Step:
    try:
        supplied = documents.contexts_of({**body, "proof": proof})
        holds = proof_holds(body, proof, key.key, supplied=supplied, templates=documents.templates)
    except (DocumentUnavailable, UnknownContext, AmbiguousDocument, TooLarge) as error:
        return _not_checked("proof", f"{_UNTOLD[suite.covers]}: {error}")
    except OpenBadgesError as error:
        return Step(name="proof", outcome=Outcome.INVALID, reason=str(error), against=key.id)
    if not holds:
        reason = "the signature does not match: something was changed after signing, or another key signed"
        return Step(name="proof", outcome=Outcome.INVALID, reason=reason, against=key.id)
    return Step(name="proof", outcome=Outcome.VALID, reason=f"{suite.name} signature holds", against=key.id)


def authorised(
    proof: Step, key: ResolvedKey, issuer: str, *, at: datetime, signed_at: datetime | None
) -> Signature:
    """The proof's step with those about its key: published where, listed for assertions, controlled by the
    issuer."""
    identity = Step(
        name="issuer",
        outcome=Outcome.VALID,
        reason=f"{key.controller} publishes the key" if key.as_of else "the identifier is the key itself",
        against=key.against,
        as_of=key.as_of,
    )
    if key.revoked is not None and key.revoked <= at:
        problem = f"the key was revoked on {format_time(key.revoked)}"
    elif key.expires is not None and (signed_at or at) >= key.expires:
        problem = f"the key expired on {format_time(key.expires)}, before it signed"
    elif not key.listed:
        problem = "the key is not in its controller's assertionMethod"
    else:
        problem = ""
    reason = problem or "the key is in its controller's assertionMethod and not revoked"
    listed_step = Step(
        name="key",
        outcome=Outcome.INVALID if problem else Outcome.VALID,
        reason=reason,
        against=key.against,
        as_of=key.as_of,
    )
    same = key.controller == issuer
    controller = Step(
        name="controller",
        outcome=Outcome.VALID if same else Outcome.INVALID,
        reason="the issuer controls the key"
        if same
        else f"{key.controller!r} controls the key, not {issuer!r}",
        against=key.id,
    )
    return Signature(identity, proof, listed_step, controller)


def _not_checked(name: str, reason: str) -> Step:
    return Step(name=name, outcome=Outcome.NOT_CHECKED, reason=reason)
