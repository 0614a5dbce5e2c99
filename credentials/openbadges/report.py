"""What a verification says: named steps, each with its outcome, reason, source and date; the verdict
follows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final


class Outcome(StrEnum):
    """The outcome of a step, and of the whole. A check that was not run is never valid."""

    VALID = "valid"
    INVALID = "invalid"
    NOT_CHECKED = "not_checked"
    NOT_APPLICABLE = "not_applicable"


class Kind(StrEnum):
    """What was handed in."""

    OPEN_BADGES_3 = "ob3"
    OPEN_BADGES_3_JWT = "ob3-jwt"
    OPEN_BADGES_2 = "ob2"
    COMPREHENSIVE_RECORD = "clr2"
    ENDORSEMENT = "endorsement"
    STATUS_LIST = "status-list"
    CREDENTIAL_2 = "vc2"
    CREDENTIAL_1 = "vc1"
    UNKNOWN = "unknown"


# In the order in which they are run and shown.
STEPS: Final = (
    "format",
    "structure",
    "issuer",
    "proof",
    "key",
    "controller",
    "validity",
    "revocation",
    "suspension",
    "schema",
    "criteria",
    "recipient",
)
# After them, where the credential names lists for refreshing or messages.
NOTICES: Final = "notices"
# And where there is something inside: of a record, and of whatever carries endorsements.
CREDENTIALS: Final = "credentials"
ENDORSEMENTS: Final = "endorsements"
# And of what is inside: that it is about the same person, or endorses what it stands in.
SUBJECT: Final = "subject"
# Without these the whole cannot be called valid; the others may stay unchecked.
ESSENTIAL: Final = frozenset(STEPS) - {"schema", "criteria", "recipient"}
ESSENTIAL_INSIDE: Final = frozenset({CREDENTIALS, SUBJECT})


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedDocument:
    """A document as a loader found it."""

    content: bytes
    media_type: str
    fetched_at: datetime


type Loader = Callable[[str], LoadedDocument]
"""Given an https address, returns the document or raises DocumentUnavailable. It decides what may be
fetched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One check: `against` names the document, key or rule it was checked with, `as_of` the moment that this
    is from (in a report, where nothing was fetched, the moment that the report is for)."""

    name: str
    outcome: Outcome
    reason: str
    against: str = ""
    as_of: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A verification. `claims` is the credential only if its signature holds and the key was the issuer's.

    `parts` are the reports on what is inside (the credentials of a record, endorsements), each at its `place`
    in the document; what is inside and not genuine is left out of `claims`.
    """

    kind: Kind
    at: datetime
    steps: tuple[Step, ...]
    claims: dict[str, Any] | None = None
    parts: tuple[Report, ...] = ()
    place: str = ""

    def __post_init__(self) -> None:
        stamped = (step if step.as_of else replace(step, as_of=self.at) for step in self.steps)
        object.__setattr__(self, "steps", tuple(stamped))

    def __getitem__(self, name: str) -> Step:
        """A step by name; KeyError for one that this kind of document has not."""
        for step in self.steps:
            if step.name == name:
                return step
        raise KeyError(name)

    @property
    def verdict(self) -> Outcome:
        """Invalid if any step is; valid only if the proof and every other essential step held or had no
        object."""
        outcomes = {step.name: step.outcome for step in self.steps}
        if Outcome.INVALID in outcomes.values():
            return Outcome.INVALID
        essential = {outcomes.get(name, Outcome.NOT_CHECKED) for name in ESSENTIAL}
        essential |= {outcomes.get(name, Outcome.NOT_APPLICABLE) for name in ESSENTIAL_INSIDE}
        if outcomes.get("proof") is not Outcome.VALID or Outcome.NOT_CHECKED in essential:
            return Outcome.NOT_CHECKED
        return Outcome.VALID

    @property
    def genuine(self) -> bool:
        """Whether the signature holds, by a key of the issuer's: whatever became of the credential since."""
        signed = (self[name].outcome for name in ("issuer", "proof", "key", "controller"))
        return self.claims is not None and all(
            outcome in {Outcome.VALID, Outcome.NOT_APPLICABLE} for outcome in signed
        )

    def as_dict(self) -> dict[str, Any]:
        """The report as JSON: times as ISO 8601, outcomes by their values."""
        return {
            "kind": self.kind.value,
            "place": self.place,
            "verdict": self.verdict.value,
            "at": self.at.isoformat(),
            "steps": [
                {
                    "name": step.name,
                    "outcome": step.outcome.value,
                    "reason": step.reason,
                    "against": step.against,
                    "as_of": step.as_of.isoformat() if step.as_of else None,
                }
                for step in self.steps
            ],
            "claims": self.claims,
            "parts": [part.as_dict() for part in self.parts],
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Report:
        """The inverse of `as_dict`."""
        return cls(
            kind=Kind(data["kind"]),
            at=datetime.fromisoformat(data["at"]),
            steps=tuple(
                Step(
                    name=step["name"],
                    outcome=Outcome(step["outcome"]),
                    reason=step["reason"],
                    against=step["against"],
                    as_of=datetime.fromisoformat(step["as_of"]) if step["as_of"] else None,
                )
                for step in data["steps"]
            ),
            claims=data["claims"],
            parts=tuple(cls.from_dict(part) for part in data["parts"]),
            place=data["place"],
        )
