"""Response processing, run on candidate responses to learn what each of them scores and shows.

Reading scores off the XML would mean recognising every way of writing them; running it needs the operators
only. What is not known raises `UnsupportedError`, and the item says so in the ledger.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from courses.formats.numbers import number
from courses.formats.qti.declarations import Lookup, ResponseDeclaration
from courses.formats.qti.evaluation import Budget, UnsupportedError, Values, as_number, first
from courses.formats.qti.expressions import Expressions, mapped
from courses.formats.xml_source import Element, children, descendants, name_of

__all__ = ["Processing", "UnsupportedError", "same"]


class _ExitError(Exception):
    """exitResponse."""


class Processing:
    """The processing of one item; `run` is free of side effects. `variables` are outcomes and templates."""

    def __init__(
        self,
        element: Element | None,
        declarations: Mapping[str, ResponseDeclaration],
        variables: Mapping[str, Values],
        lookups: Mapping[str, Lookup] | None = None,
        budget: Budget | None = None,
    ) -> None:
        self.budget = budget or Budget()
        self.element = element
        self.declarations = declarations
        self.variables = variables
        self.lookups = lookups or {}
        self.template = _template(element)
        self.scores = self.template != "" or any(
            one.get("identifier") == "SCORE"
            for one in descendants(element, "setOutcomeValue", "lookupOutcomeValue")
        )

    @property
    def is_mapped(self) -> bool:
        """Whether the response's mapping decides the score."""
        if self.template or not self.scores:
            return self._by == "map_response"
        return any(True for _ in descendants(self.element, "mapResponse"))

    @property
    def _by(self) -> str:
        """The template; where no rule sets a score, the one that authors expect."""
        if self.template:
            return self.template
        return "map_response" if any(one.mapping for one in self.declarations.values()) else "match_correct"

    def run(self, responses: Mapping[str, list[str]]) -> dict[str, Values]:
        """Outcome variables after these responses. Raises UnsupportedError."""
        outcomes: dict[str, Values] = {name: list(values) for name, values in self.variables.items()}
        if self.template == "unknown":
            raise UnsupportedError("its processing template is not known")
        if self.element is not None and not self.template:
            run = _Rules(self, responses, outcomes)
            with suppress(_ExitError):
                run.rules(self.element)
        if not self.scores or self.template:
            outcomes["SCORE"] = [
                sum(
                    self._by_template(one, responses.get(name, [])) for name, one in self.declarations.items()
                )
            ]
        return outcomes

    def score(self, responses: Mapping[str, list[str]]) -> float:
        values = self.run(responses).get("SCORE") or [0.0]
        return number(values[0]) or 0.0

    def _by_template(self, declaration: ResponseDeclaration, given: list[str]) -> float:
        if self._by == "map_response" and (declaration.mapping or self.template):
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
    """Whether the response is the correct one, under the declaration's cardinality.

    Several correct values of a single response are alternatives: so authors mean them.
    """
    correct = list(declaration.correct)
    if declaration.cardinality == "single" and len(given) == 1 and len(correct) > 1:
        return given[0] in correct or (declaration.numeric and number(given[0]) in map(number, correct))
    if declaration.numeric:
        return [number(one) for one in given] == [number(one) for one in correct]
    if declaration.base_type == "pair":
        return sorted(sorted(one.split(" ", 1)) for one in given) == sorted(
            sorted(one.split(" ", 1)) for one in correct
        )
    if declaration.cardinality == "multiple":
        return sorted(given) == sorted(correct)
    return given == correct


class _Rules:
    def __init__(
        self, processing: Processing, responses: Mapping[str, list[str]], outcomes: dict[str, Values]
    ) -> None:
        self.processing = processing
        self.outcomes = outcomes
        self.expressions = Expressions(processing.declarations, responses, outcomes, budget=processing.budget)

    def rules(self, parent: Element) -> None:
        for rule in children(parent):
            self._rule(rule)

    def _rule(self, rule: Element) -> None:
        self.processing.budget.spend()
        name = name_of(rule)
        if name == "responseCondition":
            self._condition(rule)
        elif name == "setOutcomeValue":
            self.outcomes[rule.get("identifier") or ""] = self.expressions.value(first(rule))
        elif name == "lookupOutcomeValue":
            self._look_up(rule)
        elif name == "responseProcessingFragment":
            self.rules(rule)
        elif name == "exitResponse":
            raise _ExitError
        else:
            raise UnsupportedError(f"its processing uses <{name}>")

    def _condition(self, rule: Element) -> None:
        for branch in children(rule):
            body = children(branch)
            if name_of(branch) != "responseElse":
                if not body or not self.expressions.true(body[0]):
                    continue
                body = body[1:]
            for inner in body:
                self._rule(inner)
            return

    def _look_up(self, rule: Element) -> None:
        name = rule.get("identifier") or ""
        values = self.expressions.value(first(rule))
        if name not in self.processing.lookups:
            raise UnsupportedError(f"its processing looks “{name}” up in no table")
        self.outcomes[name] = self.processing.lookups[name].target(as_number(values[0]) if values else None)
