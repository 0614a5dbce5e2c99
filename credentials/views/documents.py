"""Documents that machines read: which form was asked for, and the headers that go with it."""

import datetime
import hashlib
import json
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers

# Open Badges 3.0 §6.1 and VCDM 2.0; the order is our preference where a client has none.
CREDENTIAL_TYPES: Final = (
    "application/vc+ld+json",
    "application/ld+json",
    "application/json",
    "application/vc",
)
LINKED_DATA_TYPES: Final = ("application/ld+json", "application/json")
STATUS_TYPES: Final = ("application/vc", "application/json", "application/vc+ld+json", "application/ld+json")


def wanted_type(request: HttpRequest, types: tuple[str, ...], *, page: bool = True) -> str:
    """The media type to answer with: "text/html" where there is a page and nothing else is preferred."""
    offered = ["text/html", *types] if page else list(types)
    return request.get_preferred_type(offered) or offered[0]


def document_response(
    request: HttpRequest, text: str | dict[str, Any], media_type: str, *, seconds: int = 300
) -> HttpResponse:
    """A public document: ETag of its bytes, readable from any site, cached for so many seconds."""
    content = (text if isinstance(text, str) else json.dumps(text, ensure_ascii=False)).encode()
    response = with_etag(request, HttpResponse(content, content_type=media_type), content)
    response["Access-Control-Allow-Origin"] = "*"
    patch_cache_control(response, public=True, max_age=seconds)
    patch_vary_headers(response, ["Accept"])
    return response


def with_etag(
    request: HttpRequest, response: HttpResponse, content: bytes, *, changed: datetime.datetime | None = None
) -> HttpResponse:
    """The response with a strong ETag, or 304 where the client has these bytes."""
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    response["ETag"] = etag
    if changed is not None:
        response["Last-Modified"] = changed.astimezone(datetime.UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")
    answer = get_conditional_response(request, etag, None, response)
    return answer if isinstance(answer, HttpResponse) else response


def not_indexed(response: HttpResponseBase) -> None:
    """Search engines leave it out: an address of a credential is given, not found."""
    response["X-Robots-Tag"] = "noindex, nofollow"
