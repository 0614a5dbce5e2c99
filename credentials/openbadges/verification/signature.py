"""Whether the signature holds, and whether the key was the issuer's to sign with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from credentials.openbadges.errors import (
    AmbiguousDocument,
    DocumentUnavailable,
    OpenBadgesError,
    ProofError,
    TooLarge,
    UnknownContext,
)
from credentials.openbadges.proof import CRYPTOSUITE, LEGACY, proof_holds
from credentials.openbadges.report import Outcome, Step
from credentials.openbadges.sign import issuer_id
from credentials.openbadges.text import format_time, parse_time
from credentials.openbadges.verification.documents import Documents
from credentials.openbadges.verification.identity import ResolvedKey, UnsupportedMethod, resolve
from credentials.openbadges.verification.structure import listed

type Json = dict[str, Any]
type Window = tuple[datetime | None, datetime | None]

MAX_PROOFS: Final = 4
_SUITES: Final = {CRYPTOSUITE, "eddsa-2022"}


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
    """Check the embedded proofs. Several make a set: the first that we can read decides, and none may be
    broken."""
    proofs = listed(document.get("proof"))
    if not proofs:
        return unsigned(Outcome.INVALID, "there is no proof")
    if len(proofs) > MAX_PROOFS:
        return unsigned(Outcome.INVALID, f"{len(proofs)} proofs, more than {MAX_PROOFS}")
    body = {key: value for key, value in document.items() if key != "proof"}
    results = [_check(body, proof, documents, at) for proof in proofs]
    broken = [result for result in results if any(step.outcome is Outcome.INVALID for step in result.steps)]
    trusted = [result for result in results if result.trusted]
    return (broken or trusted or results)[0]


def _check(body: Json, proof: object, documents: Documents, at: datetime) -> Signature:
    if not isinstance(proof, dict):
        return unsigned(Outcome.INVALID, "the proof is not an object")
    suite = proof.get("cryptosuite") if proof.get("type") == "DataIntegrityProof" else proof.get("type")
    if not isinstance(suite, str) or suite not in _SUITES | {LEGACY}:
        return unsigned(Outcome.NOT_CHECKED, f"proofs of the kind {str(suite)[:60]!r} are not read here")
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
    """The key, or the issuer step that says why there is none."""
    try:
        return resolve(method, documents)
    except (DocumentUnavailable, UnsupportedMethod) as error:
        return Step(name="issuer", outcome=Outcome.NOT_CHECKED, reason=str(error), against=method)
    except OpenBadgesError as error:
        return Step(name="issuer", outcome=Outcome.INVALID, reason=str(error), against=method)


def unresolved(issuer: Step) -> Signature:
    """The steps where the issuer step says why there is no key."""
    reason = "the issuer's key could not be had"
    proof, key, controller = (_not_checked(name, reason) for name in ("proof", "key", "controller"))
    return Signature(issuer, proof, key, controller)


def _holds(body: Json, proof: Json, key: ResolvedKey, documents: Documents, suite: str) -> Step:
    if not isinstance(key.key, Ed25519PublicKey):
        return Step(
            name="proof", outcome=Outcome.INVALID, reason=f"{suite} takes an Ed25519 key", against=key.id
        )
    raw = key.key.public_bytes(Encoding.Raw, PublicFormat.Raw)
    try:
        supplied = documents.contexts_of({**body, "proof": proof})
        holds = proof_holds(body, proof, raw, supplied=supplied, templates=documents.templates)
    except (DocumentUnavailable, UnknownContext, AmbiguousDocument, TooLarge) as error:
        return _not_checked("proof", f"the signed statements could not be made: {error}")
    except (ProofError, OpenBadgesError) as error:
        return Step(name="proof", outcome=Outcome.INVALID, reason=str(error), against=key.id)
    if not holds:
        reason = "the signature does not match: something was changed after signing, or another key signed"
        return Step(name="proof", outcome=Outcome.INVALID, reason=reason, against=key.id)
    return Step(name="proof", outcome=Outcome.VALID, reason=f"{suite} signature holds", against=key.id)


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
