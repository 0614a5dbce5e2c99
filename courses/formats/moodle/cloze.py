"""Moodle's embedded answers, `{1:MULTICHOICE:=right#Yes~wrong}`, to and from parts of a cloze."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape, unescape
from typing import Any

from courses.formats.model import Item
from courses.formats.numbers import mark, number, plain, weight

_TYPES = {
    "SHORTANSWER": "short_text", "SA": "short_text", "MW": "short_text",
    "SHORTANSWER_C": "short_text_c", "SAC": "short_text_c", "MWC": "short_text_c",
    "NUMERICAL": "numerical", "NM": "numerical",
    "MULTICHOICE": "single_choice", "MC": "single_choice", "MULTICHOICE_V": "single_choice",
    "MCV": "single_choice",
    "MULTICHOICE_H": "single_choice", "MCH": "single_choice", "MULTICHOICE_S": "single_choice_s",
    "MCS": "single_choice_s", "MULTICHOICE_VS": "single_choice_s", "MCVS": "single_choice_s",
    "MULTICHOICE_HS": "single_choice_s", "MCHS": "single_choice_s",
    "MULTIRESPONSE": "multiple_choice", "MR": "multiple_choice", "MULTIRESPONSE_H": "multiple_choice",
    "MRH": "multiple_choice", "MULTIRESPONSE_S": "multiple_choice_s", "MRS": "multiple_choice_s",
    "MULTIRESPONSE_HS": "multiple_choice_s", "MRHS": "multiple_choice_s",
}  # fmt: skip
EMBEDDED = re.compile(r"\{(\d*):([A-Z_]+):((?:\\.|[^}\\])*)\}", re.DOTALL)
_ANSWER = re.compile(r"\s*(?:(=)|%(-?\d+(?:\.\d+)?)%)?", re.DOTALL)


class ClozeError(Exception):
    """The embedded answers cannot be read; the message says why."""


def parts_of(text: str, markdown: Callable[[str], str]) -> tuple[str, list[Item]]:
    """The text with `{1}`, `{2}`, … where answers stood, and the parts. Raises ClozeError."""
    parts: list[Item] = []

    def part(match: re.Match[str]) -> str:
        kind = _TYPES.get(match[2])
        if kind is None:
            raise ClozeError(f"“{match[2]}” is not a kind of embedded answer")
        item = _part(kind, _answers(match[3]), markdown)
        parts.append(item | mark(float(match[1] or 1)))
        return f"{{{len(parts)}}}"

    return EMBEDDED.sub(part, text), parts


def _answers(text: str) -> list[tuple[float, str, str]]:
    """(fraction, text, feedback) of each answer."""
    found = []
    for piece in re.split(r"(?<!\\)~", text):
        match = _ANSWER.match(piece)
        assert match is not None
        share = 1.0 if match[1] else float(match[2] or 0) / 100
        words, _, feedback = re.sub(r"\\#", "\ue000", piece[match.end() :]).partition("#")
        found.append((share, _plain(words), _plain(feedback)))
    return [row for row in found if row[1] or row[2]]


def _plain(text: str) -> str:
    return re.sub(r"\\([}#~/\"\\])", r"\1", text.replace("\ue000", "#")).strip()


def _part(kind: str, answers: list[tuple[float, str, str]], markdown: Callable[[str], str]) -> Item:
    if kind.startswith("short_text"):
        rows = [
            _row({"text": unescape(text)}, share, feedback, markdown)
            for share, text, feedback in answers
            if share > 0
        ]
        return {"type": "short_text", "answers": rows} | (
            {"case_sensitive": True} if kind.endswith("_c") else {}
        )
    if kind == "numerical":
        rows = [
            _row(_value(text), share, feedback, markdown) for share, text, feedback in answers if share > 0
        ]
        return {"type": "numerical", "answers": rows}
    name = kind.removesuffix("_s")
    shuffled: Item = {} if kind.endswith("_s") else {"shuffle": False}
    rows = []
    for share, text, feedback in answers:
        row: dict[str, Any] = {"text": markdown(text), "weight": weight(share)}
        rows.append(row | ({"feedback": markdown(feedback)} if feedback else {}))
    if name == "multiple_choice":
        return {"type": name, "policy": "weights", "choices": rows} | shuffled
    return {"type": name, "choices": rows} | shuffled


def _value(text: str) -> dict[str, Any]:
    value, _, tolerance = unescape(text).partition(":")
    if value.strip() != "*" and number(value) is None:
        raise ClozeError(f"“{text[:40]}” is not a number")
    row: dict[str, Any] = {"value": value.strip()}
    return row | ({"tolerance": tolerance.strip()} if number(tolerance) else {})


def _row(row: dict[str, Any], share: float, feedback: str, markdown: Callable[[str], str]) -> dict[str, Any]:
    row |= {} if share == 1 else {"weight": weight(share)}
    return row | ({"feedback": markdown(feedback)} if feedback else {})


# Writing


def embedded(part: Mapping[str, Any], html: Callable[[str], str]) -> str:
    """A part as Moodle embeds it. Raises ClozeError for what it cannot hold."""
    size = part.get("mark", 1)
    if float(size) != int(size) or int(size) < 1:
        raise ClozeError("parts have whole marks in Moodle")
    kind, rows = _KINDS[part["type"]](part)
    answers = []
    for share, text, feedback in rows:
        start = "=" if share == 1 else f"%{plain(round(share * 100, 5))}%"
        shown = html(text) if part["type"].endswith("choice") else escape(text, quote=False)
        answers.append(f"{start}{_marked(shown)}" + (f"#{_marked(html(feedback))}" if feedback else ""))
    return f"{{{int(size)}:{kind}:{'~'.join(answers)}}}"


def _marked(text: str) -> str:
    return re.sub(r"([}#~\"\\])", r"\\\1", text)


Rows = tuple[str, list[tuple[float, str, str]]]


def _choices(part: Mapping[str, Any]) -> Rows:
    rows = part["choices"]
    single = part["type"] == "single_choice"
    if not single and part.get("policy", "weights" if "weight" in rows[0] else "each_option") != "weights":
        raise ClozeError("Moodle counts several right answers by weights only")
    shuffle = "" if part.get("shuffle") is False else "S"
    shares = [float(row.get("weight", bool(row.get("correct")))) for row in rows]
    kind = (
        ("MULTICHOICE_V" if single else "MULTIRESPONSE_")
        if shuffle
        else ("MULTICHOICE" if single else "MULTIRESPONSE")
    )
    return f"{kind}{shuffle}", [
        (share, row["text"], row.get("feedback", "")) for share, row in zip(shares, rows, strict=True)
    ]


def _words(part: Mapping[str, Any]) -> Rows:
    if part.get("regex"):
        raise ClozeError("Moodle has no regular expressions")
    kind = "SHORTANSWER_C" if part.get("case_sensitive") else "SHORTANSWER"
    return kind, [
        (float(row.get("weight", 1)), row["text"], row.get("feedback", "")) for row in part["answers"]
    ]


def _numbers(part: Mapping[str, Any]) -> Rows:
    rows = []
    for row in part["answers"]:
        if "value" not in row or row.get("tolerance_type", "nominal") != "nominal":
            raise ClozeError("numbers inside a text have absolute tolerances only")
        value = f"{row['value']}:{row.get('tolerance', 0)}"
        rows.append((float(row.get("weight", 1)), value, row.get("feedback", "")))
    return "NUMERICAL", rows


def _unfit(part: Mapping[str, Any]) -> Rows:
    raise ClozeError(f"Moodle embeds no answers of the type {part['type']}")


_KINDS: dict[str, Callable[[Mapping[str, Any]], Rows]] = {
    "single_choice": _choices,
    "multiple_choice": _choices,
    "short_text": _words,
    "numerical": _numbers,
    "true_false": _unfit,
}
