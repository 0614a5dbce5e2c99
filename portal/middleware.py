"""What every request passes through: an id for the logs, bounds, the reader's own language and time zone."""

import re
import uuid
import zoneinfo
from collections.abc import Callable

import structlog
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

GetResponse = Callable[[HttpRequest], HttpResponse]
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


class RequestIdMiddleware:
    """Bind a request id to the logs and send it back; a proxy's X-Request-ID is kept when well formed."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        offered = request.headers.get("X-Request-ID", "")
        request_id = offered if _REQUEST_ID.fullmatch(offered) else uuid.uuid4().hex
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        response = self.get_response(request)
        response["X-Request-ID"] = request_id
        return response


class BoundsMiddleware:
    """Refuse what no view could take, before anything reads the body: the search for a form's token reads it.

    A NUL in an address is nothing that PostgreSQL can be asked for. Only members hand in large files.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info:
            raise Http404
        if "%00" in request.META.get("QUERY_STRING", ""):
            raise SuspiciousOperation("A NUL in the query string.")
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal():
            raise SuspiciousOperation("Content-Length is no number.")
        if int(length) > settings.LARGEST_BODY and (
            int(length) > settings.LARGEST_BODY_OF_MEMBERS or not request.user.is_authenticated
        ):
            return HttpResponse(_("This is too large."), status=413, content_type="text/plain; charset=utf-8")
        return self.get_response(request)


class ReaderLocaleMiddleware:
    """Signed in, a person's own language and time zone win over what the browser asks for."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if not user.is_authenticated:
            timezone.deactivate()
            return self.get_response(request)
        if user.locale and user.locale in dict(settings.LANGUAGES):
            translation.activate(user.locale)
            request.LANGUAGE_CODE = translation.get_language()
        try:
            timezone.activate(zoneinfo.ZoneInfo(user.time_zone))
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            timezone.deactivate()
        return self.get_response(request)
