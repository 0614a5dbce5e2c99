"""How expressions of QTI are evaluated: within a budget, with values of one shape, strictly.

A value is a list: empty for NULL, one entry for a single value, several for containers. What is not known
raises `UnsupportedError`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import chain
from typing import ClassVar

from courses.formats.numbers import number
from courses.formats.qti.declarations import ResponseDeclaration
from courses.formats.xml_source import Element, children, name_of

Values = list[object]
Pick = Callable[[int], int]
"""A number below the given one, for what is drawn at random."""

_MOST_STEPS = 5_000
_BUDGET = 20_000_000


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


class Evaluation:
    """Evaluates expressions; `variables` are outcomes and templates. Without `pick` nothing is random.

    `operators` are those of a subclass, by the names of their elements.
    """

    operators: ClassVar[Mapping[str, Operator]]

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
        operator = self.operators.get(name_of(element))
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


def two(run: Evaluation, element: Element) -> tuple[Values, Values]:
    values = run.all(element)
    if len(values) != 2:
        raise UnsupportedError("a comparison has not two sides")
    return values[0], values[1]


Operator = Callable[[Evaluation, Element], Values]
