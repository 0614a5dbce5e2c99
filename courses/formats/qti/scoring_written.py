"""Declarations and response processing of the items that are written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from courses.formats.numbers import plain
from courses.formats.written_xml import make
from courses.formats.xml_source import Element

TOOL = "Cairn"
"""The tool that an item names as its maker; a score's normal maximum of ours is the item's mark."""
STATE = "CAIRN_STATE"
"""The outcome that brings up feedback to right, partly right and wrong responses as a whole."""


def response(
    identifier: str,
    cardinality: str,
    base_type: str,
    correct: Iterable[str] = (),
    mapping: Mapping[str, float] | None = None,
    *,
    bounds: tuple[float, float] | None = None,
    any_case: bool = False,
    default: float = 0.0,
) -> Element:
    element = make(
        "qti-response-declaration",
        {"identifier": identifier, "cardinality": cardinality, "base-type": base_type},
    )
    values = [make("qti-value", {}, value) for value in correct]
    if values:
        element.append(make("qti-correct-response", {}, *values))
    if mapping:
        attributes = {"default-value": plain(round(default, 12))}
        if bounds:
            attributes |= {"lower-bound": plain(bounds[0]), "upper-bound": plain(bounds[1])}
        entries = [
            make("qti-map-entry", {
                "map-key": key, "mapped-value": plain(round(value, 12)),
                "case-sensitive": str(not any_case).lower() if base_type == "string" else None,
            })
            for key, value in mapping.items()
        ]  # fmt: skip
        element.append(make("qti-mapping", attributes, *entries))
    return element


def outcome(identifier: str, base_type: str, cardinality: str = "single", **attributes: str) -> Element:
    default = attributes.pop("default", None)
    element = make(
        "qti-outcome-declaration",
        {"identifier": identifier, "cardinality": cardinality, "base-type": base_type}
        | {name.replace("_", "-"): value for name, value in attributes.items()},
    )
    if default is not None:
        element.append(make("qti-default-value", {}, make("qti-value", {}, default)))
    return element


def variable(identifier: str) -> Element:
    return make("qti-variable", {"identifier": identifier})


def constant(value: float) -> Element:
    return make("qti-base-value", {"base-type": "float"}, plain(round(value, 12)))


def add_to_score(expression: Element) -> Element:
    return make(
        "qti-set-outcome-value", {"identifier": "SCORE"}, make("qti-sum", {}, variable("SCORE"), expression)
    )


def mapped_score(identifier: str, offset: float = 0.0) -> Element:
    expression = make("qti-map-response", {"identifier": identifier})
    return add_to_score(make("qti-sum", {}, expression, constant(offset)) if offset else expression)


def condition(*branches: tuple[Element, list[Element]]) -> Element:
    """if / else if: each branch a test and what it does. There is at least one branch."""
    rule = make("qti-response-condition")
    for position, (test, actions) in enumerate(branches):
        rule.append(make("qti-response-else-if" if position else "qti-response-if", {}, test, *actions))
    return rule


def show(outcome: str, feedback: str) -> Element:
    """Brings up the modal feedback of this name; none for ""."""
    value = make("qti-base-value", {"base-type": "identifier"}, feedback) if feedback else make("qti-null")
    return make("qti-set-outcome-value", {"identifier": outcome}, value)


def is_text(identifier: str, text: str, *, any_case: bool) -> Element:
    value = make("qti-base-value", {"base-type": "string"}, text)
    attributes = {"case-sensitive": "false" if any_case else "true"}
    return make("qti-string-match", attributes, variable(identifier), value)


def is_answered(identifier: str) -> Element:
    return make("qti-not", {}, make("qti-is-null", {}, variable(identifier)))


def by_state(mark: float, shown: Mapping[str, Element]) -> Element:
    """What is shown to a response that is right, wrong or partly right, by the score it has by now."""
    tests = {
        "right": make("qti-gte", {}, variable("SCORE"), constant(mark * 0.999999)),
        "wrong": make("qti-lte", {}, variable("SCORE"), constant(mark * 0.000001)),
        "partial": make("qti-lt", {}, variable("SCORE"), constant(mark)),
    }
    return condition(*((test, [shown.get(state, show(STATE, ""))]) for state, test in tests.items()))


def when_correct(identifier: str, score: float) -> Element:
    test = make("qti-match", {}, variable(identifier), make("qti-correct", {"identifier": identifier}))
    return condition((test, [add_to_score(constant(score))]))


def accepts(identifier: str, answer: Mapping[str, Any]) -> Element:
    """The test whether the number in `identifier` is one that `answer` accepts. Geometric tolerance must
    have been made a range."""
    if answer.get("value") is not None:
        kind = "relative" if answer.get("tolerance_type") == "relative" else "absolute"
        width = float(answer.get("tolerance") or 0)
        attributes: dict[str, object] = {"tolerance-mode": "exact"}
        if width:
            shown = f"{Decimal(str(answer['tolerance'])) * 100:f}" if kind == "relative" else plain(width)
            attributes = {"tolerance-mode": kind, "tolerance": f"{shown} {shown}"}
        value = make("qti-base-value", {"base-type": "float"}, str(answer["value"]))
        return make("qti-equal", attributes, value, variable(identifier))
    test = make("qti-and")
    for end, name in (("low", "gt"), ("high", "lt")):
        if answer.get(end) is not None:
            operator = f"qti-{name}" if answer.get(f"{end}_open") else f"qti-{name}e"
            value = make("qti-base-value", {"base-type": "float"}, str(answer[end]))
            test.append(make(operator, {}, variable(identifier), value))
    return test
