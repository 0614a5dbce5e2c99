"""Interactions that take what the learner writes: words, numbers, essays, files."""

from __future__ import annotations

from typing import Any

from courses.formats.numbers import number, plain, weight
from courses.formats.qti.declarations import ResponseDeclaration
from courses.formats.qti.processing import tolerance
from courses.formats.qti.scene import Made, Scene, UnfitError
from courses.formats.xml_source import Element, children, descendants, name_of, text_of


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
    candidates = list(
        dict.fromkeys([*scene.declaration.correct, *scene.declaration.mapping, *_constants(scene)])
    )
    scores = {text: scene.score(text) for text in candidates if text.strip()}
    best = max(scores.values(), default=0.0)
    if best <= 0:
        raise UnfitError("no answer earns anything")
    # Bare text is a pattern in short answers: a star of the source stands for itself.
    folded = {text.casefold(): text for text in reversed(candidates) if scores.get(text) == best}
    any_case = all(abs(scene.score(text.swapcase()) - scores[text]) < 1e-9 for text in folded.values())
    answers = []
    for text in sorted(scores, key=lambda one: -scores[one]):
        if scores[text] <= 0 and not scene.feedback(text):
            continue
        row: dict[str, Any] = {"text": text.replace("*", "\\*")}
        row |= {} if scores[text] == best else {"weight": weight(max(0.0, scores[text] / best))}
        row |= {"feedback": scene.feedback(text)} if scene.feedback(text) else {}
        answers.append(row)
    return {"type": "short_text", "answers": answers} | ({} if any_case else {"case_sensitive": True}), best


def _number_entry(scene: Scene) -> Made:
    rows: list[tuple[dict[str, Any], float]] = []
    for element in _comparisons(scene):
        row = _accepted(element, scene.declaration)
        if row is not None and all(row != known for known, _ in rows):
            rows.append((row, scene.score(_inside(row))))
    if not rows:
        keys = dict.fromkeys([*scene.declaration.correct, *scene.declaration.mapping])
        rows = [({"value": key}, scene.score(key)) for key in keys]
    rows = [(row, score) for row, score in rows if score > 0]
    best = max((score for _, score in rows), default=0.0)
    if best <= 0:
        raise UnfitError("no number earns anything")
    answers = []
    for row, score in rows:
        feedback = scene.feedback(_inside(row))
        share = {} if score == best else {"weight": weight(score / best)}
        answers.append(row | share | ({"feedback": feedback} if feedback else {}))
    return {"type": "numerical", "answers": answers}, best


def _inside(row: dict[str, Any]) -> str:
    """A number that the row accepts."""
    if "value" in row:
        return str(row["value"])
    low, high = number(row.get("low")), number(row.get("high"))
    if low is not None and high is not None:
        return plain((low + high) / 2)
    return plain(low + 1 if low is not None else (high or 0.0) - 1)


def _comparisons(scene: Scene) -> list[Element]:
    """<equal> and pairs of bounds that look at this response."""
    found = []
    for element in descendants(scene.processing.element, "equal", "and"):
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
    low, high = tolerance(element)
    if low != high:
        return {"low": plain(expected - low), "high": plain(expected + high)}
    row: dict[str, Any] = {"value": plain(expected)}
    if low and element.get("toleranceMode") == "relative":
        return row | {"tolerance": plain(low / 100), "tolerance_type": "relative"}
    return row | ({"tolerance": plain(low)} if low else {})


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
