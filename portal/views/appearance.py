"""Light, dark, or as the device says: a cookie, so that a page is right before any script has run."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from portal.context import COLOUR_SCHEMES
from portal.requests import see_other

_ONE_YEAR = 365 * 24 * 3600


@login_not_required
@require_POST
def appearance(request: HttpRequest) -> HttpResponse:
    """Remember the colour scheme and go back to where the reader was."""
    scheme = request.POST.get("scheme", "")
    if scheme != "auto" and scheme not in COLOUR_SCHEMES:
        return HttpResponseBadRequest()
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = see_other(back)
    if scheme == "auto":
        response.delete_cookie("colour_scheme", samesite="Lax")
    else:
        response.set_cookie(
            "colour_scheme", scheme, max_age=_ONE_YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )
    return response
