"""The base of all errors that a use-case raises on purpose.

CairnError
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
