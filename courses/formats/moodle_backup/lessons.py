"""Moodle's branching lessons: their content pages in order, their questions as items."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from courses.formats.model import Item
from courses.formats.moodle_backup.source import Activity, Source
from courses.formats.numbers import mark, number, plain
from courses.formats.xml_source import Element, child, child_text, children, descendants, line_of

BRANCH_TABLE = "20"
_STRUCTURE = {"21", "30", "31"}  # ends of branches, clusters
_FORWARD = {"-1", "-9", "-50", "-70", "-80"}  # the next page, the end, pages at random
_NOTE = "a question of a lesson is in the assessment; where an answer leads to is gone"


def lesson_pages(lesson: Element | None) -> list[Element]:
    """Pages by their links to the next one; what no chain reaches stands at the end."""
    pages = children(child(lesson, "pages"), "page")
    by_id = {page.get("id") or "": page for page in pages}
    found: list[Element] = []
    start = next((page for page in pages if child_text(page, "prevpageid") in {"", "0"}), None)
    while start is not None and start not in found:
        found.append(start)
        start = by_id.get(child_text(start, "nextpageid"))
    return found + [page for page in pages if page not in found]


def read_lesson(source: Source, one: Activity) -> None:
    """Its pages as lessons, its questions as a section, or as practice when the lesson is one."""
    bank = source.bank
    if child_text(one.element, "practice") == "1":
        bank.unasked()
    else:
        bank.section(one.title)
    bank.file = one.path
    pages = lesson_pages(one.element)
    for position, page in enumerate(pages):
        identifier, title, kind = page.get("id") or "", child_text(page, "title"), child_text(page, "qtype")
        if kind == BRANCH_TABLE:
            body = _words(source, one, page, "contents", "page_contents")
            source.assembly.lesson(f"{one.identifier}:{identifier}", title, body, place=one.path)
        elif reader := _QUESTIONS.get(kind):
            later = {other.get("id") or "" for other in pages[position + 1 :]}
            item = reader(_Asked(source, one, page, later))
            bank.add(item, title=title, line=line_of(page), adapted=_NOTE)
        elif kind not in _STRUCTURE:
            source.ledger.dropped(f"question {title}", one.path, f"there is no item type for its kind {kind}")
    bank.file = "questions.xml"
    reason = "its pages are lessons in their first order; branches between them are gone"
    source.ledger.adapted(f"lesson {one.title}", one.path, reason)


def _words(source: Source, one: Activity, parent: Element, name: str, area: str, *, form: str = "") -> str:
    files = source.stored.of(one.context, "mod_lesson", area, parent.get("id") or "")
    return source.words(parent, name, files, one.path, form=form)


class _Asked:
    """A page that asks. Right answers lead forward, or earn points where the lesson counts them."""

    def __init__(self, source: Source, one: Activity, page: Element, later: set[str]) -> None:
        self.source = source
        self.one = one
        self.page = page
        self.later = later
        self.scored = child_text(one.element, "custom") == "1"
        self.option = child_text(page, "qoption") == "1"
        self.answers = list(descendants(child(page, "answers"), "answer"))

    def text(self, answer: Element) -> str:
        return _words(self.source, self.one, answer, "answer_text", "page_answers", form="answerformat")

    def told(self, answer: Element) -> dict[str, str]:
        text = _words(self.source, self.one, answer, "response", "page_responses", form="responseformat")
        return {"feedback": text} if text else {}

    def right(self, answer: Element) -> bool:
        if self.scored:
            return (number(child_text(answer, "score")) or 0) > 0
        target = child_text(answer, "jumpto")
        return target in _FORWARD or target in self.later

    def item(self, kind: str, **fields: Any) -> Item:
        prompt = _words(self.source, self.one, self.page, "contents", "page_contents")
        item: Item = {"type": kind, "prompt": prompt or child_text(self.page, "title")} | fields
        points = max((number(child_text(one, "score")) or 0 for one in self.answers), default=0)
        return item | (mark(points) if self.scored and points > 0 else {})

    def given(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """What is typed in, with what it is worth; a wrong answer counts only for what is said to it."""
        for one in self.answers:
            text, told = child_text(one, "answer_text"), self.told(one)
            if text and (self.right(one) or told):
                yield text, ({} if self.right(one) else {"weight": 0}) | told


def _choices(asked: _Asked) -> Item:
    rows = [(asked.text(one), asked.right(one), asked.told(one)) for one in asked.answers]
    rows = [row for row in rows if row[0]]
    if asked.option:
        made = [{"text": text, "correct": right, **told} for text, right, told in rows]
        return asked.item("multiple_choice", policy="all_or_nothing", choices=made)
    several = sum(right for _, right, _ in rows) > 1
    made = [{"text": text, **_worth(right, several=several), **told} for text, right, told in rows]
    return asked.item("single_choice", choices=made)


def _worth(right: bool, *, several: bool) -> dict[str, int | bool]:
    if several:
        return {"weight": int(right)}
    return {"correct": True} if right else {}


def _words_typed(asked: _Asked) -> Item:
    rows = [{"text": text} | rest for text, rest in asked.given()]
    return asked.item("short_text", answers=rows, **({"regex": True} if asked.option else {}))


def _numbers(asked: _Asked) -> Item:
    rows = []
    for text, rest in asked.given():
        low, between, high = (part.strip() for part in text.partition(":"))
        bounds = number(low), number(high)
        if between and None not in bounds:
            rows.append({"low": plain(bounds[0] or 0.0), "high": plain(bounds[1] or 0.0)} | rest)
        else:
            rows.append({"value": text} | rest)
    return asked.item("numerical", answers=rows)


def _pairs(asked: _Asked) -> Item:
    """The first two answers are what is said to a right and to a wrong response."""
    said = dict(zip(("feedback_correct", "feedback_incorrect"), map(asked.text, asked.answers), strict=False))
    pairs = [
        {"left": asked.text(one), "right": child_text(one, "response")}
        for one in asked.answers[2:]
        if child_text(one, "response")
    ]
    return asked.item("match", pairs=pairs, **{key: text for key, text in said.items() if text})


def _essay(asked: _Asked) -> Item:
    return asked.item("essay")


_QUESTIONS: dict[str, Callable[[_Asked], Item]] = {
    "1": _words_typed,
    "2": _choices,
    "3": _choices,
    "5": _pairs,
    "8": _numbers,
    "10": _essay,
}
