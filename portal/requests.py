"""What a view may rely on about its request, and where it sends people after a form."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.shortcuts import resolve_url

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


def see_other(to: object, **kwargs: object) -> HttpResponseRedirect:
    """Go on with a GET at `to` (address, model or name of a route): what follows a form that was accepted."""
    return HttpResponseRedirect(resolve_url(to, **kwargs), status=303)  # type: ignore[arg-type]
