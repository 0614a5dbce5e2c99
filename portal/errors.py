"""The base of all errors that a use-case raises on purpose.

CairnError
├── NotAllowed  it belongs to someone else, or takes a role that the actor does not hold
└── each app's own base in its `errors.py`, its leaves named for the fact
"""

from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class CairnError(Exception):
    """A refusal with a stable `code` and a message (translatable) that says what to do."""

    code: ClassVar[str] = "error"
    message: str | Promise = _("That did not work.")

    def __init__(self, message: str | Promise | None = None) -> None:
        if message is not None:
            self.message = message
        super().__init__(self.code)

    def __str__(self) -> str:
        return str(self.message)


class NotAllowed(CairnError):
    """It belongs to someone else, or takes a role that `actor` does not hold. Views answer 404 before."""

    code = "not_allowed"
    message = _("You may not do this: it belongs to someone else, or takes a role that you do not hold.")
