"""Moodle's embedded answers, `{1:MULTICHOICE:=right#Yes~wrong}`, as parts of a cloze."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from typing import Any

from courses.formats.markup.plain import unmarked
from courses.formats.model import Item
from courses.formats.moodle.question import chosen, one_right, reachable
from courses.formats.numbers import mark, number, weight

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
_EMBEDDED = re.compile(r"\{(\d*):([A-Z_]+):((?:\\.|[^}\\])*)\}", re.DOTALL)
_SHARE = re.compile(r"\s*(?:(=)|%(-?\d+(?:[.,]\d*)?)%)?", re.DOTALL)
# The mark before feedback is no "#" of an entity (&#233;), nor an escaped one.
_FEEDBACK = re.compile(r"(?<![\\&])#")
# Characters of private use stand for the places while the text becomes Markdown.
_HELD = re.compile("\ue001(\\d+)\ue002")
_LITERAL = re.compile(r"(\\\(.*?\\\)|\$\$.*?\$\$)|\{(\d{1,3})\}", re.DOTALL)

Line = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class _Answer:
    """`written` says whether its share is written as a percentage; "=" is none, nor is %0% for Moodle."""

    share: float
    written: bool
    text: str
    feedback: str


class ClozeError(Exception):
    """The embedded answers cannot be read; the message says why."""


def parts_of(
    text: str, line: Line, markdown: Callable[[str], str], lost: Callable[[str, str], None]
) -> tuple[str, list[Item]]:
    """Markdown with `{1}`, `{2}`, … where answers stood, and the parts. Raises ClozeError.

    `line` makes one line of Markdown of HTML, `markdown` all of it; `lost` hears what is left out.
    """
    parts: list[Item] = []

    def part(match: re.Match[str]) -> str:
        kind = _TYPES.get(match[2])
        if kind is None:
            raise ClozeError(f"“{match[2]}” is not a kind of embedded answer")
        parts.append(_part(kind, _answers(match[3]), line, lost) | mark(float(match[1] or 1)))
        return f"\ue001{len(parts)}\ue002"

    held = _EMBEDDED.sub(part, unmarked(text) or "")
    return _HELD.sub(r"{\1}", _LITERAL.sub(_not_a_place, markdown(held))), parts


def _not_a_place(match: re.Match[str]) -> str:
    """`{1}` that is no answer: spaces change nothing in a formula, an entity nothing in a text."""
    if match[1]:
        return re.sub(r"\{(\d{1,3})\}", r"{ \1 }", match[1])
    return f"&#123;{match[2]}}}"


def _answers(text: str) -> list[_Answer]:
    found = []
    for piece in re.split(r"(?<!\\)~", text):
        match = _SHARE.match(piece)
        assert match is not None  # the pattern matches ""
        written = (match[2] or "0") != "0"
        share = 1.0 if match[1] else float((match[2] or "0").replace(",", ".")) / 100
        words, *feedback = _FEEDBACK.split(piece[match.end() :], maxsplit=1)
        found.append(_Answer(share, written, _plain(words), _plain("".join(feedback))))
    return [one for one in found if one.text or one.feedback]


def _plain(text: str) -> str:
    return unescape(re.sub(r"\\([}#~/\"\\])", r"\1", text)).strip()


def _part(kind: str, answers: list[_Answer], line: Line, lost: Callable[[str, str], None]) -> Item:
    if kind.startswith("short_text"):
        rows = [{"text": one.text} | _said(one, line) for one in answers]
        cased = {"case_sensitive": True} if kind.endswith("_c") else {}
        return {"type": "short_text", "answers": reachable(rows, lost)} | cased
    if kind == "numerical":
        return {"type": "numerical", "answers": [_value(one.text) | _said(one, line) for one in answers]}
    name = kind.removesuffix("_s")
    multiple = name == "multiple_choice"
    shares = _shares(answers, multiple=multiple)
    marked = one_right(shares) and not multiple
    rows = [
        {"text": line(one.text)} | chosen(share, marked=marked) | _feedback(one, line)
        for one, share in zip(answers, shares, strict=True)
    ]
    shuffled: Item = {} if kind.endswith("_s") else {"shuffle": False}
    return {"type": name} | ({"policy": "weights"} if multiple else {}) | {"choices": rows} | shuffled


def _said(answer: _Answer, line: Line) -> dict[str, Any]:
    return ({} if answer.share == 1 else {"weight": weight(answer.share)}) | _feedback(answer, line)


def _feedback(answer: _Answer, line: Line) -> dict[str, Any]:
    return {"feedback": line(answer.feedback)} if answer.feedback else {}


def _shares(answers: list[_Answer], *, multiple: bool) -> list[float]:
    """Where several may be chosen, what is right adds up to one; without any share written, a wrong choice
    costs a right one."""
    total = sum(one.share for one in answers if one.share > 0)
    if not multiple or not total:
        return [one.share for one in answers]
    written = any(one.written for one in answers)
    wrong = 0.0 if written else -1 / total
    return [one.share / total if one.share > 0 else one.share or wrong for one in answers]


def _value(text: str) -> dict[str, Any]:
    value, _, tolerance = text.replace(",", ".").partition(":")
    if value.strip() != "*" and number(value) is None:
        raise ClozeError(f"“{text[:40]}” is not a number")
    row: dict[str, Any] = {"value": value.strip()}
    return row | ({"tolerance": tolerance.strip()} if number(tolerance) else {})
