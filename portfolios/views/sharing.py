"""The learner's share links: made, listed with their openings, revoked."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.errors import CairnError
from portal.requests import see_other, signed_in
from portfolios.forms import ShareLinkForm
from portfolios.models import ShareLink
from portfolios.services import sharing
from portfolios.services.portfolios import ensure_portfolio

PAGE_SIZE = 20


def links(request: HttpRequest) -> HttpResponse:
    """All links, the newest first, and the form for a new one."""
    user = signed_in(request)
    portfolio = ensure_portfolio(user)
    form = ShareLinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        wanted = {name: form.cleaned_data[name] for name in ("purpose", "sections")}
        try:
            sharing.make_link(portfolio, actor=user, expires_at=form.expires_at(), **wanted)
        except CairnError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The link is ready. Copy it from the list."))
            return see_other(request.path)
    made = ShareLink.objects.filter(portfolio=portfolio).with_openings().order_by("-created_at", "-pk")
    page = Paginator(made, PAGE_SIZE).get_page(request.GET.get("page"))
    now = timezone.now()
    context = {
        "form": form,
        "portfolio": portfolio,
        "page": page,
        "rows": [{"link": link, "is_open": link.is_open(now)} for link in page],
    }
    return render(request, "portfolios/links.html", context, status=422 if form.is_bound else 200)


@require_POST
def revoke(request: HttpRequest, uuid: uuid.UUID) -> HttpResponse:
    user = signed_in(request)
    link = get_object_or_404(ShareLink.objects.filter(portfolio__learner=user), uuid=uuid)
    sharing.revoke_link(link, actor=user)
    messages.success(request, _("The link is closed."))
    return see_other("portfolios:links")
