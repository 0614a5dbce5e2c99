"""The rooms of the house as the header names them.

The shell stands below the apps and may not import them, so a room is known by its public address (the table
of addresses in docs/architecture.md) and shown once that address leads somewhere.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.urls import Resolver404, resolve
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ANYONE = "anyone"
MEMBER = "member"


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A place in a menu. `roles`: whom it is shown to; who may enter is the view's matter."""

    label: str | Promise
    address: str
    roles: frozenset[str] = frozenset({MEMBER})

    def is_open(self) -> bool:
        """Whether the address leads to a view."""
        try:
            resolve(self.address)
        except Resolver404:
            return False
        return True

    def is_for(self, roles: Collection[str]) -> bool:
        return not self.roles.isdisjoint(roles)

    def holds(self, path: str) -> bool:
        """Whether the page at `path` is in this room."""
        return path.startswith(self.address)


HEADER = (
    Room(label=_("Courses"), address="/courses/", roles=frozenset({ANYONE})),
    Room(label=_("My learning"), address="/learn/"),
    Room(label=_("Portfolio"), address="/portfolio/"),
    Room(label=_("Talent"), address="/talent/", roles=frozenset({"recruiter", "owner"})),
    Room(
        label=_("Authoring"), address="/author/", roles=frozenset({"author", "reviewer", "assessor", "owner"})
    ),
    Room(label=_("Verify"), address="/verify/", roles=frozenset({ANYONE})),
)

ACCOUNT = (
    Room(label=_("Credentials"), address="/credentials/"),
    Room(label=_("Introductions"), address="/introductions/"),
    Room(label=_("Being found"), address="/discovery/"),
    Room(label=_("Organisations"), address="/organisations/"),
    Room(label=_("Settings"), address="/settings/"),
    Room(label=_("Sign-in and security"), address="/accounts/email/"),
    Room(label=_("Operations"), address="/admin/", roles=frozenset({"operator"})),
    Room(label=_("Design system"), address="/styleguide/", roles=frozenset({"operator"})),
)

ACCOUNT_PAGES = (
    Room(label=_("E-mail"), address="/accounts/email/"),
    Room(label=_("Password"), address="/accounts/password/change/"),
    Room(label=_("Two-factor authentication"), address="/accounts/2fa/"),
    Room(label=_("Sessions"), address="/accounts/sessions/"),
    Room(label=_("Connected accounts"), address="/accounts/3rdparty/"),
)


def rooms_for(places: tuple[Room, ...], *, roles: Collection[str], signed_in: bool) -> list[Room]:
    """The open rooms among `places` for someone with `roles`; without an account only the public ones."""
    held = {ANYONE, MEMBER, *roles} if signed_in else {ANYONE}
    return [room for room in places if room.is_for(held) and room.is_open()]
