"""Who sees what of a portfolio: one word on each thing, and one for whoever is looking."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Visibility(models.TextChoices):
    PRIVATE = "private", _("only me")
    LINK = "link", _("people with a share link")
    PUBLIC = "public", _("everyone")


class Audience(StrEnum):
    """Who is looking: someone with the public address, someone with a share link, or the learner."""

    STRANGER = "stranger"
    GUEST = "guest"
    OWNER = "owner"

    @property
    def may_see(self) -> tuple[Visibility, ...]:
        return _MAY_SEE[self]


_MAY_SEE = {
    Audience.STRANGER: (Visibility.PUBLIC,),
    Audience.GUEST: (Visibility.PUBLIC, Visibility.LINK),
    Audience.OWNER: (Visibility.PUBLIC, Visibility.LINK, Visibility.PRIVATE),
}
