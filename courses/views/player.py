"""Reading lessons, and the files they show."""

from django.db.models import Exists, OuterRef, Q
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from courses.models import Course, CourseAsset, Enrolment, Lesson
from courses.queries.learning import way_through
from courses.queries.markup import place_of, rendered
from courses.services import progress
from courses.views.learning import enrolled
from portal.requests import see_other, signed_in

# What a browser may show by itself; everything else is downloaded.
SHOWN = frozenset(
    {
        "image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/svg+xml",
        "audio/mpeg", "audio/ogg", "audio/wav", "audio/mp4", "video/mp4", "video/webm", "text/vtt",
        "text/plain", "text/csv", "application/pdf",
    }
)  # fmt: skip
# A stranger's drawing must not act in our name, whatever it contains.
FILE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def lesson(request: HttpRequest, slug: str, lesson: str) -> HttpResponse:
    """One lesson; opening it keeps the place, a POST marks it as done and goes on."""
    mine = enrolled(request, slug)
    found = get_object_or_404(Lesson.objects.select_related("module"), version=mine.version_id, slug=lesson)
    way = way_through(mine.version, mine)
    before, after = way.around(found)
    if request.method == "POST":
        progress.complete_lesson(mine, found)
        return see_other(_after(slug, after))
    # The one write on GET: where to resume is what was last on the screen.
    progress.open_lesson(mine, found)
    context = {
        "enrolment": mine,
        "version": mine.version,
        "lesson": found,
        "page": rendered(found.body, place_of(mine.version)),
        "way": way,
        "mark": next(mark for mark in way.marks if mark.lesson.pk == found.pk),
        "before": before,
        "after": after,
        "number": next(n for n, mark in enumerate(way.marks, start=1) if mark.lesson.pk == found.pk),
    }
    return render(request, "courses/lesson.html", context)


def _after(slug: str, after: Lesson | None) -> str:
    if after is None:
        return reverse("courses:overview", kwargs={"slug": slug})
    return reverse("courses:lesson", kwargs={"slug": slug, "lesson": after.slug})


@require_safe
def asset(request: HttpRequest, slug: str, number: int, path: str) -> FileResponse:
    """A file of one version: for its learners, and for those who write and review the course."""
    user = signed_in(request)
    enrolled_here = Enrolment.objects.of(user).filter(version=OuterRef("version"), left_at=None)
    found = get_object_or_404(
        CourseAsset.objects.filter(
            Q(Exists(enrolled_here)) | Q(version__course__in=Course.objects.staffed_by(user))
        ).select_related("asset"),
        version__course__slug=slug,
        version__number=number,
        path=path,
    )
    shown = found.asset.media_type in SHOWN
    response = FileResponse(
        found.asset.file.open("rb"),
        as_attachment=not shown,
        filename=path.rpartition("/")[2],
        content_type=found.asset.media_type if shown else "application/octet-stream",
    )
    response.headers["Content-Security-Policy"] = FILE_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "private, max-age=86400"
    return response
