"""Who issues: a page, a Profile, and the did:web document with the keys."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from credentials.models import Credential, IssuerProfile
from credentials.queries.issuers import did_document, profile_document
from credentials.views.documents import LINKED_DATA_TYPES, document_response, wanted_type
from portal.models import Membership, User


@login_not_required
@require_safe
def issuer(request: HttpRequest, slug: str) -> HttpResponse:
    """Who this is, what can be earned there, with which keys; or a Profile by `Accept`."""
    found = get_object_or_404(IssuerProfile.objects.select_related("organisation"), slug=slug)
    media_type = wanted_type(request, LINKED_DATA_TYPES)
    if media_type != "text/html":
        return document_response(request, profile_document(found), media_type)
    offered = found.achievements.published().filter(retired_at=None).select_related("current_version")
    page = Paginator(offered.order_by("current_version__name", "pk"), 25).get_page(request.GET.get("page"))
    context = {
        "issuer": found,
        "page": page,
        "keys": found.keys.order_by("-created_at", "pk"),
        "issued": Credential.objects.issued().filter(achievement__issuer=found).count(),
        "manages": _manages(request.user, found),
    }
    response = render(request, "credentials/issuer.html", context)
    response["Vary"] = "Accept, Cookie"
    return response


def _manages(user: object, issuer: IssuerProfile) -> bool:
    """Whether the page leads this visitor to what was issued, where it is revoked."""
    if not isinstance(user, User):
        return False
    mine = user.organisations_as(Membership.Role.ASSESSOR)
    return user.is_staff or mine.filter(pk=issuer.organisation_id).exists()


@login_not_required
@require_safe
def issuer_did(request: HttpRequest, slug: str) -> HttpResponse:
    """did.json: active and retired keys verify, a revoked one is shown as revoked."""
    found = get_object_or_404(IssuerProfile, slug=slug)
    types = ("application/did+json", "application/did+ld+json", "application/json", "application/ld+json")
    media_type = wanted_type(request, types, page=False)
    return document_response(request, did_document(found), media_type, seconds=60)
