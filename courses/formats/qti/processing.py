"""Response processing, run on candidate responses to learn what each of them scores and shows.

Reading scores off the XML would mean recognising every way of writing them; running it needs the operators
only. What is not known raises `UnsupportedError`, and the item says so in the ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from courses.formats.numbers import number
from courses.formats.qti.declarations import ResponseDeclaration
from courses.formats.xml_source import Element, children, name_of, text_of

Values = list[object]
_MOST_STEPS = 5_000


class UnsupportedError(Exception):
    """The processing uses something that is not known; the message names it."""


class _ExitError(Exception):
    """exitResponse."""


class Processing:
    """The processing of one item; `run` is free of side effects."""

    def __init__(
        self,
        element: Element | None,
        declarations: Mapping[str, ResponseDeclaration],
        defaults: Mapping[str, Values],
    ) -> None:
        self.element = element
        self.declarations = declarations
        self.defaults = defaults
        self.template = _template(element)

    @property
    def missing(self) -> bool:
        return self.element is None or (not self.template and not len(self.element))

    def run(self, responses: Mapping[str, list[str]]) -> dict[str, Values]:
        """Outcome variables after these responses. Raises UnsupportedError."""
        outcomes: dict[str, Values] = {name: list(values) for name, values in self.defaults.items()}
        if self.template == "unknown":
            raise UnsupportedError("its processing template is not known")
        if self.template or self.element is None:
            score = sum(
                self._by_template(one, responses.get(one.identifier, []))
                for one in self.declarations.values()
            )
            return outcomes | {"SCORE": [score]}
        run = _Run(self, responses, outcomes)
        try:
            run.rules(self.element)
        except _ExitError:
            pass
        except RecursionError:
            raise UnsupportedError("its processing is nested too deep") from None
        return run.outcomes

    def score(self, responses: Mapping[str, list[str]]) -> float:
        values = self.run(responses).get("SCORE") or [0.0]
        return number(values[0]) or 0.0

    def _by_template(self, declaration: ResponseDeclaration, given: list[str]) -> float:
        if self.template == "map_response":
            return mapped(declaration, given)
        return 1.0 if given and same(declaration, given) else 0.0


def _template(element: Element | None) -> str:
    if element is None:
        return ""
    name = (element.get("template") or "").rsplit("/", 1)[-1].removesuffix(".xml").lower()
    if "map_response" in name and "point" not in name:
        return "map_response"
    if name.startswith("cc2_match") or "match_correct" in name:
        return "match_correct"
    if name and not len(element):
        return "unknown"
    return ""


def same(declaration: ResponseDeclaration, given: list[str]) -> bool:
    """Whether the response is the correct one, under the declaration's cardinality."""
    correct = list(declaration.correct)
    if declaration.numeric:
        return [number(one) for one in given] == [number(one) for one in correct]
    if declaration.base_type == "pair":
        return sorted(sorted(one.split(" ", 1)) for one in given) == sorted(
            sorted(one.split(" ", 1)) for one in correct
        )
    if declaration.cardinality == "multiple":
        return sorted(given) == sorted(correct)
    return given == correct


def mapped(declaration: ResponseDeclaration, given: list[str]) -> float:
    values = given if declaration.cardinality == "single" else list(dict.fromkeys(given))
    return declaration.bounded(sum(declaration.mapped(value) for value in values))


