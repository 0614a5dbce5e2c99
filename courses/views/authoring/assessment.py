"""The rules and sections of the assessment, and what the course awards."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courses.forms.authoring.achievement import ChooseAchievementForm, NewAchievementForm
from courses.forms.authoring.assessment import AssessmentEditor
from courses.forms.authoring.details import SkillRow
from courses.forms.authoring.rows import ADD, filled, make_rows
from courses.models import Assessment
from courses.queries.authoring import bank_of
from courses.queries.guessing import guess_pass_of
from courses.queries.readiness import MOST_GUESS_PASS
from courses.services import assessments, authoring
from courses.views.authoring.access import draft_of, page, status_of, to_course, told
from portal.requests import signed_in


@require_http_methods(["GET", "HEAD", "POST"])
@told
def assessment(request: HttpRequest, slug: str) -> HttpResponse:
    draft = draft_of(request, slug)
    stored = Assessment.objects.filter(version=draft).first()
    chance = guess_pass_of(stored) if stored else None
    bank = list(bank_of(draft))
    editor = AssessmentEditor(bank, assessment=stored, data=request.POST or None)
    if request.method == "POST" and ADD not in request.POST and editor.is_valid():
        rules, plans = editor.form.rules(), editor.plans()
        assessments.save_assessment(draft, rules=rules, sections=plans, actor=signed_in(request))
        messages.success(request, _("Saved."))
        return to_course(slug, "assessment")
    context = {"editor": editor, "bank": bank, "chance": chance}
    if chance is not None:
        context["percent"] = float(chance.all_tries) * 100
        context["too_easy"] = chance.all_tries > MOST_GUESS_PASS
    return page(request, "assessment", draft, status=status_of(request), **context)


@require_http_methods(["GET", "HEAD", "POST"])
@told
def achievement(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose one of the organisation's achievements, or make one: two forms, told apart by their button."""
    draft = draft_of(request, slug)
    making = "make" in request.POST or ADD in request.POST
    choose = ChooseAchievementForm(None if making else request.POST or None, version=draft)
    taught = draft.skill_levels.select_related("skill").order_by("pk")
    initial = [{"skill": entry.skill, "level": entry.level} for entry in taught]
    new = NewAchievementForm(request.POST if making else None)
    rows = make_rows(SkillRow, "skills", data=request.POST if making else None, initial=initial)
    if "choose" in request.POST and choose.is_valid():
        authoring.choose_achievement(draft, choose.cleaned_data["achievement"], actor=signed_in(request))
        return to_course(slug, "achievement")
    if "make" in request.POST and new.is_valid() and rows.is_valid():
        chosen = [(row["skill"], row["level"]) for row in filled(rows) if row["skill"]]
        wording = new.wording(draft.language)
        authoring.make_achievement(draft, wording=wording, skills=chosen, actor=signed_in(request))
        messages.success(request, _("The achievement is made, and this course awards it."))
        return to_course(slug, "achievement")
    context = {"choose": choose, "new": new, "rows": rows, "making": making}
    return page(request, "achievement", draft, status=status_of(request), **context)
