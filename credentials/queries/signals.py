"""The Signal Sheet in plain words: what each of its figures means to somebody who has to decide."""

import dataclasses
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from credentials.queries.statements import ResultStatement

# The term behind `ext:Signal` (credentials.openbadges.facts) → short name, meaning
_WORDS: Final[dict[str, tuple[str | Promise, str | Promise]]] = {
    "Assessed": (
        _("People assessed"),
        _("How many people the figures below rest on. Below about thirty, read them as a first impression."),
    ),
    "PassRate": (
        _("Pass rate"),
        _("How many of them passed. It describes who came, more than how hard it is."),
    ),
    "Reliability": (
        _("Reliability"),
        _(
            "How far the result would come out the same on another day: 0 is chance, 1 is never different. "
            "From 0.8 on it supports a decision about one person."
        ),
    ),
    "ReliabilityN": (
        _("Attempts behind it"),
        _("How many attempts the reliability was computed from."),
    ),
    "StandardError": (
        _("Uncertainty at the pass mark"),
        _("How far, typically, a score near the pass mark lies from what the person really can do."),
    ),
    "CutMethod": (_("How the pass mark was set"), _("By judgement of experts, by data, or simply chosen.")),
    "GuessPass": (
        _("Chance of passing by guessing"),
        _("For somebody who knows nothing and uses every attempt allowed. The lower, the more a pass says."),
    ),
    "AttemptsAllowed": (_("Attempts allowed"), _("How often one person may try.")),
    "Supervision": (_("Supervision"), _("Who made sure that the person did it alone and was who they said.")),
    "MedianMinutes": (_("Median effort"), _("Half of the people took longer for the assessment, half less.")),
    "PoolSize": (
        _("Items in the pool"),
        _("How many items there are to draw from. The larger, the less it helps to have seen it before."),
    ),
}


# What courses write as a code, in words.
_VALUES: Final[dict[tuple[str, str], str | Promise]] = {
    ("CutMethod", "author"): _("chosen by the author"),
    ("CutMethod", "angoff"): _("judged item by item (Angoff)"),
    ("CutMethod", "comparison"): _("by comparing groups of people"),
    ("Supervision", "none"): _("unsupervised"),
    ("Supervision", "supervised"): _("supervised"),
}


LEAST_PERCENT: Final = Decimal("0.01")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SignalRow:
    """One figure: as frozen in the document, as of the newest award ("" if the same or unknown), in words."""

    name: str | Promise
    value: str | Promise
    meaning: str | Promise
    latest: str | Promise = ""


def signal_rows(frozen: Iterable[ResultStatement], latest: Iterable[ResultStatement] = ()) -> list[SignalRow]:
    """The frozen sheet in words, with what the newest sheet of the same achievement says beside it."""
    now = {row.term: row.value for row in latest}
    return [_row(row, now.get(row.term, "")) for row in frozen]


def _row(result: ResultStatement, latest: str) -> SignalRow:
    name, meaning = _WORDS.get(result.term, (result.name, ""))
    return SignalRow(
        name=name,
        value=_value(result.term, result.value),
        meaning=meaning,
        latest=_value(result.term, latest),
    )


def _value(term: str, value: str) -> str | Promise:
    """Codes in words; a chance of guessing that is as good as none without its row of zeros."""
    if term == "GuessPass" and _is_tiny(value):
        return _("less than 0.01 %")
    return _VALUES.get((term, value), value)


def _is_tiny(percent: str) -> bool:
    try:
        return 0 < Decimal(percent.removesuffix("%").strip()) < LEAST_PERCENT
    except InvalidOperation:
        return False
