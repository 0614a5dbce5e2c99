"""What a learner holds, and the public page and files of a credential."""

import uuid as uuids
from typing import Final

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from credentials.models import Credential, Rendering
from credentials.queries.pictures import picture_svg, qr_svg
from credentials.queries.presentation import presented
from credentials.queries.stacks import progress_for
from credentials.queries.wallet import my_credentials as held_by
from credentials.services import renderings
from credentials.views.documents import (
    CREDENTIAL_TYPES,
    document_response,
    not_indexed,
    wanted_type,
    with_etag,
)
from portal.requests import signed_in

_ON_A_PAGE: Final = 12
_MEDIA_TYPES: Final = {"pdf": "application/pdf", "png": "image/png", "svg": "image/svg+xml"}


@require_safe
def my_credentials(request: HttpRequest) -> HttpResponse:
    """What one holds, newest first, and how far one is with each larger credential."""
    user, now = signed_in(request), timezone.now()
    page = Paginator(held_by(user), _ON_A_PAGE).get_page(request.GET.get("page"))
    rows = [
        {
            "credential": credential,
            "status": credential.status(now),
            "picture": mark_safe(picture_svg(credential.claims, size=160)),  # noqa: S308 - drawn by us
        }
        for credential in page
    ]
    stacks = [stack for stack in progress_for(user, at=now) if not stack.satisfied]
    return render(request, "credentials/my_credentials.html", {"page": page, "rows": rows, "stacks": stacks})


@login_not_required
@require_safe
def credential(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """The public page, or the signed document by `Accept`."""
    found = _visible(request, uuid)
    media_type = wanted_type(request, CREDENTIAL_TYPES)
    if media_type != "text/html":
        return _document(request, found, media_type)
    is_holder = found.learner == request.user
    context = {
        "credential": found,
        "shown": presented(found, at=timezone.now()),
        "is_holder": is_holder,
        "code": mark_safe(qr_svg(found.public_url)),  # noqa: S308 - drawn by us
        "verify_url": settings.SITE_URL,
    }
    response = render(request, "credentials/credential.html", context)
    response["Vary"] = "Accept, Cookie"
    not_indexed(response)
    return response


@login_not_required
@require_safe
def credential_file(request: HttpRequest, uuid: uuids.UUID, kind: str) -> HttpResponse | FileResponse:
    """A download. The worker made the pictures and the certificate; what it lost is made here once more."""
    found = get_object_or_404(Credential.objects.issued(), uuid=uuid)
    if kind == "json":
        response = _document(request, found, CREDENTIAL_TYPES[0])
    else:
        rendering = renderings.ensure(found, Rendering.Kind(kind))
        with rendering.file.open("rb") as file:
            content: bytes = file.read()
        made = HttpResponse(content, content_type=_MEDIA_TYPES[kind])
        response = with_etag(request, made, content, changed=rendering.made_at)
        if kind == "svg":
            # Opened on its own it is a page: nothing in it may run or load.
            response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    way = "inline" if kind in {"png", "svg"} else "attachment"
    response["Content-Disposition"] = f'{way}; filename="credential-{str(found.uuid)[:8]}.{kind}"'
    not_indexed(response)
    return response


def _visible(request: HttpRequest, uuid: uuids.UUID) -> Credential:
    related = ("achievement__issuer", "achievement_version", "superseded_by", "learner")
    visible = Credential.objects.visible_to(request.user)
    return get_object_or_404(visible.select_related(*related), uuid=uuid)


def _document(request: HttpRequest, found: Credential, media_type: str) -> HttpResponse:
    """The stored bytes, as issued."""
    if not found.document:
        raise Http404
    response = document_response(request, found.document, media_type)
    not_indexed(response)
    return response
