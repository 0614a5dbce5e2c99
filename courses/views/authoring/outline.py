"""Modules and lessons: adding, renaming, moving, deleting."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from courses.forms.authoring.details import TitleForm
from courses.models import Lesson, Module
from courses.services import authoring
from courses.views.authoring.access import draft_of, page, to_course, told
from portal.requests import signed_in

STEPS = {"up": -1, "down": 1}


@require_POST
@told
def add_module(request: HttpRequest, slug: str) -> HttpResponse:
    draft, form = draft_of(request, slug), TitleForm(request.POST)
    if form.is_valid():
        authoring.add_module(draft, title=form.cleaned_data["title"], actor=signed_in(request))
    else:
        messages.error(request, _("Give the module a title of at most 200 characters."))
    return to_course(slug)


@require_POST
@told
def change_module(request: HttpRequest, slug: str, uuid: str) -> HttpResponse:
    """Rename or move, by the button that was pressed."""
    module = _module(request, slug, uuid)
    action = request.POST.get("action", "")
    form = TitleForm(request.POST)
    if action in STEPS:
        authoring.move_module(module, by=STEPS[action], actor=signed_in(request))
    elif form.is_valid():
        authoring.rename_module(module, title=form.cleaned_data["title"], actor=signed_in(request))
    else:
        messages.error(request, _("Give the module a title of at most 200 characters."))
    return to_course(slug)


@require_http_methods(["GET", "HEAD", "POST"])
@told
def delete_module(request: HttpRequest, slug: str, uuid: str) -> HttpResponse:
    module = _module(request, slug, uuid)
    if request.method == "POST":
        authoring.delete_module(module, actor=signed_in(request))
        messages.success(request, _("The module “%(title)s” is deleted.") % {"title": module.title})
        return to_course(slug)
    return page(request, "delete", module.version, thing=module, lessons=module.lessons.all())


@require_POST
@told
def add_lesson(request: HttpRequest, slug: str, uuid: str) -> HttpResponse:
    module, form = _module(request, slug, uuid), TitleForm(request.POST)
    if form.is_valid():
        lesson = authoring.add_lesson(module, title=form.cleaned_data["title"], actor=signed_in(request))
        return to_course(slug, "lesson", uuid=lesson.uuid)
    messages.error(request, _("Give the lesson a title of at most 200 characters."))
    return to_course(slug)


@require_POST
@told
def move_lesson(request: HttpRequest, slug: str, uuid: str) -> HttpResponse:
    lesson = lesson_of(request, slug, uuid)
    step = STEPS.get(request.POST.get("action", ""), 0)
    authoring.move_lesson(lesson, by=step, actor=signed_in(request))
    return to_course(slug)


@require_http_methods(["GET", "HEAD", "POST"])
@told
def delete_lesson(request: HttpRequest, slug: str, uuid: str) -> HttpResponse:
    lesson = lesson_of(request, slug, uuid)
    if request.method == "POST":
        authoring.delete_lesson(lesson, actor=signed_in(request))
        messages.success(request, _("The lesson “%(title)s” is deleted.") % {"title": lesson.title})
        return to_course(slug)
    return page(request, "delete", lesson.version, thing=lesson)


def lesson_of(request: HttpRequest, slug: str, uuid: str) -> Lesson:
    """A lesson of the course's draft, or 404."""
    draft = draft_of(request, slug)
    found = get_object_or_404(Lesson.objects.select_related("module"), version=draft, uuid=uuid)
    found.version = draft
    return found


def _module(request: HttpRequest, slug: str, uuid: str) -> Module:
    draft = draft_of(request, slug)
    found = get_object_or_404(Module, version=draft, uuid=uuid)
    found.version = draft
    return found
