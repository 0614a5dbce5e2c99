"""What can be wrong with a framework file.

SkillsError
└── FrameworkInvalid
"""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from portal.errors import CairnError


class SkillsError(CairnError):
    """Base of this app's errors."""


class FrameworkInvalid(SkillsError):
    """`problems` names every place and what to do there."""

    code = "framework_invalid"
    message = _("This is not a framework file we can read.")

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = tuple(problems)