class _Run:
    def __init__(
        self, processing: Processing, responses: Mapping[str, list[str]], outcomes: dict[str, Values]
    ) -> None:
        self.declarations = processing.declarations
        self.responses = responses
        self.outcomes = outcomes
        self.steps = 0

    def rules(self, parent: Element) -> None:
        for rule in children(parent):
            self._rule(rule)

    def _rule(self, rule: Element) -> None:
        name = name_of(rule)
        if name == "responseCondition":
            for branch in children(rule):
                body = children(branch)
                if name_of(branch) != "responseElse":
                    if not body or not self._true(body[0]):
                        continue
                    body = body[1:]
                for inner in body:
                    self._rule(inner)
                return
        elif name == "setOutcomeValue":
            self.outcomes[rule.get("identifier") or ""] = self.value(_first(rule))
        elif name == "responseProcessingFragment":
            self.rules(rule)
        elif name == "exitResponse":
            raise _ExitError
        else:
            raise UnsupportedError(f"its processing uses <{name}>")

    def _true(self, element: Element) -> bool:
        return self.value(element) == [True]

    def value(self, element: Element) -> Values:
        self.steps += 1
        operator = _OPERATORS.get(name_of(element))
        if operator is None or self.steps > _MOST_STEPS:
            raise UnsupportedError(f"its processing uses <{name_of(element)}>")
        return operator(self, element)

    def all(self, element: Element) -> list[Values]:
        return [self.value(one) for one in children(element)]

    def numbers(self, element: Element) -> list[float]:
        return [_number(value) for values in self.all(element) for value in values]

    def variable(self, element: Element) -> Values:
        name = element.get("identifier") or ""
        if name in self.declarations:
            given = self.responses.get(name, [])
            return [number(one) for one in given] if self.declarations[name].numeric else list(given)
        return list(self.outcomes.get(name, []))

    def declared(self, element: Element) -> ResponseDeclaration:
        name = element.get("identifier") or ""
        if name not in self.declarations:
            raise UnsupportedError(f"its processing names “{name}”, which is not declared")
        return self.declarations[name]

    def correct(self, element: Element) -> Values:
        declaration = self.declared(element)
        values = declaration.correct
        return [number(one) for one in values] if declaration.numeric else list(values)

    def match(self, element: Element) -> Values:
        first, second = _two(self.all(element))
        if not first or not second:
            return []
        name = next((one.get("identifier") for one in children(element) if one.get("identifier")), None)
        ordered = name in self.declarations and self.declarations[str(name)].cardinality == "ordered"
        return [first == second if ordered else sorted(map(str, first)) == sorted(map(str, second))]

    def equal(self, element: Element) -> Values:
        first, second = _two(self.all(element))
        if not first or not second:
            return []
        low, high = tolerance(element)
        given, expected = _number(second[0]), _number(first[0])
        if element.get("toleranceMode") == "relative":
            low, high = abs(expected) * low / 100, abs(expected) * high / 100
        return [expected - low <= given <= expected + high]

    def string_match(self, element: Element) -> Values:
        first, second = _two(self.all(element))
        if not first or not second:
            return []
        one, other = str(first[0]), str(second[0])
        if element.get("caseSensitive") == "false":
            one, other = one.casefold(), other.casefold()
        return [other in one if element.get("substring") == "true" else one == other]

    def member(self, element: Element) -> Values:
        first, second = _two(self.all(element))
        return [all(value in second for value in first)] if first and second else []

    def contains(self, element: Element) -> Values:
        first, second = _two(self.all(element))
        return [all(value in first for value in second)] if first and second else []

    def compared(self, element: Element, test: Callable[[float, float], bool]) -> Values:
        first, second = _two(self.all(element))
        return [test(_number(first[0]), _number(second[0]))] if first and second else []


def tolerance(element: Element) -> tuple[float, float]:
    """The distances below and above that <equal> allows, as they are written."""
    if element.get("toleranceMode") not in {"absolute", "relative"}:
        return 0.0, 0.0
    given = [abs(number(one) or 0.0) for one in (element.get("tolerance") or "0").split()]
    return (given[0], given[-1]) if given else (0.0, 0.0)


def _first(element: Element) -> Element:
    inner = children(element)
    if not inner:
        raise UnsupportedError(f"<{name_of(element)}> has nothing inside")
    return inner[0]


def _two(values: list[Values]) -> tuple[Values, Values]:
    if len(values) != 2:
        raise UnsupportedError("a comparison has not two sides")
    return values[0], values[1]


def _number(value: object) -> float:
    found = number(value)
    if found is None:
        raise UnsupportedError("its processing calculates with text")
    return found


def _base_value(run: _Run, element: Element) -> Values:
    text = text_of(element)
    kind = element.get("baseType")
    if kind == "boolean":
        return [text == "true"]
    return [_number(text)] if kind in {"float", "integer"} else [text]


def _divided(run: _Run, element: Element) -> Values:
    first, second = _two(run.all(element))
    if not first or not second or not _number(second[0]):
        return []
    return [_number(first[0]) / _number(second[0])]


_OPERATORS: dict[str, Callable[[_Run, Element], Values]] = {
    "variable": _Run.variable,
    "correct": _Run.correct,
    "baseValue": _base_value,
    "null": lambda run, element: [],
    "isNull": lambda run, element: [not run.value(_first(element))],
    "and": lambda run, element: [all(values == [True] for values in run.all(element))],
    "or": lambda run, element: [any(values == [True] for values in run.all(element))],
    "not": lambda run, element: [run.value(_first(element)) != [True]],
    "match": _Run.match,
    "equal": _Run.equal,
    "stringMatch": _Run.string_match,
    "member": _Run.member,
    "contains": _Run.contains,
    "mapResponse": lambda run, element: [
        mapped(run.declared(element), list(run.responses.get(element.get("identifier") or "", [])))
    ],
    "sum": lambda run, element: [sum(run.numbers(element))],
    "product": lambda run, element: [_product(run.numbers(element))],
    "subtract": lambda run, element: [_subtracted(run.numbers(element))],
    "divide": _divided,
    "max": lambda run, element: [max(run.numbers(element), default=0.0)],
    "min": lambda run, element: [min(run.numbers(element), default=0.0)],
    "gt": lambda run, element: run.compared(element, lambda one, other: one > other),
    "gte": lambda run, element: run.compared(element, lambda one, other: one >= other),
    "lt": lambda run, element: run.compared(element, lambda one, other: one < other),
    "lte": lambda run, element: run.compared(element, lambda one, other: one <= other),
    "multiple": lambda run, element: [value for values in run.all(element) for value in values],
    "ordered": lambda run, element: [value for values in run.all(element) for value in values],
    "containerSize": lambda run, element: [float(len(run.value(_first(element))))],
}


def _product(values: list[float]) -> float:
    result = 1.0
    for value in values:
        result *= value
    return result


def _subtracted(values: list[float]) -> float:
    return values[0] - sum(values[1:]) if values else 0.0
