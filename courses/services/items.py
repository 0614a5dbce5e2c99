"""The item bank of a course: every change of an item is a new version, which the draft takes up at once."""

import datetime
import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from courses import grading
from courses.errors import ItemRefused, KeyTaken
from courses.models import CourseVersion, Item, ItemVersion, SectionItem
from courses.services.versions import editable
from courses.wording import item_problem
from portal import audit
from portal.models import User
from skills.models import Skill


@transaction.atomic(durable=True)
def create_item(version: CourseVersion, *, body: Mapping[str, Any], actor: User) -> Item:
    """Add an item to the course of a draft. Raises ItemRefused, KeyTaken, NotADraft, InReview."""
    draft = editable(version, actor=actor)
    key = str(body.get("key", ""))
    if Item.objects.filter(course=draft.course, key=key, retired_at=None).exists():
        raise KeyTaken
    item, _new = store_item(draft, body, actor=actor)
    audit.record("item.created", item, actor=actor, key=item.key)
    return item


@transaction.atomic(durable=True)
def revise_item(version: CourseVersion, item: Item, *, body: Mapping[str, Any], actor: User) -> Item:
    """Give an item a new wording; the draft's assessment uses it at once, published ones keep the old.

    The key stays. Saying the same again changes nothing. Raises ItemRefused, NotADraft, InReview.
    """
    draft = editable(version, actor=actor)
    stored, changed = store_item(draft, {**body, "key": item.key}, actor=actor)
    if changed:
        audit.record("item.revised", stored, actor=actor, key=stored.key)
    return stored


@transaction.atomic(durable=True)
def retire_item(
    version: CourseVersion, item: Item, *, actor: User, at: datetime.datetime | None = None
) -> None:
    """Take an item out of the bank and out of the draft's assessment. What was answered stays."""
    draft = editable(version, actor=actor)
    SectionItem.objects.filter(section__assessment__version=draft, item_version__item=item).delete()
    Item.objects.filter(pk=item.pk, course=draft.course).update(retired_at=at or timezone.now())
    audit.record("item.retired", item, actor=actor, key=item.key)


def store_item(draft: CourseVersion, body: Mapping[str, Any], *, actor: User) -> tuple[Item, bool]:
    """Step: the course's item of the body's key in this wording; says whether anything changed."""
    parsed = parse(body)
    canonical = json.loads(json.dumps(grading.item_to_data(parsed), default=str))
    digest = hashlib.sha256(json.dumps(canonical, sort_keys=True).encode()).hexdigest()
    item, _new = Item.objects.select_related("current_version").get_or_create(
        course=draft.course, key=parsed.key, defaults={"organisation": draft.course.organisation}
    )
    current = item.current_version
    if current is not None and current.content_hash == digest and item.retired_at is None:
        return item, False
    newest = item.versions.order_by("-number").first()
    made = ItemVersion.objects.create(
        item=item,
        number=newest.number + 1 if newest else 1,
        type=parsed.type,
        body=canonical,
        content_hash=digest,
        created_by=actor,
    )
    made.skills.set(known_skills(parsed.skills).values())
    Item.objects.filter(pk=item.pk).update(current_version=made, retired_at=None)
    item.current_version, item.retired_at = made, None
    SectionItem.objects.filter(section__assessment__version=draft, item_version__item=item).update(
        item_version=made
    )
    return item, True


def parse(body: Mapping[str, Any]) -> grading.Item:
    """The item as the grader reads it. Raises ItemRefused."""
    try:
        return grading.parse_item(body)
    except grading.ItemInvalid as error:
        raise ItemRefused([(problem.path, item_problem(problem)) for problem in error.problems]) from error


def known_skills(references: Iterable[str]) -> dict[str, Skill]:
    """Reference → skill, for those that exist."""
    found: dict[str, Skill] = {}
    for reference in references:
        skill = Skill.objects.by_reference(reference).first()
        if skill is not None:
            found[reference] = skill
    return found
