"""Introductions: the organisation's list and page of each, the learner's inbox and answer."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from employers.errors import EmployersError
from employers.forms.introductions import AnswerForm
from employers.models import Introduction, Look
from employers.queries.introductions import contact_of, received_by, responsiveness, sent_by
from employers.services import introductions
from employers.services.looks import record_looks
from employers.views.talent import chosen_employer, employers_of
from portal.requests import see_other, signed_in

PAGE_SIZE = 20


@never_cache
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """What the organisation asked, with the state of each."""
    organisation, employers = chosen_employer(request)
    found, at = sent_by(organisation), timezone.now()
    page = Paginator(found.order_by("-requested_at", "pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "organisation": organisation,
        "employers": employers,
        "page": page,
        "rows": [(each, each.state(at)) for each in page],
        "figures": responsiveness(found, at=at),
    }
    return render(request, "employers/sent.html", context)


@never_cache
@require_safe
def introduction(request: HttpRequest, uuid: uuid.UUID) -> HttpResponse:
    """One request: after a yes with name, contact and portfolio, and the learner is told of each look."""
    user = signed_in(request)
    employers_of(user)
    found = get_object_or_404(
        Introduction.objects.visible_to(user).select_related("organisation", "requested_by"), uuid=uuid
    )
    contact = contact_of(found)
    if contact:
        record_looks([found.learner_id], kind=Look.Kind.NAMED, organisation=found.organisation, actor=user)
    context = {"introduction": found, "state": found.state(), "contact": contact}
    return render(request, "employers/introduction.html", context)


@never_cache
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Who asks to get to know the learner."""
    at = timezone.now()
    found = received_by(signed_in(request)).order_by("-requested_at", "pk")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": [(each, each.state(at)) for each in page]}
    return render(request, "employers/inbox.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, uuid: uuid.UUID) -> HttpResponse:
    """One request as the learner sees it: who asks, and yes or no."""
    user = signed_in(request)
    found = get_object_or_404(received_by(user), uuid=uuid)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, _answered(found, form, request))
        except EmployersError as error:
            messages.error(request, str(error))
        return see_other(reverse("employers:answer", kwargs={"uuid": uuid}))
    context = {"introduction": found, "state": found.state(), "form": form}
    return render(request, "employers/answer.html", context, status=422 if form.is_bound else 200)


def _answered(found: Introduction, form: AnswerForm, request: HttpRequest) -> str:
    """Carry out the button pressed; returns what to say."""
    user = signed_in(request)
    match form.cleaned_data["answer"]:
        case "accept":
            introductions.accept(found, actor=user)
            return _("They now know your name and how to reach you.")
        case "decline":
            introductions.decline(found, reason=form.cleaned_data["reason"], actor=user)
            return _("You declined. They never learn who you are.")
        case _other:
            introductions.withdraw(found, actor=user)
            return _("Withdrawn: your name and contact are hidden from them again.")
