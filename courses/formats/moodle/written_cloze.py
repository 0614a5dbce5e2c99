"""Parts of a cloze as Moodle embeds them, `{1:MULTICHOICE:=right#Yes~wrong}`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from courses.formats.moodle.written_numbers import accepted
from courses.formats.moodle.written_question import UnfitError, unheld
from courses.formats.numbers import plain

# Moodle decodes entities, and then only some of the backslashes: entities are the safe way.
_ENTITIES = str.maketrans({
    "&": "&amp;", "\\": "&#92;", "{": "&#123;", "}": "&#125;", "~": "&#126;", "#": "&#35;", '"': "&quot;",
})  # fmt: skip
_Row = tuple[float, str, str]
Html = Callable[[str], str]


def embedded(part: Mapping[str, Any], html: Html, notes: list[str]) -> str:
    """The code of a part. Raises UnfitError for what Moodle cannot embed."""
    size = part.get("mark", 1)
    if float(size) != int(size) or int(size) < 1:
        raise UnfitError("parts have whole marks in Moodle")
    unheld(part, ("feedback", "hints", "skills", "tags", "source_id", "penalty"), "a part", notes)
    writer = _WRITERS.get(part["type"])
    if writer is None:
        raise UnfitError(f"Moodle embeds no answers of the type {part['type']}")
    kind, rows = writer(part, html, notes)
    percentages = kind.startswith("MULTIRESPONSE")
    answers = []
    for share, text, feedback in rows:
        start = "=" if share == 1 and not percentages else f"%{plain(round(share * 100, 5))}%"
        answers.append(f"{start}{text}" + (f"#{_coded(html(feedback))}" if feedback else ""))
    return f"{{{int(size)}:{kind}:{'~'.join(answers)}}}"


def _coded(text: str) -> str:
    return text.translate(_ENTITIES)


def _choices(part: Mapping[str, Any], html: Html, notes: list[str]) -> tuple[str, list[_Row]]:
    rows = part["choices"]
    single = part["type"] == "single_choice"
    shares = [float(row.get("weight", bool(row.get("correct")))) for row in rows]
    if not single:
        if part.get("policy", "weights" if "weight" in rows[0] else "each_option") != "weights":
            raise UnfitError("Moodle counts several right answers by weights only")
        if abs(sum(share for share in shares if share > 0) - 1) > 1e-5:
            notes.append("shares that are more than the whole are made smaller by Moodle")
    name = "MULTICHOICE" if single else "MULTIRESPONSE"
    shuffled = part.get("shuffle") is not False
    kind = name if not shuffled else f"{name}_VS" if single else f"{name}_S"
    return kind, [
        (share, _coded(html(row["text"])), row.get("feedback", ""))
        for share, row in zip(shares, rows, strict=True)
    ]


def _words(part: Mapping[str, Any], html: Html, notes: list[str]) -> tuple[str, list[_Row]]:
    if part.get("regex"):
        raise UnfitError("Moodle has no regular expressions")
    kind = "SHORTANSWER_C" if part.get("case_sensitive") else "SHORTANSWER"
    return kind, [
        (float(row.get("weight", 1)), _coded(str(row["text"])), row.get("feedback", ""))
        for row in part["answers"]
    ]


def _numbers(part: Mapping[str, Any], html: Html, notes: list[str]) -> tuple[str, list[_Row]]:
    if part.get("units"):
        raise UnfitError("numbers inside a text have no units in Moodle")
    rows = []
    for row in part["answers"]:
        value, tolerance = accepted(row, notes)
        text = value if value == "*" else f"{value}:{tolerance}"
        rows.append((float(row.get("weight", 1)), text, row.get("feedback", "")))
    return "NUMERICAL", rows


_WRITERS: dict[str, Callable[[Mapping[str, Any], Html, list[str]], tuple[str, list[_Row]]]] = {
    "single_choice": _choices,
    "multiple_choice": _choices,
    "short_text": _words,
    "numerical": _numbers,
}
