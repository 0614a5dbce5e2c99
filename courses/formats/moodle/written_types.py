"""What each type of item becomes in Moodle."""

from __future__ import annotations

import re
from collections.abc import Callable

from courses.formats.model import Asset
from courses.formats.moodle.question_types import METHODS
from courses.formats.moodle.written_cloze import embedded
from courses.formats.moodle.written_numbers import accepted
from courses.formats.moodle.written_question import UnfitError, Written, WrittenQuestion
from courses.formats.numbers import plain
from courses.formats.written_xml import make
from courses.formats.xml_source import Element
from courses.grading.cloze import PLACE
from courses.grading.gaps import GAP


def _choices(question: WrittenQuestion) -> Written:
    item = question.item
    rows = item["choices"]
    single = item["type"] == "single_choice"
    weighted = any("weight" in row for row in rows)
    policy = item.get("policy") or ("weights" if weighted else "each_option")
    right = sum(bool(row.get("correct")) for row in rows)
    shares = [float(row.get("weight") or 0) if weighted else float(bool(row.get("correct"))) for row in rows]
    kind = "multichoice"
    if not single and policy == "all_or_nothing":
        kind = "multichoiceset"
    elif not single and not weighted:
        question.notes.append(f"Moodle counts by weights, not by “{policy}”")
        shares = [1 / max(1, right) if share else -1 / max(1, len(rows) - right) for share in shares]
    inside = [make("single", {}, str(single).lower())]
    inside.append(make("shuffleanswers", {}, "false" if item.get("shuffle") is False else "true"))
    inside += [question.answer(row, share) for row, share in zip(rows, shares, strict=True)]
    return kind, inside, None


def _true_false(question: WrittenQuestion) -> Written:
    item = question.item
    return "truefalse", [
        question.answer(
            {"text": word, "feedback": item.get(f"feedback_{word}")},
            float(str(item["answer"]).lower() == word), words=True,
        )
        for word in ("true", "false")
    ], None  # fmt: skip


def _short_text(question: WrittenQuestion) -> Written:
    item = question.item
    if item.get("regex"):
        raise UnfitError("Moodle has no regular expressions")
    inside = [make("usecase", {}, "1" if item.get("case_sensitive") else "0")]
    inside += [question.answer(row, float(row.get("weight", 1)), words=True) for row in item["answers"]]
    return "shortanswer", inside, None


def _numerical(question: WrittenQuestion) -> Written:
    item = question.item
    inside = []
    for row in item["answers"]:
        value, tolerance = accepted(row, question.notes)
        answer = question.answer(
            {"text": value, "feedback": row.get("feedback")}, float(row.get("weight", 1)), words=True
        )
        answer.append(make("tolerance", {}, tolerance))
        inside.append(answer)
    if item.get("units"):
        inside.append(make("units", {}, *(_unit(question, unit) for unit in item["units"])))
        inside.append(make("unitgradingtype", {}, "2" if item.get("unit_penalty") else "0"))
        inside.append(make("unitpenalty", {}, plain(float(item.get("unit_penalty") or 0.1))))
        inside.append(make("showunits", {}, "0"))
    return "numerical", inside, None


def _unit(question: WrittenQuestion, unit: dict[str, str]) -> Element:
    """Moodle divides by the multiplier: 1 m is 100 cm."""
    factor = float(unit["factor"])
    multiplier = plain(round(1 / factor, 12))
    if abs(float(multiplier) * factor - 1) > 1e-12:
        question.note(f"the factor of {unit['unit']} is rounded")
    return make("unit", {}, make("multiplier", {}, multiplier), make("unit_name", {}, unit["unit"]))


def _match(question: WrittenQuestion) -> Written:
    item = question.item
    inside = [make("shuffleanswers", {}, "false" if item.get("shuffle") is False else "true")]
    rows = [(row["left"], row["right"]) for row in item["pairs"]]
    for left, right in [*rows, *(("", text) for text in item.get("distractors", []))]:
        element = question.text("subquestion", left)
        element.append(make("answer", {}, make("text", {}, question.plain(right))))
        inside.append(element)
    return "matching", inside, None


