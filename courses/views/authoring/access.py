"""Who sees which draft, and how a refusal is told."""

import functools
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from courses.models import Course, CourseVersion
from portal.errors import CairnError
from portal.requests import see_other, signed_in

View = Callable[..., HttpResponse]


def course_of(request: HttpRequest, slug: str) -> Course:
    """A course `request.user` may write in, or 404."""
    mine = Course.objects.editable_by(signed_in(request)).select_related("organisation", "published_version")
    return get_object_or_404(mine, slug=slug)


def draft_of(request: HttpRequest, slug: str) -> CourseVersion:
    """The course's draft, for its authors, or 404."""
    mine = CourseVersion.objects.drafts().editable_by(signed_in(request))
    related = mine.select_related("course__organisation", "achievement__current_version", "submitted_by")
    return get_object_or_404(related, course__slug=slug)


def to_course(slug: str, name: str = "course", **kwargs: Any) -> HttpResponse:
    """303 to one of the course's author pages."""
    return see_other(reverse(f"courses:author_{name}", kwargs={"slug": slug, **kwargs}))


def told(view: View) -> View:
    """A refusal of a use-case becomes a message on the course's page."""

    @functools.wraps(view)
    def wrapped(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, slug, **kwargs)
        except CairnError as error:
            messages.error(request, str(error))
            return to_course(slug)

    return wrapped


def page(
    request: HttpRequest, template: str, version: CourseVersion, *, status: int = 200, **context: Any
) -> HttpResponse:
    """A page of the course's editor; `current` marks it in the contents beside."""
    context |= {
        "version": version,
        "course": version.course,
        "current": request.resolver_match.view_name if request.resolver_match else "",
    }
    return render(request, f"courses/author/{template}.html", context, status=status)


def status_of(request: HttpRequest) -> int:
    """An invalid form is 422; asking for another row or a preview is an ordinary answer."""
    asks = {"add-row", "preview", "upload-file", "try"} & request.POST.keys()
    return 422 if request.method == "POST" and not asks else 200
