"""My learning: all courses, and the overview of one."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.models import Assessment, Enrolment
from courses.queries.learning import attempts_of, credential_from, enrolments_of, way_through
from courses.queries.rules import standing
from courses.services import enrolment as enrolments
from courses.views.pictures import stone_of
from portal.requests import see_other, signed_in

PAGE = 20


def enrolled(request: HttpRequest, slug: str) -> Enrolment:
    """The signed-in person's own enrolment; everybody else gets 404."""
    mine = Enrolment.objects.of(signed_in(request)).filter(left_at=None)
    mine = mine.select_related("course__organisation", "version__course", "learner", "last_lesson")
    return get_object_or_404(mine, course__slug=slug)


@require_safe
def my_learning(request: HttpRequest) -> HttpResponse:
    """Where to go on, and what is completed."""
    mine = enrolments_of(signed_in(request))
    running_first = mine.order_by(F("completed_at").desc(nulls_first=True), *mine.query.order_by)
    page = Paginator(running_first, PAGE).get_page(request.GET.get("page"))
    rows = [(row, stone_of(row.version.achievement)) for row in page]
    running = [(row, stone) for row, stone in rows if row.completed_at is None]
    context = {
        "resume": running[0][0] if running and page.number == 1 else None,
        "running": running,
        "completed": [(row, stone) for row, stone in rows if row.completed_at is not None],
        "page": page,
    }
    return render(request, "courses/learning.html", context)


def overview(request: HttpRequest, slug: str) -> HttpResponse:
    """The contents with what is done; a POST leaves the course."""
    mine = enrolled(request, slug)
    if request.method == "POST":
        enrolments.leave(mine, actor=signed_in(request))
        messages.success(request, _("You have left the course. Your progress is kept if you come back."))
        return see_other("courses:learning")
    way = way_through(mine.version, mine)
    assessment = Assessment.objects.filter(version=mine.version_id).first()
    context = {
        "enrolment": mine,
        "version": mine.version,
        "way": way,
        "resume": way.resume(mine),
        "assessment": assessment,
        "standing": standing(mine, assessment, at=timezone.now()) if assessment else None,
        "attempts": attempts_of(mine) if assessment else [],
        "credential": credential_from(mine),
    }
    return render(request, "courses/overview.html", context)
