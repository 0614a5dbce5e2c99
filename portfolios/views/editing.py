"""The learner's own side: the portfolio with its parts, and a small page for each thing that changes it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.errors import CairnError
from portal.requests import see_other, signed_in
from portfolios.errors import AddressRefused
from portfolios.forms import AboutForm, ArrangementForm, PublishForm
from portfolios.models import Audience, Portfolio, Visibility
from portfolios.queries.json_resume import json_resume
from portfolios.queries.landscape import landscape
from portfolios.queries.showcase import ShownCredential, credentials_of, showcase
from portfolios.services import portfolios
from portfolios.services.addresses import suggest_address


@require_safe
def edit(request: HttpRequest) -> HttpResponse:
    """Everything, whoever may see it, with the way to change it."""
    portfolio = portfolios.ensure_portfolio(signed_in(request))
    shown = showcase(portfolio, Audience.OWNER)
    context = {
        "portfolio": portfolio,
        "shown": shown,
        "landscape": landscape([row for row in shown.credentials if row.visibility != Visibility.PRIVATE]),
    }
    return render(request, "portfolios/edit.html", context)


def about(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    portfolio = portfolios.ensure_portfolio(user)
    form = AboutForm(request.POST or None, instance=portfolio)
    if request.method == "POST" and form.is_valid():
        portfolios.describe(portfolio, portfolios.About(**form.cleaned_data), actor=user)
        messages.success(request, _("Your change is saved."))
        return see_other("portfolios:edit")
    return render(request, "portfolios/about.html", {"form": form}, status=422 if form.is_bound else 200)


def publish(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    portfolio = portfolios.ensure_portfolio(user)
    form = PublishForm(request.POST or None, initial=_publishing(portfolio))
    suggestion = ""
    if request.method == "POST" and form.is_valid():
        try:
            portfolios.publish(portfolio, actor=user, **form.cleaned_data)
        except CairnError as error:
            form.add_error("slug", str(error))
            suggestion = error.suggestion if isinstance(error, AddressRefused) else ""
        else:
            messages.success(request, _("Your choice holds from now on."))
            return see_other("portfolios:edit")
    context = {"form": form, "portfolio": portfolio, "suggestion": suggestion}
    return render(request, "portfolios/publish.html", context, status=422 if form.is_bound else 200)


def arrange(request: HttpRequest) -> HttpResponse:
    """The order of credentials, and who may see each."""
    user = signed_in(request)
    portfolio = portfolios.ensure_portfolio(user)
    rows = credentials_of(portfolio, Audience.OWNER, at=timezone.now())
    form = ArrangementForm(
        request.POST or None,
        credentials={str(row.credential.uuid): row.name for row in rows},
        initial={f"visibility-{row.credential.uuid}": row.visibility for row in rows},
    )
    if request.method == "POST" and form.is_valid():
        chosen = form.choices()
        choices = {row.credential: chosen[str(row.credential.uuid)] for row in rows}
        portfolios.arrange_credentials(portfolio, choices, actor=user)
        messages.success(request, _("Your change is saved."))
        return see_other("portfolios:edit")
    context = {"form": form, "rows": [_fields(form, row) for row in rows]}
    return render(request, "portfolios/arrange.html", context, status=422 if form.is_bound else 200)


@require_safe
def preview(request: HttpRequest) -> HttpResponse:
    """As a stranger sees it, or (`?as=guest`) someone with a share link; also while it is private."""
    portfolio = portfolios.ensure_portfolio(signed_in(request))
    audience = Audience.GUEST if request.GET.get("as") == "guest" else Audience.STRANGER
    shown = showcase(portfolio, audience)
    context = {
        "portfolio": portfolio,
        "shown": shown,
        "landscape": landscape(shown.credentials),
        "files_prefix": f"{reverse('portfolios:edit')}files/",
        "preview": audience,
    }
    return render(request, "portfolios/portfolio.html", context)


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Everything in it as JSON Resume."""
    portfolio = portfolios.ensure_portfolio(signed_in(request))
    response = JsonResponse(
        json_resume(showcase(portfolio, Audience.OWNER)),
        json_dumps_params={"ensure_ascii": False, "indent": 2},
    )
    response["Content-Disposition"] = 'attachment; filename="portfolio.json"'
    return response


def _publishing(portfolio: Portfolio) -> dict[str, object]:
    return {
        "visibility": portfolio.visibility,
        "slug": portfolio.slug or suggest_address("", portfolio=portfolio),
        "indexed": portfolio.indexed_at is not None,
    }


def _fields(form: ArrangementForm, row: ShownCredential) -> dict[str, object]:
    key = row.credential.uuid
    return {"row": row, "position": form[f"position-{key}"], "visibility": form[f"visibility-{key}"]}
