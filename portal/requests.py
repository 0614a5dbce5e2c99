"""What a view may rely on about its request."""

from django.conf import settings
from django.http import Http404, HttpRequest

from portal.models import User


def signed_in(request: HttpRequest) -> User:
    """The person behind the request. LoginRequiredMiddleware has made sure of one; a public view gets 404."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def client_address(request: HttpRequest) -> str:
    """Where the request comes from, as the outermost trusted proxy saw it; "" when nobody can tell.

    What a client wrote into X-Forwarded-For itself stands left of what the trusted proxies added.
    """
    proxies: int = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    passed = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
    if proxies and len(passed) >= proxies and passed[-proxies]:
        return passed[-proxies]
    return str(request.META.get("REMOTE_ADDR", ""))