def _ordering(question: WrittenQuestion) -> Written:
    item = question.item
    method = item.get("method") or "relative_to_correct"
    name = next(theirs for theirs, ours in METHODS.items() if ours == method)
    inside = [
        make("layouttype", {}, "VERTICAL"),
        make("selecttype", {}, "ALL"),
        make("gradingtype", {}, name),
    ]
    inside += [
        question.text("answer", text, fraction=f"{n}.0") for n, text in enumerate(item["entries"], start=1)
    ]
    return "ordering", inside, None


def _gaps(question: WrittenQuestion) -> Written:
    item = question.item
    drags = item["type"] == "drag_text"
    inside = [
        make("dragbox" if drags else "selectoption", {},
             make("text", {}, row["text"]), make("group", {}, row.get("group", "1")))
        for row in item["choices"]
    ]  # fmt: skip
    inside.append(make("shuffleanswers", {}, "1"))
    return ("ddwtos" if drags else "gapselect"), inside, _text_with_prompt(question, GAP, lambda html: html)


def _cloze(question: WrittenQuestion) -> Written:
    item = question.item
    total = sum(float(part.get("mark", 1)) for part in item["parts"])
    if total != float(item.get("mark", 1)):
        question.note("the mark is the sum of the marks of its parts")
    codes = {str(n): embedded(part, question.html, question.notes) for n, part in enumerate(item["parts"], 1)}

    def coded(html: str) -> str:
        return re.sub("\ue001(\\d+)\ue002", lambda match: codes.get(match[1], match[0]), html)

    return "cloze", [], _text_with_prompt(question, PLACE, coded)


def _text_with_prompt(
    question: WrittenQuestion, place: re.Pattern[str], coded: Callable[[str], str]
) -> Element:
    """Moodle has one text: the prompt, unless it only repeats the key, stands above the first place."""
    item = question.item
    prompt, text = str(item["prompt"]), str(item["text"])
    files: list[Asset] = []
    # Characters of private use stand for the answers while the text becomes HTML.
    held = text if place is GAP else PLACE.sub("\ue001\\1\ue002", text)
    html = question.html(held, files)
    above = "" if prompt == item["key"] else question.html(prompt, files)
    if place is GAP and len(GAP.findall(f"{above}{html}")) != len(GAP.findall(text)):
        raise UnfitError("a text holds “[[1]]” that is no gap, and Moodle reads it as one")
    first = text.split("\n\n", maxsplit=1)[0]
    if place.search(prompt) or not place.search(first):
        question.note("the prompt and the beginning of the text are one in Moodle")
    return question.holder("questiontext", coded(f"{above}\n{html}".strip()), files, {})


def _assessed(question: WrittenQuestion) -> Written:
    item = question.item
    files = item["type"] != "essay"
    inside = [make("responseformat", {}, "noinline" if item["type"] == "file" else "editor")]
    inside.append(make("attachments", {}, "-1" if files else "0"))
    for ours, theirs in (("min_words", "minwordlimit"), ("max_words", "maxwordlimit")):
        if item.get(ours):
            inside.append(make(theirs, {}, str(item[ours])))
    notes = str(item.get("assessor_notes") or "")
    for row in item.get("rubric", []):
        levels = "".join(f"\n- {level['points']}: {level['text']}" for level in row["levels"])
        notes += f"\n\n**{row['criterion']}**\n{levels}"
    if item.get("rubric"):
        question.notes.append("the rubric is a text for the assessor")
    if notes.strip():
        inside.append(question.text("graderinfo", notes.strip()))
    if item.get("response_template"):
        inside.append(question.text("responsetemplate", item["response_template"]))
    return "essay", inside, None


WRITERS: dict[str, Callable[[WrittenQuestion], Written]] = {
    "single_choice": _choices,
    "multiple_choice": _choices,
    "true_false": _true_false,
    "short_text": _short_text,
    "numerical": _numerical,
    "match": _match,
    "ordering": _ordering,
    "gap_select": _gaps,
    "drag_text": _gaps,
    "cloze": _cloze,
    "essay": _assessed,
    "file": _assessed,
    "project": _assessed,
    "description": lambda _: ("description", [], None),
}
