"""The assessors' queue, and marking one answer."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses.errors import AlreadyMarked, CoursesError
from courses.forms.marking import MarkForm
from courses.models import AttemptItem
from courses.queries.marking import answer_to_mark, next_after, waiting_for
from courses.services.marking import mark_answer
from portal.models import User
from portal.requests import see_other, signed_in


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    if not user.organisations_as("assessor").exists():
        raise Http404
    waiting = Paginator(waiting_for(user), 25).get_page(request.GET.get("page"))
    return render(request, "courses/author/marking.html", {"waiting": waiting})


@require_http_methods(["GET", "HEAD", "POST"])
def mark(request: HttpRequest, uuid: str) -> HttpResponse:
    """One answer without its learner's name; strangers get 404. The next one follows, or the queue."""
    user = signed_in(request)
    mine = AttemptItem.objects.assessable_by(user)
    related = mine.select_related("item_version__item", "attempt__enrolment__version__course")
    found = get_object_or_404(related, uuid=uuid)
    answer = answer_to_mark(found)
    form = MarkForm(request.POST or None, item=answer.item)
    if request.method == "POST" and form.is_valid():
        try:
            mark_answer(found, actor=user, **form.mark())
        except AlreadyMarked as error:
            answer = answer_to_mark(found)
            if answer.score and answer.score.assessor_id == user.pk:
                return _next(request, found, user)  # sent twice
            form.add_error(None, str(error))
        except CoursesError as error:
            form.add_error(None, str(error))
        else:
            return _next(request, found, user)
    context = {"answer": answer, "form": form, "left": waiting_for(user).count()}
    return render(request, "courses/author/mark.html", context, status=422 if form.is_bound else 200)


def _next(request: HttpRequest, marked: AttemptItem, user: User) -> HttpResponse:
    following = next_after(marked, user)
    if following is None:
        messages.success(request, _("Marked. Nothing else waits for you."))
        return see_other("courses:author_marking")
    messages.success(request, _("Marked. Here is the next answer."))
    return see_other(reverse("courses:author_mark", kwargs={"uuid": following.uuid}))
