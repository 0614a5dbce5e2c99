"""What compares values: <match>, <equal>, <stringMatch>, and what says how near is equal."""

from __future__ import annotations

import math
from collections.abc import Callable

from courses.formats.numbers import number
from courses.formats.qti import arithmetic
from courses.formats.qti.evaluation import Evaluation, Operator, Values, as_number, first, is_true, two
from courses.formats.xml_source import Element, children


def tolerance(element: Element) -> tuple[float, float]:
    """The distances below and above that <equal> allows, as they are written."""
    if element.get("toleranceMode") not in {"absolute", "relative"}:
        return 0.0, 0.0
    given = [abs(number(one) or 0.0) for one in (element.get("tolerance") or "0").split()]
    return (given[0], given[-1]) if given else (0.0, 0.0)


def _match(run: Evaluation, element: Element) -> Values:
    one, other = two(run, element)
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


def _equal(run: Evaluation, element: Element) -> Values:
    one, other = two(run, element)
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


def _equal_rounded(run: Evaluation, element: Element) -> Values:
    one, other = two(run, element)
    if not one or not other:
        return []
    figures = int(run.attribute(element, "figures", 3))
    mode = element.get("roundingMode") or "significantFigures"
    rounded = [arithmetic.rounded(as_number(side[0]), mode, figures) for side in (one, other)]
    return [rounded[0] == rounded[1]]


def _string_match(run: Evaluation, element: Element) -> Values:
    one, other = two(run, element)
    if not one or not other:
        return []
    left, right = str(one[0]), str(other[0])
    if element.get("caseSensitive") == "false":
        left, right = left.casefold(), right.casefold()
    return [right in left if element.get("substring") == "true" else left == right]


def _substring(run: Evaluation, element: Element) -> Values:
    """Whether the first is a part of the second."""
    one, other = two(run, element)
    if not one or not other:
        return []
    part, whole = str(one[0]), str(other[0])
    if element.get("caseSensitive") == "false":
        part, whole = part.casefold(), whole.casefold()
    return [part in whole]


def _within(run: Evaluation, element: Element, *, turned: bool) -> Values:
    one, other = two(run, element)
    if not one or not other:
        return []
    some, every = (other, one) if turned else (one, other)
    return [all(value in every for value in some)]


def _compared(test: Callable[[float, float], bool]) -> Operator:
    def compare(run: Evaluation, element: Element) -> Values:
        one, other = two(run, element)
        return [test(as_number(one[0]), as_number(other[0]))] if one and other else []

    return compare


def _any_n(run: Evaluation, element: Element) -> Values:
    holds = sum(map(is_true, run.all(element)))
    low, high = run.attribute(element, "min", 0), run.attribute(element, "max", math.inf)
    return [low <= holds <= high]


COMPARISONS: dict[str, Operator] = {
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
}
