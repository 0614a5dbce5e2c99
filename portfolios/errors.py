"""What the portfolios room refuses.

CairnError
└── PortfolioError
    ├── AddressRefused              not a good address, reserved, or somebody else's; `suggestion` may help
    ├── AddressMissing              it cannot be published without an address
    ├── SkillClaimedAlready         the learner has claimed this skill before
    ├── TooMany                     a list is as long as it may be
    └── FileRefused                 empty, too large, or neither a picture nor a PDF
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.errors import CairnError


class PortfolioError(CairnError):
    code = "portfolio"


class AddressRefused(PortfolioError):
    code = "address_refused"

    def __init__(self, message: str | Promise, *, suggestion: str = "") -> None:
        self.suggestion = suggestion
        super().__init__(message)


class AddressMissing(PortfolioError):
    code = "address_missing"
    message = _("Choose an address first: others reach your portfolio by it.")


class SkillClaimedAlready(PortfolioError):
    code = "skill_claimed_already"
    message = _("This skill is in your list already. Change it there.")


class TooMany(PortfolioError):
    code = "too_many"
    message = _("The list is as long as it may be. Take something out first.")


class FileRefused(PortfolioError):
    code = "file_refused"
