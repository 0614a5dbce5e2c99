"""The catalogue: found by words and facets, without an account."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from courses.queries.catalogue import Criteria, facets, hindrances, search
from courses.views.pictures import stone_of
from portal.models import User

PAGE = 20


@login_not_required
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Criteria stand in the query string, so a search can be kept and sent."""
    criteria = Criteria.read(dict(request.GET.lists()))
    page = Paginator(search(criteria), PAGE).get_page(request.GET.get("page"))
    blocked = [] if page.object_list else hindrances(criteria)
    context = {
        "criteria": criteria,
        "facets": facets(criteria),
        "page": page,
        "found": [(version, stone_of(version.achievement)) for version in page],
        "hindrances": [(row, _without(request.GET, row.name)) for row in blocked],
        "is_narrowed": criteria != Criteria(),
        # On a phone open facets stand above what was found: words alone leave them folded.
        "is_faceted": criteria != Criteria(text=criteria.text),
        "is_learner": isinstance(request.user, User),
    }
    return render(request, "courses/catalogue.html", context)


def _without(params: QueryDict, name: str) -> str:
    """The query string less one part of the criteria (and the page, which belonged to other results)."""
    rest = params.copy()
    for gone in (name, "page"):
        rest.pop(gone, None)
    return f"?{rest.urlencode()}" if rest else "?"
