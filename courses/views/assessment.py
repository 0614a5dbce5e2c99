"""Taking an assessment: plain forms; `autosave.js` and `countdown.js` make them comfortable."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from courses import grading
from courses.errors import AttemptClosed, CoursesError, DeadlinePassed
from courses.forms.answers import AnswerSheet, Asked, read_answers
from courses.forms.item_page import ItemPage, item_page
from courses.models import Assessment, Attempt, AttemptItem, Enrolment
from courses.queries.learning import attempts_of
from courses.queries.markup import place_of
from courses.queries.rules import allowance, standing
from courses.queries.taking import item_at_hand, items_of, newest_responses
from courses.services import attempts
from courses.views.learning import enrolled
from portal.requests import see_other, signed_in


def start(request: HttpRequest, slug: str) -> HttpResponse:
    """The rules before the clock runs; a POST starts it."""
    mine = enrolled(request, slug)
    assessment = get_object_or_404(Assessment, version=mine.version_id)
    if request.method == "POST":
        try:
            begun = attempts.start_attempt(mine, actor=signed_in(request))
        except CoursesError as error:
            messages.error(request, str(error))
        else:
            return _to("attempt", begun, mine)
        return see_other(request.path)
    context = {
        "enrolment": mine,
        "version": mine.version,
        "assessment": assessment,
        "items": _number_of_items(assessment),
        "allowance": allowance(mine.learner, assessment),
        "standing": standing(mine, assessment, at=timezone.now()),
        "open": Attempt.objects.open().filter(enrolment=mine).first(),
        "attempts": attempts_of(mine),
    }
    return render(request, "courses/assessment.html", context)


def _number_of_items(assessment: Assessment) -> int:
    sections = assessment.sections.prefetch_related("section_items")
    pools = [(section.draw, len(section.section_items.all())) for section in sections]
    return sum(pool if draw is None else min(draw, pool) for draw, pool in pools)


@dataclass(slots=True)
class Sitting:
    """An attempt in hand: its items as asked (with sequential navigation only the one at hand)."""

    enrolment: Enrolment
    attempt: Attempt
    items: list[AttemptItem]
    asked: list[Asked]

    @property
    def is_sequential(self) -> bool:
        return self.attempt.assessment.navigation == Assessment.Navigation.SEQUENTIAL


def _sitting(request: HttpRequest, slug: str, uuid: object) -> Sitting:
    mine = enrolled(request, slug)
    found = get_object_or_404(Attempt.objects.select_related("assessment").filter(enrolment=mine), uuid=uuid)
    items = items_of(found)
    current = item_at_hand(found, items)
    sequential = found.assessment.navigation == Assessment.Navigation.SEQUENTIAL
    shown = ([current] if current else []) if sequential else items
    return Sitting(mine, found, items, [Asked.of(item) for item in shown])


def attempt(request: HttpRequest, slug: str, uuid: object) -> HttpResponse:
    """The items; a POST saves, and goes on where it says so."""
    sitting = _sitting(request, slug, uuid)
    if closed := _closed(request, sitting):
        return closed
    if request.method != "POST":
        return _page(request, sitting, AnswerSheet())
    try:
        return _answered(request, sitting)
    except (AttemptClosed, DeadlinePassed) as error:
        return _too_late(request, sitting, error)
    except CoursesError as error:
        messages.error(request, str(error))
        return see_other(request.path)


def _answered(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    sheet = read_answers(sitting.asked, request.POST)
    _save(request, sitting, sheet)
    if "X-Autosave" in request.headers:
        return _autosaved(sitting, sheet)
    if sheet.problems:
        return _page(request, sitting, sheet, status=422)
    return _go_on(request, sitting)


def _closed(request: HttpRequest, sitting: Sitting) -> HttpResponse | None:
    """An answer for an attempt that is over; one whose time has run out is handed in now."""
    found = sitting.attempt
    if found.submitted_at is None and not found.is_over(timezone.now()):
        return None
    if request.method == "POST":
        late = found.submitted_at is None or found.submitted_by_timer
        return _too_late(request, sitting, DeadlinePassed() if late else AttemptClosed())
    attempts.submit_attempt(found, actor=signed_in(request))
    return _to("result", found, sitting.enrolment)


def _too_late(request: HttpRequest, sitting: Sitting, error: CoursesError) -> HttpResponse:
    """What was saved counts; a script is told to look at the page again."""
    attempts.submit_attempt(sitting.attempt, actor=signed_in(request))
    if "X-Autosave" in request.headers:
        return JsonResponse({"code": error.code, "detail": str(error)}, status=409)
    messages.warning(request, str(error))
    return _to("result", sitting.attempt, sitting.enrolment)


def _save(request: HttpRequest, sitting: Sitting, sheet: AnswerSheet) -> None:
    """Save what can be taken; what the use-case refuses joins the sheet's problems."""
    if sitting.is_sequential and request.POST.get("item") != str(_current_uuid(sitting)):
        # Sent twice, or from another tab: the item at hand is shown instead.
        raise CoursesError(_("This item is behind you already. Here is the one at hand."))
    saved = attempts.save_responses(sitting.attempt, sheet.answers, actor=signed_in(request))
    sheet.problems.update(saved.problems)


