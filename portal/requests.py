"""What a view may rely on about its request."""

from django.http import Http404, HttpRequest

from portal.models import User


def signed_in(request: HttpRequest) -> User:
    """The person behind the request. LoginRequiredMiddleware has made sure of one; a public view gets 404."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user
