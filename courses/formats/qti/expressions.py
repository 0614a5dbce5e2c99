"""Expressions of QTI: what they are worth, given responses and variables."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from itertools import chain

from courses.formats.numbers import number
from courses.formats.qti import arithmetic
from courses.formats.qti.comparisons import COMPARISONS
from courses.formats.qti.declarations import ResponseDeclaration
from courses.formats.qti.evaluation import (
    Evaluation,
    Operator,
    UnsupportedError,
    Values,
    as_number,
    first,
    two,
)
from courses.formats.xml_source import Element, name_of, text_of

_LONGEST_CONTAINER = 1_000


def mapped(declaration: ResponseDeclaration, given: list[str]) -> float:
    values = given if declaration.cardinality == "single" else list(dict.fromkeys(given))
    return declaration.bounded(sum(declaration.mapped(value) for value in values))


def _variable(run: Evaluation, element: Element) -> Values:
    name = element.get("identifier") or ""
    if name in run.declarations:
        given = run.responses.get(name, [])
        kind = run.declarations[name]
        if kind.base_type == "boolean":
            return [one == "true" for one in given]
        return [number(one) for one in given] if kind.numeric else list(given)
    return list(run.variables.get(name, []))


def _correct(run: Evaluation, element: Element) -> Values:
    declaration = run.declared(element)
    values = declaration.correct
    return [number(one) for one in values] if declaration.numeric else list(values)


def _base_value(run: Evaluation, element: Element) -> Values:
    return typed(text_of(element), element.get("baseType") or "")


def typed(text: str, kind: str) -> Values:
    """One value of a base type."""
    if kind == "boolean":
        return [text == "true"]
    return [as_number(text)] if kind in {"float", "integer"} else [text]


def _constant(run: Evaluation, element: Element) -> Values:
    found = {"pi": math.pi, "e": math.e}.get(element.get("name") or "")
    return [] if found is None else [found]


def _mapped(run: Evaluation, element: Element) -> Values:
    given = list(run.responses.get(element.get("identifier") or "", []))
    return [mapped(run.declared(element), given)]


def _container(run: Evaluation, element: Element) -> Values:
    return list(chain(*run.all(element)))


def _repeated(run: Evaluation, element: Element) -> Values:
    times = int(run.attribute(element, "numberRepeats", 1))
    values = _container(run, element)
    if times * len(values) > _LONGEST_CONTAINER:
        raise UnsupportedError("its processing makes a very long list")
    return values * times


def _indexed(run: Evaluation, element: Element) -> Values:
    values, position = run.value(first(element)), int(run.attribute(element, "n", 1))
    return [values[position - 1]] if 1 <= position <= len(values) else []


def _deleted(run: Evaluation, element: Element) -> Values:
    gone, values = two(run, element)
    return [value for value in values if value not in gone]


# Chance


def _drawn(run: Evaluation, element: Element, count: int) -> int:
    if run.pick is None:
        raise UnsupportedError(f"its processing uses <{name_of(element)}>")
    return run.pick(count)


def _random(run: Evaluation, element: Element) -> Values:
    values = run.value(first(element))
    return [values[_drawn(run, element, len(values))]] if values else []


def _random_integer(run: Evaluation, element: Element) -> Values:
    low, high = run.attribute(element, "min", 0), run.attribute(element, "max", 0)
    step = max(1.0, run.attribute(element, "step", 1))
    return [low + step * _drawn(run, element, max(1, int((high - low) // step) + 1))]


def _random_float(run: Evaluation, element: Element) -> Values:
    low, high = run.attribute(element, "min", 0), run.attribute(element, "max", 1)
    return [low + (high - low) * (_drawn(run, element, 9) + 1) / 10]


# Arithmetic


def _folded(fold: Callable[[list[float]], float]) -> Operator:
    def calculate(run: Evaluation, element: Element) -> Values:
        values = run.numbers(element)
        return [] if values is None else [fold(values)]

    return calculate


def _rounded_to(run: Evaluation, element: Element) -> Values:
    values = run.numbers(element)
    figures = int(run.attribute(element, "figures", 3))
    mode = element.get("roundingMode") or "significantFigures"
    return [arithmetic.rounded(values[0], mode, figures)] if values else []


def _named(table: Mapping[str, Callable[[list[float]], float]]) -> Operator:
    def calculate(run: Evaluation, element: Element) -> Values:
        function, values = table.get(element.get("name") or ""), run.numbers(element)
        if function is None:
            raise UnsupportedError(f"its processing uses the function “{element.get('name')}”")
        return [function(values)] if values else []

    return calculate


OPERATORS: dict[str, Operator] = {
    **COMPARISONS,
    "variable": _variable,
    "correct": _correct,
    "baseValue": _base_value,
    "mathConstant": _constant,
    "null": lambda run, element: [],
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


class Expressions(Evaluation):
    """Evaluates every expression that is known."""

    operators = OPERATORS
