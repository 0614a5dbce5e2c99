"""The front door: for strangers what Cairn is, shown with what is really there; for members a dashboard."""

import dataclasses
import datetime
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.models import CourseVersion, Enrolment
from courses.queries import authoring, marking
from courses.queries.catalogue import Criteria, published, search
from courses.queries.learning import enrolments_of
from courses.views.pictures import stone_of
from credentials.models import StackRule
from credentials.queries.pictures import picture_svg, stone_of_version
from credentials.queries.stacks import progress_for
from credentials.queries.wallet import my_credentials
from credentials.stones import cairn_svg
from employers.models import Introduction
from portal.models import Membership, User
from portfolios.models import Portfolio

SHOWN = 3


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """One address, two pages."""
    if isinstance(request.user, User):
        return render(request, "portal/dashboard.html", _dashboard(request.user, timezone.now()))
    context = {"courses": _newest_courses(), "course_count": published().count(), "stack": _example_stack()}
    return render(request, "portal/home.html", context)


@dataclasses.dataclass(frozen=True, slots=True)
class ExampleStack:
    """A published stack with its picture: the parts as stones, one of them still missing."""

    name: str
    url: str
    parts: list[str]
    picture: SafeString


@dataclasses.dataclass(frozen=True, slots=True)
class Glance[Row]:
    """The first few of something, and how many there are where the link leads."""

    rows: list[Row]
    count: int

    @property
    def has_more(self) -> bool:
        return self.count > len(self.rows)


def _glance[Row](rows: list[Row]) -> Glance[Row]:
    return Glance(rows[:SHOWN], len(rows))


def _newest_courses() -> list[tuple[CourseVersion, SafeString]]:
    return [(version, stone_of(version.achievement)) for version in search(Criteria())[:SHOWN]]


def _example_stack() -> ExampleStack | None:
    """The first published stack of several parts, drawn with the last of them missing."""
    rules = StackRule.objects.current().select_related("achievement__current_version")
    parts = "parts__current_version__skill_levels__skill__family"
    for rule in rules.prefetch_related(parts, "parts__current_version__achievement").order_by("pk")[:5]:
        versions = [part.current_version for part in rule.parts.all() if part.current_version]
        if len(versions) > 1:
            stones = [stone_of_version(version, label=version.name) for version in versions]
            label = _("A cairn of %(count)s stones, the last of them only outlined") % {"count": len(stones)}
            drawn = cairn_svg(stones[:-1], ghosts=stones[-1:], label=label, size=420)
            return ExampleStack(
                name=str(rule.achievement),
                url=rule.achievement.get_absolute_url(),
                parts=[version.name for version in versions],
                picture=mark_safe(drawn),  # noqa: S308 - drawn by us
            )
    return None


def _dashboard(user: User, at: datetime.datetime) -> dict[str, Any]:
    """What is waiting for this person, in as many queries however much there is."""
    roles = set(Membership.objects.filter(user=user).values_list("role", flat=True))
    context = _learning(user, at)
    context["introductions"] = _waiting(user, at)
    context["portfolio"] = Portfolio.objects.filter(learner=user).first()
    if roles & {"owner", "author", "reviewer", "assessor"}:
        context |= _authoring(user)
    if roles & {"owner", "recruiter"}:
        context["employers"] = user.organisations_as(Membership.Role.RECRUITER).filter(is_employer=True)
    return context


def _learning(user: User, at: datetime.datetime) -> dict[str, Any]:
    running: Glance[Enrolment] = _glance(list(enrolments_of(user).filter(completed_at=None)))
    held = my_credentials(user)
    newest = [
        (credential, credential.status(at), mark_safe(picture_svg(credential.claims, size=160)))  # noqa: S308 - ours
        for credential in held[:SHOWN]
    ]
    begun = running.rows or newest
    return {
        "running": running,
        "credentials": Glance(newest, held.count()),
        "stacks": _glance([stack for stack in progress_for(user, at=at) if not stack.satisfied]),
        "begun": bool(begun),
        "suggestions": [] if begun else _newest_courses(),
    }


def _waiting(user: User, at: datetime.datetime) -> QuerySet[Introduction]:
    waiting = Introduction.objects.addressed_to(user).open(at).select_related("organisation")
    return waiting.order_by("expires_at", "pk")


def _authoring(user: User) -> dict[str, Any]:
    drafts = CourseVersion.objects.drafts().editable_by(user).select_related("course__organisation")
    return {
        "drafts": _glance(list(drafts.order_by("-created_at", "pk"))),
        "reviews": _glance(list(authoring.waiting_for(user))),
        "to_mark": marking.waiting_for(user).count(),
        "authors": True,
    }
