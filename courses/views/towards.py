"""The shortest way to a larger credential, for whoever asks."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from courses.queries.routes import way_to
from courses.views.pictures import stone_of
from credentials.models import StackRule
from portal.requests import signed_in


@require_safe
def towards(request: HttpRequest, slug: str) -> HttpResponse:
    """Which courses complete a stack in the least time, from what the signed-in person holds."""
    current = StackRule.objects.current().select_related(
        "achievement__current_version", "achievement__issuer"
    )
    rule = get_object_or_404(current, achievement__slug=slug)
    way = way_to(rule, signed_in(request))
    context = {
        "achievement": rule.achievement,
        "way": way,
        "courses": [(version, stone_of(version.achievement)) for version in way.courses],
    }
    return render(request, "courses/towards.html", context)
