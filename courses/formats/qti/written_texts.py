"""Items whose answers stand in a text: words, numbers, gaps, cloze."""

from __future__ import annotations

import re

from courses.formats.model import Item
from courses.formats.numbers import plain
from courses.formats.qti import scoring_written as scoring
from courses.formats.qti.written_item import RESPONSE, UnwritableError, WrittenItem
from courses.formats.written_xml import make, markup
from courses.formats.xml_source import Element
from courses.grading.cloze import PLACE
from courses.grading.gaps import GAP


def short_text(made: WrittenItem) -> None:
    made.body += made.prompt()
    made.body.append(make("p", {}, _text_entry(made, made.item, RESPONSE, made.mark)))


def _text_entry(made: WrittenItem, item: Item, identifier: str, mark: float) -> Element:
    if item.get("regex") or any(re.search(r"(?<!\\)\*", str(row["text"])) for row in item["answers"]):
        raise UnwritableError("QTI compares whole texts: it has no wildcards and no regular expressions")
    mapping = {
        str(row["text"]).replace("\\*", "*"): float(row.get("weight", 1)) * mark for row in item["answers"]
    }
    if any(row.get("feedback") for row in item["answers"]):
        made.adapted.append("feedback to single answers is left out")
    best = max(mapping, key=lambda text: mapping[text])
    any_case = not item.get("case_sensitive")
    made.declarations.append(
        scoring.response(identifier, "single", "string", [best], mapping, any_case=any_case)
    )
    made.rules.append(scoring.mapped_score(identifier))
    return make("qti-text-entry-interaction", {"response-identifier": identifier})


def numerical(made: WrittenItem) -> None:
    made.body += made.prompt()
    made.body.append(make("p", {}, _number_entry(made, made.item, RESPONSE, made.mark)))


def _number_entry(made: WrittenItem, item: Item, identifier: str, mark: float) -> Element:
    if item.get("units"):
        made.adapted.append("units are left out: the number alone counts")
    if any(row.get("feedback") for row in item["answers"]):
        made.adapted.append("feedback to single answers is left out")
    branches = []
    for given in item["answers"]:
        row = given
        if row.get("value") == "*":
            made.adapted.append("the answer for any number is left out")
            continue
        if row.get("tolerance_type") == "geometric":
            width = 1 + float(row.get("tolerance") or 0)
            ends = sorted((float(row["value"]) / width, float(row["value"]) * width))
            row = {"low": plain(ends[0]), "high": plain(ends[1]), "weight": row.get("weight", 1)}
            made.adapted.append("a geometric tolerance is a range")
        score = scoring.add_to_score(scoring.constant(float(row.get("weight", 1)) * mark))
        branches.append((scoring.accepts(identifier, row), [score]))
    best = next((str(row["value"]) for row in item["answers"] if row.get("value") not in (None, "*")), None)
    made.declarations.append(scoring.response(identifier, "single", "float", [best] if best else []))
    made.rules.append(scoring.condition(*branches))
    return make("qti-text-entry-interaction", {"response-identifier": identifier})


def gaps(made: WrittenItem) -> None:
    item = made.item
    if len({row.get("group") for row in item["choices"]}) > 1:
        made.adapted.append("every gap offers every word: QTI has no groups")
    numbers = [int(number) for number in GAP.findall(item["text"])]
    pairs = [f"c{number} g{position}" for position, number in enumerate(numbers, start=1)]
    step = made.mark / len(pairs)
    made.declarations.append(
        scoring.response(RESPONSE, "multiple", "directedPair", pairs, dict.fromkeys(pairs, step))
    )
    made.rules.append(scoring.mapped_score(RESPONSE))
    most = 1 if item["type"] == "drag_text" else 0
    words = [
        make("qti-gap-text", {"identifier": f"c{n}", "match-max": most}, *made.words(row["text"]))
        for n, row in enumerate(item["choices"], start=1)
    ]
    places = [make("qti-gap", {"identifier": f"g{position}"}) for position in range(1, len(numbers) + 1)]
    text = _with_places(made, GAP, item["text"], places)
    attributes = {"response-identifier": RESPONSE, "shuffle": "true"}
    made.body.append(
        make("qti-gap-match-interaction", attributes, make("qti-prompt", {}, *made.prompt()), *words, *text)
    )


def cloze(made: WrittenItem) -> None:
    item = made.item
    parts = item["parts"]
    total = sum(float(part.get("mark", 1)) for part in parts)
    elements: dict[int, Element] = {}
    for position, part in enumerate(parts, start=1):
        mark = made.mark * float(part.get("mark", 1)) / total
        elements[position] = _part(made, part, f"RESPONSE_{position}", mark)
    order = [int(number) for number in PLACE.findall(item["text"])]
    made.body.append(make("div", {"data-cairn-part": "prompt"}, *made.prompt()))
    made.body += _with_places(made, PLACE, item["text"], [elements[number] for number in order])


def _part(made: WrittenItem, part: Item, identifier: str, mark: float) -> Element:
    if part["type"] == "short_text":
        return _text_entry(made, part, identifier, mark)
    if part["type"] == "numerical":
        return _number_entry(made, part, identifier, mark)
    if part["type"] != "single_choice":
        raise UnwritableError(f"QTI has no place in a text for the type {part['type']}")
    weights = {
        f"c{n}": float(row.get("weight", bool(row.get("correct")))) * mark
        for n, row in enumerate(part["choices"], start=1)
    }
    if any(row.get("feedback") for row in part["choices"]):
        made.adapted.append("feedback inside the text is left out")
    best = max(weights, key=lambda name: weights[name])
    made.declarations.append(scoring.response(identifier, "single", "identifier", [best], weights))
    made.rules.append(scoring.mapped_score(identifier))
    options = [
        make("qti-inline-choice", {"identifier": f"c{n}"}, *made.words(row["text"]))
        for n, row in enumerate(part["choices"], start=1)
    ]
    shuffle = "false" if part.get("shuffle") is False else "true"
    return make(
        "qti-inline-choice-interaction", {"response-identifier": identifier, "shuffle": shuffle}, *options
    )


def _with_places(
    made: WrittenItem, pattern: re.Pattern[str], text: str, places: list[Element]
) -> list[Element | str]:
    """The text with its places replaced by elements, in order."""
    tokens = (f"\ue000{position}\ue001" for position in range(len(places)))
    holder = make("div", {}, *markup(pattern.sub(lambda _: next(tokens), text), made.resolve))
    for element in list(holder.iter()):
        _replace_tokens(element, places)
    return [*([holder.text] if holder.text else []), *list(holder)]


def _replace_tokens(element: Element, places: list[Element]) -> None:
    pieces = re.split(r"\ue000(\d+)\ue001", element.text or "")
    element.text = pieces[0]
    for offset in range(1, len(pieces), 2):
        place = places[int(pieces[offset])]
        place.tail = pieces[offset + 1]
        element.insert((offset - 1) // 2, place)
    for child in list(element):
        parts = re.split(r"\ue000(\d+)\ue001", child.tail or "")
        if len(parts) == 1:
            continue
        child.tail = parts[0]
        for offset in range(1, len(parts), 2):
            place = places[int(parts[offset])]
            place.tail = parts[offset + 1]
            element.insert(element.index(child) + 1 + (offset - 1) // 2, place)
