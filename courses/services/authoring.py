"""Drafts: what an author writes and arranges before review. Every change is made under the draft's lock."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max

from courses.errors import DraftExists, NothingPublished, SlugTaken, StaleEdit
from courses.formats.names import free_name, slugify
from courses.models import Course, CourseSkill, CourseVersion, ItemVersion, Lesson, Module
from courses.services.versions import copy_draft, editable
from credentials.models import Achievement
from credentials.services.achievements import AchievementWording, define_achievement
from credentials.services.issuers import ensure_issuer
from portal import audit
from portal.models import Membership, Organisation, User
from portal.services.permissions import require_role
from skills.models import Skill

RESERVED_SLUGS = frozenset({"assessment", "files"})  # the player's own addresses


@transaction.atomic(durable=True)
def create_course(
    organisation: Organisation, *, title: str, actor: User, slug: str = "", language: str = "en"
) -> CourseVersion:
    """A course with an empty draft and one module to write in.

    Raises NotAllowed, SlugTaken for a given slug.
    """
    require_role(organisation, actor, Membership.Role.AUTHOR)
    if slug and Course.objects.filter(slug=slug).exists():
        raise SlugTaken
    wanted = slug or slugify(title, fallback="course")[:70].strip("-")
    taken = set(Course.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    course = Course.objects.create(organisation=organisation, slug=free_name(wanted, taken), created_by=actor)
    version = CourseVersion.objects.create(course=course, title=title, language=language, created_by=actor)
    Module.objects.create(version=version, position=1, title=title)
    audit.record("course.created", course, actor=actor, slug=course.slug)
    return version


@transaction.atomic(durable=True)
def new_draft(course: Course, *, actor: User) -> CourseVersion:
    """A draft that begins as a copy of what is published.

    Raises NotAllowed, DraftExists, NothingPublished.
    """
    locked = Course.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=course.pk)
    require_role(locked.organisation, actor, Membership.Role.AUTHOR)
    if locked.versions.filter(published_at=None).exists():
        raise DraftExists
    if locked.published_version is None:
        raise NothingPublished
    newest = locked.versions.aggregate(newest=Max("number"))["newest"]
    draft = copy_draft(locked.published_version, actor=actor, number=newest + 1)
    audit.record("course.draft_started", draft, actor=actor, number=draft.number)
    return draft


@transaction.atomic(durable=True)
def discard_draft(version: CourseVersion, *, actor: User) -> bool:
    """Delete a draft; a course that was never published goes with it. Tells whether the course remains."""
    draft = editable(version, actor=actor)
    course = draft.course
    audit.record("course.draft_discarded", draft, actor=actor, number=draft.number)
    draft.delete()
    if course.versions.exists():
        return True
    # Nobody ever saw it: the bank goes with it.
    course.items.update(current_version=None)
    ItemVersion.objects.filter(item__course=course).delete()
    course.items.all().delete()
    course.delete()
    return False


@transaction.atomic(durable=True)
def save_details(version: CourseVersion, *, details: dict[str, Any], actor: User) -> CourseVersion:
    """Set columns of the draft: title, summary, description, field, level, language, licence, …"""
    draft = editable(version, actor=actor)
    for name, value in details.items():
        setattr(draft, name, value)
    draft.save(update_fields=list(details))
    audit.record("course.details_saved", draft, actor=actor)
    return draft


@transaction.atomic(durable=True)
def set_skills(version: CourseVersion, *, skills: Sequence[tuple[Skill, int]], actor: User) -> CourseVersion:
    """What the course teaches, each skill once with the level it leads to."""
    draft = editable(version, actor=actor)
    draft.skill_levels.all().delete()
    CourseSkill.objects.bulk_create(
        CourseSkill(version=draft, skill=skill, level=level) for skill, level in dict(skills).items()
    )
    audit.record("course.skills_saved", draft, actor=actor, skills=len(skills))
    return draft


@transaction.atomic(durable=True)
def choose_achievement(
    version: CourseVersion, achievement: Achievement | None, *, actor: User
) -> CourseVersion:
    """What passing the course awards: an achievement of the course's own organisation, or nothing."""
    draft = editable(version, actor=actor)
    if achievement is not None and achievement.issuer.organisation_id != draft.course.organisation_id:
        raise Achievement.DoesNotExist
    draft.achievement = achievement
    draft.save(update_fields=["achievement"])
    audit.record(
        "course.achievement_chosen", draft, actor=actor, achievement=achievement.slug if achievement else ""
    )
    return draft


