"""What base.html needs to draw the header, and the account pages their contents."""

from django.template import Context, Library

from portal.navigation import ACCOUNT, ACCOUNT_PAGES, HEADER, Room, rooms_for

register = Library()


def _links(context: Context, places: tuple[Room, ...]) -> list[dict[str, object]]:
    user = context.get("user")
    found = rooms_for(
        places,
        roles=context.get("roles") or frozenset(),
        signed_in=bool(user and user.is_authenticated),
    )
    path = context["request"].path if "request" in context else ""
    return [{"label": room.label, "address": room.address, "current": room.holds(path)} for room in found]


@register.simple_tag(takes_context=True)
def rooms(context: Context, *, menu: str = "header") -> list[dict[str, object]]:
    """The rooms of the header (or of the account menu) for the reader, with the one the page is in."""
    return _links(context, {"header": HEADER, "account": ACCOUNT}[menu])


@register.simple_tag(takes_context=True)
def account_pages(context: Context) -> list[dict[str, object]]:
    """The pages about one's own sign-in, with the one that is open."""
    return _links(context, ACCOUNT_PAGES)
