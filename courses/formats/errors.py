"""What can go wrong while reading or writing a course.

FormatError
├── ArchiveRefused   the container is hostile or broken; nothing of it was used
├── NoCourseFound    the container is fine, and holds nothing that a reader knows
└── CourseInvalid    a course is there, and these places in it are wrong
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


class FormatError(Exception):
    """Base of every refusal of this package."""


class ArchiveRefused(FormatError):
    """The container was refused before any of it was used.

    `code` is stable: traversal, absolute, name, link, device, duplicate, collision, total, file_size, ratio,
    count, depth, nested, overlap, encrypted, compression, broken, unknown, size, missing.
    """

    def __init__(self, code: str, message: str, *, path: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.path = path


class NoCourseFound(FormatError):
    """No reader recognises the content."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to repair: where (`line` from 1; 0 means the file as a whole) and what to do."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.message}"


class CourseInvalid(FormatError):
    """The course is refused whole; `problems` names each wrong place, in reading order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