def make_achievement(
    version: CourseVersion,
    *,
    wording: AchievementWording,
    skills: Sequence[tuple[Skill, int]],
    actor: User,
    slug: str = "",
) -> Achievement:
    """Define a new achievement at the organisation's issuer and choose it: two transactions, in this order.

    The name gives a free slug. Raises CredentialError, NotADraft, InReview.
    """
    require_role(version.course.organisation, actor, Membership.Role.AUTHOR)
    issuer = ensure_issuer(version.course.organisation, actor=actor)
    wanted = slug or slugify(wording.name, fallback="achievement")[:70].strip("-")
    taken = set(Achievement.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    achievement = define_achievement(
        issuer, slug=free_name(wanted, taken), wording=wording, skills=skills, actor=actor
    )
    choose_achievement(version, achievement, actor=actor)
    return achievement


# Modules and lessons


@transaction.atomic(durable=True)
def add_module(version: CourseVersion, *, title: str, actor: User) -> Module:
    draft = editable(version, actor=actor)
    last = draft.modules.aggregate(last=Max("position"))["last"] or 0
    module = Module.objects.create(version=draft, position=last + 1, title=title)
    audit.record("module.added", draft, actor=actor)
    return module


@transaction.atomic(durable=True)
def rename_module(module: Module, *, title: str, actor: User) -> Module:
    draft = editable(module.version, actor=actor)
    module.title = title
    module.save(update_fields=["title"])
    audit.record("module.renamed", draft, actor=actor)
    return module


@transaction.atomic(durable=True)
def move_module(module: Module, *, by: int, actor: User) -> None:
    """Up (−1) or down (1); at the end nothing happens."""
    draft = editable(module.version, actor=actor)
    modules = list(draft.modules.order_by("position"))
    _place(_moved(modules, module.pk, by))
    audit.record("module.moved", draft, actor=actor)


@transaction.atomic(durable=True)
def delete_module(module: Module, *, actor: User) -> None:
    """With its lessons."""
    draft = editable(module.version, actor=actor)
    module.delete()
    rest = list(draft.modules.order_by("position"))
    _place(rest)
    audit.record("module.deleted", draft, actor=actor)


@transaction.atomic(durable=True)
def add_lesson(module: Module, *, title: str, actor: User) -> Lesson:
    """At the end of the module, under a free short name made from the title."""
    draft = editable(module.version, actor=actor)
    taken = {*draft.lessons.values_list("slug", flat=True), *RESERVED_SLUGS}
    slug = free_name(slugify(title, fallback="lesson")[:70].strip("-"), taken)
    last = module.lessons.aggregate(last=Max("position"))["last"] or 0
    lesson = Lesson.objects.create(
        version=draft, module=module, position=last + 1, slug=slug, title=title[:200]
    )
    audit.record("lesson.added", draft, actor=actor, slug=slug)
    return lesson


@transaction.atomic(durable=True)
def save_lesson(
    lesson: Lesson,
    *,
    title: str,
    minutes: int,
    objectives: Sequence[str],
    body: str,
    seen: str,
    actor: User,
) -> Lesson:
    """Save what was typed. `seen` is the fingerprint of the state it was typed over.

    Raises StaleEdit with the stored lesson when somebody else saved meanwhile; saving equal text never does.
    """
    draft = editable(lesson.version, actor=actor)
    current = Lesson.objects.select_for_update(of=("self",)).get(pk=lesson.pk)
    wanted = {
        "title": title,
        "minutes": minutes,
        "objectives": list(objectives),
        "body": body.replace("\r\n", "\n"),
    }
    if all(getattr(current, name) == value for name, value in wanted.items()):
        return current
    if fingerprint(current) != seen:
        raise StaleEdit(current)
    for name, value in wanted.items():
        setattr(current, name, value)
    current.save(update_fields=list(wanted))
    audit.record("lesson.saved", draft, actor=actor, slug=current.slug)
    return current


@transaction.atomic(durable=True)
def move_lesson(lesson: Lesson, *, by: int, actor: User) -> None:
    """Up (−1) or down (1); past the end of its module into the next one, at the very end nowhere."""
    draft = editable(lesson.version, actor=actor)
    modules = list(draft.modules.order_by("position"))
    siblings = list(lesson.module.lessons.order_by("position"))
    index = next(place for place, other in enumerate(siblings) if other.pk == lesson.pk)
    if 0 <= index + by < len(siblings):
        _place(_moved(siblings, lesson.pk, by))
    else:
        home = next(place for place, module in enumerate(modules) if module.pk == lesson.module_id)
        if not 0 <= home + by < len(modules):
            return
        target = modules[home + by]
        there = list(target.lessons.order_by("position"))
        mover = siblings.pop(index)
        mover.module = target
        there.insert(0 if by > 0 else len(there), mover)
        Lesson.objects.filter(pk=mover.pk).update(module=target)
        _place(there)
        _place(siblings)
    audit.record("lesson.moved", draft, actor=actor, slug=lesson.slug)


@transaction.atomic(durable=True)
def delete_lesson(lesson: Lesson, *, actor: User) -> None:
    draft = editable(lesson.version, actor=actor)
    module, slug = lesson.module, lesson.slug
    lesson.delete()
    rest = list(module.lessons.order_by("position"))
    _place(rest)
    audit.record("lesson.deleted", draft, actor=actor, slug=slug)


def fingerprint(lesson: Lesson) -> str:
    """What an editor remembers of the state it shows."""
    state = [lesson.title, lesson.minutes, lesson.objectives, lesson.body]
    return hashlib.sha256(json.dumps(state).encode()).hexdigest()[:32]


def _moved[Row: (Module, Lesson)](rows: list[Row], pk: int, by: int) -> list[Row]:
    index = next(place for place, row in enumerate(rows) if row.pk == pk)
    target = index + by
    if not 0 <= target < len(rows):
        return rows
    order = list(rows)
    order.insert(target, order.pop(index))
    return order


def _place[Row: (Module, Lesson)](order: Sequence[Row]) -> None:
    """Positions 1…n; the constraint is checked when the transaction ends."""
    for position, row in enumerate(order, start=1):
        if row.position != position:
            row.position = position
            row.save(update_fields=["position"])
