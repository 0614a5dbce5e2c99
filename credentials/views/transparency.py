"""The transparency log's public face: C2SP tiles and checkpoint for machines, one page for people."""

import uuid as uuids

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from credentials.models import Credential, LogRecord, LogTile
from credentials.queries import transparency

_TEXT = "text/plain; charset=utf-8"


def _open_to_all(content: str | bytes, media_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Access-Control-Allow-Origin"] = "*"
    return response


@login_not_required
@require_safe
def log_page(request: HttpRequest) -> HttpResponse:
    """What the log proves, and how to check it without asking us."""
    context = {"head": transparency.head(), "keys": transparency.verifier_keys()}
    return render(request, "credentials/log.html", context)


@login_not_required
@require_safe
@cache_control(public=True, max_age=5)
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The newest signed head (c2sp.org/tlog-checkpoint)."""
    head = transparency.head()
    if head is None:
        raise Http404
    return _open_to_all(head.note, _TEXT)


@login_not_required
@require_safe
@cache_control(public=True, max_age=31536000, immutable=True)
def tile(request: HttpRequest, path: str) -> HttpResponse:
    """A tile or a bundle of entries (c2sp.org/tlog-tiles); what a path holds never changes."""
    found = get_object_or_404(LogTile, path=f"tile/{path}")
    return _open_to_all(bytes(found.data), "application/octet-stream")


@login_not_required
@require_safe
def credential_proof(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """The proof that the credential was logged when it was issued, as a file that verifies offline."""
    credential = get_object_or_404(Credential.objects.issued(), uuid=uuid)
    record = get_object_or_404(LogRecord.objects.logged(), subject=credential.uuid, kind="award")
    response = _open_to_all(transparency.proof_of(record), _TEXT)
    response["Content-Disposition"] = f'attachment; filename="credential-{credential.uuid}.tlog-proof"'
    return response
