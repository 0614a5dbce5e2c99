"""Writes a course's items as Moodle XML, with an account of what the format cannot hold."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from typing import Any

from courses.formats.ledger import FidelityLedger, LedgerWriter
from courses.formats.model import Asset, CourseDocument, Item
from courses.formats.moodle.cloze import ClozeError, embedded
from courses.formats.moodle.question import METHODS
from courses.formats.names import local_reference
from courses.formats.numbers import plain
from courses.formats.written_xml import document, make, rendered
from courses.formats.xml_source import Element
from courses.grading.cloze import PLACE


class _UnfitError(Exception):
    """Moodle has no equivalent; the message says why."""


def write_moodle(course: CourseDocument) -> tuple[bytes, FidelityLedger]:
    """One file: items under their section's title as the category, pictures embedded."""
    ledger = LedgerWriter()
    root = make("quiz")
    for title, keys in _categories(course):
        path = f"$course$/top/{title.replace('/', '//')}"
        root.append(make("question", {"type": "category"}, make("category", {}, make("text", {}, path))))
        for key in keys:
            item = course.item(key)
            if item is not None:
                _write(root, item, course, ledger)
    for lesson in course.lessons:
        ledger.dropped(
            f"lesson {lesson.slug}", f"lessons/{lesson.slug}.md", "Moodle XML holds questions only"
        )
    return document(root), ledger.finish()


def _categories(course: CourseDocument) -> list[tuple[str, tuple[str, ...]]]:
    sections = course.assessment.sections if course.assessment else ()
    named = [(section.title, (*section.items, *section.pool)) for section in sections]
    used = {key for _, keys in named for key in keys}
    rest = tuple(item["key"] for item in course.items if item["key"] not in used)
    return [*named, ("Not in the assessment", rest)] if rest else named


def _write(root: Element, item: Item, course: CourseDocument, ledger: LedgerWriter) -> None:
    name = f"item {item['key']}"
    question = _Question(item, course)
    try:
        root.append(question.written())
    except (_UnfitError, ClozeError) as error:
        ledger.dropped(name, str(item["key"]), str(error))
        return
    if question.notes:
        ledger.adapted(name, str(item["key"]), "; ".join(question.notes))
    else:
        ledger.kept(name, str(item["key"]))


class _Question:
    def __init__(self, item: Item, course: CourseDocument) -> None:
        self.item = item
        self.course = course
        self.notes: list[str] = []

    def written(self) -> Element:
        item = self.item
        kind, inside, prompt = _WRITERS[item["type"]](self)
        root = make("question", {"type": kind}, make("name", {}, make("text", {}, str(item["key"]))))
        root.append(self.text("questiontext", str(item["prompt"])) if prompt is None else prompt)
        root.append(self.text("generalfeedback", str(item.get("feedback") or "")))
        grade = 0.0 if item["type"] == "description" else float(item.get("mark", 1))
        root.append(make("defaultgrade", {}, plain(grade)))
        root.extend(inside)
        for hint in item.get("hints", []):
            root.append(self.text("hint", hint))
        if item.get("skills"):
            self.notes.append("Moodle has no place for skills")
        return root

    def html(self, markdown: str, files: list[Asset] | None = None) -> str:
        def resolve(href: str) -> str | None:
            target = local_reference(href)
            asset = self.course.asset(target.target) if target and target.kind == "asset" else None
            if asset is None:
                return None
            if files is not None and asset not in files:
                files.append(asset)
            return f"@@PLUGINFILE@@/{asset.path.removeprefix('assets/')}"

        return rendered(str(markdown), resolve)

    def text(self, name: str, markdown: str, **attributes: str) -> Element:
        """<name format="html"><text>…</text> and the files that the text shows."""
        files: list[Asset] = []
        html = self.html(markdown, files)
        return self.holder(name, html, files, attributes)

    def holder(self, name: str, html: str, files: list[Asset], attributes: Mapping[str, str]) -> Element:
        element = make(name, {"format": "html", **attributes}, make("text", {}, html))
        for asset in files:
            folder, _, last = asset.path.removeprefix("assets/").rpartition("/")
            path = f"/{folder}/" if folder else "/"
            data = base64.b64encode(asset.data).decode()
            element.append(make("file", {"name": last, "path": path, "encoding": "base64"}, data))
        return element

    def answer(self, row: Mapping[str, Any], share: float, *, words: bool = False) -> Element:
        percent = plain(round(share * 100, 5))
        if words:
            element = make("answer", {"fraction": percent, "format": "moodle_auto_format"})
            element.append(make("text", {}, str(row.get("text", row.get("value")))))
        else:
            element = self.text("answer", row["text"], fraction=percent)
        if row.get("feedback"):
            element.append(self.text("feedback", row["feedback"]))
        return element


Written = tuple[str, list[Element], Element | None]


