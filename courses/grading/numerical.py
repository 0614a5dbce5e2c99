"""Numerical: accepted values with tolerances, ranges, units."""

import unicodedata
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from itertools import chain
from random import Random
from typing import ClassVar, Self

from courses.grading.accepted_numbers import (
    AcceptedNumber,
    check_weights,
    first_accepting,
    read_accepted,
    whole_mark_numbers,
)
from courses.grading.errors import ResponseInvalid
from courses.grading.grades import ALMOST_ALL, NONE, Grade, Response, graded
from courses.grading.guessing import Distribution, certain
from courses.grading.item import CommonFields, Data, Fields, Item, single_field
from courses.grading.numbers import NUMBER_LIMIT, require_number, split_unit, written_number
from courses.grading.reading import EXACT, Reader, exact_decimal, text_fault, written_fraction

UNIT_LIMIT = 40


@dataclass(frozen=True)
class Unit:
    """1 `unit` is `factor` of the unit in which the answers are given: mg for answers in g has 0.001."""

    unit: str
    factor: Decimal


def _read_unit(reader: Reader) -> Unit:
    unit = reader.text("unit", required=True, limit=UNIT_LIMIT)
    if not reader.has("factor"):
        reader.problem("factor", "factor_required")
    factor = reader.decimal("factor", default=Decimal(1))
    if factor <= 0:
        reader.problem("factor", "factor_above_zero")
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
        answers = tuple(reader.rows("answers", read_accepted, least=1, most=50))
        if reader.sound("answers"):
            check_weights(reader, answers)
        units = tuple(reader.rows("units", _read_unit, most=30))
        if reader.sound("units") and units and all(unit.factor != 1 for unit in units):
            reader.problem("units", "unit_of_answers")
        reader.refuse_repeats("units", [comparable_unit(unit.unit) for unit in units], "repeated_unit")
        penalty = reader.share("unit_penalty", default=Decimal(0))
        if penalty and not units and reader.sound("units"):
            reader.problem("unit_penalty", "penalty_without_units")
        return cls(**common, answers=answers, units=units, unit_penalty=Fraction(penalty))

    def data(self) -> Data:
        data: Data = {"answers": [answer.data() for answer in self.answers]}
        if self.units:
            data["units"] = [{"unit": unit.unit, "factor": str(unit.factor)} for unit in self.units]
        if self.unit_penalty:
            data["unit_penalty"] = written_fraction(self.unit_penalty)
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
        if text_fault(unit):
            raise ResponseInvalid("wrong_shape", "The unit contains a NUL character or half of a character.")
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
            # A number of JSON has no language: it is stored so that none can read another one in it.
            exact = exact_decimal(value)
            value = "?" if exact is None else written_number(exact)
        unit = "" if unit is None else unit
        if not isinstance(value, str) or not isinstance(unit, str):
            raise ResponseInvalid("wrong_shape", "Expected a number.")
        if self.units and not unit.strip() and len(value) <= NUMBER_LIMIT + UNIT_LIMIT:
            return split_unit(value)
        return value.strip(), unit.strip()

    def matching(self, number: Fraction, unit: str) -> tuple[AcceptedNumber | None, bool]:
        """The accepted answer, and whether the unit was right."""
        factors = {comparable_unit(known.unit): Fraction(known.factor) for known in self.units}
        factor = factors.get(comparable_unit(unit))
        if factor is not None and (answer := first_accepting(self.answers, number * factor)):
            return answer, True
        if not self.unit_penalty:
            return (None if unit else first_accepting(self.answers, number)), True
        return first_accepting(self.answers, number), False

    def score(self, raw: object, locale: str) -> Grade | None:
        response = self.normalise(raw)
        if response is None:
            return None
        number = require_number(response["value"], locale)
        answer, unit_right = self.matching(Fraction(number), response["unit"])
        stored: Response = dict(response)
        if answer is None:
            return graded(NONE, stored)
        lost = NONE if unit_right else self.unit_penalty
        # A weight below 0 stays as it is: a wrong unit may not soften it.
        fraction = min(answer.weight, max(NONE, answer.weight - lost))
        return graded(fraction, stored, feedback=(answer.feedback,))

    def guess_distribution(self) -> Distribution:
        catch_all = next((answer.weight for answer in self.answers if answer.catch_all), NONE)
        return certain(catch_all)

    def right_response(self) -> dict[str, Response] | None:
        """A number that earns the whole mark: an accepted value before the middle or an end of a range."""
        authored = (answer.value for answer in self.answers if answer.value is not None)
        numbers = chain(authored, map(_short, whole_mark_numbers(self.answers)))
        written = next((written_number(number) for number in numbers if self._earns_all(number)), None)
        if written is None:
            return None
        return {"value": written, "unit": next((unit.unit for unit in self.units if unit.factor == 1), "")}

    def _earns_all(self, number: Decimal) -> bool:
        answer = first_accepting(self.answers, Fraction(number))
        writable = len(written_number(number)) <= NUMBER_LIMIT
        return writable and answer is not None and answer.weight > ALMOST_ALL

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


def comparable_unit(unit: str) -> str:
    """Units are the same in whichever way their signs are typed: µm and μm, m² and m^2, m / s and m/s."""
    return "".join(unicodedata.normalize("NFKC", unit).replace("^", "").split())


def _short(number: Fraction) -> Decimal:
    """A decimal as good as the fraction where it has one; else its first twenty digits."""
    value = EXACT.divide(Decimal(number.numerator), Decimal(number.denominator))
    return value if len(value.as_tuple().digits) < EXACT.prec else value.normalize(Context(prec=20))
