"""The words of `credentials.stacks.explaining` for translators: each code with its template, marked."""

import math
from collections.abc import Callable
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# Each is called with the number that decides between singular and plural; most have none.
_WORDS: Final[dict[str, Callable[[int], str]]] = {
    "achievement.held": lambda _n: _("{name}: held"),
    "achievement.open": lambda _n: _("{name}: still missing"),
    "equivalent.held": lambda _n: _("one of {names}: held"),
    "equivalent.open": lambda _n: _("one of {names}: still missing"),
    "skill.held": lambda _n: _("{name} at level {level}: shown"),
    "skill.open": lambda _n: _("{name} at level {level}: still missing"),
    "credits.held": lambda n: ngettext("{need} credit: reached", "{need} credits: reached", n),
    "credits.open": lambda n: ngettext(
        "{have} of {need} credit; still missing {left}", "{have} of {need} credits; still missing {left}", n
    ),
    "all.held": lambda n: ngettext("the one part needed is there", "all {need} parts are there", n),
    "all.open": lambda n: ngettext("the one part needed is still missing", "{have} of {need} parts", n),
    "any.held": lambda _n: _("one of these is enough: there"),
    "any.open": lambda _n: _("one of these is enough: still missing"),
    "at_least.held": lambda n: ngettext(
        "one of {total} parts is needed: there", "{need} of {total} parts are needed: there", n
    ),
    "at_least.open": lambda n: ngettext(
        "one of {total} parts is needed: still missing",
        "{need} of {total} parts are needed: {have} there, {left} still missing",
        n,
    ),
    "within.held": lambda n: ngettext(
        "earned within one month of each other", "earned within {months} months of each other", n
    ),
    "within.open": lambda n: ngettext(
        "not yet earned within one month of each other",
        "not yet earned within {months} months of each other",
        n,
    ),
    "recent.held": lambda n: ngettext("earned in the last month", "earned in the last {months} months", n),
    "recent.open": lambda n: ngettext(
        "not yet earned in the last month", "not yet earned in the last {months} months", n
    ),
    "issued_by.held": lambda _n: _("issued by {names}"),
    "issued_by.open": lambda _n: _("not yet issued by {names}"),
    "distinct_evidence.held": lambda _n: _("every piece of evidence counts once"),
    "distinct_evidence.open": lambda _n: _("every piece of evidence counts once: still missing"),
    "distinct_evidence.reused": lambda _n: _("all parts are there, but some rest on the same evidence"),
    "headline.held": lambda _n: _("complete"),
    "headline.open": lambda _n: _("{have} of {need}; still missing: {names}"),
    "headline.choice": lambda n: ngettext(
        "{have} of {need}; any one of: {names}", "{have} of {need}; any {left} of: {names}", n
    ),
    "label.achievement": lambda _n: _("{name}"),
    "label.equivalent": lambda _n: _("one of {names}"),
    "label.skill": lambda _n: _("{name} at level {level}"),
    "label.credits": lambda n: ngettext("{left} more credit", "{left} more credits", n),
    "label.all": lambda _n: _("all of ({names})"),
    "label.any": lambda _n: _("any one of ({names})"),
    "label.at_least": lambda n: ngettext("any one of ({names})", "any {left} of ({names})", n),
    "label.within": lambda n: ngettext(
        "{part}, within one month of each other", "{part}, within {months} months of each other", n
    ),
    "label.recent": lambda n: ngettext("{part}, in the last month", "{part}, in the last {months} months", n),
    "label.issued_by": lambda _n: _("{part}, issued by {names}"),
    "label.distinct_evidence": lambda _n: _("{part}, on evidence of its own"),
}


def template(code: str, number: float) -> str:
    """The template of a message in the active language, to be filled in by `credentials.stacks.in_words`."""
    # A language's rules are about whole numbers; 0.5 and 1.5 credits are not one credit.
    return _WORDS[code](int(number) if number == int(number) else max(2, math.ceil(number)))
