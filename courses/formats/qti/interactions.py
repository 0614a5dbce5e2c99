"""Each kind of interaction to the item type that can hold it."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from courses.formats.markup import Markup, escaped_text
from courses.formats.model import Item
from courses.formats.numbers import number, weight
from courses.formats.qti.entries import extended_text, slider, upload
from courses.formats.qti.feedback import IN_BODY
from courses.formats.qti.scene import Made, Scene, UnfitError
from courses.formats.qti.vocabulary import without
from courses.formats.xml_source import Element, child, children, descendants, name_of, text_of
from courses.grading.choices import POLICIES
from courses.grading.orders import METHODS


def words_of(element: Element, markup: Markup) -> str:
    """What an option says, without the feedback inside it."""
    words = deepcopy(element)
    for one in list(descendants(words, *IN_BODY)):
        without(one)
    return markup.element(words)


def choice(scene: Scene) -> Made:
    options = children(scene.element, "simpleChoice")
    return _choices(scene, options, lambda one: words_of(one, scene.markup))


def hottext(scene: Scene) -> Made:
    """The words to click become choices; the passage shows them in bold."""
    scene.notes.append("the words to mark in the text are a list of choices")
    return _choices(scene, list(descendants(scene.element, "hottext")), scene.markup.element)


def _choices(scene: Scene, options: list[Element], words: Callable[[Element], str]) -> Made:
    single = scene.declaration.cardinality == "single"
    rows: list[dict[str, Any]] = []
    identifiers = [one.get("identifier") or "" for one in options]
    for one, identifier in zip(options, identifiers, strict=True):
        feedback = scene.feedback(identifier)
        rows.append({"text": words(one)} | ({"feedback": feedback} if feedback else {}))
    if set(identifiers) == {"true", "false"} and single:
        return _truth(scene, dict(zip(identifiers, rows, strict=True)))
    if single:
        scores = [scene.score(identifier) for identifier in identifiers]
        best = scene.best(scores)
        if max(scores, default=0.0) <= 0:
            raise UnfitError("none of its choices earns anything")
        plain = scene.element.get("data-cairn-policy") != "weights"
        if plain and (
            sorted(scores)[:-1] == [0.0] * (len(scores) - 1) or (scene.mark and set(scores) <= {0, best})
        ):
            marked: list[dict[str, Any]] = [{"correct": True} if score == best else {} for score in scores]
        else:
            marked = [{"weight": weight(score / best)} for score in scores]
        made = [_row(row, extra) for row, extra in zip(rows, marked, strict=True)]
        return {"type": "single_choice", "choices": made} | scene.shuffle, best
    return _several(scene, identifiers, rows)


def _truth(scene: Scene, rows: dict[str, dict[str, Any]]) -> Made:
    scores = {identifier: scene.score(identifier) for identifier in rows}
    item: Item = {"type": "true_false", "answer": scores["true"] > scores["false"]}
    item |= {
        f"feedback_{identifier}": row["feedback"] for identifier, row in rows.items() if row.get("feedback")
    }
    return item, max(scores.values()) or 1.0


def _several(scene: Scene, identifiers: list[str], rows: list[dict[str, Any]]) -> Made:
    best = scene.mark or scene.full_mark()
    alone = (
        [scene.declaration.mapped(one) for one in identifiers]
        if scene.processing.is_mapped
        else [scene.score(identifier) for identifier in identifiers]
    )
    right = set(scene.declaration.correct)
    item: Item = {"type": "multiple_choice"}
    policy = scene.element.get("data-cairn-policy")
    gained = sum(score for score in alone if score > 0)
    values: list[dict[str, Any]]
    if policy == "weights" and scene.mark:
        best = scene.mark
        item["policy"] = policy
        values = [{"weight": weight(score / best)} for score in alone]
    elif policy in POLICIES and policy != "weights":
        item["policy"] = policy
        values = [{"correct": one in right} for one in identifiers]
    elif gained > 0 and abs(gained - best) < 1e-6:
        item["policy"] = "weights"
        if any(score < -best for score in alone):
            scene.notes.append("a wrong choice takes at most the whole mark")
        values = [{"weight": value} for value in _weights(scene, alone, best)]
    else:
        if any(score > 0 for score in alone):
            scene.notes.append("its own way of counting partly right answers became all or nothing")
        item["policy"] = "all_or_nothing"
        values = [{"correct": one in right} for one in identifiers]
    item["choices"] = [_row(row, value) for row, value in zip(rows, values, strict=True)]
    return item | scene.shuffle, best


def _weights(scene: Scene, alone: list[float], best: float) -> list[int | float]:
    """What each choice is worth; where only some may be ticked, a wrong one has its price."""
    most = number(scene.element.get("maxChoices")) or 0
    right = sum(score > 0 for score in alone)
    if 0 < most < len(alone) and not any(score < 0 for score in alone) and right < len(alone):
        scene.notes.append(
            f"any number of choices may be ticked, not {most:g} at most: a wrong one costs a right one"
        )
        return [weight(score / best) if score > 0 else weight(-1 / right) for score in alone]
    return [weight(max(-1.0, score / best)) for score in alone]


def _row(row: dict[str, Any], extra: dict[str, Any]) -> dict[str, Any]:
    feedback = {"feedback": row["feedback"]} if row.get("feedback") else {}
    return {"text": row["text"]} | extra | feedback


def hotspot(scene: Scene) -> Made:
    """Places in a picture become choices by their names."""
    options = children(scene.element, "hotspotChoice")
    names = _place_names(options)
    scene.notes.append("the places in the picture are a list of their names")
    return _choices(scene, options, lambda one: escaped_text(names[one.get("identifier") or ""]))


def _place_names(options: list[Element]) -> dict[str, str]:
    names = {one.get("identifier") or "": (one.get("hotspotLabel") or "").strip() for one in options}
    if not all(names.values()) or len(set(names.values())) < len(options):
        raise UnfitError("it asks for places in a picture, and they have no names")
    return names


def order(scene: Scene) -> Made:
    texts = {
        one.get("identifier") or "": words_of(one, scene.markup)
        for one in children(scene.element, "simpleChoice")
    }
    return _ordered(scene, texts)


def graphic_order(scene: Scene) -> Made:
    names = _place_names(children(scene.element, "hotspotChoice"))
    scene.notes.append("the places in the picture are a list of their names")
    return _ordered(scene, {identifier: escaped_text(name) for identifier, name in names.items()})


def _ordered(scene: Scene, texts: dict[str, str]) -> Made:
    correct = list(scene.declaration.correct)
    if sorted(correct) != sorted(texts):
        raise UnfitError("its correct order does not name every entry once")
    entries = [texts[identifier] for identifier in correct]
    method = scene.element.get("data-cairn-method")
    method = method if method in METHODS else "all_or_nothing"
    return {"type": "ordering", "method": method, "entries": entries}, scene.full_mark()


def match(scene: Scene) -> Made:
    """Two sets, each entry of the first with one of the second."""
    sets = children(scene.element, "simpleMatchSet")
    if len(sets) != 2:
        raise UnfitError("it has not two sets to match")
    left, right = ({
        one.get("identifier") or "": words_of(one, scene.markup)
        for one in children(side, "simpleAssociableChoice")
    } for side in sets)  # fmt: skip
    pairs = [tuple(value.split(" ", 1)) for value in scene.declaration.correct]
    if any(len(pair) != 2 or pair[0] not in left or pair[1] not in right for pair in pairs):
        raise UnfitError("its correct response names what is not there")
    if sorted(pair[0] for pair in pairs) != sorted(left):
        if sorted(pair[1] for pair in pairs) != sorted(right):
            raise UnfitError("an entry of the first set has no partner, or several")
        # Each entry of the second set has one: a sorting into the entries of the first.
        scene.notes.append("the two sets have changed sides")
        return _pairs(scene, [(right[other], left[one]) for one, other in pairs], list(left.values()))
    return _pairs(scene, [(left[one], right[other]) for one, other in pairs], list(right.values()))


def associate(scene: Scene) -> Made:
    """One set to pair up: the first of each pair becomes the left-hand side."""
    texts = {
        one.get("identifier") or "": words_of(one, scene.markup)
        for one in children(scene.element, "simpleAssociableChoice")
    }
    pairs = [tuple(value.split(" ", 1)) for value in scene.declaration.correct]
    named = [identifier for pair in pairs for identifier in pair]
    if not set(named) <= set(texts) or len(named) != len(set(named)) or len(named) != 2 * len(pairs):
        raise UnfitError("its pairs share entries or name what is not there")
    scene.notes.append("one side of each pair is given")
    unused = [text for identifier, text in texts.items() if identifier not in named]
    return _pairs(scene, [(texts[one], texts[other]) for one, other in pairs], unused)


def _pairs(scene: Scene, pairs: list[tuple[str, str]], offered: list[str]) -> Made:
    if not scene.processing.is_mapped:
        scene.notes.append("each right pair counts, not only all of them together")
    elif len(set(scene.declaration.mapping.values())) > 1:
        scene.notes.append("every pair counts the same")
    used = {right for _, right in pairs}
    distractors = [text for text in dict.fromkeys(offered) if text not in used]
    item: Item = {"type": "match", "pairs": [{"left": one, "right": other} for one, other in pairs]}
    item |= {"distractors": distractors} if distractors else {}
    return item | scene.shuffle, scene.full_mark()


def gap_match(scene: Scene) -> Made:
    """The texts to drag become choices; their gaps are numbered by the right one."""
    element = scene.element
    options = children(element, "gapText")
    if children(element, "gapImg"):
        raise UnfitError("its gaps are filled with pictures")
    position = {one.get("identifier") or "": place for place, one in enumerate(options, start=1)}
    right: dict[str, int] = {}
    for value in scene.declaration.correct:
        text, _, gap = value.partition(" ")
        if text not in position or gap in right:
            raise UnfitError("its correct response names what is not there, or fills a gap twice")
        right[gap] = position[text]

    def special(one: Element) -> str | None:
        if name_of(one) == "gap":
            if one.get("identifier") not in right:
                raise UnfitError(f"nothing fills the gap “{one.get('identifier')}”")
            return f"[[{right[one.get('identifier') or '']}]]"
        return "" if name_of(one) in {"gapText", "prompt"} else None

    text = Markup(scene.markup.link, scene.markup.report, special).element(element)
    once = len(set(right.values())) == len(right) and all(one.get("matchMax", "1") == "1" for one in options)
    if len(set(scene.declaration.mapping.values())) > 1:
        scene.notes.append("every gap counts the same")
    rows = [{"text": scene.markup.element(one) or text_of(one)} for one in options]
    kind = "drag_text" if once else "gap_select"
    return {"type": kind, "text": text, "choices": rows}, scene.full_mark()


def prompt_of(element: Element, markup: Markup) -> str:
    prompt = child(element, "prompt")
    return "" if prompt is None else markup.element(prompt)


BLOCK: dict[str, Callable[[Scene], Made]] = {
    "choiceInteraction": choice,
    "hottextInteraction": hottext,
    "orderInteraction": order,
    "matchInteraction": match,
    "associateInteraction": associate,
    "gapMatchInteraction": gap_match,
    "extendedTextInteraction": extended_text,
    "uploadInteraction": upload,
    "sliderInteraction": slider,
    "hotspotInteraction": hotspot,
    "graphicOrderInteraction": graphic_order,
}
INLINE = {"textEntryInteraction", "inlineChoiceInteraction"}
ON_PICTURES = {"hotspotInteraction", "graphicOrderInteraction"}


def inline_choice(scene: Scene) -> Made:
    options = children(scene.element, "inlineChoice")
    made, mark = _choices(scene, options, lambda one: words_of(one, scene.markup))
    return made, mark
