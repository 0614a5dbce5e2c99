"""What an item declares about its responses and outcomes."""

from __future__ import annotations

from dataclasses import dataclass, field

from courses.formats.numbers import number
from courses.formats.xml_source import Element, child, children, text_of


@dataclass(frozen=True, slots=True)
class ResponseDeclaration:
    """`correct` in order; `mapping` from a value (pairs as "a b") to its score."""

    identifier: str
    cardinality: str
    base_type: str
    correct: tuple[str, ...] = ()
    mapping: dict[str, float] = field(default_factory=dict)
    any_case: frozenset[str] = frozenset()
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
            number(bounds.get("defaultValue")) or 0.0,
            number(bounds.get("lowerBound")),
            number(bounds.get("upperBound")),
        )
    return found


def outcome_defaults(item: Element) -> dict[str, list[object]]:
    """Outcome variables and their default values, as the processing begins with them."""
    found: dict[str, list[object]] = {}
    for element in children(item, "outcomeDeclaration"):
        values = [text_of(one) for one in children(child(element, "defaultValue"), "value")]
        numeric = element.get("baseType") in {"float", "integer"}
        found[element.get("identifier") or ""] = [
            (number(value) or 0.0) if numeric else value for value in values
        ]
    return found


def _key(text: object) -> str:
    return " ".join(str(text or "").split())
