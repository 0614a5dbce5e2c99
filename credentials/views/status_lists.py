"""The signed bits that say what is revoked (Bitstring Status List v1.0)."""

import uuid as uuids

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from credentials.models import StatusList
from credentials.views.documents import STATUS_TYPES, document_response, wanted_type

# A revocation is seen by everyone after this time at the latest.
_SECONDS = 300


@login_not_required
@require_safe
def status_list(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """The list as last signed; never a page."""
    published = StatusList.objects.exclude(document="").only("document")
    found = get_object_or_404(published, uuid=uuid)
    media_type = wanted_type(request, STATUS_TYPES, page=False)
    return document_response(request, found.document, media_type, seconds=_SECONDS)
