"""<resprocessing> of QTI 1.2, run on candidate responses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from courses.formats.numbers import number
from courses.formats.xml_source import Element, children, descendants, name_of, text_of

Responses = Mapping[str, list[str]]


_FULL = 100.0


class UnsupportedError(Exception):
    """A condition or an action that is not known; the message names it."""


@dataclass(frozen=True, slots=True)
class Result:
    score: float
    feedback: tuple[str, ...] = field(default=())


def run(item: Element, responses: Responses) -> Result:
    """What the responses score and which feedback they bring up. Raises UnsupportedError."""
    scores: dict[str, float] = {}
    feedback: list[str] = []
    singles = {
        one.get("ident") or ""
        for one in descendants(item, "response_lid", "response_str", "response_num")
        if (one.get("rcardinality") or "Single").lower() == "single"
    }
    for one in descendants(item, "decvar"):
        name = one.get("varname") or "SCORE"
        scores[name] = number(one.get("defaultval")) or 0.0
    for condition in descendants(item, "respcondition"):
        if not all(_holds(one, responses, singles) for one in children(condition, "conditionvar")):
            continue
        feedback += [one.get("linkrefid") or "" for one in children(condition, "displayfeedback")]
        actions = children(condition, "setvar")
        final = False
        for action in actions:
            final = _set(action, scores) or final
        if not actions and _is_right_by_name(condition):
            scores["SCORE"], final = _FULL, True
        if final and (condition.get("continue") or "No").lower() != "yes":
            break
    return Result(sum(scores.values()), tuple(dict.fromkeys(feedback)))


def _set(action: Element, scores: dict[str, float]) -> bool:
    """Whether the action settles the score. Blackboard writes the full score as `SCORE.max`."""
    name = action.get("varname") or action.get("variablename") or "SCORE"
    value = _FULL if text_of(action).endswith(".max") else number(text_of(action)) or 0.0
    kind = (action.get("action") or "Set").lower()
    if kind == "set":
        scores[name] = value
        return True
    if kind not in {"add", "subtract"}:
        raise UnsupportedError(f"its processing uses the action “{kind}”")
    scores[name] = scores.get(name, 0.0) + (value if kind == "add" else -value)
    return False


def _is_right_by_name(condition: Element) -> bool:
    """Blackboard sets no score where the feedback is called “correct”."""
    return any(one.get("linkrefid") == "correct" for one in children(condition, "displayfeedback"))


def _holds(condition: Element, responses: Responses, singles: set[str]) -> bool:
    """Several equalities on a response with one value are alternatives, although the standard says “and”:
    Canvas, Blackboard and the makers of their files write accepted answers like this."""
    equalities = children(condition, "varequal", "varsubstring")
    names = {one.get("respident") or "" for one in equalities}
    if len(equalities) > 1 and len(names) == 1 and names <= singles and len(equalities) == len(condition):
        return any(_one(one, responses) for one in equalities)
    return _all(condition, responses)


def _all(parent: Element, responses: Responses) -> bool:
    """Every condition inside; those on one ordered response compare position by position."""
    seen: dict[str, int] = {}
    for one in children(parent):
        position = None
        identifier = one.get("respident") or ""
        if name_of(one) == "varequal":
            position = seen.get(identifier, 0)
            seen[identifier] = position + 1
        if not _one(one, responses, position):
            return False
    return True


def _one(element: Element, responses: Responses, position: int | None = None) -> bool:
    name = name_of(element)
    if name in _COMPOUND:
        return _COMPOUND[name](element, responses)
    given = responses.get(element.get("respident") or "", [])
    if name == "unanswered":
        return not given
    if name in {"varequal", "varsubset", "varsubstring"}:
        return _equal(element, given, position)
    if name in _BOUNDS:
        value, bound = number(given[0]) if given else None, number(text_of(element))
        return value is not None and bound is not None and _BOUNDS[name](value, bound)
    raise UnsupportedError(f"its processing uses <{name}>")


def _equal(element: Element, given: list[str], position: int | None) -> bool:
    wanted = text_of(element)
    if (element.get("case") or "No").lower() != "yes":
        wanted, given = wanted.casefold(), [one.casefold() for one in given]
    if given and given[0] == ORDERED:
        return position is not None and given[position + 1 : position + 2] == [wanted]
    if name_of(element) == "varsubstring":
        return any(wanted in one for one in given)
    if wanted in given:
        return True
    value = number(wanted)
    return value is not None and any(number(one) == value for one in given)


ORDERED = "\ue000ordered"
"""The first entry of a response whose order counts."""
_BOUNDS: dict[str, Callable[[float, float], bool]] = {
    "vargte": lambda value, bound: value >= bound,
    "vargt": lambda value, bound: value > bound,
    "varlte": lambda value, bound: value <= bound,
    "varlt": lambda value, bound: value < bound,
}
_COMPOUND: dict[str, Callable[[Element, Responses], bool]] = {
    "and": _all,
    "or": lambda element, responses: any(_one(one, responses) for one in children(element)),
    "not": lambda element, responses: not _all(element, responses),
    "other": lambda element, responses: True,
}
