"""What others see: the public page, share links, and the files of projects behind either."""

import uuid

from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from portal.requests import signed_in
from portfolios.models import Audience, Portfolio, Project, ProjectFile, ShareLink
from portfolios.queries.landscape import landscape
from portfolios.queries.showcase import Showcase, showcase
from portfolios.services.sharing import record_opening

FILE_CSP: dict[str, list[str] | str] = {"default-src": ["'none'"], "sandbox": ""}


@login_not_required
@require_safe
def portfolio(request: HttpRequest, slug: str) -> HttpResponse:
    """A published portfolio; anything else is 404, for its owner too (who has a preview)."""
    found = get_object_or_404(Portfolio.objects.public().select_related("learner"), slug=slug)
    return _page(request, showcase(found, Audience.STRANGER), indexed=found.indexed_at is not None)


@login_not_required
@require_safe
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """What a share link shows; a closed one is 404. The learner's own look is not recorded."""
    link = _open_link(token)
    if request.user != link.portfolio.learner and request.method == "GET":
        record_opening(link)
    shown = showcase(link.portfolio, Audience.GUEST, sections=link.sections)
    response = _page(request, shown, indexed=False)
    response["Referrer-Policy"] = "no-referrer"
    return response


@login_not_required
@require_safe
def public_file(request: HttpRequest, slug: str, uuid: uuid.UUID) -> HttpResponseBase:
    found = get_object_or_404(Portfolio.objects.public(), slug=slug)
    return _file(request, _files(found, Audience.STRANGER), uuid)


@login_not_required
@require_safe
def shared_file(request: HttpRequest, token: str, uuid: uuid.UUID) -> HttpResponseBase:
    link = _open_link(token)
    shown = Audience.GUEST if ShareLink.Section.PROJECTS in link.sections else None
    return _file(request, _files(link.portfolio, shown), uuid)


@require_safe
def own_file(request: HttpRequest, uuid: uuid.UUID) -> HttpResponseBase:
    mine = Q(project__portfolio__learner=signed_in(request))
    return _file(request, mine, uuid)


def _open_link(token: str) -> ShareLink:
    links = ShareLink.objects.open_at(timezone.now()).select_related("portfolio__learner")
    return get_object_or_404(links, token=token)


def _files(portfolio: Portfolio, audience: Audience | None) -> Q:
    """The files of the projects that this audience sees; None sees none."""
    seen = Project.objects.filter(portfolio=portfolio)
    return Q(project__in=seen.seen_by(audience) if audience else seen.none())


def _page(request: HttpRequest, shown: Showcase, *, indexed: bool) -> HttpResponse:
    context = {
        "portfolio": shown.portfolio,
        "shown": shown,
        "landscape": landscape(shown.credentials),
        "files_prefix": f"{request.path}files/",
        "indexed": indexed,
    }
    response = render(request, "portfolios/portfolio.html", context)
    if not indexed:
        response["X-Robots-Tag"] = "noindex"
    return response


@csp_override(FILE_CSP)
@cache_control(private=True, no_cache=True)
def _file(request: HttpRequest, seen: Q, uuid: uuid.UUID) -> HttpResponseBase:
    """Pictures are shown, everything else is downloaded; neither can run anything."""
    entry = get_object_or_404(ProjectFile.objects.filter(seen), uuid=uuid)
    response = FileResponse(
        entry.file.open("rb"),
        content_type=entry.media_type,
        as_attachment=not entry.is_picture,
        filename=entry.name,
    )
    response["X-Robots-Tag"] = "noindex"
    return response
