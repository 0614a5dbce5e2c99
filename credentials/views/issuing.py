"""The issuer's side: what was issued, and what may still happen to it."""

import uuid as uuids
from collections.abc import Callable
from typing import Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from credentials.errors import CredentialError
from credentials.forms import RevocationForm
from credentials.models import Credential, IssuerProfile
from credentials.models.credential import CredentialQuerySet
from credentials.services import issuing, lifecycle
from portal.models import Membership, User
from portal.requests import signed_in

_ON_A_PAGE: Final = 25
FEWEST_LETTERS: Final = 3


@require_http_methods(["GET", "HEAD", "POST"])
def issuer_credentials(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything this issuer awarded, newest first; `q` finds by name, e-mail address, id or address.

    Who looks for a person posts: names belong into no address, history or log.
    """
    issuer = _managed(signed_in(request), slug)
    text = (request.POST if request.method == "POST" else request.GET).get("q", "").replace("\0", "").strip()
    awarded = Credential.objects.filter(achievement__issuer=issuer).for_list()
    if text:
        awarded = _found(awarded, text, people=request.method == "POST")
    page = Paginator(awarded.order_by("-awarded_at", "-pk"), _ON_A_PAGE).get_page(request.GET.get("page"))
    now = timezone.now()
    rows = [{"credential": credential, "status": credential.status(now)} for credential in page]
    context = {"issuer": issuer, "page": page, "rows": rows, "text": text}
    return render(request, "credentials/issuer_credentials.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: HttpRequest, slug: str, uuid: uuids.UUID) -> HttpResponse:
    """Asks for the reason and for certainty, then revokes for ever."""
    user = signed_in(request)
    credential = _credential(user, slug, uuid)
    form = RevocationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            lifecycle.revoke(credential, reason=form.cleaned_data["reason"], actor=user)
        except CredentialError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The credential is revoked. Everyone who verifies it sees that now."))
            return redirect("credentials:issuer_credentials", slug=slug)
    context = {"credential": credential, "form": form, "status": credential.status(timezone.now())}
    return render(request, "credentials/revoke.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def renew(request: HttpRequest, slug: str, uuid: uuids.UUID) -> HttpResponse:
    """Shows until when it would be in force, then issues it anew."""
    user, now = signed_in(request), timezone.now()
    credential = _credential(user, slug, uuid)
    if request.method == "POST":
        done = _("The credential is renewed. The new one takes the place of the old, which points to it.")
        return _change(request, slug, uuid, issuing.renew, done)
    try:
        validity = issuing.renewed_validity(credential, at=now)
    except CredentialError as error:
        messages.error(request, str(error))
        return redirect("credentials:issuer_credentials", slug=slug)
    context = {"credential": credential, "status": credential.status(now), "validity": validity}
    return render(request, "credentials/renew.html", context)


@require_POST
def suspend(request: HttpRequest, slug: str, uuid: uuids.UUID) -> HttpResponse:
    return _change(request, slug, uuid, lifecycle.suspend, _("The credential is suspended."))


@require_POST
def restore(request: HttpRequest, slug: str, uuid: uuids.UUID) -> HttpResponse:
    return _change(request, slug, uuid, lifecycle.restore, _("The credential is in force again."))


def _change(
    request: HttpRequest, slug: str, uuid: uuids.UUID, verb: Callable[..., Credential], done: str
) -> HttpResponse:
    user = signed_in(request)
    try:
        verb(_credential(user, slug, uuid), actor=user)
    except CredentialError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("credentials:issuer_credentials", slug=slug)


def _managed(user: User, slug: str) -> IssuerProfile:
    """The issuer, for its owners and assessors and for operators; 404 for everybody else."""
    issuers = IssuerProfile.objects.select_related("organisation")
    if not user.is_staff:
        issuers = issuers.filter(organisation__in=user.organisations_as(Membership.Role.ASSESSOR))
    return get_object_or_404(issuers, slug=slug)


def _credential(user: User, slug: str, uuid: uuids.UUID) -> Credential:
    mine = Credential.objects.manageable_by(user).filter(achievement__issuer__slug=slug)
    return get_object_or_404(mine.select_related("achievement__issuer", "achievement_version"), uuid=uuid)


def _found(credentials: CredentialQuerySet, text: str, *, people: bool) -> CredentialQuerySet:
    """By id or by the address of its page; else (with `people`) by whom it belongs to."""
    last = text.rstrip("/").rpartition("/")[2]
    try:
        return credentials.filter(uuid=uuids.UUID(last))
    except ValueError:
        return credentials.of_somebody(text) if people and len(text) >= FEWEST_LETTERS else credentials.none()
