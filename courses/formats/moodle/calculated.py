"""Moodle's calculated questions: formulas with `{wild}` cards, worked out for one prepared set of numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from courses.formats.numbers import number, plain
from courses.formats.xml_source import Element, child, child_text, children, descendants, text_of

_WILD = re.compile(r"\{([A-Za-z][^{}<>\s\"']*)\}")
_EXPRESSION = re.compile(r"\{=((?:[^{}]|\{[^{}]*\})*)\}")
_TOKEN = re.compile(
    r"\s*(?:(\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?)|([A-Za-z]\w*)|(.))", re.DOTALL
)
_LONGEST, _DEEPEST, _DIGITS = 1000, 30, 12


class CalculationError(Exception):
    """The formulas or their numbers cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """The first set of numbers, by wild card, and how many sets there are."""

    values: Mapping[str, float]
    count: int

    def value(self, formula: str) -> str:
        """The value of a formula, to twelve digits. Raises CalculationError."""
        return _short(evaluated(formula, self.values))

    def filled(self, text: str, answer: Element | None = None) -> str:
        """The text with numbers for wild cards and `{=formulas}`, these as the answer rounds them."""

        def worked_out(match: re.Match[str]) -> str:
            return _rounded(evaluated(match[1], self.values), answer)

        def known(match: re.Match[str]) -> str:
            return _short(self.values[match[1]]) if match[1] in self.values else match[0]

        return _WILD.sub(known, _EXPRESSION.sub(worked_out, text))


def first_dataset(definitions: Element | None) -> Dataset:
    """The first item of every definition. Raises CalculationError when a wild card has none."""
    values: dict[str, float] = {}
    counts = []
    for one in children(definitions, "dataset_definition"):
        items = list(descendants(one, "dataset_item"))
        first = min(items, key=lambda item: number(child_text(item, "number")) or 0.0, default=None)
        value = number(child_text(first, "value"))
        name = child_text(one, "name")
        if value is None:
            raise CalculationError(f"there are no numbers for the wild card “{name}”")
        values[name] = value
        counts.append(len(items))
    if not values:
        raise CalculationError("it has no sets of numbers for its formulas")
    return Dataset(values, min(counts))


def _rounded(value: float, answer: Element | None) -> str:
    """`correctanswerlength` decimals, or significant digits when `correctanswerformat` is 2."""
    length = number(text_of(child(answer, "correctanswerlength"))) if answer is not None else None
    if length is None or not 0 <= length <= _DIGITS:
        return _short(value)
    if child_text(answer, "correctanswerformat") == "2":
        return _short(float(f"{value:.{max(1, int(length))}g}"))
    return f"{value:.{int(length)}f}"


def _short(value: float) -> str:
    return plain(float(f"{value:.{_DIGITS}g}"))


# Formulas


def evaluated(formula: str, values: Mapping[str, float]) -> float:
    """The value of a formula in Moodle's notation. Raises CalculationError."""
    if len(formula) > _LONGEST:
        raise CalculationError(f"a formula has more than {_LONGEST:,} characters")
    try:
        value = _Formula(formula, values).value()
    except (ArithmeticError, ValueError):
        raise CalculationError(f"the formula “{formula[:60]}” has no value for its numbers") from None
    if not math.isfinite(value) or abs(value) >= 1e15:
        raise CalculationError(f"the formula “{formula[:60]}” has no value for its numbers")
    return value


_FUNCTIONS: dict[str, tuple[range, Callable[..., float]]] = {
    **{
        name: (range(1, 2), getattr(math, name))
        for name in (
            "acos", "acosh", "asin", "asinh", "atan", "atanh", "cos", "cosh", "exp", "expm1", "log10",
            "log1p", "sin", "sinh", "sqrt", "tan", "tanh",
        )
    },
    "pi": (range(1), lambda: math.pi),
    "abs": (range(1, 2), abs),
    "ceil": (range(1, 2), lambda value: float(math.ceil(value))),
    "floor": (range(1, 2), lambda value: float(math.floor(value))),
    "deg2rad": (range(1, 2), math.radians),
    "rad2deg": (range(1, 2), math.degrees),
    "log": (range(1, 3), math.log),
    "round": (range(1, 3), lambda value, digits=0.0: _half_up(value, int(digits))),
    "pow": (range(2, 3), math.pow),
    "atan2": (range(2, 3), math.atan2),
    "fmod": (range(2, 3), math.fmod),
    "min": (range(2, 20), min),
    "max": (range(2, 20), max),
}  # fmt: skip


def _half_up(value: float, digits: int) -> float:
    """Halves go away from zero, as PHP rounds: what fifteen digits show as a half is one."""
    power = 10.0 ** max(-15, min(15, digits))
    return math.copysign(math.floor(float(f"{abs(value) * power:.15g}") + 0.5), value) / power


class _Formula:
    """A recursive descent over sums, products, signs, brackets and functions."""

    def __init__(self, text: str, values: Mapping[str, float]) -> None:
        self.text = text
        self.values = values
        self.tokens = [match.groups() for match in _TOKEN.finditer(self._substituted().strip())]
        self.place = 0
        self.depth = 0

    def _substituted(self) -> str:
        def known(match: re.Match[str]) -> str:
            if match[1] not in self.values:
                raise CalculationError(f"there are no numbers for the wild card “{match[1]}”")
            return f"({self.values[match[1]]!r})"

        return _WILD.sub(known, self.text)

    def value(self) -> float:
        found = self._sum()
        if self.place < len(self.tokens):
            raise self._wrong()
        return found

    def _wrong(self) -> CalculationError:
        return CalculationError(f"the formula “{self.text[:60]}” is not understood")

    def _next(self, *marks: str) -> str:
        """The mark that stands here, if it is one of these; then it is passed."""
        if self.place < len(self.tokens) and self.tokens[self.place][2] in marks:
            self.place += 1
            return str(self.tokens[self.place - 1][2])
        return ""

    def _expect(self, mark: str) -> None:
        if not self._next(mark):
            raise self._wrong()

    def _sum(self) -> float:
        found = self._product()
        while mark := self._next("+", "-"):
            other = self._product()
            found = found + other if mark == "+" else found - other
        return found

    def _product(self) -> float:
        found = self._signed()
        while mark := self._next("*", "/", "%"):
            other = self._signed()
            if mark == "*":
                found *= other
            else:
                found = found / other if mark == "/" else math.fmod(int(found), int(other))
        return found

    def _signed(self) -> float:
        sign = 1.0
        while mark := self._next("+", "-"):
            sign = -sign if mark == "-" else sign
        return sign * self._atom()

    def _atom(self) -> float:
        if self.place >= len(self.tokens):
            raise self._wrong()
        literal, name, _ = self.tokens[self.place]
        if literal:
            self.place += 1
            return float(literal)
        if name:
            self.place += 1
            return self._call(name.lower())
        self._expect("(")
        return self._inside(self._sum)

    def _inside(self, read: Callable[[], float]) -> float:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise self._wrong()
        found = read()
        self._expect(")")
        self.depth -= 1
        return found

    def _call(self, name: str) -> float:
        counts, function = _FUNCTIONS.get(name, (range(0), None))
        if function is None:
            raise self._wrong()
        self._expect("(")
        given: list[float] = []

        def arguments() -> float:
            if 0 in counts:
                return 0.0
            given.append(self._sum())
            while self._next(","):
                given.append(self._sum())
            return 0.0

        self._inside(arguments)
        if len(given) not in counts:
            raise self._wrong()
        return float(function(*given))
