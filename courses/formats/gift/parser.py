"""GIFT text to parse trees, in the shape of the published grammar's own test expectations.

A question is `{id, tags, type, title, stem: {format, text}, hasEmbeddedAnswers, globalFeedback, …}`; see
Moodle's documentation of the format for what may stand where.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from courses.formats.errors import CourseInvalid, Problem

Tree = dict[str, Any]

_FORMAT = re.compile(r"\s*\[(html|markdown|plain|moodle)\]")
_TITLE = re.compile(r"\s*::((?:[^:\\]|\\.|:(?!:))*)::", re.DOTALL)
_TRUTH = re.compile(r"(TRUE|FALSE|T|F)\s*(?=#|\Z)")
_WEIGHT = re.compile(r"\s*%(-?\d+(?:\.\d+)?)%")
_NUMBER = r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?"
_VALUE = re.compile(rf"\s*(?P<first>{_NUMBER})\s*(?:(?P<mark>:|\.\.)\s*(?P<second>{_NUMBER}))?\s*\Z")


@dataclass(frozen=True, slots=True)
class Question:
    """A parse tree and the line of the file on which it begins."""

    line: int
    tree: Tree


def parse_gift(text: str, file: str = "questions.gift") -> list[Question]:
    """Every question, description and category in order. Raises CourseInvalid with all wrong lines."""
    questions: list[Question] = []
    problems: list[Problem] = []
    for line, block, comments in _blocks(text):
        try:
            questions.append(Question(line, _block_tree(block, comments)))
        except _WrongError as error:
            problems.append(Problem(file, line + block.count("\n", 0, error.position), str(error)))
    if problems:
        raise CourseInvalid(problems)
    return questions


class _WrongError(Exception):
    def __init__(self, message: str, position: int = 0) -> None:
        super().__init__(message)
        self.position = position


def _blocks(text: str) -> Iterator[tuple[int, str, str]]:
    """(first line, text, comments before it): questions end at a blank line that is not inside braces."""
    lines: list[str] = []
    comments: list[str] = []
    start, inside = 0, False
    for number, line in enumerate([*text.split("\n"), ""], 1):
        if line.lstrip().startswith("//"):
            comments.append(line)
            if lines:
                lines.append("")
            continue
        is_category = line.lstrip().startswith("$CATEGORY:")
        if (not line.strip() and not inside) or (is_category and not inside):
            if any(kept.strip() for kept in lines):
                yield start, "\n".join(lines), "\n".join(comments)
                comments = []
            lines = []
            if not is_category:
                continue
        if not lines:
            start = number
        lines.append(line)
        for brace in re.findall(r"\\.|([{}])", line):
            inside = brace == "{" if brace else inside
        if is_category:
            yield start, line, ""
            lines = []
    if any(kept.strip() for kept in lines):
        yield start, "\n".join(lines), "\n".join(comments)


def _block_tree(block: str, comments: str) -> Tree:
    if block.lstrip().startswith("$CATEGORY:"):
        return {"type": "Category", "title": block.split(":", 1)[1].strip()}
    rest, title = block, None
    if match := _TITLE.match(rest):
        title, rest = _unescape(match[1]).strip(), rest[match.end() :]
    offset = len(block) - len(rest)
    before, answers, after = _split_answers(rest, offset)
    chosen = _FORMAT.match(before)
    text_format = chosen[1] if chosen else "moodle"
    body = before[chosen.end() :] if chosen else before
    embedded = answers is not None and bool(after.strip())
    if embedded:
        body = f"{body.rstrip()} _____ {after.lstrip()}"
    tree: Tree = {
        "id": _found(r"\[id:([^\]]*)\]", comments),
        "tags": re.findall(r"\[tag:([^\]]*)\]", comments) or None,
        "type": "Description",
        "title": title,
        "stem": {"format": text_format, "text": _text(body, text_format)},
        "hasEmbeddedAnswers": embedded,
    }
    if answers is None:
        return tree
    return tree | _answers_tree(answers, text_format, offset + len(before) + 1)


def _found(pattern: str, comments: str) -> str | None:
    match = re.search(pattern, comments)
    return match[1] if match else None


def _split_answers(text: str, offset: int) -> tuple[str, str | None, str]:
    """(before the braces, inside or None, after)."""
    opening = _positions(text, "{")
    closing = _positions(text, "}")
    if not opening and not closing:
        return text, None, ""
    if not opening:
        raise _WrongError("has a “}” without “{”; write \\} for the character itself", offset + closing[0])
    if not closing or closing[0] < opening[0]:
        raise _WrongError("has a “{” that is never closed; add “}”", offset + opening[0])
    if len(opening) > 1 or len(closing) > 1:
        raise _WrongError(
            "has more than one pair of braces; put a blank line between questions", offset + opening[-1]
        )
    return text[: opening[0]], text[opening[0] + 1 : closing[0]], text[closing[0] + 1 :]


def _positions(text: str, marks: str) -> list[int]:
    """Where unescaped characters of `marks` stand."""
    return [match.start() for match in re.finditer(r"\\.|.", text, re.DOTALL) if match[0] in marks]


# Answers


def _answers_tree(answers: str, text_format: str, offset: int) -> Tree:
    body, general = _split_general(answers, text_format)
    stripped = body.strip()
    tree: Tree = {"type": "Essay", "globalFeedback": general}
    if not stripped:
        return tree
    if stripped.startswith("#"):
        return tree | {"type": "Numerical", "choices": _numerical(stripped[1:], text_format, offset)}
    if truth := _TRUTH.match(stripped):
        parts = _feedback_parts(stripped[truth.end() :], text_format)
        return tree | {
            "type": "TF",
            "isTrue": truth[1].startswith("T"),
            "trueFeedback": parts[0] if parts else None,
            "falseFeedback": parts[1] if len(parts) > 1 else None,
        }
    pieces = _pieces(body, offset)
    if all(mark == "=" for mark, _ in pieces):
        if all(_arrow(piece) is not None for _, piece in pieces):
            return tree | {
                "type": "Matching",
                "matchPairs": [_pair(piece, text_format) for _, piece in pieces],
            }
        return tree | {
            "type": "Short",
            "choices": [_choice(mark, piece, text_format) for mark, piece in pieces],
        }
    return tree | {"type": "MC", "choices": [_choice(mark, piece, text_format) for mark, piece in pieces]}


def _split_general(answers: str, text_format: str) -> tuple[str, Tree | None]:
    match = re.search(r"(?<!\\)####", answers)
    if match is None:
        return answers, None
    return answers[: match.start()], _formatted(answers[match.end() :], text_format)


def _pieces(body: str, offset: int) -> list[tuple[str, str]]:
    """(mark, text) of each answer that “=” or “~” begins."""
    marks = _positions(body, "=~")
    if not marks or body[: marks[0]].strip():
        raise _WrongError("has an answer without “=” or “~” before it", offset)
    ends = [*marks[1:], len(body)]
    return [(body[start], body[start + 1 : end]) for start, end in zip(marks, ends, strict=True)]


def _choice(mark: str, piece: str, text_format: str) -> Tree:
    weight = _WEIGHT.match(piece)
    text, feedback = _split_feedback(piece[weight.end() :] if weight else piece)
    return {
        "isCorrect": mark == "=",
        "weight": _number(weight[1]) if weight else None,
        "text": _formatted(text, text_format) or {"format": text_format, "text": ""},
        "feedback": _formatted(feedback, text_format),
    }


def _split_feedback(piece: str) -> tuple[str, str]:
    marks = _positions(piece, "#")
    return (piece[: marks[0]], piece[marks[0] + 1 :]) if marks else (piece, "")


def _feedback_parts(text: str, text_format: str) -> list[Tree | None]:
    marks = _positions(text, "#")
    ends = [*marks[1:], len(text)] if marks else []
    return [_formatted(text[start + 1 : end], text_format) for start, end in zip(marks, ends, strict=True)]


def _arrow(piece: str) -> int | None:
    found = re.search(r"(?<!\\)->", piece)
    return found.start() if found else None


def _pair(piece: str, text_format: str) -> Tree:
    arrow = _arrow(piece) or 0
    left = _formatted(piece[:arrow], text_format) or {"format": text_format, "text": ""}
    return {"subquestion": left, "subanswer": _unescape(piece[arrow + 2 :]).strip()}


def _numerical(body: str, text_format: str, offset: int) -> Tree | list[Tree]:
    marks = _positions(body, "=~")
    if marks and body[: marks[0]].strip():
        # Moodle lets the first answer stand without its mark.
        body, marks = f"={body}", [0]
    if not marks:
        value, feedback = _split_feedback(body)
        tree = _value(value, offset)
        return tree | ({"feedback": _formatted(feedback, text_format)} if feedback.strip() else {})
    choices = []
    for mark, piece in _pieces(body, offset):
        weight = _WEIGHT.match(piece)
        value, feedback = _split_feedback(piece[weight.end() :] if weight else piece)
        choices.append(
            {
                "isCorrect": mark == "=",
                "weight": _number(weight[1]) if weight else None,
                "text": _value(value, offset) if value.strip() else None,
                "feedback": _formatted(feedback, text_format),
            }
        )
    return choices


def _value(text: str, offset: int) -> Tree:
    match = _VALUE.match(text)
    if match is None and text.strip() == "*":
        return {"type": "any"}
    if match is None:
        raise _WrongError(
            f"has “{text.strip()[:40]}” where a number, number:tolerance or low..high must stand", offset
        )
    first = _number(match["first"])
    if match["mark"] is None:
        return {"type": "simple", "number": first}
    second = _number(match["second"])
    if match["mark"] == ":":
        return {"type": "range", "number": first, "range": second}
    return {"type": "high-low", "numberHigh": second, "numberLow": first}


def _number(text: str) -> int | float:
    return int(text) if re.fullmatch(r"[-+]?\d+", text) else float(text)


# Text


def _formatted(text: str, text_format: str) -> Tree | None:
    """The text with its own format, or that of the question; None when there is no text."""
    chosen = _FORMAT.match(text)
    kind = chosen[1] if chosen else text_format
    words = _text(text[chosen.end() :] if chosen else text, kind)
    return {"format": kind, "text": words} if words else None


def _text(text: str, kind: str) -> str:
    words = _unescape(text).strip()
    if kind in {"moodle", "plain"}:
        return re.sub(r"\s*\n\s*", " ", words)
    return words


def _unescape(text: str) -> str:
    """`\\~ \\= \\# \\{ \\} \\: \\\\` are the characters themselves, `\\n` a line feed; other backslashes
    stay."""
    return re.sub(r"\\([~=#{}:\\n])", lambda match: "\n" if match[1] == "n" else match[1], text)
