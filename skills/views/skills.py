"""Public pages of frameworks and skills, and the search behind the picker."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from skills.models import LEVEL_CHOICES, Framework, Skill

MOST_RESULTS = 12


@login_not_required
@require_safe
def framework(request: HttpRequest, framework: str) -> HttpResponse:
    found = get_object_or_404(Framework, slug=framework)
    skills = found.skills.filter(retired_at=None).select_related("family", "framework")
    page = Paginator(skills.order_by("label", "pk"), 50).get_page(request.GET.get("page"))
    return render(request, "skills/framework.html", {"framework": found, "page": page})


@login_not_required
@require_safe
def skill(request: HttpRequest, framework: str, slug: str) -> HttpResponse:
    """The stable address that stands in credentials: what the skill is, and what its levels mean."""
    found = get_object_or_404(
        Skill.objects.select_related("framework", "family", "broader__framework"),
        framework__slug=framework,
        slug=slug,
    )
    narrower = found.narrower.current().select_related("framework").order_by("label", "pk")[:50]
    context = {"skill": found, "narrower": narrower, "levels": LEVEL_CHOICES}
    return render(request, "skills/skill.html", context)


@login_not_required
@require_safe
@vary_on_headers("HX-Request", "Accept")
def search(request: HttpRequest) -> HttpResponse:
    """Skills that match `q`, best first: a page, its list for htmx, or JSON for the picker."""
    text = request.GET.get("q", "")
    found = Skill.objects.current().matching(text).select_related("framework", "family")[:MOST_RESULTS]
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        return JsonResponse(
            {
                "results": [
                    {
                        "uuid": str(skill.uuid),
                        "label": skill.label,
                        "description": skill.description,
                        "framework": skill.framework.name,
                    }
                    for skill in found
                ]
            }
        )
    template = "skills/search.html#results" if request.headers.get("HX-Request") else "skills/search.html"
    return render(request, template, {"text": text, "skills": found})
