"""The neutral course: what every reader produces and every writer takes.

Plain frozen values, no behaviour beyond normalising text, so that two courses are equal exactly when they
teach the same. Markdown bodies refer to other lessons as `<slug>.md#heading` and to files as `../assets/…`;
items are the plain mappings of `docs/course-format.md` (`key`, `type`, `prompt`, …), validated by
`courses.grading`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

Item = dict[str, Any]


def normal_text(text: str) -> str:
    """Line feeds only, no blank lines around, no white space at the very end."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip("\n").rstrip()


@dataclass(frozen=True, slots=True)
class SkillLevel:
    """A skill (key of the framework file, or an absolute URI) at a level from 1 to 5."""

    skill: str
    level: int


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of the course. `path` begins with `assets/`; `sha256` is lower-case hexadecimal."""

    path: str
    media_type: str
    data: bytes = field(repr=False)
    sha256: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "sha256", hashlib.sha256(self.data).hexdigest())


@dataclass(frozen=True, slots=True)
class LessonDocument:
    """One page to read. `minutes` is 0 for pages to look things up in; `body` is Markdown."""

    slug: str
    title: str
    minutes: int
    objectives: tuple[str, ...] = ()
    body: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "body", normal_text(self.body))


@dataclass(frozen=True, slots=True)
class ModuleDocument:
    title: str
    lessons: tuple[LessonDocument, ...]


@dataclass(frozen=True, slots=True)
class SectionDocument:
    """Fixed `items`, or `draw` items out of `pool`; all of them are item keys."""

    title: str
    items: tuple[str, ...] = ()
    draw: int | None = None
    pool: tuple[str, ...] = ()
    pass_mark: float | None = None


@dataclass(frozen=True, slots=True)
class AssessmentDocument:
    """The rules of the assessment. `pass_mark` is a fraction; `attempts` 0 means unlimited."""

    title: str
    pass_mark: float = 0.7
    attempts: int = 0
    minutes: int | None = None
    delay_minutes: int = 0
    navigation: str = "free"
    shuffle: bool = False
    sections: tuple[SectionDocument, ...] = ()


@dataclass(frozen=True, slots=True)
class AchievementDocument:
    """What passing the course earns; names follow Open Badges 3.0."""

    slug: str
    name: str
    type: str
    description: str
    criteria: str
    skills: tuple[SkillLevel, ...] = ()
    hours: float | None = None
    credits: float | None = None
    eqf_level: int | None = None
    validity_months: int | None = None
    family: str | None = None
    participation: str | None = None
    assessment_type: str | None = None
    supervision: str | None = None
    quality_assurance: str | None = None
    guess_pass_limit: float | None = None


@dataclass(frozen=True, slots=True)
class CourseDocument:
    """A whole course, complete in itself."""

    slug: str
    title: str
    language: str
    summary: str
    description: str
    field: str
    level: str
    minutes: int
    licence: str
    authors: tuple[str, ...] = ()
    skills: tuple[SkillLevel, ...] = ()
    modules: tuple[ModuleDocument, ...] = ()
    items: tuple[Item, ...] = ()
    assessment: AssessmentDocument | None = None
    achievement: AchievementDocument | None = None
    assets: tuple[Asset, ...] = ()

    @property
    def lessons(self) -> tuple[LessonDocument, ...]:
        """Every lesson in teaching order."""
        return tuple(lesson for module in self.modules for lesson in module.lessons)

    def lesson(self, slug: str) -> LessonDocument | None:
        return next((lesson for lesson in self.lessons if lesson.slug == slug), None)

    def asset(self, path: str) -> Asset | None:
        return next((asset for asset in self.assets if asset.path == path), None)

    def item(self, key: str) -> Item | None:
        return next((item for item in self.items if item["key"] == key), None)
