"""What each type of Moodle's questions is as an item."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from courses.formats.model import Item
from courses.formats.moodle.calculated import CalculationError, Dataset, first_dataset
from courses.formats.moodle.choices import all_or_nothing, choices, open_university, shuffle, true_false
from courses.formats.moodle.cloze import ClozeError, parts_of
from courses.formats.moodle.question import (
    Question,
    UnfitError,
    reachable,
    share,
    split_prompt,
    tolerance_of,
)  # fmt: skip
from courses.formats.moodle.texts import TAG
from courses.formats.numbers import mark, number, plain, weight
from courses.formats.xml_source import Element, child, child_text, children, raw_text, text_of
from courses.grading.cloze import PLACE
from courses.grading.gaps import GAP

METHODS = {
    "ALL_OR_NOTHING": "all_or_nothing", "-1": "all_or_nothing",
    "ABSOLUTE_POSITION": "absolute_position", "ABSOLUTE": "absolute_position", "ABS": "absolute_position",
    "0": "absolute_position",
    "RELATIVE_NEXT_EXCLUDE_LAST": "next_exclude_last", "1": "next_exclude_last",
    "RELATIVE_NEXT_INCLUDE_LAST": "next_include_last", "2": "next_include_last",
    "RELATIVE_ONE_PREVIOUS_AND_NEXT": "previous_next", "3": "previous_next",
    "RELATIVE_ALL_PREVIOUS_AND_NEXT": "all_previous_next", "4": "all_previous_next",
    "LONGEST_ORDERED_SUBSET": "longest_ordered_subset", "5": "longest_ordered_subset",
    "LONGEST_CONTIGUOUS_SUBSET": "longest_contiguous_subset", "6": "longest_contiguous_subset",
    "RELATIVE_TO_CORRECT": "relative_to_correct", "7": "relative_to_correct",
}  # fmt: skip
_TOLERANCES = {"1": "relative", "3": "geometric"}


def read_item(question: Question) -> Item:
    """The item. Raises UnfitError when no type of ours holds the question."""
    reader = _READERS.get(question.kind)
    if reader is None:
        raise UnfitError(f"there is no item type for Moodle's “{question.kind}”")
    return question.item(reader(question))


# Typed answers


def _short_text(question: Question) -> Item:
    rows = [
        {"text": text_of(child(one, "text"))} | _weight(one) | question.feedback(one)
        for one in question.all("answer")
    ]
    cased = question.flag("usecase", default=False)
    found: Item = {"type": "short_text", "answers": reachable(rows, question.lost)}
    return found | ({"case_sensitive": True} if cased else {})


def _weight(answer: Element) -> dict[str, Any]:
    return {} if share(answer) == 1 else {"weight": weight(share(answer))}


def _numerical(question: Question) -> Item:
    rows: list[dict[str, Any]] = []
    for one in question.all("answer"):
        value = _own_text(one).replace(",", ".") or "*"
        row: dict[str, Any] = {"value": value}
        row |= {} if value == "*" else tolerance_of(one, {})
        rows.append(row | _weight(one) | question.feedback(one))
    return {"type": "numerical", "answers": rows} | _units(question)


def _own_text(answer: Element) -> str:
    """Old files have the value beside the other elements, not in <text>."""
    holder = child(answer, "text")
    return text_of(holder) if holder is not None else (answer.text or "").strip()


def _units(question: Question) -> dict[str, Any]:
    units = []
    for one in children(question.one("units"), "unit"):
        # Moodle divides by the multiplier: 1 m is 100 cm. Ours says how much of the answers' unit one is.
        multiplier = number(child_text(one, "multiplier")) or 1.0
        units.append({"unit": child_text(one, "unit_name"), "factor": plain(round(1 / multiplier, 12))})
    found: dict[str, Any] = {"units": units} if units else {}
    penalty, kind = number(question.value("unitpenalty")), question.value("unitgradingtype")
    if units and penalty and kind not in {"", "0"}:
        found["unit_penalty"] = weight(penalty)
        if kind == "1":
            question.notes.append(
                "the penalty for a wrong unit is a part of the mark, not of the answer's share"
            )
    return found


# Pairs, orders, gaps


def _match(question: Question) -> Item:
    pairs: list[dict[str, str]] = []
    extra: list[str] = []
    for one in question.all("subquestion"):
        left, right = question.markdown(one), _plain_line(question, raw_text(child(one, "answer", "text")))
        if left:
            pairs.append({"left": left, "right": right})
        elif right and right not in extra:
            extra.append(right)
    rights = {pair["right"] for pair in pairs}
    others = [text for text in extra if text not in rights]
    item: Item = {"type": "match", "pairs": pairs} | ({"distractors": others} if others else {})
    return item | shuffle(question, default=True)


def _named_places(question: Question) -> Item:
    """Words for a picture, where every place in it has a name of its own: the names are matched."""
    words = {child_text(one, "no"): _word(question, one) for one in question.all("drag")}
    pairs = [
        {"left": _word(question, one), "right": words.get(child_text(one, "choice"), "")}
        for one in question.all("drop")
    ]
    if not pairs or not all(pair["left"] and pair["right"] for pair in pairs):
        raise UnfitError("its places in the picture, or what is put there, have no names")
    pictures = [
        f"![]({href})"
        for one in question.all("file")
        if (href := question.texts.file(one.get("name") or "picture", raw_text(one)))
    ]
    rights = {pair["right"] for pair in pairs}
    others = list(dict.fromkeys(word for word in words.values() if word and word not in rights))
    question.notes.append("words are matched with the names of their places in the picture")
    prompt = "\n\n".join([question.text("questiontext"), *pictures]).strip()
    item: Item = {"type": "match", "prompt": prompt, "pairs": pairs}
    return item | ({"distractors": others} if others else {}) | shuffle(question, default=True)


def _plain_line(question: Question, text: str) -> str:
    return question.texts.line(text, lambda _: None)


def _ordering(question: Question) -> Item:
    # A missing kind of grading is Moodle's own default.
    method = METHODS.get(question.value("gradingtype").upper(), "next_exclude_last")
    chosen = question.value("selecttype").upper()
    question.value("selectcount")
    if chosen not in {"", "0", "ALL", "EXACT"}:
        question.notes.append("all entries are put in order, not some of them")
    answers = question.all("answer")
    for one in answers:
        if question.feedback(one):
            question.lost("feedback to an entry", "entries of an order have no feedback of their own")
    return {"type": "ordering", "method": method, "entries": [question.markdown(one) for one in answers]}


def _gaps(question: Question) -> Item:
    drags = question.kind == "ddwtos"
    rows: list[dict[str, str]] = []
    infinite = False
    for one in question.all("dragbox" if drags else "selectoption"):
        group = child_text(one, "group") or "1"
        endless = child(one, "infinite")
        infinite = infinite or (endless is not None and text_of(endless) != "0")
        rows.append({"text": _word(question, one)} | ({} if group == "1" else {"group": group}))
    if not question.flag("shuffleanswers", default=True):
        question.lost("the order of the words", "words for gaps are always mixed")
    if infinite:
        question.notes.append("words that can be used again are lists at the gaps")
    text = re.sub(r"\\\[\\\[(\d{1,3})\\\]\\\]", r"[[\1]]", question.text("questiontext"))
    prompt, text = split_prompt(text, GAP)
    kind = "drag_text" if drags and not infinite else "gap_select"
    return {"type": kind, "prompt": prompt or question.name or "…", "text": text, "choices": rows}


def _word(question: Question, holder: Element) -> str:
    text = raw_text(child(holder, "text"))
    if not TAG.search(text):
        return " ".join(text.split())
    note = "words for gaps are plain text"
    question.notes += [] if note in question.notes else [note]
    return " ".join(TAG.sub("", text).split())


def _cloze(question: Question) -> Item:
    holder = question.one("questiontext")
    if holder is None:
        raise UnfitError("it has no text")
    files = question.texts.files(holder)
    source = raw_text(child(holder, "text"))
    try:
        text, parts = parts_of(
            source,
            lambda html: question.texts.line(html, files),
            lambda text: question.texts.formatted(text, question.format, files),
            question.lost,
        )
    except ClozeError as error:
        raise UnfitError(str(error)) from None
    question.one("defaultgrade")
    prompt, text = split_prompt(text, PLACE)
    total = mark(sum(float(part.get("mark", 1)) for part in parts)) or {"mark": 1}
    return {"type": "cloze", "prompt": prompt or question.name or "…", "text": text, "parts": parts} | total


# For people and for formulas


def _essay(question: Question) -> Item:
    form, attachments = question.value("responseformat"), question.value("attachments") or "0"
    item: Item = {"type": "essay"}
    if form == "noinline":
        item = {"type": "file"}
    elif attachments != "0":
        item = {"type": "project"}
        question.notes.append("text and attachments are a project")
    for ours, theirs in (("min_words", "minwordlimit"), ("max_words", "maxwordlimit")):
        if (limit := number(question.value(theirs))) and item["type"] != "file":
            item[ours] = int(limit)
    for ours, theirs in (("response_template", "responsetemplate"), ("assessor_notes", "graderinfo")):
        if text := question.text(theirs):
            item[ours] = text
    return item


def _calculated(question: Question) -> Item:
    multi = question.kind == "calculatedmulti"
    try:
        found = first_dataset(question.one("dataset_definitions"))
        _fill(question.root, found, answers=multi)
        made = choices(question) if multi else _computed(question, found)
    except CalculationError as error:
        raise UnfitError(str(error)) from None
    for name in ("single", "shuffleanswers", "unitgradingtype", "unitpenalty"):
        question.one(name)
    question.notes.append(f"its formulas are worked out with the first of {found.count} sets of numbers")
    return made


def _fill(root: Element, found: Dataset, *, answers: bool) -> None:
    """Numbers into every text; the answers' own texts are formulas, unless they are choices."""
    for holder in root.iter("text"):
        parent = holder.getparent()
        is_answer = parent is not None and parent.tag == "answer"
        if not is_answer or answers:
            holder.text = found.filled(holder.text or "", parent if is_answer else None)


def _computed(question: Question, found: Dataset) -> Item:
    rows: list[dict[str, Any]] = []
    for one in question.all("answer"):
        formula = _own_text(one) or "*"
        row: dict[str, Any] = {"value": "*"}
        if formula != "*":
            row = {"value": found.value(formula)} | tolerance_of(one, _TOLERANCES)
        rows.append(row | _weight(one) | question.feedback(one))
    return {"type": "numerical", "answers": rows} | _units(question)


_READERS: dict[str, Callable[[Question], Item]] = {
    "multichoice": choices,
    "multichoiceset": all_or_nothing,
    "oumultiresponse": open_university,
    "truefalse": true_false,
    "shortanswer": _short_text,
    "numerical": _numerical,
    "matching": _match,
    "match": _match,
    "ddmatch": _match,
    "ddimageortext": _named_places,
    "ordering": _ordering,
    "gapselect": _gaps,
    "ddwtos": _gaps,
    "cloze": _cloze,
    "multianswer": _cloze,
    "essay": _essay,
    "calculated": _calculated,
    "calculatedsimple": _calculated,
    "calculatedmulti": _calculated,
    "description": lambda _: {"type": "description"},
}
