"""The item bank of a course: list, editors, and trying an item."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses import grading
from courses.errors import KeyTaken
from courses.forms.answers import Asked, answer_of
from courses.forms.authoring.item_fields import TYPES
from courses.forms.authoring.items import ItemEditor
from courses.forms.authoring.rows import ADD
from courses.forms.item_page import item_page
from courses.models import AttemptItem, CourseVersion, Item
from courses.queries.authoring import bank_of, draft_place, item_facts, preview_rng
from courses.queries.markup import block
from courses.services import items
from courses.services.exporting import skill_reference
from courses.views.authoring.access import draft_of, page, status_of, to_course, told
from courses.wording import response_problem
from portal.requests import signed_in


@require_safe
def item_list(request: HttpRequest, slug: str) -> HttpResponse:
    draft = draft_of(request, slug)
    place = draft_place(draft)
    bank = [
        (item, item_facts(item.current_version, place)) for item in bank_of(draft) if item.current_version
    ]
    return page(request, "items", draft, bank=bank, types=TYPES.items())


@require_http_methods(["GET", "HEAD", "POST"])
@told
def new_item(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    draft = draft_of(request, slug)
    if kind not in TYPES:
        raise Http404
    editor = ItemEditor(kind, skills=_skills(draft), data=request.POST or None)
    if request.method == "POST" and ADD not in request.POST and editor.is_valid():
        try:
            made = items.create_item(draft, body=editor.body(), actor=signed_in(request))
        except KeyTaken as error:
            editor.form.add_error("key", str(error))
        else:
            messages.success(request, _("Saved. Try it below, and choose it in the assessment."))
            return to_course(slug, "item", uuid=made.uuid)
    return page(request, "item", draft, status=status_of(request), editor=editor, kind=TYPES[kind])


@require_http_methods(["GET", "HEAD", "POST"])
@told
def item(request: HttpRequest, slug: str, uuid: str) -> HttpResponse:
    """Edit an item, or try it: the button says which."""
    draft = draft_of(request, slug)
    found = _item(draft, uuid)
    version = found.current_version
    assert version is not None
    trying = "try" in request.POST
    data = None if trying else request.POST or None
    editor = ItemEditor(version.type, skills=_skills(draft), body=version.body, data=data)
    if data is not None and ADD not in data and editor.is_valid():
        items.revise_item(draft, found, body=editor.body(), actor=signed_in(request))
        messages.success(request, _("Saved. The assessment of this draft uses the new wording."))
        return to_course(slug, "item", uuid=found.uuid)
    context = {"editor": editor, "item": found, "kind": TYPES.get(version.type, version.type)}
    context |= {"facts": item_facts(version, draft_place(draft)), "trial": _trial(request, draft, found)}
    return page(request, "item", draft, status=status_of(request), **context)


@require_http_methods(["GET", "HEAD", "POST"])
@told
def retire(request: HttpRequest, slug: str, uuid: str) -> HttpResponse:
    draft = draft_of(request, slug)
    found = _item(draft, uuid)
    if request.method == "POST":
        items.retire_item(draft, found, actor=signed_in(request))
        messages.success(request, _("The item “%(key)s” is removed.") % {"key": found.key})
        return to_course(slug, "items")
    return page(request, "delete", draft, thing=found, back="items")


def _item(draft: CourseVersion, uuid: str) -> Item:
    bank = Item.objects.filter(course=draft.course, retired_at=None).select_related("current_version")
    return get_object_or_404(bank.exclude(current_version=None), uuid=uuid)


def _skills(draft: CourseVersion) -> list[tuple[str, str]]:
    levels = draft.skill_levels.select_related("skill__framework").order_by("pk")
    return [(skill_reference(entry.skill), entry.skill.label) for entry in levels]


def _trial(request: HttpRequest, draft: CourseVersion, found: Item) -> dict[str, Any]:
    """The item as the player asks it, and what an answer would earn. Nothing is stored."""
    version = found.current_version
    assert version is not None
    place = draft_place(draft)
    parsed = grading.parse_item(version.body)
    # Never saved: the player's page of an item wants to know its place.
    shown = AttemptItem(item_version=version, position=1, seed=version.pk)
    asked = Asked(shown, parsed, grading.public_view(parsed, preview_rng(version)))
    if "try" not in request.POST or not asked.takes_answer:
        return {"page": item_page(asked, None, place)}
    try:
        answer = answer_of(asked, request.POST.getlist)
    except grading.ResponseInvalid as error:
        typed = dict(request.POST.lists())
        return {"page": item_page(asked, None, place, typed=typed, problem=response_problem(error))}
    grade = grading.grade(parsed, answer)
    feedback = [block(text, place, prefix=f"fb{number}-") for number, text in enumerate(grade.feedback)]
    result = {"state": grade.state, "percent": float(grade.fraction) * 100, "feedback": feedback}
    return {"page": item_page(asked, answer, place), "grade": result}
