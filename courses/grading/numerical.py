"""Numerical: accepted values with tolerances, ranges, units."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import ClassVar, Self

from courses.grading.errors import ResponseInvalid
from courses.grading.grades import ALL, ALMOST_ALL, NONE, Grade, Response, graded
from courses.grading.guessing import Distribution, certain
from courses.grading.item import CommonFields, Data, Fields, Item, single_field
from courses.grading.numbers import NUMBER_LIMIT, require_number, split_unit
from courses.grading.reading import Reader, exact_decimal, written_weight

TOLERANCES = ("nominal", "relative", "geometric")
CATCH_ALL = "*"
UNIT_LIMIT = 40


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

    def data(self) -> Data:
        row: Data = {}
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


@dataclass(frozen=True)
class Unit:
    """1 `unit` is `factor` of the unit in which the answers are given: mg for answers in g has 0.001."""

    unit: str
    factor: Decimal


def _read_end(reader: Reader, name: str) -> Decimal | None:
    value = reader.raw(name)
    number = None if value is None else exact_decimal(value)
    if value is not None and number is None:
        reader.problem(name, f"expected a number, found {value!r}")
    return number


def _read_accepted(reader: Reader) -> AcceptedNumber:
    catch_all = reader.raw("value") == CATCH_ALL
    value = None if catch_all else _read_end(reader, "value")
    low, high = _read_end(reader, "low"), _read_end(reader, "high")
    ranged = reader.has("low") or reader.has("high")
    if reader.has("value") and ranged:
        reader.problem("value", "give either a value or a range (low, high), not both")
    elif not reader.has("value") and not ranged:
        reader.problem("value", "is required (or a range: low, high)")
    if low is not None and high is not None and low > high:
        reader.problem("low", f"{low} is above high ({high})")
    tolerance = reader.decimal("tolerance", default=Decimal(0), low=Decimal(0))
    tolerance_type = reader.one_of("tolerance_type", TOLERANCES, default="nominal")
    low_open, high_open = reader.flag("low_open", default=False), reader.flag("high_open", default=False)
    if ranged and (reader.has("tolerance") or reader.has("tolerance_type")):
        reader.problem("tolerance", "a range has no tolerance")
    if not ranged and (low_open or high_open):
        reader.problem("low_open" if low_open else "high_open", "only the ends of a range can be open")
    if low is not None and low == high and (low_open or high_open):
        reader.problem("low", "the range is empty")
    weight = reader.weight("weight", default=ALL)
    feedback = reader.text("feedback")
    return AcceptedNumber(value, tolerance, tolerance_type, low, high, low_open, high_open, weight, feedback)


def _read_unit(reader: Reader) -> Unit:
    unit = reader.text("unit", required=True, limit=UNIT_LIMIT)
    if not reader.has("factor"):
        reader.problem("factor", "is required: how much of the answers' unit one of this unit is")
    factor = reader.decimal("factor", default=Decimal(1))
    if factor <= 0:
        reader.problem("factor", "must be above 0")
    return Unit(unit, factor)


@dataclass(frozen=True, kw_only=True)
class Numerical(Item):
    """The first accepted answer that holds the number gives the weight.

    With units and no `unit_penalty` a unit is optional, and an unknown one is wrong. With a penalty the unit
    is part of the answer: a missing or wrong one costs that fraction of the mark.
    """

    type: ClassVar[str] = "numerical"
    answers: tuple[AcceptedNumber, ...]
    units: tuple[Unit, ...]
    unit_penalty: Fraction

    @classmethod
    def read(cls, reader: Reader, common: CommonFields) -> Self:
        answers = tuple(reader.rows("answers", _read_accepted, least=1, most=50))
        units = tuple(reader.rows("units", _read_unit, most=30))
        if answers and not any(answer.weight > ALMOST_ALL for answer in answers):
            reader.problem("answers", "one answer must have the weight 1, or nobody can earn the whole mark")
        reader.refuse_repeats("units", [unit.unit for unit in units], "unit")
        if units and all(unit.factor != 1 for unit in units):
            reader.problem("units", "one unit must have the factor 1: the unit of the answers")
        penalty = reader.decimal("unit_penalty", default=Decimal(0), low=Decimal(0), high=Decimal(1))
        if penalty and not units:
            reader.problem("unit_penalty", "there are no units")
        return cls(**common, answers=answers, units=units, unit_penalty=Fraction(penalty))

    def data(self) -> Data:
        data: Data = {"answers": [answer.data() for answer in self.answers]}
        if self.units:
            data["units"] = [{"unit": unit.unit, "factor": str(unit.factor)} for unit in self.units]
        if self.unit_penalty:
            data["unit_penalty"] = written_weight(self.unit_penalty)
        return data

    def view(self, rng: Random) -> Data:
        return {"units": [unit.unit for unit in self.units], "max_length": NUMBER_LIMIT}

    def normalise(self, raw: object) -> dict[str, str] | None:
        """{"value": as written, "unit": as written}; "9,81 m" is taken apart where the item has units."""
        value, unit = self._taken_apart(raw)
        if not value and not unit:
            return None
        if len(unit) > UNIT_LIMIT:
            raise ResponseInvalid("too_long", f"A unit has at most {UNIT_LIMIT} characters.")
        if not value:
            raise ResponseInvalid("not_a_number", "Write a number before the unit.")
        require_number(value)
        return {"value": value, "unit": unit}

    def _taken_apart(self, raw: object) -> tuple[str, str]:
        given = raw if isinstance(raw, dict) else {"value": raw}
        if set(given) - {"value", "unit"}:
            raise ResponseInvalid("wrong_shape", "Expected a value and a unit.")
        value, unit = given.get("value"), given.get("unit")
        value = "" if value is None else value
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = str(value)
        unit = "" if unit is None else unit
        if not isinstance(value, str) or not isinstance(unit, str):
            raise ResponseInvalid("wrong_shape", "Expected a number.")
        if self.units and not unit.strip() and len(value) <= NUMBER_LIMIT + UNIT_LIMIT:
            return split_unit(value)
        return value.strip(), unit.strip()

    def accepted(self, number: Fraction) -> AcceptedNumber | None:
        return next((answer for answer in self.answers if answer.catch_all or answer.accepts(number)), None)

    def matching(self, number: Fraction, unit: str) -> tuple[AcceptedNumber | None, bool]:
        """The accepted answer, and whether the unit was right."""
        factors = {known.unit: Fraction(known.factor) for known in self.units}
        if unit in factors and (answer := self.accepted(number * factors[unit])):
            return answer, True
        if not self.unit_penalty:
            return (None if unit else self.accepted(number)), True
        return self.accepted(number), False

    def score(self, raw: object, locale: str) -> Grade | None:
        response = self.normalise(raw)
        if response is None:
            return None
        number = require_number(response["value"], locale)
        answer, unit_right = self.matching(Fraction(number), response["unit"])
        stored: Response = dict(response)
        if answer is None:
            return graded(NONE, stored)
        penalty = NONE if unit_right else self.unit_penalty
        fraction = max(NONE, answer.weight - penalty) if penalty else answer.weight
        return graded(fraction, stored, feedback=(answer.feedback,))

    def guess_distribution(self) -> Distribution:
        catch_all = next((answer.weight for answer in self.answers if answer.catch_all), NONE)
        return certain(catch_all)

    def right_response(self) -> dict[str, Response]:
        """The value, or an end or the middle of the range, of the best answer."""
        best = max(self.answers, key=lambda answer: answer.weight)
        unit = next((unit.unit for unit in self.units if unit.factor == 1), "")
        return {"value": str(written_value(best)), "unit": unit}

    def describe(self, response: Response) -> tuple[str, ...]:
        given = self.normalise(response)
        return () if given is None else (f"{given['value']} {given['unit']}".strip(),)

    def from_fields(self, getlist: Fields, prefix: str) -> object:
        value, unit = single_field(getlist, prefix), single_field(getlist, f"{prefix}-unit")
        return {"value": value, "unit": unit} if value.strip() else None

    def to_fields(self, response: Response, prefix: str) -> dict[str, list[str]]:
        given = self.normalise(response)
        if given is None:
            return {}
        fields = {prefix: [given["value"]]}
        return fields | {f"{prefix}-unit": [given["unit"]]} if self.units else fields


def written_value(answer: AcceptedNumber) -> Decimal:
    """A number inside the accepted interval."""
    if answer.value is not None:
        return answer.value
    if answer.low is not None and answer.high is not None:
        return (answer.low + answer.high) / 2
    if answer.low is not None:
        return answer.low + 1
    return Decimal(0) if answer.high is None else answer.high - 1