def _current_uuid(sitting: Sitting) -> object:
    return sitting.asked[0].attempt_item.uuid if sitting.asked else None


def _autosaved(sitting: Sitting, sheet: AnswerSheet) -> JsonResponse:
    """Says by the server's clock when it was saved, and field by field what could not be."""
    prefixes = {asked.attempt_item.pk: asked.prefix for asked in sitting.asked}
    problems = {prefixes[pk]: str(text) for pk, text in sheet.problems.items()}
    now = timezone.localtime(timezone.now())
    return JsonResponse({"saved_at": time_format(now, "TIME_FORMAT"), "problems": problems})


def _go_on(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    action = request.POST.get("action", "save")
    if action == "next" and sitting.is_sequential and sitting.asked:
        attempts.go_on(sitting.attempt, sitting.asked[0].attempt_item, actor=signed_in(request))
        return _to("attempt", sitting.attempt, sitting.enrolment)
    if action == "hand-in":
        return _to("hand_in", sitting.attempt, sitting.enrolment)
    now = timezone.localtime(timezone.now())
    messages.success(request, _("Saved %(time)s.") % {"time": time_format(now, "TIME_FORMAT")})
    return _to("attempt", sitting.attempt, sitting.enrolment)


def _page(request: HttpRequest, sitting: Sitting, sheet: AnswerSheet, *, status: int = 200) -> HttpResponse:
    saved = newest_responses(sitting.attempt)
    place = place_of(sitting.enrolment.version)
    typed = dict(request.POST.lists()) if status == 422 else None
    pages: list[tuple[AttemptItem, ItemPage]] = []
    for asked in sitting.asked:
        pk = asked.attempt_item.pk
        problem: str | Promise = sheet.problems.get(pk, "")
        response = saved[pk].data if pk in saved else None
        page = item_page(asked, response, place, typed=typed if problem else None, problem=problem)
        pages.append((asked.attempt_item, page))
    last = max((response.saved_at for response in saved.values()), default=None)
    context = {
        "enrolment": sitting.enrolment,
        "version": sitting.enrolment.version,
        "attempt": sitting.attempt,
        "assessment": sitting.attempt.assessment,
        "sequential": sitting.is_sequential,
        "pages": pages,
        "problems": [page for _item, page in pages if page.problem],
        "total": len(sitting.items),
        "last_saved": last,
        "now": timezone.now(),
    }
    return render(request, "courses/attempt.html", context, status=status)


def hand_in(request: HttpRequest, slug: str, uuid: object) -> HttpResponse:
    """Which items are unanswered, and the last word; a POST hands in."""
    sitting = _sitting(request, slug, uuid)
    if request.method == "POST":
        attempts.submit_attempt(sitting.attempt, actor=signed_in(request))
        return _to("result", sitting.attempt, sitting.enrolment)
    if closed := _closed(request, sitting):
        return closed
    saved = newest_responses(sitting.attempt)
    answered = {pk for pk, response in saved.items() if response.data is not None}
    asking = [item for item in sitting.items if item.item_version.type != "description"]
    outside = [
        asked.attempt_item
        for asked in map(Asked.of, asking)
        if asked.attempt_item.pk in answered
        and grading.misses_length(asked.item, saved[asked.attempt_item.pk].data)
    ]
    context = {
        "enrolment": sitting.enrolment,
        "version": sitting.enrolment.version,
        "attempt": sitting.attempt,
        "sequential": sitting.is_sequential,
        "unanswered": [item for item in asking if item.pk not in answered],
        "outside": outside,
        "answered": sum(item.pk in answered for item in asking),
        "total": len(asking),
        "now": timezone.now(),
    }
    return render(request, "courses/hand_in.html", context)


def _to(name: str, found: Attempt, mine: Enrolment) -> HttpResponse:
    kwargs = {"slug": mine.course.slug, "uuid": found.uuid}
    return see_other(reverse(f"courses:{name}", kwargs=kwargs))
