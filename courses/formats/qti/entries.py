"""Interactions that take what the learner writes: words, numbers, essays, files."""

from __future__ import annotations

import math
from typing import Any

from courses.formats.numbers import number, plain, weight
from courses.formats.qti.arithmetic import rounded
from courses.formats.qti.comparisons import tolerance
from courses.formats.qti.declarations import ResponseDeclaration
from courses.formats.qti.scene import Made, Scene, UnfitError
from courses.formats.ranges import holds, inside
from courses.formats.xml_source import Element, children, descendants, name_of, text_of

# Numbers that no author thought of.
_FAR = ("987654321.123", "-987654321.123", "0.123456789")


def extended_text(scene: Scene) -> Made:
    return {"type": "essay"}, 1.0


def upload(scene: Scene) -> Made:
    return {"type": "file"}, 1.0


def slider(scene: Scene) -> Made:
    scene.notes.append("the slider is a number to type")
    return text_entry(scene)


def text_entry(scene: Scene) -> Made:
    if scene.declaration.numeric:
        return _number_entry(scene)
    declared = scene.declaration
    first = [] if set(declared.correct) <= set(declared.mapping) else declared.correct
    candidates = list(dict.fromkeys([*first, *declared.mapping, *_constants(scene)]))
    scores = {text: scene.score(text) for text in candidates if text.strip()}
    best = scene.best(scores.values())
    if max(scores.values(), default=0.0) <= 0:
        raise UnfitError("no answer earns anything")
    # Bare text is a pattern in short answers: a star of the source stands for itself.
    highest = max(scores.values())
    folded = {text.casefold(): text for text in reversed(candidates) if scores.get(text) == highest}
    any_case = all(
        abs(scene.score(text.swapcase()) - scores[text]) < 1e-9 and text not in scene.declaration.cased
        for text in folded.values()
    )
    answers = []
    known: set[str] = set()
    for text, score in scores.items():
        idle = score <= 0 and not scene.feedback(text) and not scene.mark
        if idle or (any_case and text.casefold() in known):
            continue
        known.add(text.casefold())
        row: dict[str, Any] = {"text": text.replace("*", "\\*")}
        row |= {} if score == best else {"weight": weight(max(0.0, score / best))}
        row |= {"feedback": scene.feedback(text)} if scene.feedback(text) else {}
        answers.append(row)
    answers += _told_to_others(scene, "text", "\ue000", best)
    return {"type": "short_text", "answers": answers} | ({} if any_case else {"case_sensitive": True}), best


def _number_entry(scene: Scene) -> Made:
    known: list[dict[str, Any]] = []
    found: list[tuple[dict[str, Any], str]] = []
    for element in _comparisons(scene):
        row = _accepted(element, scene.declaration)
        if row is None or row in known:
            continue
        within = inside(row, known)
        if any(holds(one, float(within)) for one in known):
            scene.notes.append("an accepted number that others take every response from is left out")
        else:
            found.append((row, within))
        known.append(row)
    if not found:
        keys = dict.fromkeys([*scene.declaration.correct, *scene.declaration.mapping])
        found = [({"value": key}, key) for key in keys]
    scores = {within: scene.score(within) for _, within in found}
    best = scene.best(scores.values())
    if max(scores.values(), default=0.0) <= 0:
        raise UnfitError("no number earns anything")
    answers = []
    for row, within in found:
        feedback = scene.feedback(within)
        if scores[within] <= 0 and not feedback and not scene.mark:
            continue
        share = {} if scores[within] == best else {"weight": weight(max(0.0, scores[within] / best))}
        answers.append(row | share | ({"feedback": feedback} if feedback else {}))
    free = [value for value in _FAR if not any(holds(row, float(value)) for row, _ in found)]
    if free:
        answers += _told_to_others(scene, "value", free[0], best)
    return {"type": "numerical", "answers": answers}, best


def _told_to_others(scene: Scene, field: str, other: str, best: float) -> list[dict[str, Any]]:
    """What any other answer earns and is told."""
    score, feedback = scene.score(other), scene.feedback(other)
    if score <= 0 and not feedback:
        return []
    row: dict[str, Any] = {field: "*", "weight": weight(max(0.0, score / best))}
    return [row | ({"feedback": feedback} if feedback else {})]


def _comparisons(scene: Scene) -> list[Element]:
    """<equal> and pairs of bounds that look at this response."""
    found = []
    for element in descendants(scene.processing.element, "equal", "equalRounded", "and"):
        names = [one.get("identifier") for one in descendants(element, "variable")]
        if scene.declaration.identifier in names:
            found.append(element)
    return found


def _constants(scene: Scene) -> list[str]:
    return [text_of(one) for one in descendants(scene.processing.element, "baseValue")
            if one.get("baseType") == "string"]  # fmt: skip


def _accepted(element: Element, declaration: ResponseDeclaration) -> dict[str, Any] | None:
    """The value with its tolerance, or the range, that the comparison accepts."""
    if name_of(element) == "and":
        return _range(element)
    constants = [number(text_of(one)) for one in children(element, "baseValue")]
    expected = next((one for one in constants if one is not None), None)
    if expected is None and children(element, "correct") and declaration.correct:
        expected = number(declaration.correct[0])
    if expected is None:
        return None
    return _rounded(element, expected) if name_of(element) == "equalRounded" else _near(element, expected)


def _near(element: Element, expected: float) -> dict[str, Any]:
    low, high = tolerance(element)
    relative = element.get("toleranceMode") == "relative"
    if low != high:
        share = abs(expected) / 100 if relative else 1.0
        return {
            "low": plain(round(expected - share * low, 10)),
            "high": plain(round(expected + share * high, 10)),
        }
    row: dict[str, Any] = {"value": plain(expected)}
    if low and relative:
        return row | {"tolerance": plain(round(low / 100, 12)), "tolerance_type": "relative"}
    return row | ({"tolerance": plain(low)} if low else {})


def _rounded(element: Element, expected: float) -> dict[str, Any] | None:
    """The numbers that round to the same one."""
    figures = number(element.get("figures"))
    if figures is None or not expected:
        return None
    mode = element.get("roundingMode") or "significantFigures"
    middle, places = rounded(expected, mode, int(figures)), int(figures)
    if mode != "decimalPlaces":
        places -= 1 + math.floor(math.log10(abs(middle)))
    half = 10.0**-places / 2
    ends: dict[str, Any] = {"low": plain(round(middle - half, 12)), "high": plain(round(middle + half, 12))}
    return ends | ({"high_open": True} if middle > 0 else {"low_open": True})


def _range(element: Element) -> dict[str, Any] | None:
    row: dict[str, Any] = {}
    for one in children(element, "gt", "gte", "lt", "lte"):
        sides = children(one)
        if len(sides) != 2 or {name_of(side) for side in sides} != {"variable", "baseValue"}:
            return None
        value = number(text_of(next(side for side in sides if name_of(side) == "baseValue")))
        if value is None:
            return None
        # “variable above value” is a lower bound, “value above variable” an upper one.
        lower = name_of(one).startswith("gt") == (name_of(sides[0]) == "variable")
        end = "low" if lower else "high"
        row[end] = plain(value)
        if not name_of(one).endswith("e"):
            row[f"{end}_open"] = True
    return row or None
