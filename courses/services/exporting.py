"""A version as the neutral course document, and as a zip of Cairn's course folder."""

import dataclasses
from decimal import Decimal
from typing import Any

from courses import grading
from courses.formats import write_cairn_zip
from courses.formats.cairn.achievement import ANNEX_I
from courses.formats.model import (
    AchievementDocument,
    AssessmentDocument,
    Asset,
    CourseDocument,
    LessonDocument,
    ModuleDocument,
    SectionDocument,
    SkillLevel,
)
from courses.formats.portable import minutes_that_add_up
from courses.models import Assessment, CourseVersion, Item, ItemVersion, Section
from credentials.models import Achievement, AchievementVersion
from skills.models import Skill


def export_zip(version: CourseVersion) -> bytes:
    """The course folder as a zip; equal versions give equal bytes."""
    return write_cairn_zip(document_of(version))


def document_of(version: CourseVersion) -> CourseDocument:
    """Everything the version says. A published one holds the item versions it is pinned to and no others."""
    assessment = Assessment.objects.filter(version=version).first()
    document = CourseDocument(
        slug=version.course.slug,
        title=version.title,
        language=version.language,
        summary=version.summary,
        description=version.description.strip(),
        field=version.field,
        level=version.level,
        minutes=version.minutes,
        licence=version.licence,
        authors=tuple(version.authors),
        skills=_skill_levels(version.skill_levels.select_related("skill__framework").order_by("pk")),
        modules=_modules(version),
        items=tuple(grading.item_to_data(grading.parse_item(item.body)) for item in _items(version)),
        assessment=_assessment(assessment) if assessment else None,
        achievement=_achievement(version.achievement) if version.achievement else None,
        assets=_assets(version),
    )
    # Minutes that do not add up are pointed out to the author; the folder would be refused for them.
    return dataclasses.replace(document, minutes=minutes_that_add_up(document))


def skill_reference(skill: Skill) -> str:
    """How a course folder names the skill: by its short name where that is enough, else by its address."""
    if skill.external_uri:
        return skill.external_uri
    found = Skill.objects.by_reference(skill.slug).first()
    return skill.slug if found == skill else skill.uri


def _skill_levels(rows: Any) -> tuple[SkillLevel, ...]:
    return tuple(SkillLevel(skill_reference(row.skill), row.level) for row in rows)


def _modules(version: CourseVersion) -> tuple[ModuleDocument, ...]:
    modules = version.modules.order_by("position").prefetch_related("lessons")
    return tuple(
        ModuleDocument(
            module.title,
            tuple(
                LessonDocument(
                    lesson.slug, lesson.title, lesson.minutes, tuple(lesson.objectives), lesson.body
                )
                for lesson in sorted(module.lessons.all(), key=lambda lesson: lesson.position)
            ),
        )
        for module in modules
    )


def _items(version: CourseVersion) -> list[ItemVersion]:
    if not version.is_draft:
        pinned = ItemVersion.objects.filter(uses__section__assessment__version=version)
        return list(pinned.select_related("item").order_by("item__pk").distinct())
    bank = Item.objects.filter(course=version.course, retired_at=None).exclude(current_version=None)
    items = bank.select_related("current_version").order_by("pk")
    return [item.current_version for item in items if item.current_version]


def _assessment(assessment: Assessment) -> AssessmentDocument:
    sections = assessment.sections.order_by("position").prefetch_related("section_items__item_version__item")
    return AssessmentDocument(
        title=assessment.title,
        pass_mark=float(assessment.pass_mark),
        attempts=assessment.attempts_allowed,
        minutes=assessment.minutes,
        delay_minutes=assessment.delay_minutes,
        navigation=assessment.navigation,
        shuffle=assessment.shuffle,
        sections=tuple(_section(section) for section in sections),
    )


def _section(section: Section) -> SectionDocument:
    entries = sorted(section.section_items.all(), key=lambda entry: entry.position)
    keys = tuple(entry.item_version.item.key for entry in entries)
    drawn = section.draw is not None
    return SectionDocument(
        title=section.title,
        items=() if drawn else keys,
        draw=section.draw,
        pool=keys if drawn else (),
        pass_mark=_number(section.pass_mark),
    )


def _achievement(achievement: Achievement) -> AchievementDocument | None:
    wording = achievement.current_version
    if wording is None:
        return None
    return AchievementDocument(
        slug=achievement.slug,
        name=wording.name,
        type=wording.type,
        description=wording.description,
        criteria=wording.criteria,
        skills=_skill_levels(wording.skill_levels.select_related("skill__framework").order_by("pk")),
        hours=_number(wording.hours or None),
        credits=_number(wording.credits),
        eqf_level=wording.eqf_level,
        validity_months=wording.validity_months,
        family=wording.family or None,
        **{name: _unless_usual(wording, name) for name in ANNEX_I},
        guess_pass_limit=_number(wording.guess_pass_limit),
    )


def _unless_usual(wording: AchievementVersion, name: str) -> str | None:
    """A statement that nobody wrote is not written out: the folder stays what its author made it."""
    said: str = getattr(wording, name)
    return None if said == getattr(AchievementVersion(), name) else said


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _assets(version: CourseVersion) -> tuple[Asset, ...]:
    assets = []
    for entry in version.course_assets.select_related("asset").order_by("path"):
        with entry.asset.file.open("rb") as stored:
            assets.append(Asset(entry.path, entry.asset.media_type, stored.read()))
    return tuple(assets)
