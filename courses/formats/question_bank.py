"""A file of questions as a course: no lessons, the questions' categories as sections of an assessment."""

from __future__ import annotations

import posixpath
import re

from courses.formats.errors import CourseInvalid, Problem
from courses.formats.items import item_problems
from courses.formats.ledger import LedgerWriter
from courses.formats.limits import DEFAULT_LIMITS, Limits
from courses.formats.model import AssessmentDocument, Asset, CourseDocument, Item, SectionDocument
from courses.formats.names import FreeNames, slugify

_MINUTES_PER_ITEM = 1


class QuestionBank:
    """Collects items under the categories in which they stand; `course()` makes a course of them."""

    def __init__(self, file: str, ledger: LedgerWriter, limits: Limits = DEFAULT_LIMITS) -> None:
        self.file = file
        self.limits = limits
        self.ledger = ledger
        self._items: dict[str, Item] = {}
        self._sections: dict[str, list[str]] = {}
        self._names = FreeNames()
        self._draws: dict[str, int] = {}
        self._paths: dict[str, str] = {}
        self._category = "Questions"

    def category(self, name: str, line: int) -> None:
        """The category of the items that follow: the last part of its path is the section's title."""
        parts = [part.replace("//", "/").strip() for part in re.split(r"(?<!/)/(?!/)", name)]
        # Two categories may end alike: the later one says where it is, too.
        names = (" / ".join(parts[-length:]) or "Questions" for length in range(1, len(parts) + 1))
        self._category = next((one for one in names if self._paths.setdefault(one, name) == name), name)
        self.ledger.adapted(f"category {name}", f"{self.file}:{line}", "is a section of the assessment")

    def section(self, title: str) -> None:
        """The title of the section of the items that follow, as it stands."""
        self._category = " ".join(title.split()) or "Questions"

    @property
    def current(self) -> str:
        """The title of the section of the items that follow; "" when nobody is asked them."""
        return self._category

    def unasked(self) -> None:
        """The items that follow stay in the course without being part of its assessment."""
        self._category = ""

    def draw(self, number: int) -> None:
        """Only this many of the current section's items are asked, drawn at random."""
        self._draws[self._category] = number

    @property
    def items(self) -> tuple[Item, ...]:
        return tuple(self._items.values())

    @property
    def sections(self) -> tuple[SectionDocument, ...]:
        """Every category that has items, in the order of their first ones."""
        found = []
        for name, keys in self._sections.items():
            wanted = self._draws.get(name, 0)
            if 0 < wanted < len(keys):
                found.append(SectionDocument(name, draw=wanted, pool=tuple(keys)))
            else:
                found.append(SectionDocument(name, tuple(keys)))
        return tuple(found)

    def add(self, item: Item, *, title: str, line: int, adapted: str = "") -> str | None:
        """Takes an item whose `key` is still to be given, and returns the key.

        An item that cannot be graded is dropped, and named; the answer is None then.
        """
        if len(self._items) >= self.limits.parts:
            message = f"there are more than {self.limits.parts:,} questions; split the file"
            raise CourseInvalid([Problem(self.file, line, message)])
        key = self._names.take(slugify(title or str(item["prompt"])[:50], fallback="item"))
        complete = {"key": key} | item
        place = f"{self.file}:{line}"
        problems = [message for _, message in item_problems(complete)]
        if problems:
            self.ledger.dropped(f"item {key}", place, f"does not make a gradable item: {'; '.join(problems)}")
            return None
        self._items[key] = complete
        if self._category:
            self._sections.setdefault(self._category, []).append(key)
        if adapted:
            self.ledger.adapted(f"item {key}", place, adapted)
        else:
            self.ledger.kept(f"item {key}", place)
        return key

    def course(
        self, *, title: str = "", assets: tuple[Asset, ...] = (), language: str = ""
    ) -> CourseDocument:  # fmt: skip
        """The collected items as a course; without a `title` the file's name is the title."""
        if not title:
            stem = posixpath.splitext(posixpath.basename(self.file))[0]
            title = stem.replace("_", " ").replace("-", " ").strip()
            title = (title[:1].upper() + title[1:]) or "Questions"
        title = title[:200]
        language = language if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", language) else ""
        for element, value in (
            *(() if language else (("language", "en"),)),
            ("licence", "none"),
            ("pass mark", "70 %"),
            ("level", "introductory"),
        ):
            self.ledger.adapted(f"{element} of the course", self.file, f"none is given; “{value}” is assumed")
        sections = self.sections
        return CourseDocument(
            slug=slugify(title),
            title=title,
            language=language or "en",
            summary=title,
            description="",
            field="general",
            level="introductory",
            minutes=len(self._items) * _MINUTES_PER_ITEM,
            licence="LicenseRef-none",
            items=self.items,
            assessment=AssessmentDocument(title, sections=sections) if sections else None,
            assets=assets,
        )


def escaped(text: str) -> str:
    """Plain text as Markdown that shows exactly this text; gaps written as underscores stay."""
    return re.sub(r"([\\`*\[\]<]|\$(?!\s)|(?<!\w)_(?!_)|(?<!_)_(?!\w))", r"\\\1", text)
