"""What employers and learners may not do here, and why.

EmployersError
├── NotDiscoverable     the person is not (or no longer) to be found by this organisation
├── AlreadyAsked        an introduction is open or in force
├── DeclinedRecently    the person said no not long ago
├── DailyBoundReached   the organisation asked as often as it may in a day
├── NotOpen             answered, expired or withdrawn before
└── NothingToWithdraw   only an accepted introduction can be withdrawn
"""

from django.utils.translation import gettext_lazy as _

from portal.errors import CairnError


class EmployersError(CairnError):
    """Base of this app's errors."""


class NotDiscoverable(EmployersError):
    code = "not_discoverable"
    message = _("This person cannot be found any more.")


class AlreadyAsked(EmployersError):
    code = "already_asked"
    message = _("Your organisation has asked this person already: see your introductions.")


class DeclinedRecently(EmployersError):
    code = "declined_recently"
    message = _("This person declined not long ago. You can ask again 90 days after the answer.")


class DailyBoundReached(EmployersError):
    code = "daily_bound_reached"
    message = _("Your organisation has asked for as many introductions as it may within a day. Try tomorrow.")


class NotOpen(EmployersError):
    code = "not_open"
    message = _("This request is not open any more.")


class NothingToWithdraw(EmployersError):
    code = "nothing_to_withdraw"
    message = _("Only an introduction that you accepted can be withdrawn.")
