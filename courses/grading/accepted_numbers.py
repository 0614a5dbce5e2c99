"""What a numerical item accepts: values with tolerances, ranges, anything."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from courses.grading.grades import ALL, ALMOST_ALL
from courses.grading.problems import quoted
from courses.grading.reading import Reader, exact_decimal, written_weight

TOLERANCES = ("nominal", "relative", "geometric")
CATCH_ALL = "*"


@dataclass(frozen=True)
class AcceptedNumber:
    """One accepted answer: a value with a tolerance, a range, or `*` (anything).

    `value` is None for ranges and for `*`; `low` and `high` None are open to that side.
    """

    value: Decimal | None
    tolerance: Decimal
    tolerance_type: str
    low: Decimal | None
    high: Decimal | None
    low_open: bool
    high_open: bool
    weight: Fraction
    feedback: str

    @property
    def catch_all(self) -> bool:
        return self.value is None and self.low is None and self.high is None

    def bounds(self) -> tuple[Fraction | None, Fraction | None]:
        """The accepted interval, exactly."""
        if self.value is None:
            return (
                None if self.low is None else Fraction(self.low),
                None if self.high is None else Fraction(self.high),
            )
        value, tolerance = Fraction(self.value), Fraction(self.tolerance)
        if self.tolerance_type == "geometric":
            ends = value / (1 + tolerance), value * (1 + tolerance)
            return min(ends), max(ends)
        width = abs(value) * tolerance if self.tolerance_type == "relative" else tolerance
        return value - width, value + width

    def accepts(self, number: Fraction) -> bool:
        low, high = self.bounds()
        above = low is None or number > low or (number == low and not self.low_open)
        below = high is None or number < high or (number == high and not self.high_open)
        return above and below

    def data(self) -> dict[str, object]:
        row: dict[str, object] = {}
        if self.catch_all:
            row["value"] = CATCH_ALL
        elif self.value is not None:
            row["value"] = str(self.value)
            if self.tolerance:
                row["tolerance"] = str(self.tolerance)
            if self.tolerance_type != "nominal":
                row["tolerance_type"] = self.tolerance_type
        else:
            row |= {
                name: str(end) for name, end in (("low", self.low), ("high", self.high)) if end is not None
            }
            row |= {name: True for name in ("low_open", "high_open") if getattr(self, name)}
        if self.weight != 1:
            row["weight"] = written_weight(self.weight)
        if self.feedback:
            row["feedback"] = self.feedback
        return row


def _read_end(reader: Reader, name: str) -> Decimal | None:
    value = reader.raw(name)
    number = None if value is None else exact_decimal(value)
    if value is not None and number is None:
        reader.problem(name, "expected_number", **quoted(value))
    return number


def read_accepted(reader: Reader) -> AcceptedNumber:
    catch_all = reader.raw("value") == CATCH_ALL
    value = None if catch_all else _read_end(reader, "value")
    low, high = _read_end(reader, "low"), _read_end(reader, "high")
    ranged = reader.has("low") or reader.has("high")
    if reader.has("value") and ranged:
        reader.problem("value", "value_and_range")
    elif not reader.has("value") and not ranged:
        reader.problem("value", "required_value")
    if low is not None and high is not None and low > high:
        reader.problem("low", "range_reversed", low=str(low), high=str(high))
    tolerance = reader.decimal("tolerance", default=Decimal(0), low=Decimal(0))
    tolerance_type = reader.one_of("tolerance_type", TOLERANCES, default="nominal")
    low_open, high_open = reader.flag("low_open", default=False), reader.flag("high_open", default=False)
    for name in ("tolerance", "tolerance_type"):
        if ranged and reader.has(name):
            reader.problem(name, "range_tolerance")
    if not ranged and (low_open or high_open):
        reader.problem("low_open" if low_open else "high_open", "open_value")
    if low is not None and low == high and (low_open or high_open):
        reader.problem("low", "range_empty")
    weight = reader.weight("weight", default=ALL)
    feedback = reader.text("feedback")
    return AcceptedNumber(value, tolerance, tolerance_type, low, high, low_open, high_open, weight, feedback)


def first_accepting(answers: Sequence[AcceptedNumber], number: Fraction) -> AcceptedNumber | None:
    return next((answer for answer in answers if answer.accepts(number)), None)


def whole_mark_numbers(answers: Sequence[AcceptedNumber]) -> Iterator[Fraction]:
    """Numbers of which one earns the whole mark wherever any number does.

    Which answer takes a number changes only at the ends of the accepted intervals, so it is enough to look at
    these, between them and beyond them.
    """
    full = [answer for answer in answers if answer.weight > ALMOST_ALL]
    for low, high in (answer.bounds() for answer in full):
        if low is not None and high is not None:
            yield (low + high) / 2
    ends = sorted({end for answer in answers for end in answer.bounds() if end is not None}) or [Fraction(0)]
    yield from ends
    yield from ((one + other) / 2 for one, other in pairwise(ends))
    yield from (ends[0] - 1, ends[-1] + 1)


def check_weights(reader: Reader, answers: Sequence[AcceptedNumber]) -> None:
    if not any(answer.weight > ALMOST_ALL for answer in answers):
        reader.problem("answers", "no_full_answer")
        return
    for position, answer in enumerate(answers[:-1]):
        if answer.catch_all:
            reader.problem(f"answers[{position}].value", "catch_all_first")
            return
    takers = (first_accepting(answers, number) for number in whole_mark_numbers(answers))
    if not any(taker and taker.weight > ALMOST_ALL for taker in takers):
        reader.problem("answers", "shadowed")
