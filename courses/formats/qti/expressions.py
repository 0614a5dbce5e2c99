"""Expressions of QTI: what they are worth, given responses and variables.

A value is a list: empty for NULL, one entry for a single value, several for containers. What is not known
raises `UnsupportedError`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from itertools import chain

from courses.formats.numbers import number
from courses.formats.qti import arithmetic
from courses.formats.qti.declarations import ResponseDeclaration
from courses.formats.xml_source import Element, children, name_of, text_of

Values = list[object]
Pick = Callable[[int], int]
"""A number below the given one, for what is drawn at random."""

_MOST_STEPS = 5_000
_BUDGET = 20_000_000
_LONGEST_CONTAINER = 1_000


class UnsupportedError(Exception):
    """The processing uses something that is not known; the message names it."""


class Budget:
    """How many steps the processing of a whole package may take; then what is left is not read."""

    def __init__(self, steps: int = _BUDGET) -> None:
        self.left = steps

    def spend(self) -> None:
        """Raises UnsupportedError when nothing is left."""
        self.left -= 1
        if self.left < 0:
            raise UnsupportedError("the processing of all items together takes too long to be tried")


class Expressions:
    """Evaluates expressions; `variables` are outcomes and templates. Without `pick` nothing is random."""

    def __init__(
        self,
        declarations: Mapping[str, ResponseDeclaration],
        responses: Mapping[str, list[str]],
        variables: dict[str, Values],
        pick: Pick | None = None,
        budget: Budget | None = None,
    ) -> None:
        self.budget = budget or Budget()
        self.declarations = declarations
        self.responses = responses
        self.variables = variables
        self.pick = pick
        self.steps = 0

    def true(self, element: Element) -> bool:
        return is_true(self.value(element))

    def value(self, element: Element) -> Values:
        self.steps += 1
        self.budget.spend()
        operator = OPERATORS.get(name_of(element))
        if operator is None or self.steps > _MOST_STEPS:
            raise UnsupportedError(f"its processing uses <{name_of(element)}>")
        try:
            return operator(self, element)
        except (ArithmeticError, ValueError):
            return []

    def all(self, element: Element) -> list[Values]:
        return [self.value(one) for one in children(element)]

    def numbers(self, element: Element) -> list[float] | None:
        """All numbers inside; None when one of the expressions is NULL."""
        values = self.all(element)
        if not all(values):
            return None
        return [as_number(value) for value in chain(*values)]

    def attribute(self, element: Element, name: str, default: float) -> float:
        """A number, or the variable that the attribute names."""
        text = element.get(name)
        if text is None:
            return default
        found = number(text)
        if found is None and self.variables.get(text):
            found = number(self.variables[text][0])
        if found is None:
            raise UnsupportedError(f"its processing calculates with “{text[:40]}”")
        return found

    def declared(self, element: Element) -> ResponseDeclaration:
        name = element.get("identifier") or ""
        if name not in self.declarations:
            raise UnsupportedError(f"its processing names “{name}”, which is not declared")
        return self.declarations[name]


def is_true(values: Values) -> bool:
    """Whether it is the one truth: 1 is a number, not a truth."""
    return len(values) == 1 and values[0] is True


def as_number(value: object) -> float:
    found = number(value)
    if found is None:
        raise UnsupportedError("its processing calculates with text")
    return found


def first(element: Element) -> Element:
    inner = children(element)
    if not inner:
        raise UnsupportedError(f"<{name_of(element)}> has nothing inside")
    return inner[0]


def tolerance(element: Element) -> tuple[float, float]:
    """The distances below and above that <equal> allows, as they are written."""
    if element.get("toleranceMode") not in {"absolute", "relative"}:
        return 0.0, 0.0
    given = [abs(number(one) or 0.0) for one in (element.get("tolerance") or "0").split()]
    return (given[0], given[-1]) if given else (0.0, 0.0)


def _two(run: Expressions, element: Element) -> tuple[Values, Values]:
    values = run.all(element)
    if len(values) != 2:
        raise UnsupportedError("a comparison has not two sides")
    return values[0], values[1]


def mapped(declaration: ResponseDeclaration, given: list[str]) -> float:
    values = given if declaration.cardinality == "single" else list(dict.fromkeys(given))
    return declaration.bounded(sum(declaration.mapped(value) for value in values))


# Values


def _variable(run: Expressions, element: Element) -> Values:
    name = element.get("identifier") or ""
    if name in run.declarations:
        given = run.responses.get(name, [])
        kind = run.declarations[name]
        if kind.base_type == "boolean":
            return [one == "true" for one in given]
        return [number(one) for one in given] if kind.numeric else list(given)
    return list(run.variables.get(name, []))


def _correct(run: Expressions, element: Element) -> Values:
    declaration = run.declared(element)
    values = declaration.correct
    return [number(one) for one in values] if declaration.numeric else list(values)


def _base_value(run: Expressions, element: Element) -> Values:
    return typed(text_of(element), element.get("baseType") or "")


def typed(text: str, kind: str) -> Values:
    """One value of a base type."""
    if kind == "boolean":
        return [text == "true"]
    return [as_number(text)] if kind in {"float", "integer"} else [text]


def _constant(run: Expressions, element: Element) -> Values:
    found = {"pi": math.pi, "e": math.e}.get(element.get("name") or "")
    return [] if found is None else [found]


def _mapped(run: Expressions, element: Element) -> Values:
    given = list(run.responses.get(element.get("identifier") or "", []))
    return [mapped(run.declared(element), given)]


def _container(run: Expressions, element: Element) -> Values:
    return list(chain(*run.all(element)))


def _repeated(run: Expressions, element: Element) -> Values:
    times = int(run.attribute(element, "numberRepeats", 1))
    values = _container(run, element)
    if times * len(values) > _LONGEST_CONTAINER:
        raise UnsupportedError("its processing makes a very long list")
    return values * times


def _indexed(run: Expressions, element: Element) -> Values:
    values, position = run.value(first(element)), int(run.attribute(element, "n", 1))
    return [values[position - 1]] if 1 <= position <= len(values) else []


def _deleted(run: Expressions, element: Element) -> Values:
    gone, values = _two(run, element)
    return [value for value in values if value not in gone]


# Chance


def _drawn(run: Expressions, element: Element, count: int) -> int:
    if run.pick is None:
        raise UnsupportedError(f"its processing uses <{name_of(element)}>")
    return run.pick(count)


def _random(run: Expressions, element: Element) -> Values:
    values = run.value(first(element))
    return [values[_drawn(run, element, len(values))]] if values else []


def _random_integer(run: Expressions, element: Element) -> Values:
    low, high = run.attribute(element, "min", 0), run.attribute(element, "max", 0)
    step = max(1.0, run.attribute(element, "step", 1))
    return [low + step * _drawn(run, element, max(1, int((high - low) // step) + 1))]


def _random_float(run: Expressions, element: Element) -> Values:
    low, high = run.attribute(element, "min", 0), run.attribute(element, "max", 1)
    return [low + (high - low) * (_drawn(run, element, 9) + 1) / 10]


# Comparisons


def _match(run: Expressions, element: Element) -> Values:
    one, other = _two(run, element)
    if not one or not other:
        return []
    name = next((inner.get("identifier") for inner in children(element) if inner.get("identifier")), None)
    declaration = run.declarations.get(str(name))
    if declaration is not None and declaration.cardinality == "ordered":
        return [one == other]
    if declaration is not None and declaration.base_type == "pair":
        one, other = _pairs_of(one), _pairs_of(other)
    return [sorted(map(str, one)) == sorted(map(str, other))]


def _pairs_of(values: Values) -> Values:
    """Pairs whose sides are in one order."""
    return [" ".join(sorted(str(pair).split())) for pair in values]


def _equal(run: Expressions, element: Element) -> Values:
    one, other = _two(run, element)
    if not one or not other:
        return []
    low, high = tolerance(element)
    given, expected = as_number(other[0]), as_number(one[0])
    if element.get("toleranceMode") == "relative":
        low, high = abs(expected) * low / 100, abs(expected) * high / 100
    if given == expected - low and element.get("includeLowerBound") == "false":
        return [False]
    if given == expected + high and element.get("includeUpperBound") == "false":
        return [False]
    return [expected - low <= given <= expected + high]


def _equal_rounded(run: Expressions, element: Element) -> Values:
    one, other = _two(run, element)
    if not one or not other:
        return []
    figures = int(run.attribute(element, "figures", 3))
    mode = element.get("roundingMode") or "significantFigures"
    rounded = [arithmetic.rounded(as_number(side[0]), mode, figures) for side in (one, other)]
    return [rounded[0] == rounded[1]]


def _string_match(run: Expressions, element: Element) -> Values:
    one, other = _two(run, element)
    if not one or not other:
        return []
    left, right = str(one[0]), str(other[0])
    if element.get("caseSensitive") == "false":
        left, right = left.casefold(), right.casefold()
    return [right in left if element.get("substring") == "true" else left == right]


def _substring(run: Expressions, element: Element) -> Values:
    """Whether the first is a part of the second."""
    one, other = _two(run, element)
    if not one or not other:
        return []
    part, whole = str(one[0]), str(other[0])
    if element.get("caseSensitive") == "false":
        part, whole = part.casefold(), whole.casefold()
    return [part in whole]


def _within(run: Expressions, element: Element, *, turned: bool) -> Values:
    one, other = _two(run, element)
    if not one or not other:
        return []
    some, every = (other, one) if turned else (one, other)
    return [all(value in every for value in some)]


def _compared(test: Callable[[float, float], bool]) -> Operator:
    def compare(run: Expressions, element: Element) -> Values:
        one, other = _two(run, element)
        return [test(as_number(one[0]), as_number(other[0]))] if one and other else []

    return compare


def _any_n(run: Expressions, element: Element) -> Values:
    holds = sum(map(is_true, run.all(element)))
    low, high = run.attribute(element, "min", 0), run.attribute(element, "max", math.inf)
    return [low <= holds <= high]


# Arithmetic


def _folded(fold: Callable[[list[float]], float]) -> Operator:
    def calculate(run: Expressions, element: Element) -> Values:
        values = run.numbers(element)
        return [] if values is None else [fold(values)]

    return calculate


def _rounded_to(run: Expressions, element: Element) -> Values:
    values = run.numbers(element)
    figures = int(run.attribute(element, "figures", 3))
    mode = element.get("roundingMode") or "significantFigures"
    return [arithmetic.rounded(values[0], mode, figures)] if values else []


def _named(table: Mapping[str, Callable[[list[float]], float]]) -> Operator:
    def calculate(run: Expressions, element: Element) -> Values:
        function, values = table.get(element.get("name") or ""), run.numbers(element)
        if function is None:
            raise UnsupportedError(f"its processing uses the function “{element.get('name')}”")
        return [function(values)] if values else []

    return calculate


Operator = Callable[[Expressions, Element], Values]
OPERATORS: dict[str, Operator] = {
    "variable": _variable,
    "correct": _correct,
    "baseValue": _base_value,
    "mathConstant": _constant,
    "null": lambda run, element: [],
    "isNull": lambda run, element: [not run.value(first(element))],
    "and": lambda run, element: [all(map(is_true, run.all(element)))],
    "or": lambda run, element: [any(map(is_true, run.all(element)))],
    "not": lambda run, element: [not is_true(run.value(first(element)))],
    "anyN": _any_n,
    "match": _match,
    "equal": _equal,
    "equalRounded": _equal_rounded,
    "stringMatch": _string_match,
    "substring": _substring,
    "member": lambda run, element: _within(run, element, turned=False),
    "contains": lambda run, element: _within(run, element, turned=True),
    "gt": _compared(lambda one, other: one > other),
    "gte": _compared(lambda one, other: one >= other),
    "lt": _compared(lambda one, other: one < other),
    "lte": _compared(lambda one, other: one <= other),
    "mapResponse": _mapped,
    "multiple": _container,
    "ordered": _container,
    "repeat": _repeated,
    "index": _indexed,
    "delete": _deleted,
    "containerSize": lambda run, element: [float(len(run.value(first(element))))],
    "random": _random,
    "randomInteger": _random_integer,
    "randomFloat": _random_float,
    "roundTo": _rounded_to,
    "mathOperator": _named(arithmetic.FUNCTIONS),
    "statsOperator": _named(arithmetic.STATISTICS),
    **{name: _folded(fold) for name, fold in arithmetic.FOLDS.items()},
}
