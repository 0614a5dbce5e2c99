"""The design system on one page, on paper and on slate: what the house is drawn with. For operators."""

from datetime import timedelta

from django import forms
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from portal.components.actions import ICONS
from portal.components.charts import Bar

SCHEMES = ("light", "dark")
COLOURS = (  # noqa: SIM905 - a list of quoted names reads worse
    "page raised sunken line line-strong control-line ink ink-soft accent accent-strong accent-wash success "
    "success-wash info info-wash warning warning-wash danger danger-wash"
).split()
GROUPS = ("texts", "actions", "forms", "lists", "measures", "ways", "prose")

_SCORES = (
    Bar(label="0–39", value=4),
    Bar(label="40–59", value=11),
    Bar(label="60–79", value=38, highlighted=True),
)
_STAGES = (Bar(label="Enrolled", value=120), Bar(label="Began", value=97), Bar(label="Passed", value=71))
_SKILLS = (
    Bar(label="Version control", value=3, mark=2),
    Bar(label="Data cleaning", value=2, mark=4, highlighted=True),
)


class SpecimenForm(forms.Form):
    """One field of every kind."""

    title = forms.CharField(max_length=60, help_text="As it should stand in the catalogue.")
    email = forms.EmailField(label="E-mail")
    level = forms.ChoiceField(choices=[("1", "Introductory"), ("2", "Intermediate"), ("3", "Advanced")])
    story = forms.CharField(widget=forms.Textarea, required=False)
    mode = forms.ChoiceField(
        label="Where will you work?",
        choices=[("site", "On site"), ("remote", "From home"), ("both", "Either")],
        widget=forms.RadioSelect,
    )
    languages = forms.MultipleChoiceField(
        choices=[("en", "English"), ("de", "German"), ("ar", "Arabic")],
        widget=forms.CheckboxSelectMultiple,
        help_text="Those you can work in.",
    )
    attachment = forms.FileField(required=False)
    agreed = forms.BooleanField(label="Show my portfolio to employers")


def _filled_form(prefix: str) -> SpecimenForm:
    """Filled in but for the e-mail address and the consent, so that errors are seen too."""
    values = {
        "title": "Ask better of samples",
        "email": "nobody",
        "level": "2",
        "mode": "site",
        "languages": "en",
    }
    return SpecimenForm({f"{prefix}-{name}": value for name, value in values.items()}, prefix=prefix)


def _page_of_many() -> Page[int]:
    return Paginator(range(400), 20).page(7)


def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component on paper and on slate; strangers get 404."""
    if not request.user.is_staff:
        raise Http404
    now = timezone.now()
    context = {
        "schemes": [{"name": name, "form": _filled_form(name)} for name in SCHEMES],
        "groups": [{"name": name, "template": f"styleguide/{name}.html"} for name in GROUPS],
        "colours": COLOURS,
        "icons": sorted(ICONS),
        "pages": _page_of_many(),
        "scores": _SCORES,
        "stages": _STAGES,
        "skills": _SKILLS,
        "now": now,
        "deadline": now + timedelta(minutes=24, seconds=30),
    }
    return render(request, "styleguide.html", context)
