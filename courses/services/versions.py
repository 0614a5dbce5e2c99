"""What keeps versions apart: drafts are edited under a lock, a published one is only copied and hashed."""

import hashlib
from collections.abc import Mapping

from courses.errors import InReview, NotADraft
from courses.formats import write_cairn
from courses.formats.model import CourseDocument
from courses.models import (
    Assessment,
    CourseAsset,
    CourseSkill,
    CourseVersion,
    Lesson,
    Module,
    Section,
    SectionItem,
)
from portal.models import Membership, User
from portal.services.permissions import require_role

# What a new draft takes over from the version it starts from.
COPIED = ("title", "language", "summary", "description", "field", "level", "minutes", "licence", "authors")


def editable(version: CourseVersion, *, actor: User) -> CourseVersion:
    """Step: the draft, locked until the transaction ends; `actor` is one of its writers from now on.

    Raises NotAllowed, NotADraft, InReview.
    """
    locked = CourseVersion.objects.locked().select_related("course__organisation").get(pk=version.pk)
    require_role(locked.course.organisation, actor, Membership.Role.AUTHOR)
    if not locked.is_draft:
        raise NotADraft
    if locked.is_in_review:
        raise InReview
    locked.writers.add(actor)
    return locked


def content_hash(document: CourseDocument) -> str:
    """SHA-256 over the lines `<sha256>  <path>` of the course folder: `sha256sum` on an export repeats it."""
    lines = [f"{hashlib.sha256(data).hexdigest()}  {path}\n" for path, data in write_cairn(document).items()]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def copy_draft(source: CourseVersion, *, actor: User, number: int) -> CourseVersion:
    """Step: a draft with copies of everything in `source`. Lessons keep their keys, so progress follows."""
    draft = CourseVersion.objects.create(
        course=source.course,
        number=number,
        achievement=source.achievement,
        created_by=actor,
        **{name: getattr(source, name) for name in COPIED},
    )
    CourseSkill.objects.bulk_create(
        CourseSkill(version=draft, skill_id=entry.skill_id, level=entry.level)
        for entry in source.skill_levels.order_by("pk")
    )
    CourseAsset.objects.bulk_create(
        CourseAsset(version=draft, asset_id=entry.asset_id, path=entry.path)
        for entry in source.course_assets.order_by("path")
    )
    _copy_lessons(source, draft)
    assessment = Assessment.objects.filter(version=source).first()
    if assessment is not None:
        _copy_assessment(assessment, draft)
    return draft


def _copy_lessons(source: CourseVersion, draft: CourseVersion) -> None:
    copies: dict[int, Module] = {}
    for module in source.modules.order_by("position"):
        copies[module.pk] = Module.objects.create(version=draft, position=module.position, title=module.title)
    Lesson.objects.bulk_create(
        Lesson(
            version=draft,
            module=copies[lesson.module_id],
            **{
                name: getattr(lesson, name)
                for name in ("key", "position", "slug", "title", "minutes", "objectives", "body")
            },
        )
        for lesson in source.lessons.order_by("module__position", "position")
    )


def _copy_assessment(source: Assessment, draft: CourseVersion) -> None:
    rules = ("title", "pass_mark", "attempts_allowed", "minutes", "delay_minutes", "navigation", "shuffle")
    copy = Assessment.objects.create(version=draft, **{name: getattr(source, name) for name in rules})
    for section in source.sections.prefetch_related("section_items__item_version__item"):
        new = Section.objects.create(
            assessment=copy,
            position=section.position,
            title=section.title,
            pass_mark=section.pass_mark,
            draw=section.draw,
        )
        SectionItem.objects.bulk_create(
            SectionItem(section=new, item_version_id=_newest(entry), position=entry.position)
            for entry in section.section_items.all()
        )


def _newest(entry: SectionItem) -> int:
    """A draft takes the item bank's present wording, where it has one."""
    item = entry.item_version.item
    return (
        item.current_version_id if item.current_version_id and not item.retired_at else entry.item_version_id
    )


def rows_of(version: CourseVersion) -> Mapping[str, int]:
    """How much a version holds, for the audit trail."""
    return {"lessons": version.lessons.count(), "modules": version.modules.count()}
