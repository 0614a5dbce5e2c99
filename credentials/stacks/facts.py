"""What a wallet holds, as far as rules ask: one fact for each credential."""

import calendar
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import MAXYEAR, MINYEAR, datetime
from decimal import Decimal
from typing import Literal

type Status = Literal["active", "suspended", "revoked", "superseded"]

_CREDIT_PLACES = 3
_MOST_CREDITS = 10_000
_MOST_HOURS = 1_000_000  # the search for routes counts in floating point


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One credential in a wallet, with its status as of the date that will be asked about.

    `skills` maps a skill's key or URI to the level shown (1 to 5). `evidence` are ids of the pieces of work
    behind the credential; where none is named, the credential itself is its only piece of evidence.
    `credits` have at most three decimal places and are at most 10,000. Dates carry a time zone.
    """

    credential: str
    achievement: str
    issuer: str
    awarded_at: datetime
    valid_until: datetime | None = None
    status: Status = "active"
    skills: Mapping[str, int] = field(default_factory=dict)
    credits: Decimal = Decimal(0)
    hours: float = 0.0
    evidence: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        for name, value in (("awarded_at", self.awarded_at), ("valid_until", self.valid_until)):
            if value is not None and value.tzinfo is None:
                raise ValueError(f"{name} of {self.credential!r} has no time zone.")
        require_plain_credits(self.credits, self.credential)
        require_plain_hours(self.hours, self.credential)

    def counts(self, at: datetime) -> bool:
        """Say whether it may be used in a rule: active, awarded by then, and not expired.

        The moment of `valid_until` still counts, as VCDM 2.0 has it.
        """
        expired = self.valid_until is not None and at > self.valid_until
        return self.status == "active" and self.awarded_at <= at and not expired

    @property
    def pieces(self) -> frozenset[str]:
        """The pieces of work it stands on."""
        return self.evidence or frozenset((self.credential,))


def require_plain_credits(amount: Decimal, owner: str) -> None:
    """Raise ValueError unless the credits are from 0 to 10,000 with at most three decimal places."""
    within = amount.is_finite() and 0 <= amount <= _MOST_CREDITS
    if not within or amount != round(amount, _CREDIT_PLACES):
        wanted = f"from 0 to {_MOST_CREDITS} with at most three decimals"
        raise ValueError(f"Credits of {owner!r} must be {wanted}, not {amount}.")


def require_plain_hours(hours: float, owner: str) -> None:
    """Raise ValueError unless the hours are from 0 to a million."""
    if not (math.isfinite(hours) and 0 <= hours <= _MOST_HOURS):
        raise ValueError(f"The hours of {owner!r} must be a number from 0 to {_MOST_HOURS}, not {hours!r}.")


def counting(facts: Iterable[Fact], at: datetime) -> list[Fact]:
    """Give the facts that count at that time, oldest first; the same credential twice raises ValueError."""
    chosen: dict[str, Fact] = {}
    for fact in facts:
        if fact.credential in chosen:
            raise ValueError(f"The credential {fact.credential!r} is in the wallet twice.")
        chosen[fact.credential] = fact
    usable = [fact for fact in chosen.values() if fact.counts(at)]
    return sorted(usable, key=lambda fact: (fact.awarded_at, fact.credential))


def months_later(moment: datetime, months: int) -> datetime:
    """Move by calendar months, back where negative; to the month's last day where the day does not exist.

    Beyond the years 1 to 9999 it is the first or last moment there is.
    """
    index = moment.year * 12 + moment.month - 1 + months
    year, month = divmod(index, 12)
    if not MINYEAR <= year <= MAXYEAR:
        edge = datetime.min if months < 0 else datetime.max  # noqa: DTZ901 - the zone is the moment's
        return edge.replace(tzinfo=moment.tzinfo)
    day = min(moment.day, calendar.monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)
