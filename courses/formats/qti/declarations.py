"""What an item declares about its responses and outcomes."""

from __future__ import annotations

from dataclasses import dataclass, field

from courses.formats.numbers import number
from courses.formats.xml_source import Element, child, children, name_of, text_of


@dataclass(frozen=True, slots=True)
class ResponseDeclaration:
    """`correct` in order; `mapping` from a value (pairs as "a b") to its score.

    `any_case` and `cased` are the values of the mapping that say so themselves.
    """

    identifier: str
    cardinality: str
    base_type: str
    correct: tuple[str, ...] = ()
    mapping: dict[str, float] = field(default_factory=dict)
    any_case: frozenset[str] = frozenset()
    cased: frozenset[str] = frozenset()
    default: float = 0.0
    lower: float | None = None
    upper: float | None = None

    @property
    def numeric(self) -> bool:
        return self.base_type in {"float", "integer"}

    def mapped(self, value: str) -> float:
        if value in self.mapping:
            return self.mapping[value]
        folded = value.casefold()
        for key, score in self.mapping.items():
            if key in self.any_case and key.casefold() == folded:
                return score
        if self.base_type == "pair" and " " in value:
            return self.mapping.get(" ".join(reversed(value.split(" ", 1))), self.default)
        return self.default

    def bounded(self, score: float) -> float:
        score = score if self.lower is None else max(score, self.lower)
        return score if self.upper is None else min(score, self.upper)


def response_declarations(item: Element) -> dict[str, ResponseDeclaration]:
    found = {}
    for element in children(item, "responseDeclaration"):
        entries = children(child(element, "mapping"), "mapEntry")
        mapping = child(element, "mapping")
        bounds = {} if mapping is None else {str(key): str(value) for key, value in mapping.attrib.items()}
        identifier = element.get("identifier") or "RESPONSE"
        found[identifier] = ResponseDeclaration(
            identifier,
            element.get("cardinality") or "single",
            element.get("baseType") or "identifier",
            tuple(text_of(one) for one in children(child(element, "correctResponse"), "value")),
            {_key(one.get("mapKey")): number(one.get("mappedValue")) or 0.0 for one in entries},
            frozenset(_key(one.get("mapKey")) for one in entries if one.get("caseSensitive") == "false"),
            frozenset(_key(one.get("mapKey")) for one in entries if one.get("caseSensitive") == "true"),
            number(bounds.get("defaultValue")) or 0.0,
            number(bounds.get("lowerBound")),
            number(bounds.get("upperBound")),
        )
    return found


def outcome_defaults(item: Element) -> dict[str, list[object]]:
    """Outcome variables and their default values, as the processing begins with them: numbers with 0."""
    found: dict[str, list[object]] = {}
    for element in children(item, "outcomeDeclaration"):
        values = [text_of(one) for one in children(child(element, "defaultValue"), "value")]
        numeric = element.get("baseType") in {"float", "integer"}
        start: list[object] = [(number(value) or 0.0) if numeric else value for value in values]
        if element.get("baseType") == "boolean":
            start = [value == "true" for value in values]
        if not start and numeric and (element.get("cardinality") or "single") == "single":
            start = [0.0]
        found[element.get("identifier") or ""] = start
    return found


@dataclass(frozen=True, slots=True)
class Lookup:
    """The table of an outcome: rows of a number, whether it belongs to the row itself, and the value.

    With `steps` the numbers are lower bounds, the highest first.
    """

    rows: tuple[tuple[float, bool, object], ...]
    steps: bool
    default: list[object]

    def target(self, source: float | None) -> list[object]:
        if source is not None:
            for bound, included, value in self.rows:
                if (included and source == bound) or (self.steps and source > bound):
                    return [value]
        return list(self.default)


def lookups(item: Element) -> dict[str, Lookup]:
    """The tables of <lookupOutcomeValue>, by the outcome that they decide."""
    found: dict[str, Lookup] = {}
    for element in children(item, "outcomeDeclaration"):
        table = next(iter(children(element, "matchTable", "interpolationTable")), None)
        if table is None:
            continue
        numeric = element.get("baseType") in {"float", "integer"}
        rows = []
        for one in children(table):
            text = one.get("targetValue") or ""
            value: object = (number(text) or 0.0) if numeric else text
            source = number(one.get("sourceValue")) or 0.0
            rows.append((source, one.get("includeBoundary") != "false", value))
        default = table.get("defaultValue")
        found[element.get("identifier") or ""] = Lookup(
            tuple(sorted(rows, key=lambda row: -row[0])),
            name_of(table) == "interpolationTable",
            [] if default is None else [(number(default) or 0.0) if numeric else default],
        )
    return found


def _key(text: object) -> str:
    return " ".join(str(text or "").split())
