"""Other blocks that ask something: open responses with rubrics, graded uploads, problem builders."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from courses.formats.markup import Markup, escaped_text
from courses.formats.model import Item
from courses.formats.numbers import mark, number
from courses.formats.olx.problem import ReadItem, UnfitError
from courses.formats.xml_source import (
    Element,
    child,
    child_text,
    children,
    descendants,
    name_of,
    raw_text,
    text_of,
)  # fmt: skip

_LONGEST_LEVEL = 2_000

Read = Iterator[ReadItem | UnfitError]


def openassessment(block: Element, markup: Markup) -> Read:
    """An open response; its rubric is the assessor's."""
    prompts = [*descendants(block, "prompts"), *children(block, "prompt")]
    descriptions = [one for prompt in prompts for one in descendants(prompt, "description")] or prompts
    words = [markup.html(raw_text(one)) for one in descriptions]
    rubric, notes = _rubric(child(block, "rubric"))
    kinds = {one.get("name") or "" for one in descendants(block, "assessment")}
    if kinds - {"staff-assessment"}:
        notes.append("an assessor grades it, not the learner or other learners")
    upload = block.get("text_response") in {"", None} and block.get("file_upload_response") == "required"
    if block.get("file_upload_response") == "optional":
        notes.append("no file can be added to the text")
    title = child_text(block, "title") or block.get("display_name") or "Open response"
    prompt = "\n\n".join(part for part in words if part)
    item: Item = {"type": "file" if upload else "essay", "prompt": prompt or title}
    item |= {"rubric": rubric} if rubric else {}
    best = sum(max(level["points"] for level in row["levels"]) for row in rubric)
    yield ReadItem(item | mark(number(block.get("weight")) or best or 1), "; ".join(notes))


def _rubric(rubric: Element | None) -> tuple[list[dict[str, Any]], list[str]]:
    """Criteria whose levels earn different points, and what is left out."""
    rows: list[dict[str, Any]] = []
    notes: list[str] = []
    for criterion in children(rubric, "criterion"):
        name = child_text(criterion, "label") or child_text(criterion, "name")
        asked = child_text(criterion, "prompt")
        levels: dict[int, list[str]] = {}
        for option in children(criterion, "option"):
            said = (
                child_text(option, "label") or child_text(option, "name"),
                child_text(option, "explanation"),
            )
            points = int(number(option.get("points")) or 0)
            levels.setdefault(points, []).append(": ".join(filter(None, said)))
        if len(levels) < 2:
            notes.append(f"the criterion “{name[:60]}” has no levels that differ in points and is left out")
            continue
        rows.append({
            "criterion": (f"{name}: {asked}" if asked and name else name or asked)[:500],
            "levels": [
                {"points": points, "text": " / ".join(levels[points])[:_LONGEST_LEVEL] or str(points)}
                for points in sorted(levels)
            ],
        })  # fmt: skip
    return rows, notes


def graded_upload(block: Element, markup: Markup) -> Read:
    title = block.get("display_name") or "Upload"
    points = number(block.get("weight")) or number(block.get("points")) or 100
    solution = markup.html(block.get("solution") or "")
    item: Item = {"type": "file", "prompt": escaped_text(title)} | mark(points)
    yield ReadItem(item | ({"feedback": solution} if solution else {}), "")


# Problem builder


def problem_builder(block: Element, markup: Markup) -> Read:
    """Its questions one after the other; each knows its own right choices."""
    for one in block.iter():
        if reader := _QUESTIONS.get(name_of(one)):
            try:
                yield ReadItem(reader(one, markup) | mark(number(one.get("weight")) or 1))
            except UnfitError as error:
                yield error


def _asked(question: Element, markup: Markup) -> str:
    html = question.get("question") or child_text(question, "question")
    return markup.html(html) or question.get("display_name") or question.get("name") or "Question"


def _names(text: str | None) -> list[str]:
    """`["a", "b"]`, the older `[a,b]`, or `a,b`."""
    try:
        found = json.loads(text or "[]")
        return [str(one) for one in found] if isinstance(found, list) else [str(found)]
    except (ValueError, RecursionError):
        return [one.strip(" \"'") for one in (text or "").strip("[] ").split(",")]


def _choices(question: Element, markup: Markup) -> Iterator[tuple[str, dict[str, Any]]]:
    tips = [(_names(one.get("values")), markup.element(one)) for one in children(question, "pb-tip")]
    for one in children(question, "pb-choice"):
        value = one.get("value") or text_of(one)
        told = "\n\n".join(text for values, text in tips if value in values and text)
        yield value, {"text": markup.element(one)} | ({"feedback": told} if told else {})


def _row(row: dict[str, Any], extra: dict[str, Any]) -> dict[str, Any]:
    return {"text": row["text"]} | extra | ({"feedback": row["feedback"]} if "feedback" in row else {})


def _mcq(question: Element, markup: Markup) -> Item:
    right = _names(question.get("correct_choices"))
    rows = list(_choices(question, markup))
    several = sum(value in right for value, _ in rows) > 1
    extras: list[dict[str, Any]] = [
        {"weight": int(value in right)} if several else {"correct": True} if value in right else {}
        for value, _ in rows
    ]
    if not any(value in right for value, _ in rows):
        raise UnfitError("none of its choices is right: it asks for an opinion")
    made = [_row(row, extra) for (_, row), extra in zip(rows, extras, strict=True)]
    return {"type": "single_choice", "prompt": _asked(question, markup), "choices": made, "shuffle": False}


def _mrq(question: Element, markup: Markup) -> Item:
    right, ignored = _names(question.get("required_choices")), _names(question.get("ignored_choices"))
    rows = list(_choices(question, markup))
    if any(value in ignored for value, _ in rows):
        raise UnfitError("some of its choices count neither ticked nor blank")
    made = [_row(row, {"correct": value in right}) for value, row in rows]
    return {
        "type": "multiple_choice", "prompt": _asked(question, markup), "policy": "each_option",
        "choices": made, "shuffle": False,
    }  # fmt: skip


def _rating(question: Element, markup: Markup) -> Item:
    raise UnfitError("it asks for an opinion on a scale")


def _answer(question: Element, markup: Markup) -> Item:
    return {"type": "essay", "prompt": _asked(question, markup)}


_QUESTIONS: dict[str, Callable[[Element, Markup], Item]] = {
    "pb-mcq": _mcq,
    "pb-mrq": _mrq,
    "pb-rating": _rating,
    "pb-answer": _answer,
}
BLOCKS: dict[str, Callable[[Element, Markup], Read]] = {
    "openassessment": openassessment,
    "edx_sga": graded_upload,
    "problem-builder": problem_builder,
    "step-builder": problem_builder,
    "mentoring": problem_builder,
}
"""Blocks that become items, by the name of their element."""
