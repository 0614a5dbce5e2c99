"""Writes a course's items as GIFT, with an account of what the format cannot hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from courses.formats.ledger import FidelityLedger, LedgerWriter
from courses.formats.model import CourseDocument, Item

_LOST_FIELDS = (
    "mark", "skills", "hints", "penalty", "policy", "case_sensitive", "feedback_correct", "feedback_partial",
    "feedback_incorrect", "min_words", "max_words", "response_template", "assessor_notes", "rubric",
)  # fmt: skip


_IMPLIED: tuple[tuple[str, object], ...] = (("policy", "weights"), ("mark", 1))


class _UnfitError(Exception):
    """The item has no equivalent; the message says why."""


def write_gift(course: CourseDocument) -> tuple[bytes, FidelityLedger]:
    """One file: items under their section's title as the category, each titled with its key.

    Prompts are marked `[markdown]`. What GIFT cannot express is left out and stands in the ledger.
    """
    ledger = LedgerWriter()
    blocks: list[str] = []
    for title, keys in _categories(course):
        blocks.append(f"$CATEGORY: $course$/top/{title.replace('/', '//')}")
        for item in filter(None, map(course.item, keys)):
            blocks += _block(item, ledger)
    for lesson in course.lessons:
        ledger.dropped(f"lesson {lesson.slug}", f"lessons/{lesson.slug}.md", "GIFT holds questions only")
    return ("\n\n".join(blocks) + "\n").encode(), ledger.finish()


def _categories(course: CourseDocument) -> list[tuple[str, tuple[str, ...]]]:
    sections = course.assessment.sections if course.assessment else ()
    named = [(section.title, (*section.items, *section.pool)) for section in sections]
    used = {key for _, keys in named for key in keys}
    rest = tuple(item["key"] for item in course.items if item["key"] not in used)
    return [*named, ("Not in the assessment", rest)] if rest else named


def _block(item: Item, ledger: LedgerWriter) -> list[str]:
    name = f"item {item['key']}"
    try:
        answers = _writer_of(item)(item)
    except _UnfitError as error:
        ledger.dropped(name, item["key"], str(error))
        return []
    about, lost = _about(item)
    lost += [
        field
        for field in _LOST_FIELDS
        if item.get(field) not in (None, "", [])
        and item[field] is not False
        and (field, item[field]) not in _IMPLIED
    ]
    ticked = item["type"] == "multiple_choice" and any("correct" in row for row in item["choices"])
    lost += ["policy"] if ticked and "policy" not in item else []
    lost += ["shuffle"] if item.get("shuffle") is False else []
    if answers is None:
        lost += ["feedback"] if item.get("feedback") else []
    elif item.get("feedback"):
        answers = f"{answers} ####{_text(item['feedback'])}"
    if lost:
        ledger.adapted(name, item["key"], f"GIFT has no place for: {', '.join(lost)}")
    else:
        ledger.kept(name, item["key"])
    braces = "" if answers is None else f" {{{answers}}}"
    return [f"{about}::{_text(item['key'])}:: [markdown]{_text(item['prompt'])}{braces}"]


def _about(item: Item) -> tuple[str, list[str]]:
    """The comment that holds the id and the tags, and which of them it cannot hold."""
    given = [("source_id", "id", item.get("source_id"))]
    given += [("tags", "tag", tag) for tag in item.get("tags", [])]
    held = [f"[{name}:{text}]" for _, name, text in given if text and not re.search(r"[\]\n]", str(text))]
    lost = [field for field, _, text in given if text and re.search(r"[\]\n]", str(text))]
    return (f"// {' '.join(held)}\n" if held else ""), lost


def _writer_of(item: Item) -> Callable[[Item], str | None]:
    try:
        return _WRITERS[item["type"]]
    except KeyError:
        raise _UnfitError(f"GIFT has no questions of the type {item['type']}") from None


def _choices(item: Item) -> str:
    single = item["type"] == "single_choice"
    choices = item["choices"]
    right = sum(bool(choice.get("correct")) for choice in choices)
    parts = []
    for choice in choices:
        weight = choice.get("weight")
        if weight is None and single:
            mark = "=" if choice.get("correct") else "~"
        else:
            if weight is None:
                weight = 1 / right if choice.get("correct") else -1 / (len(choices) - right)
            # Moodle reads a share after "~" only.
            mark = "=" if single and weight > 0.999999 else f"~%{_percent(weight)}%"
        if mark in {"=", "~"} and re.match(r"%-?\d", str(choice["text"])):
            raise _UnfitError("a choice begins like a share of the mark")
        parts.append(f"{mark}{_text(choice['text'])}{_feedback(choice)}")
    return " ".join(parts)


def _true_false(item: Item) -> str:
    right, wrong = "feedback_true", "feedback_false"
    if not item["answer"]:
        right, wrong = wrong, right
    feedback = f"#{_text(item.get(wrong, ''))}" if item.get(wrong) or item.get(right) else ""
    return ("T" if item["answer"] else "F") + feedback + (f"#{_text(item[right])}" if item.get(right) else "")


def _short_text(item: Item) -> str:
    if item.get("regex"):
        raise _UnfitError("GIFT has no regular expressions")
    return " ".join(
        f"={_share(entry, always=str(entry['text']).startswith('%'))}{_text(entry['text'])}{_feedback(entry)}"
        for entry in item["answers"]
    )


def _numerical(item: Item) -> str:
    if item.get("units"):
        raise _UnfitError("GIFT has no units")
    return "#" + " ".join(f"={_share(entry)}{_value(entry)}{_feedback(entry)}" for entry in item["answers"])


def _value(entry: Mapping[str, Any]) -> str:
    if entry.get("tolerance_type", "nominal") != "nominal" or entry.get("low_open") or entry.get("high_open"):
        raise _UnfitError("GIFT has absolute tolerances and closed ranges only")
    if entry.get("value") == "*":
        return "*"
    if "value" not in entry:
        if entry.get("low") is None or entry.get("high") is None:
            raise _UnfitError("GIFT has no ranges without an end")
        return f"{entry['low']}..{entry['high']}"
    return f"{entry['value']}:{entry['tolerance']}" if entry.get("tolerance") else str(entry["value"])


def _match(item: Item) -> str:
    sides = [(pair["left"], pair["right"]) for pair in item["pairs"]]
    sides += [("", text) for text in item.get("distractors", [])]
    if any("->" in left or "->" in right for left, right in sides):
        raise _UnfitError("a text holds “->”, which GIFT reads as the mark between the sides")
    # The right-hand side is plain text in GIFT: what Markdown protects need not be protected there.
    return " ".join(
        f"={_text(left)} -> {_text(re.sub(r'\\([\\`*\[\]<_])', r'\1', right))}" for left, right in sides
    )


_WRITERS: dict[str, Callable[[Item], str | None]] = {
    "single_choice": _choices,
    "multiple_choice": _choices,
    "true_false": _true_false,
    "short_text": _short_text,
    "numerical": _numerical,
    "match": _match,
    "essay": lambda _: "",
    "description": lambda _: None,
}


def _share(entry: Mapping[str, Any], *, always: bool = False) -> str:
    weight = entry.get("weight", 1)
    return "" if weight == 1 and not always else f"%{_percent(weight)}%"


def _percent(weight: float) -> str:
    return f"{weight * 100:.5f}".rstrip("0").rstrip(".")


def _feedback(entry: Mapping[str, Any]) -> str:
    return f"#{_text(entry['feedback'])}" if entry.get("feedback") else ""


def _text(text: str) -> str:
    return re.sub(r"([~=#{}:\\])", r"\\\1", str(text)).replace("\n", "\\n")
