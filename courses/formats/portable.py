"""What must hold so that a course, wherever it came from, can be taken away as a folder and read again.

An author of a course folder is told what to mend. A course from elsewhere has nobody to tell: its links to
nothing keep their words, its minutes follow from its parts, and the ledger says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from markdown_it.common.normalize_url import normalizeLink

from courses.content import ContentTooLarge, destinations
from courses.content.parsing import MAX_CHARACTERS
from courses.formats.errors import CourseInvalid, Problem
from courses.formats.items import MARKDOWN, PLAIN
from courses.formats.ledger import LedgerWriter
from courses.formats.model import CourseDocument, Item, LessonDocument
from courses.formats.names import broken_link

_TARGET = re.compile(r"(?P<before>\]\(\s*|\]:\s*)(?:<(?P<angled>[^<>\n]*)>|(?P<href>[^\s<>()]+))")


def portable(course: CourseDocument, ledger: LedgerWriter) -> CourseDocument:
    """The same course, with nothing in it that its own folder would be refused for. Raises CourseInvalid."""
    # What is assumed about the course is no element of its source.
    has_elements = any(not entry.element.endswith(" of the course") for entry in ledger.finish())
    if not (course.lessons or course.items or has_elements):
        raise CourseInvalid([Problem("course", 0, "holds no page and no question")])
    lessons = frozenset(lesson.slug for lesson in course.lessons)
    assets = frozenset(asset.path for asset in course.assets)

    def repaired(text: str, place: str) -> str:
        return _without_dead_links(text, place, lambda href: bool(broken_link(href, lessons, assets)), ledger)

    def lesson_repaired(lesson: LessonDocument) -> LessonDocument:
        place = f"lesson {lesson.slug}"
        if len(lesson.body) > MAX_CHARACTERS:
            raise CourseInvalid([Problem(place, 0, str(ContentTooLarge(len(lesson.body), MAX_CHARACTERS)))])
        return replace(lesson, body=repaired(lesson.body, place))

    modules = tuple(
        replace(module, lessons=tuple(lesson_repaired(lesson) for lesson in module.lessons))
        for module in course.modules
    )
    items = tuple(_item_repaired(item, repaired) for item in course.items)
    minutes = minutes_that_add_up(course)
    if minutes != course.minutes:
        ledger.adapted("minutes of the course", "course", f"are {minutes}, as its parts add up")
    return replace(course, modules=modules, items=items, minutes=minutes)


def minutes_that_add_up(course: CourseDocument) -> int:
    """Those of the course: at least its lessons', at most theirs and the assessment's time limit."""
    reading = sum(lesson.minutes for lesson in course.lessons)
    limit = course.assessment.minutes if course.assessment else 0
    minutes = max(course.minutes, reading, 1)
    return minutes if limit is None else min(minutes, max(reading + limit, 1))


def _item_repaired(item: Item, repaired: Callable[[str, str], str]) -> Item:
    place = f"item {item['key']}"

    def walk(value: Any, key: str) -> Any:
        if isinstance(value, str):
            return repaired(value, place) if key in MARKDOWN else value
        if isinstance(value, list):
            return [walk(one, key) for one in value]
        if isinstance(value, dict):
            return {name: one if name in PLAIN else walk(one, name) for name, one in value.items()}
        return value

    return {name: one if name in PLAIN else walk(one, name) for name, one in item.items()}


def _without_dead_links(text: str, place: str, is_dead: Callable[[str], bool], ledger: LedgerWriter) -> str:
    """`text` whose dead links lead to `#`: their words stay, and the page shows no link."""
    if "](" not in text and "]:" not in text:
        return text
    dead = {found.href for found in destinations(text) if is_dead(found.href)}
    if not dead:
        return text
    for href in sorted(dead):
        ledger.dropped(f"link {href[:100]}", place, "leads to nothing in the course; its words are kept")

    def inert(match: re.Match[str]) -> str:
        return (
            f"{match['before']}#"
            if normalizeLink(match["angled"] or match["href"] or "") in dead
            else match[0]
        )

    text = _TARGET.sub(inert, text)
    if any(is_dead(found.href) for found in destinations(text)):
        # Written in a way that the pattern does not know: no link at all is left to be one.
        text = text.replace("](", "]\\(").replace("]:", "]\\:")
    return text
