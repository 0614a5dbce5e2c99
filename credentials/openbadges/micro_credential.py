"""What micro-credentials say beyond Open Badges: the EU's elements, and how much passing tells.

The elements are those of the Council Recommendation of 16 June 2022 (2022/C 243/02), Annex I. Those that
Open Badges has a property for are in `claims`: learner, title, issuer with country, dates, credits, grade.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from credentials.openbadges.errors import InvalidClaims
from credentials.openbadges.text import clean

type Cycle = Literal["", "short", "first", "second", "third"]

CYCLES: Final = ("", "short", "first", "second", "third")


def require(condition: object, message: str) -> None:
    """Raise InvalidClaims with this message unless the condition holds."""
    if not condition:
        raise InvalidClaims(message)


def require_text(text: str, message: str) -> None:
    """Raise InvalidClaims for a text of which nothing would be left to write."""
    require(clean(text).strip(), message)


@dataclass(frozen=True, slots=True, kw_only=True)
class MicroCredentialClaims:
    """The elements of Annex I that Open Badges has no property for.

    `learning_outcomes`: one sentence each. `hours`: the notional workload (ECTS are the achievement's
    credits). `eqf_level` 1 to 8 and `cycle` of the framework of the European Higher Education Area.
    `awarding_bodies`: those beside the issuer. Optional in Annex I: `prerequisites`, `supervision` (and
    identity verification), `stackability` (stand-alone, or part of what), `further_information`.
    """

    learning_outcomes: tuple[str, ...] = ()
    hours: float | None = None
    eqf_level: int | None = None
    cycle: Cycle = ""
    participation: str = ""
    assessment_type: str = ""
    quality_assurance: str = ""
    awarding_bodies: tuple[str, ...] = ()
    prerequisites: str = ""
    supervision: str = ""
    stackability: str = ""
    further_information: str = ""

    def __post_init__(self) -> None:
        require(
            self.eqf_level is None or 1 <= self.eqf_level <= 8, f"EQF level {self.eqf_level} is not 1 to 8"
        )
        require(self.hours is None or 0 <= self.hours < 100_000, f"a workload of {self.hours} hours")
        require(self.cycle in CYCLES, f"{self.cycle!r} is not a cycle of the European Higher Education Area")
        for text in (*self.learning_outcomes, *self.awarding_bodies):
            require_text(text, "an empty learning outcome or awarding body")


NOTHING_MORE: Final = MicroCredentialClaims()


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalSheetClaims:
    """How much passing says: what the assessment's data showed on the day of issue. None and "" mean unknown.

    `pass_rate`, `reliability` and `guess_pass` are fractions; `standard_error` is in per cent of the marks,
    at the cut; `median_minutes` the median effort.
    """

    assessed: int | None = None
    pass_rate: float | None = None
    reliability: float | None = None
    reliability_n: int | None = None
    standard_error: float | None = None
    cut_method: str = ""
    guess_pass: float | None = None
    attempts_allowed: int | None = None
    supervision: str = ""
    median_minutes: float | None = None
    pool_size: int | None = None
