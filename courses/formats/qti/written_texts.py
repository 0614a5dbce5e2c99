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
    made.body.append(make("p", {}, _text_entry(made, made.item, RESPONSE, made.mark, tells=True)))


def _text_entry(made: WrittenItem, item: Item, identifier: str, mark: float, *, tells: bool) -> Element:
    """`tells`: whether the item has a place for feedback to single answers."""
    rows = [row for row in item["answers"] if str(row["text"]) != "*"]
    anything = next((row for row in item["answers"] if str(row["text"]) == "*"), {"weight": 0})
    if item.get("regex") or any(re.search(r"(?<!\\)\*", str(row["text"])) for row in rows) or not rows:
        raise UnwritableError("QTI compares whole texts: it has no wildcards and no regular expressions")
    any_case = not item.get("case_sensitive")
    known: set[str] = set()
    mapping: dict[str, float] = {}
    branches = []
    for position, row in enumerate(rows, start=1):
        text = str(row["text"]).replace("\\*", "*")
        folded = text.casefold() if any_case else text
        if folded in known:
            made.adapted.append("an answer that is accepted already is left out")
            continue
        known.add(folded)
        mapping[text] = float(row.get("weight", 1)) * mark
        name = made.tell(f"a{position}", row.get("feedback")) if tells else ""
        branches.append(
            (scoring.is_text(identifier, text, any_case=any_case), [scoring.show("FEEDBACK", name)])
        )
    best = max(mapping, key=lambda text: mapping[text])
    default = float(anything.get("weight", 1)) * mark
    made.declarations.append(
        scoring.response(identifier, "single", "string", [best], mapping, any_case=any_case, default=default)
    )
    made.rules.append(scoring.mapped_score(identifier))
    _tell(made, identifier, branches, [*rows, anything], tells=tells)
    attributes = {"response-identifier": identifier} | ({} if tells else _own_mark(item, mark))
    return make("qti-text-entry-interaction", attributes)


def _tell(
    made: WrittenItem, identifier: str, branches: list[tuple[Element, list[Element]]], rows: list[Item], *,
    tells: bool,
) -> None:  # fmt: skip
    """Feedback to each answer and to any other one, which is the last of `rows`."""
    if len(rows[-1]) > 1 and not rows[-1].get("feedback") and not rows[-1].get("weight", 1):
        made.adapted.append("an answer that changes nothing is left out")
    if not any(row.get("feedback") for row in rows):
        return
    if not tells:
        made.adapted.append("feedback inside the text is left out")
        return
    if name := made.tell("other", rows[-1].get("feedback")):
        branches = [*branches, (scoring.is_answered(identifier), [scoring.show("FEEDBACK", name)])]
    made.rules.append(scoring.condition(*branches))


def numerical(made: WrittenItem) -> None:
    made.body += made.prompt()
    made.body.append(make("p", {}, _number_entry(made, made.item, RESPONSE, made.mark, tells=True)))


def _number_entry(made: WrittenItem, item: Item, identifier: str, mark: float, *, tells: bool) -> Element:
    if item.get("units"):
        made.adapted.append("units are left out: the number alone counts")
    rows = [row for row in item["answers"] if row.get("value") != "*"]
    anything = next((row for row in item["answers"] if row.get("value") == "*"), {"weight": 0})
    if not rows:
        raise UnwritableError("QTI has no question to which any number is right")
    branches, told = [], []
    for position, given in enumerate(rows, start=1):
        row = given
        if row.get("tolerance_type") == "geometric":
            width = 1 + float(row.get("tolerance") or 0)
            ends = sorted((float(row["value"]) / width, float(row["value"]) * width))
            row = {"low": plain(ends[0]), "high": plain(ends[1]), "weight": row.get("weight", 1)}
            made.adapted.append("a geometric tolerance is a range")
        score = scoring.add_to_score(scoring.constant(float(row.get("weight", 1)) * mark))
        branches.append((scoring.accepts(identifier, row), [score]))
        name = made.tell(f"a{position}", given.get("feedback")) if tells else ""
        told.append((scoring.accepts(identifier, row), [scoring.show("FEEDBACK", name)]))
    best = next((str(row["value"]) for row in rows if row.get("value") is not None), None)
    made.declarations.append(scoring.response(identifier, "single", "float", [best] if best else []))
    other = float(anything.get("weight", 1)) * mark
    if other:
        score = scoring.add_to_score(scoring.constant(other))
        branches.append((scoring.is_answered(identifier), [score]))
    made.rules.append(scoring.condition(*branches))
    _tell(made, identifier, told, [*rows, anything], tells=tells)
    attributes = {"response-identifier": identifier} | ({} if tells else _own_mark(item, mark))
    return make("qti-text-entry-interaction", attributes)


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
    asked = made.asked()
    made.body.append(make("qti-gap-match-interaction", attributes, *asked, *words, *text))


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
        return _text_entry(made, part, identifier, mark, tells=False)
    if part["type"] == "numerical":
        return _number_entry(made, part, identifier, mark, tells=False)
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
    weighted = any("weight" in row for row in part["choices"])
    attributes = {
        "response-identifier": identifier, "shuffle": shuffle,
        "data-cairn-policy": "weights" if weighted else None,
    } | _own_mark(part, mark)  # fmt: skip
    return make("qti-inline-choice-interaction", attributes, *options)


def _own_mark(part: Item, mark: float) -> dict[str, str | None]:
    """What a part of a cloze earns here, and the mark that its author gave it among the other parts."""
    return {"data-cairn-mark": plain(round(mark, 12)), "data-cairn-weight": plain(float(part.get("mark", 1)))}


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
    element.text, below = _split(element.text, places)
    for position, place in enumerate(below):
        element.insert(position, place)
    for child in [one for one in element if one not in below]:
        child.tail, beside = _split(child.tail, places)
        for position, place in enumerate(beside, start=element.index(child) + 1):
            element.insert(position, place)


def _split(text: str | None, places: list[Element]) -> tuple[str, list[Element]]:
    """The words before the first token, and the elements that the tokens stand for, with what follows."""
    before, found = "", []
    for odd, piece in enumerate(re.split(r"\ue000(\d{1,6})\ue001", text or "")):
        if odd % 2 and int(piece) < len(places):
            found.append(places[int(piece)])
            found[-1].tail = ""
            continue
        words = f"\ue000{piece}\ue001" if odd % 2 else piece
        if found:
            found[-1].tail = f"{found[-1].tail}{words}"
        else:
            before += words
    return before, found
