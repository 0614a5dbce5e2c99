"""A version as learners will read it, for authors and reviewers, without enrolment."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from courses.models import Assessment, Course, CourseVersion, Lesson
from courses.queries.authoring import draft_place
from courses.queries.learning import way_through
from courses.queries.markup import block, rendered
from portal.requests import signed_in


@require_safe
def overview(request: HttpRequest, uuid: str) -> HttpResponse:
    version = _version(request, uuid)
    context = {
        "version": version,
        "way": way_through(version),
        "description": block(version.description, draft_place(version), prefix="d-"),
        "assessment": Assessment.objects.filter(version=version).first(),
        "skills": version.skill_levels.select_related("skill"),
    }
    return render(request, "courses/author/preview.html", context)


@require_safe
def lesson(request: HttpRequest, uuid: str, lesson: str) -> HttpResponse:
    version = _version(request, uuid)
    found = get_object_or_404(Lesson.objects.select_related("module"), version=version, slug=lesson)
    way = way_through(version)
    before, after = way.around(found)
    context = {
        "version": version,
        "lesson": found,
        "page": rendered(found.body, draft_place(version)),
        "way": way,
        "before": before,
        "after": after,
    }
    return render(request, "courses/author/preview_lesson.html", context)


def _version(request: HttpRequest, uuid: str) -> CourseVersion:
    staffed = Course.objects.staffed_by(signed_in(request))
    versions = CourseVersion.objects.select_related("course__organisation", "achievement__current_version")
    return get_object_or_404(versions, course__in=staffed, uuid=uuid)
