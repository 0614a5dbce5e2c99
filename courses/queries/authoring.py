"""What authors and reviewers see behind the scenes."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString

from courses import grading
from courses.formats.names import local_reference
from courses.models import Course, CourseVersion, Item, ItemVersion, Lesson, Module
from courses.queries.markup import Place, block
from portal.models import User


def courses_of(user: User) -> QuerySet[Course]:
    """Where `user` may write, newest first, each with its versions as `all_versions`, newest first."""
    versions = CourseVersion.objects.order_by("-number").annotate(
        lesson_count=Count("lessons", distinct=True)
    )
    return (
        Course.objects.editable_by(user)
        .select_related("organisation", "published_version")
        .prefetch_related(Prefetch("versions", queryset=versions, to_attr="all_versions"))
        .order_by("-created_at", "pk")
    )


def waiting_for(user: User) -> QuerySet[CourseVersion]:
    """What `user` may decide on, the longest waiting first."""
    return (
        CourseVersion.objects.reviewable_by(user)
        .select_related("course__organisation", "submitted_by")
        .annotate(lesson_count=Count("lessons", distinct=True))
        .order_by("submitted_at", "pk")
    )


def outline_of(version: CourseVersion) -> QuerySet[Module]:
    """Modules with their lessons (without the texts), in teaching order."""
    lessons = Lesson.objects.defer("body").order_by("position", "pk")
    return version.modules.order_by("position", "pk").prefetch_related(Prefetch("lessons", queryset=lessons))


def bank_of(version: CourseVersion) -> QuerySet[Item]:
    """The items of the course, each with `use_count`: how often the draft's assessment names it."""
    return (
        Item.objects.filter(course=version.course_id, retired_at=None)
        .exclude(current_version=None)
        .select_related("current_version")
        .prefetch_related("current_version__skills")
        .annotate(
            use_count=Count("versions__uses", filter=Q(versions__uses__section__assessment__version=version))
        )
        .order_by("key", "pk")
    )


@dataclass(frozen=True, slots=True)
class DraftPlace(Place):
    """Lessons lead to their preview: nobody is enrolled in a draft."""

    uuid: str = ""

    def resolve(self, href: str) -> str | None:
        target = local_reference(href)
        if target is not None and target.kind == "lesson":
            if target.target not in self.lessons:
                return None
            kwargs = {"uuid": self.uuid, "lesson": target.target}
            return reverse("courses:author_preview_lesson", kwargs=kwargs)
        return Place.resolve(self, href)


def draft_place(version: CourseVersion) -> DraftPlace:
    return DraftPlace(
        course=version.course.slug,
        number=version.number,
        lessons=frozenset(version.lessons.values_list("slug", flat=True)),
        assets=frozenset(version.course_assets.values_list("path", flat=True)),
        uuid=str(version.uuid),
    )


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """An item as authors judge it."""

    version: ItemVersion
    item: grading.Item
    guess_percent: float
    prompt: SafeString
    answer: list[SafeString]
    options: list[tuple[SafeString, SafeString, str]]

    @property
    def mark(self) -> str:
        return f"{self.item.mark.normalize():f}"


def item_facts(version: ItemVersion, place: Place) -> ItemFacts:
    """With the key: for authors and reviewers only."""
    item = grading.parse_item(version.body)
    prefix = f"i{version.pk}-"
    answer = [
        block(line, place, prefix=f"{prefix}a{number}-")
        for number, line in enumerate(grading.right_answer(item).lines)
    ]
    return ItemFacts(
        version=version,
        item=item,
        guess_percent=grading.guess_score(item) * 100,
        prompt=block(item.prompt, place, prefix=prefix),
        answer=answer,
        options=list(_options(version.body, place, prefix)),
    )


def _options(body: Mapping[str, Any], place: Place, prefix: str) -> list[tuple[SafeString, SafeString, str]]:
    """Every choice or answer with its feedback and its share of the mark."""
    rows = [*body.get("choices", []), *body.get("answers", [])]
    found = []
    for number, row in enumerate(row for row in rows if isinstance(row, dict)):
        text = str(row.get("text", row.get("value", f"{row.get('low', '')} – {row.get('high', '')}")))
        share = row.get("weight", 1 if row.get("correct", "answers" in body) else 0)
        found.append(
            (
                block(text, place, prefix=f"{prefix}o{number}-"),
                block(str(row.get("feedback", "")), place, prefix=f"{prefix}f{number}-"),
                f"{float(share) * 100:.0f} %",
            )
        )
    return found


def preview_rng(version: ItemVersion) -> Random:
    """The same order of choices whenever the item is tried."""
    return Random(version.pk)  # noqa: S311 - shuffles choices, guards nothing


@dataclass(frozen=True, slots=True)
class FileDifference:
    path: str
    text: str


def differences(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> list[FileDifference]:
    """Unified differences of two course folders, file by file; files that are not text are only named."""
    found = []
    for path in sorted({*old, *new}):
        before, after = old.get(path, b""), new.get(path, b"")
        if before == after:
            continue
        if not path.endswith((".md", ".yaml")):
            found.append(FileDifference(path, ""))
            continue
        rows = difflib.unified_diff(
            before.decode().splitlines(), after.decode().splitlines(), "published", "draft", lineterm="", n=2
        )
        found.append(FileDifference(path, "\n".join(list(rows)[2:])))
    return found
