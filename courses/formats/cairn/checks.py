"""What must hold across the files of a course folder: links, item content, minutes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from courses.content import destinations
from courses.formats.errors import Problem
from courses.formats.items import item_problems
from courses.formats.model import CourseDocument, Item
from courses.formats.names import local_reference
from courses.formats.yaml_source import Located


@dataclass(frozen=True, slots=True)
class ItemPlace:
    """Where an item stands: the file and its position in the list."""

    source: Located
    index: int

    def line(self, *path: str | int) -> int:
        return self.source.line((self.index, *path))


def check_item(item: Item, place: ItemPlace, problems: list[Problem]) -> None:
    for path, message in item_problems(item):
        problems.append(Problem(place.source.file, place.line(*path), f"item “{item['key']}”: {message}"))


def check_course(
    course: CourseDocument,
    source: Located,
    places: dict[str, ItemPlace],
    first_lines: dict[str, int],
    problems: list[Problem],
) -> None:
    """`first_lines` says, by lesson, on which line of its file the body begins."""
    _check_minutes(course, source, problems)
    for lesson in course.lessons:
        file = f"lessons/{lesson.slug}.md"
        for line, message in _broken_links(lesson.body, course):
            problems.append(Problem(file, line + first_lines[lesson.slug] - 1, message))
    for item in course.items:
        place = places[item["key"]]
        for _, message in _broken_links(str(item.get("prompt", "")), course):
            problems.append(Problem(place.source.file, place.line("prompt"), message))


def _check_minutes(course: CourseDocument, source: Located, problems: list[Problem]) -> None:
    reading = sum(lesson.minutes for lesson in course.lessons)
    limit = course.assessment.minutes if course.assessment else 0
    most = None if limit is None else reading + limit
    if course.minutes < reading or (most is not None and course.minutes > most):
        span = f"{reading}" if most == reading else f"{reading} to {most}" if most else f"at least {reading}"
        message = f"“minutes” is {course.minutes}, but lessons and assessment add up to {span}"
        problems.append(Problem("course.yaml", source.line(("minutes",)), message))


def _broken_links(markdown: str, course: CourseDocument) -> Iterator[tuple[int, str]]:
    for line, href, _ in destinations(markdown):
        target = local_reference(href)
        if target is None:
            if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|#|//", href):
                yield (
                    line,
                    f"the link “{href}” leads nowhere; link to a lesson (name.md), to assets/… or to a URL",
                )
        elif target.kind == "lesson" and course.lesson(target.target) is None:
            yield line, f"the link “{href}” names a lesson that is not in the course"
        elif target.kind == "asset" and course.asset(target.target) is None:
            yield line, f"“{target.target}” is not in the assets folder; add the file, or correct the link"
