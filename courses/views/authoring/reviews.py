"""Sending to review, the reviewers' queue, and the decision."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.errors import CoursesError
from courses.formats import write_cairn
from courses.forms.authoring.review import ReviewForm
from courses.models import Assessment, CourseVersion
from courses.queries.authoring import differences, draft_place, item_facts, outline_of, waiting_for
from courses.queries.guessing import guess_pass_of
from courses.queries.markup import block, rendered
from courses.queries.readiness import findings_of
from courses.services import review
from courses.services.exporting import document_of
from courses.views.authoring.access import draft_of, page, to_course, told
from portal.requests import see_other, signed_in


@require_safe
def check(request: HttpRequest, slug: str) -> HttpResponse:
    """What is still missing before review."""
    draft = draft_of(request, slug)
    findings = findings_of(draft)
    blocking = [finding for finding in findings if finding.is_blocking]
    advice = [finding for finding in findings if not finding.is_blocking]
    return page(request, "check", draft, blocking=blocking, advice=advice)


@require_POST
@told
def send(request: HttpRequest, slug: str) -> HttpResponse:
    review.send_to_review(draft_of(request, slug), actor=signed_in(request))
    messages.success(request, _("Sent to review. The reviewers are told; you will hear what they decide."))
    return to_course(slug)


@require_POST
@told
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    review.withdraw(draft_of(request, slug), actor=signed_in(request))
    messages.success(request, _("Taken back from review. You can edit again."))
    return to_course(slug)


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    waiting = Paginator(waiting_for(signed_in(request)), 25).get_page(request.GET.get("page"))
    return render(request, "courses/author/reviews.html", {"waiting": waiting})


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, uuid: str) -> HttpResponse:
    """Everything to read, and the decision. Whoever sent it, and strangers, get 404."""
    user = signed_in(request)
    version = get_object_or_404(waiting_for(user).select_related("achievement__current_version"), uuid=uuid)
    form = ReviewForm(
        request.POST or None,
        initial={"seen": version.submitted_at.isoformat() if version.submitted_at else ""},
    )
    if request.method == "POST" and form.is_valid():
        act = review.approve if "approve" in request.POST else review.send_back
        try:
            act(version, reviewer=user, **form.decision())
        except CoursesError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Your decision is recorded, and the author is told."))
            return see_other("courses:author_reviews")
    status = 422 if form.is_bound else 200
    return render(
        request, "courses/author/review.html", {"form": form, **_everything(version)}, status=status
    )


def _everything(version: CourseVersion) -> dict[str, Any]:
    place = draft_place(version)
    lessons = [
        (lesson, rendered(lesson.body, place, prefix=f"l{lesson.pk}-").html)
        for lesson in version.lessons.select_related("module").order_by("module__position", "position")
    ]
    assessment = Assessment.objects.filter(version=version).first()
    sections = []
    for section in assessment.sections.prefetch_related("section_items__item_version") if assessment else []:
        facts = [item_facts(entry.item_version, place) for entry in section.section_items.all()]
        sections.append((section, facts))
    chance = guess_pass_of(assessment) if assessment else None
    published = version.course.published_version
    changes = None
    if published is not None:
        changes = differences(write_cairn(document_of(published)), write_cairn(document_of(version)))
    return {
        "version": version,
        "course": version.course,
        "description": block(version.description, place, prefix="d-"),
        "modules": outline_of(version),
        "lessons": lessons,
        "assessment": assessment,
        "sections": sections,
        "guess_percent": float(chance.all_tries) * 100 if chance else None,
        "changes": changes,
        "published": published,
        "advice": findings_of(version),
        "skills": version.skill_levels.select_related("skill"),
    }
