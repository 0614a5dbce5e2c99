"""The page of one course, and joining it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.models import Assessment, Course, Enrolment
from courses.queries.catalogue import language_name
from courses.queries.learning import way_through
from courses.queries.markup import Place, block
from courses.queries.rules import allowance
from courses.queries.signal import settled_signal_sheet
from courses.services import enrolment as enrolments
from courses.views.pictures import stone_of
from credentials.models import AchievementSkill
from portal.models import User
from portal.requests import see_other, signed_in


def _published() -> QuerySet[Course]:
    skills = AchievementSkill.objects.select_related("skill__framework")
    return (
        Course.objects.published()
        .select_related("organisation", "published_version__achievement__current_version")
        .prefetch_related(
            Prefetch("published_version__achievement__current_version__skill_levels", queryset=skills)
        )
    )


@login_not_required
@require_safe
def course(request: HttpRequest, slug: str) -> HttpResponse:
    """What one will be able to do, what it takes, who answers for it, and what the credential is worth."""
    found = get_object_or_404(_published(), slug=slug)
    version = found.published_version
    assert version is not None
    assessment = Assessment.objects.filter(version=version).first()
    learner = request.user if isinstance(request.user, User) else None
    way = way_through(version)
    context = {
        "course": found,
        "version": version,
        "language": language_name(version.language),
        "description": block(version.description, Place(found.slug, version.number), prefix="about-"),
        "way": way,
        "objectives": [text for mark in way.marks for text in mark.lesson.objectives],
        "assessment": assessment,
        "allowance": allowance(learner, assessment) if assessment else None,
        "signal": settled_signal_sheet(version, at=timezone.now()) if assessment else None,
        "stone": stone_of(version.achievement),
        "wording": version.achievement.current_version if version.achievement else None,
        "enrolment": Enrolment.objects.of(learner).filter(course=found).first() if learner else None,
        "is_learner": learner is not None,
    }
    return render(request, "courses/course.html", context)


def enrol(request: HttpRequest, slug: str) -> HttpResponse:
    """Join and begin. Coming here by a link (after signing in) leads back to the course's page."""
    learner = signed_in(request)
    found = get_object_or_404(Course.objects.published(), slug=slug)
    if request.method != "POST":
        return redirect(found)
    enrolments.enrol(learner, found)
    messages.success(request, _("You are enrolled. Begin whenever you like; we keep your place."))
    return see_other("courses:overview", slug=slug)
