"""What can be earned: a page, a document, a picture."""

from typing import Final
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_cache_control
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from credentials.models import Achievement
from credentials.queries.achievements import achievement_document
from credentials.queries.narratives import narrative_html
from credentials.queries.pictures import achievement_stones, pile_png, pile_svg
from credentials.queries.rule_words import rule_lines
from credentials.views.documents import LINKED_DATA_TYPES, document_response, wanted_type, with_etag

_PICTURE_SIZE: Final = 600


@login_not_required
@require_safe
def achievement(request: HttpRequest, slug: str) -> HttpResponse:
    """What it takes, or the achievement as JSON-LD by `Accept`."""
    found = _published(slug)
    version = found.current_version
    assert version is not None  # published
    media_type = wanted_type(request, LINKED_DATA_TYPES)
    if media_type != "text/html":
        return document_response(request, achievement_document(found, version), media_type)
    rule = found.rules.current().prefetch_related("parts__current_version").first()
    picture = pile_svg(achievement_stones(version, rule), size=320, label=version.name)
    context = {
        "achievement": found,
        "version": version,
        "criteria": narrative_html(version.criteria),
        "picture": mark_safe(picture),  # noqa: S308 - drawn by us
        "rule": rule,
        "rule_lines": rule_lines(rule) if rule else [],
        # The courses' room is above this one: it is known by its address.
        "courses_url": f"/courses/?{urlencode({'achievement': found.slug})}",
    }
    response = render(request, "credentials/achievement.html", context)
    response["Vary"] = "Accept, Cookie"
    return response


@login_not_required
@require_safe
def achievement_image(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """The stone, or the cairn of a stack: SVG or PNG, the same for everyone."""
    found = _published(slug)
    version = found.current_version
    assert version is not None  # published
    rule = found.rules.current().first()
    stones = achievement_stones(version, rule)
    if kind == "svg":
        content = pile_svg(stones, size=_PICTURE_SIZE, label=version.name).encode()
        response = HttpResponse(content, content_type="image/svg+xml")
    else:
        content = pile_png(stones, size=_PICTURE_SIZE, label=version.name)
        response = HttpResponse(content, content_type="image/png")
    response["Access-Control-Allow-Origin"] = "*"
    patch_cache_control(response, public=True, max_age=3600)
    return with_etag(request, response, content)


def _published(slug: str) -> Achievement:
    published = Achievement.objects.published().select_related(
        "issuer__organisation", "current_version__achievement"
    )
    levels = "current_version__skill_levels__skill__framework", "current_version__skill_levels__skill__family"
    return get_object_or_404(published.prefetch_related(*levels), slug=slug)
