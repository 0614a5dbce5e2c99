"""What grading returns."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Literal

type Response = bool | str | list[str] | Mapping[str, "Response"] | None
type State = Literal["right", "partial", "wrong", "unanswered", "pending", "unscored"]

ALMOST_NONE = Fraction(1, 1_000_000)
ALMOST_ALL = 1 - ALMOST_NONE
NONE = Fraction(0)
ALL = Fraction(1)


def state_of(fraction: Fraction) -> State:
    """Right above 0.999999, wrong below 0.000001, partial between."""
    if fraction > ALMOST_ALL:
        return "right"
    return "wrong" if fraction < ALMOST_NONE else "partial"


@dataclass(frozen=True)
class Part:
    """The result of one part: a choice, a pair, a gap, an entry. `id` is the authored id."""

    id: str
    fraction: Fraction
    state: State
    feedback: str = ""


@dataclass(frozen=True)
class Grade:
    """A graded response.

    `fraction` is exact and of the item's mark, −1…1 (negative where an author gave a negative weight).
    `state` is `pending` when a person must decide (essays; a pattern that ran out of time) and `unscored`
    for items without a score; the fraction is 0 in both, and `final` is false for the first.
    `feedback` holds the Markdown chosen by the response, then the item's feedback to its state (right,
    partial, wrong), then the item's general feedback.
    `response` is the normalised response, as to be stored.
    """

    fraction: Fraction
    state: State
    response: Response
    parts: tuple[Part, ...] = ()
    feedback: tuple[str, ...] = ()

    @property
    def final(self) -> bool:
        return self.state != "pending"

    def points(self, mark: Decimal) -> Decimal:
        """The points out of `mark`, to seven decimals (halves to even)."""
        points = self.fraction * Fraction(mark)
        return (Decimal(points.numerator) / Decimal(points.denominator)).quantize(
            Decimal("1e-7")
        ).normalize() + 0

    def also_saying(self, feedback: tuple[str, ...]) -> "Grade":
        """With more feedback at the end."""
        return replace(self, feedback=(*self.feedback, *feedback))


def graded(
    fraction: Fraction, response: Response, parts: tuple[Part, ...] = (), feedback: tuple[str, ...] = ()
) -> Grade:
    return Grade(fraction, state_of(fraction), response, parts, tuple(text for text in feedback if text))


def part(identifier: str, fraction: Fraction, feedback: str = "") -> Part:
    return Part(identifier, fraction, state_of(fraction), feedback)
