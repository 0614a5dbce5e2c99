"""What the shell around every page needs: counts and roles for the navigation."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from portal.models import Membership, Notification, User

COLOUR_SCHEMES = frozenset({"light", "dark"})


def shell(request: HttpRequest) -> dict[str, Any]:
    """Lazy: a page that shows no navigation asks nothing of the database."""
    scheme = request.COOKIES.get("colour_scheme", "")
    user = getattr(request, "user", None)
    signed_in = isinstance(user, User) or bool(user and user.is_authenticated)
    return {
        "site_url": settings.SITE_URL,
        "colour_scheme": scheme if scheme in COLOUR_SCHEMES else "auto",
        "unread_notifications": SimpleLazyObject(lambda: _unread(request)) if signed_in else 0,
        "roles": SimpleLazyObject(lambda: _roles(request)) if signed_in else frozenset(),
    }


def _unread(request: HttpRequest) -> int:
    return Notification.objects.visible_to(request.user).unread().count()  # type: ignore[arg-type]


def _roles(request: HttpRequest) -> frozenset[str]:
    """The roles held anywhere: decide which rooms the navigation shows, never what one may do there."""
    user = request.user
    if not isinstance(user, User):
        return frozenset()
    roles = frozenset(Membership.objects.filter(user=user).values_list("role", flat=True))
    return roles | {"operator"} if user.is_staff else roles
