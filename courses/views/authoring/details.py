"""A course's facts and skills."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courses.forms.authoring.details import DetailsForm, SkillRow
from courses.forms.authoring.rows import ADD, filled, make_rows
from courses.services import authoring
from courses.views.authoring.access import draft_of, page, status_of, to_course, told
from portal.requests import signed_in


@require_http_methods(["GET", "HEAD", "POST"])
@told
def details(request: HttpRequest, slug: str) -> HttpResponse:
    draft = draft_of(request, slug)
    form = DetailsForm(request.POST or None, instance=draft)
    if request.method == "POST" and form.is_valid():
        authoring.save_details(draft, details=form.details(), actor=signed_in(request))
        messages.success(request, _("Saved."))
        return to_course(slug, "details")
    reading = sum(draft.lessons.values_list("minutes", flat=True))
    return page(request, "details", draft, status=status_of(request), form=form, reading=reading)


@require_http_methods(["GET", "HEAD", "POST"])
@told
def skills(request: HttpRequest, slug: str) -> HttpResponse:
    draft = draft_of(request, slug)
    stored = [
        {"skill": entry.skill, "level": entry.level}
        for entry in draft.skill_levels.select_related("skill").order_by("pk")
    ]
    rows = make_rows(SkillRow, "skills", data=request.POST or None, initial=stored)
    if request.method == "POST" and ADD not in request.POST and rows.is_valid():
        chosen = [(row["skill"], row["level"]) for row in filled(rows) if row["skill"]]
        authoring.set_skills(draft, skills=chosen, actor=signed_in(request))
        messages.success(request, _("Saved."))
        return to_course(slug, "skills")
    return page(request, "skills", draft, status=status_of(request), rows=rows)
