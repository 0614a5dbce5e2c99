"""What base.html needs to draw the header."""

from django.template import Context, Library

from portal.navigation import ACCOUNT, HEADER, rooms_for

register = Library()


@register.simple_tag(takes_context=True)
def rooms(context: Context, *, menu: str = "header") -> list[dict[str, object]]:
    """The rooms of the header (or of the account menu) for the reader, with the one the page is in."""
    user = context.get("user")
    found = rooms_for(
        {"header": HEADER, "account": ACCOUNT}[menu],
        roles=context.get("roles", frozenset()),
        signed_in=bool(user and user.is_authenticated),
    )
    path = context["request"].path if "request" in context else ""
    return [{"label": room.label, "address": room.address, "current": room.holds(path)} for room in found]
