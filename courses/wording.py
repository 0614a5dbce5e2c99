"""What the pure packages say, in words for learners."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.grading import ResponseInvalid

# The stable codes of `courses.grading.errors.ResponseInvalid`.
RESPONSE_PROBLEMS: dict[str, str | Promise] = {
    "not_a_number": _("This is not a number. Write digits, such as 12.5 or 1,200."),
    "unknown_option": _("One of these choices does not belong to this item. Choose again."),
    "repeated": _("Something is chosen twice that can be used once."),
    "several_values": _("Give one answer only."),
    "contradiction": _("“None of these” excludes the other choices. Untick one or the other."),
    "not_an_order": _("Use each position once, so that every entry has its own number."),
    "too_long": _("This answer is too long. Shorten it."),
    "too_short": _("This answer is too short. Write a little more."),
    "too_many": _("There are more answers here than parts. Choose again."),
    "wrong_shape": _("This answer does not fit the item. Answer again."),
}


def response_problem(error: ResponseInvalid) -> str | Promise:
    """What the learner can do about an answer that was not taken."""
    return RESPONSE_PROBLEMS.get(error.code, RESPONSE_PROBLEMS["wrong_shape"])
