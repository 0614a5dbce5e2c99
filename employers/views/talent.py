"""Talent search and the anonymous page of a candidate, for those who recruit for an employer."""

import datetime
import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from employers import pseudonyms
from employers.errors import EmployersError
from employers.forms.introductions import RequestForm
from employers.forms.search import SearchForm, with_more, with_only, without
from employers.models import Introduction, Look
from employers.queries.criteria import Criteria
from employers.queries.introductions import contact_of
from employers.queries.search import PAGE_SIZE, search, shown
from employers.services.introductions import request_introduction
from employers.services.looks import record_looks
from portal.models import Membership, Organisation, User
from portal.requests import see_other, signed_in
from skills.fields import SkillField
from skills.models import Skill

MOST_CHOICES = 8
# Deep pages answer no question that a narrower search would not answer better.
LAST_PAGE = 50


def employers_of(user: User) -> list[Organisation]:
    """Those `user` recruits for, by name; a stranger gets 404."""
    employers = user.organisations_as(Membership.Role.RECRUITER).filter(is_employer=True)
    found = list(employers.order_by("name", "pk"))
    if not found:
        raise Http404
    return found


def chosen_employer(request: HttpRequest) -> tuple[Organisation, list[Organisation]]:
    """The one named by `as` in the address (the first without one), and all."""
    employers = employers_of(signed_in(request))
    named = request.GET.get("as")
    chosen = next((each for each in employers if each.slug == named), None if named else employers[0])
    if chosen is None:
        raise Http404
    return chosen, employers


@never_cache
@require_safe
@vary_on_headers("HX-Request")
def talent(request: HttpRequest) -> HttpResponse:
    """The criteria in the address, the people who hold them, and why."""
    organisation, employers = chosen_employer(request)
    form = SearchForm(request.GET)
    context: dict[str, Any] = {"organisation": organisation, "employers": employers, "form": form}
    if form.is_valid():
        criteria = form.criteria()
        if form.cleaned_data["skill"] and (address := _address_with_skill(form)):
            return HttpResponseRedirect(address)
        context |= _found(request, criteria, organisation) | _links(request.GET, criteria)
        context["choices"] = _choices(request.GET, form)
    names = ("country", "city", "moving", "mode", "language", "available_by", "within")
    context["narrowed"] = any(request.GET.get(name) for name in names)
    fragment = request.headers.get("HX-Request") and form.is_valid()
    template = "employers/talent.html#results" if fragment else "employers/talent.html"
    return render(request, template, context, status=200 if form.is_valid() else 422)


def _found(request: HttpRequest, criteria: Criteria, organisation: Organisation) -> dict[str, Any]:
    """The page asked for; everyone on it is told that they were seen."""
    at = timezone.now()
    asked = request.GET.get("page", "1")
    number = min(max(int(asked) if asked.isdecimal() else 1, 1), LAST_PAGE)
    outcome = search(criteria, organisation=organisation, at=at, page=number)
    record_looks(
        outcome.learners, kind=Look.Kind.RESULT, organisation=organisation, actor=signed_in(request), at=at
    )
    query = request.GET
    skills = [(each, with_more(query, must=f"{each.value.uuid}:1")) for each in outcome.skills]
    places = [
        (each, with_only(query, country=each.value.country, city=each.value.name)) for each in outcome.places
    ]
    pages = Paginator(range(min(outcome.total, LAST_PAGE * PAGE_SIZE)), PAGE_SIZE)
    page = pages.get_page(number)
    return {
        "outcome": outcome,
        "criteria": criteria,
        "page": page,
        "skills": skills,
        "places": places,
        "from_here": f"?{urlencode({'search': query.urlencode()})}" if query else "",
    }


def _address_with_skill(form: SearchForm) -> str:
    """Where the search goes on if the typed words name one skill; "" if they name several or none."""
    cleaned = form.cleaned_data
    try:
        skill = SkillField().find(cleaned["skill"])
    except ValidationError:
        return ""
    return with_more(form.query, **{cleaned["role"] or "must": f"{skill.uuid}:{cleaned['level'] or 1}"})


def _choices(query: QueryDict, form: SearchForm) -> list[tuple[Skill, str]]:
    """Skills that the typed words may mean, each with the address that adds it."""
    cleaned = form.cleaned_data
    role, level = cleaned["role"] or "must", cleaned["level"] or 1
    found = Skill.objects.current().matching(cleaned["skill"]).select_related("framework")[:MOST_CHOICES]
    return [(skill, with_more(query, **{role: f"{skill.uuid}:{level}"})) for skill in found]


def _links(query: QueryDict, criteria: Criteria) -> dict[str, Any]:
    """The chosen skills with the address that removes each."""
    lists = {"must": criteria.must, "nice": criteria.nice, "not": criteria.exclude}
    return {
        "chosen": [
            (role, wanted, without(query, role, wanted.parameter))
            for role, wants in lists.items()
            for wanted in wants
        ],
    }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def candidate(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    """One person without a name, and the form that asks for an introduction."""
    user, at = signed_in(request), timezone.now()
    organisation, learner = _behind(token, user)
    found = shown(organisation, learner, at)
    if found is None:
        raise Http404
    form = RequestForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            introduction = request_introduction(
                organisation, User.objects.get(pk=learner), actor=user, **form.cleaned_data
            )
        except EmployersError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Your request is on its way."))
            return see_other(introduction.get_absolute_url())
    asked = _asked(organisation, learner, at)
    kind = Look.Kind.NAMED if asked.get("contact") else Look.Kind.PAGE
    record_looks([learner], kind=kind, organisation=organisation, actor=user, at=at)
    search = QueryDict(request.GET.get("search", "")).urlencode()
    context = {"candidate": found, "organisation": organisation, "form": form, "search": search, **asked}
    return render(request, "employers/candidate.html", context, status=422 if form.is_bound else 200)


def _behind(token: uuid.UUID, user: User) -> tuple[Organisation, int]:
    """Whose token it is: only those of the user's own employers can be read."""
    for organisation in employers_of(user):
        learner = pseudonyms.learner_behind(organisation, token)
        if learner is not None:
            return organisation, learner
    raise Http404


def _asked(organisation: Organisation, learner: int, at: datetime.datetime) -> dict[str, Any]:
    """The organisation's newest introduction to this person, with its state and what it shows."""
    introduction = (
        Introduction.objects.filter(organisation=organisation, learner=learner)
        .select_related("organisation")
        .order_by("-requested_at", "-pk")
        .first()
    )
    if introduction is None:
        return {}
    state = introduction.state(at)
    standing = state in (Introduction.State.OPEN, Introduction.State.ACCEPTED)
    return {
        "introduction": introduction,
        "state": state,
        "standing": standing,
        "contact": contact_of(introduction),
    }
