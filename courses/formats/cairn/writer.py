"""Writes Cairn's own course folder in its one canonical form.

Reading what was written gives an equal course, and writing that again gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from courses.formats.limits import DEFAULT_LIMITS, Limits
from courses.formats.model import (
    AchievementDocument,
    AssessmentDocument,
    CourseDocument,
    Item,
    LessonDocument,
    SectionDocument,
    SkillLevel,
)
from courses.formats.packing import packed
from courses.formats.yaml_source import dump_yaml

FORMAT = "cairn-course/1"
_ASSESSMENT = "assessment.yaml"


def write_cairn(course: CourseDocument, *, limits: Limits = DEFAULT_LIMITS) -> dict[str, bytes]:
    """The folder's files by path, sorted; its items in files that can be read within the limits."""
    files = {"course.yaml": dump_yaml(_course(course)).encode()}
    for lesson in course.lessons:
        files[f"lessons/{lesson.slug}.md"] = _lesson(lesson).encode()
    files |= _items(course.items, limits.text // 2)
    if course.assessment is not None:
        files[_ASSESSMENT] = dump_yaml(_assessment(course.assessment)).encode()
    for asset in course.assets:
        files[asset.path] = asset.data
    return dict(sorted(files.items()))


def write_cairn_zip(course: CourseDocument) -> bytes:
    """The folder as a zip with one top folder named after the course; equal courses give equal bytes."""
    return packed(write_cairn(course), top=course.slug)


def write_cairn_folder(course: CourseDocument, folder: Path) -> None:
    """Writes into `folder`, which must not exist or be empty. Raises FileExistsError."""
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(f"{folder} is not empty")
    for path, data in write_cairn(course).items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def _items(items: tuple[Item, ...], most: int) -> dict[str, bytes]:
    """One file; several of `most` bytes, numbered in the items' order, when one would be too long."""
    parts: list[list[Item]] = [[]]
    size = 0
    for item in items:
        length = len(_listed([item]))
        if size + length > most and parts[-1]:
            parts.append([])
            size = 0
        parts[-1].append(item)
        size += length
    if len(parts) == 1:
        return {"items/items.yaml": _listed(items)} if items else {}
    return {f"items/items-{number:04}.yaml": _listed(part) for number, part in enumerate(parts, start=1)}


def _listed(items: Sequence[Item]) -> bytes:
    return dump_yaml([dict(item) for item in items]).encode()


def _course(course: CourseDocument) -> dict[str, Any]:
    data: dict[str, Any] = {"format": FORMAT}
    for name in (
        "slug",
        "title",
        "language",
        "summary",
        "description",
        "field",
        "level",
        "minutes",
        "licence",
    ):
        data[name] = getattr(course, name)
    data["authors"] = list(course.authors)
    data["skills"] = _skills(course.skills)
    data["modules"] = [
        {"title": module.title, "lessons": [lesson.slug for lesson in module.lessons]}
        for module in course.modules
    ]
    data["assessment"] = _ASSESSMENT if course.assessment is not None else None
    data["achievement"] = _achievement(course.achievement) if course.achievement is not None else None
    return _present(data)


def _lesson(lesson: LessonDocument) -> str:
    head = _present({"title": lesson.title, "minutes": lesson.minutes, "objectives": list(lesson.objectives)})
    body = f"\n{lesson.body}\n" if lesson.body else ""
    return f"---\n{dump_yaml(head)}---\n{body}"


def _assessment(assessment: AssessmentDocument) -> dict[str, Any]:
    data = {
        field.name: getattr(assessment, field.name)
        for field in fields(AssessmentDocument)
        if field.name != "sections"
    }
    data["sections"] = [_section(section) for section in assessment.sections]
    return _present(data)


def _section(section: SectionDocument) -> dict[str, Any]:
    return _present(
        {
            "title": section.title,
            "pass_mark": section.pass_mark,
            "items": list(section.items),
            "draw": section.draw,
            "from": list(section.pool),
        }
    )


def _achievement(achievement: AchievementDocument) -> dict[str, Any]:
    data = {field.name: getattr(achievement, field.name) for field in fields(AchievementDocument)}
    return _present(data | {"skills": _skills(achievement.skills)})


def _skills(skills: tuple[SkillLevel, ...]) -> list[dict[str, Any]]:
    return [{"skill": entry.skill, "level": entry.level} for entry in skills]


def _present(data: Mapping[str, Any]) -> dict[str, Any]:
    """Without what says nothing: None, empty text and empty lists."""
    return {key: value for key, value in data.items() if value is not None and value not in ("", [])}
