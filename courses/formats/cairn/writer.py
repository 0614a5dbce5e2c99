"""Writes Cairn's own course folder in its one canonical form.

Reading what was written gives an equal course, and writing that again gives the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from courses.formats.model import (
    AchievementDocument,
    AssessmentDocument,
    CourseDocument,
    LessonDocument,
    SectionDocument,
    SkillLevel,
)
from courses.formats.yaml_source import dump_yaml

FORMAT = "cairn-course/1"
_ASSESSMENT = "assessment.yaml"
# The earliest time a zip can hold: archives of equal courses are equal.
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


def write_cairn(course: CourseDocument) -> dict[str, bytes]:
    """The folder's files by path, sorted."""
    files = {"course.yaml": dump_yaml(_course(course)).encode()}
    for lesson in course.lessons:
        files[f"lessons/{lesson.slug}.md"] = _lesson(lesson).encode()
    if course.items:
        files["items/items.yaml"] = dump_yaml([dict(item) for item in course.items]).encode()
    if course.assessment is not None:
        files[_ASSESSMENT] = dump_yaml(_assessment(course.assessment)).encode()
    for asset in course.assets:
        files[asset.path] = asset.data
    return dict(sorted(files.items()))


def write_cairn_zip(course: CourseDocument) -> bytes:
    """The folder as a zip with one top folder named after the course; equal courses give equal bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in write_cairn(course).items():
            entry = zipfile.ZipInfo(f"{course.slug}/{path}", _ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, data)
    return buffer.getvalue()


def write_cairn_folder(course: CourseDocument, folder: Path) -> None:
    """Writes into `folder`, which must not exist or be empty. Raises FileExistsError."""
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(f"{folder} is not empty")
    for path, data in write_cairn(course).items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


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
