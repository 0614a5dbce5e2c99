"""What must hold across the files of a course folder: links, item content, minutes; and which formulas its
pages show as they were typed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from courses.content import ContentTooLarge, destinations, formula_problems
from courses.formats.errors import Problem
from courses.formats.items import MARKDOWN, PLAIN, item_problems
from courses.formats.ledger import LedgerWriter
from courses.formats.model import CourseDocument, Item
from courses.formats.names import broken_link
from courses.formats.yaml_source import Located, Path


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


class CourseCheck:
    """Looks at everything at once when all files are read; problems and notes go where they are collected."""

    def __init__(self, course: CourseDocument, problems: list[Problem], ledger: LedgerWriter) -> None:
        self.course = course
        self.problems = problems
        self.ledger = ledger
        self._lessons = frozenset(lesson.slug for lesson in course.lessons)
        self._assets = frozenset(asset.path for asset in course.assets)

    def run(self, source: Located, places: dict[str, ItemPlace], first_lines: dict[str, int]) -> None:
        """`source` is course.yaml; `first_lines` says on which line of its file each lesson's body begins."""
        self._minutes(source)
        for lesson in self.course.lessons:
            self._text(lesson.body, f"lessons/{lesson.slug}.md", first_lines[lesson.slug])
        for item in self.course.items:
            place = places[item["key"]]
            for path, text in _texts(item, ()):
                # How a text in YAML breaks into lines depends on its quotes: its first line is named.
                self._text(text, place.source.file, place.line(*path), per_line=0)

    def _text(self, markdown: str, file: str, first: int, *, per_line: int = 1) -> None:
        try:
            for line, href, _ in destinations(markdown):
                if message := broken_link(href, self._lessons, self._assets):
                    self.problems.append(Problem(file, first + (line - 1) * per_line, message))
            for found in formula_problems(markdown):
                name = f"formula {' '.join(found.source.split())[:60]}"
                reason = f"is shown as it was typed: {found.message}"
                self.ledger.adapted(name, f"{file}:{first + (found.line - 1) * per_line}", reason)
        except ContentTooLarge as error:
            self.problems.append(Problem(file, first, str(error)))

    def _minutes(self, source: Located) -> None:
        course = self.course
        reading = sum(lesson.minutes for lesson in course.lessons)
        limit = course.assessment.minutes if course.assessment else 0
        most = None if limit is None else reading + limit
        # A course without anything in it yet has its one minute.
        if course.minutes < reading or (most is not None and course.minutes > max(most, 1)):
            span = f"at least {reading}" if most is None else f"{reading} to {most}"
            if most == reading:
                span = f"{reading}"
            message = f"“minutes” is {course.minutes}, but lessons and assessment add up to {span}"
            self.problems.append(Problem("course.yaml", source.line(("minutes",)), message))


def _texts(value: object, path: Path) -> Iterator[tuple[Path, str]]:
    """(path, text) of everything in an item that is shown as Markdown."""
    if isinstance(value, dict):
        for key, one in value.items():
            if isinstance(one, str):
                if key in MARKDOWN:
                    yield (*path, key), one
            elif key not in PLAIN:
                yield from _texts(one, (*path, key))
    elif isinstance(value, list):
        for index, one in enumerate(value):
            if isinstance(one, str) and path[-1] in MARKDOWN:
                yield (*path, index), one
            else:
                yield from _texts(one, (*path, index))