def _choices(question: _Question) -> Written:
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


def _true_false(question: _Question) -> Written:
    item = question.item
    return "truefalse", [
        question.answer(
            {"text": word, "feedback": item.get(f"feedback_{word}")},
            float(str(item["answer"]).lower() == word), words=True,
        )
        for word in ("true", "false")
    ], None  # fmt: skip


def _short_text(question: _Question) -> Written:
    item = question.item
    if item.get("regex"):
        raise _UnfitError("Moodle has no regular expressions")
    inside = [make("usecase", {}, "1" if item.get("case_sensitive") else "0")]
    inside += [question.answer(row, float(row.get("weight", 1)), words=True) for row in item["answers"]]
    return "shortanswer", inside, None


def _numerical(question: _Question) -> Written:
    item = question.item
    inside = []
    for row in item["answers"]:
        answer = question.answer(_with_value(row, question), float(row.get("weight", 1)), words=True)
        tolerance = _tolerance(row)
        if tolerance:
            answer.append(make("tolerance", {}, tolerance))
            kind = {"relative": "1", "geometric": "3"}.get(row.get("tolerance_type", ""), "")
            if kind:
                answer.append(make("tolerancetype", {}, kind))
        inside.append(answer)
    if item.get("units"):
        inside.append(make("units", {}, *(
            make("unit", {}, make("multiplier", {}, plain(round(1 / float(unit["factor"]), 12))),
                 make("unit_name", {}, unit["unit"]))
            for unit in item["units"]
        )))  # fmt: skip
        inside.append(make("unitgradingtype", {}, "2" if item.get("unit_penalty") else "0"))
        inside.append(make("unitpenalty", {}, plain(float(item.get("unit_penalty") or 0.1))))
    return "numerical", inside, None


def _with_value(row: Mapping[str, Any], question: _Question) -> dict[str, Any]:
    if "value" in row:
        return dict(row)
    if row.get("low") is None or row.get("high") is None:
        raise _UnfitError("Moodle has no ranges without an end")
    if row.get("low_open") or row.get("high_open"):
        question.notes.append("the ends of a range count as inside")
    return dict(row) | {"value": plain((float(row["low"]) + float(row["high"])) / 2)}


def _tolerance(row: Mapping[str, Any]) -> str:
    if "value" in row:
        return str(row.get("tolerance") or "")
    return plain(round((float(row["high"]) - float(row["low"])) / 2, 12))


def _match(question: _Question) -> Written:
    item = question.item
    inside = [make("shuffleanswers", {}, "false" if item.get("shuffle") is False else "true")]
    rows = [(row["left"], row["right"]) for row in item["pairs"]]
    for left, right in [*rows, *(("", text) for text in item.get("distractors", []))]:
        element = question.text("subquestion", left)
        element.append(make("answer", {}, make("text", {}, _unmarked(right))))
        inside.append(element)
    return "matching", inside, None


def _unmarked(markdown: str) -> str:
    """What Markdown protects needs no protection in Moodle's plain texts."""
    return "".join(
        piece
        for position, piece in enumerate(markdown)
        if piece != "\\" or markdown[position + 1 : position + 2].isalnum()
    )


def _ordering(question: _Question) -> Written:
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


def _gaps(question: _Question) -> Written:
    item = question.item
    drags = item["type"] == "drag_text"
    inside = [
        make("dragbox" if drags else "selectoption", {},
             make("text", {}, _unmarked(row["text"])), make("group", {}, row.get("group", "1")))
        for row in item["choices"]
    ]  # fmt: skip
    return (
        ("ddwtos" if drags else "gapselect"),
        inside,
        _text_with_prompt(question, question.html(item["text"])),
    )


def _cloze(question: _Question) -> Written:
    item = question.item
    total = sum(float(part.get("mark", 1)) for part in item["parts"])
    if total != float(item.get("mark", 1)):
        question.notes.append("the mark is the sum of the marks of its parts")
    codes = {n: embedded(part, question.html) for n, part in enumerate(item["parts"], start=1)}
    html = PLACE.sub(lambda match: codes[int(match[1])], question.html(item["text"]))
    return "cloze", [], _text_with_prompt(question, html)


def _text_with_prompt(question: _Question, html: str) -> Element:
    """Moodle has one text: the prompt, unless it only repeats the key, stands above the gaps."""
    files: list[Asset] = []
    prompt = str(question.item["prompt"])
    above = question.html(prompt, files)
    question.html(str(question.item["text"]), files)
    if prompt != question.item["key"]:
        question.notes.append("the prompt stands at the beginning of the text")
        html = f"{above}\n{html}"
    return question.holder("questiontext", html, files, {})


def _assessed(question: _Question) -> Written:
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


_WRITERS: dict[str, Callable[[_Question], Written]] = {
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
