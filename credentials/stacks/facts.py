"""What a wallet holds, as far as rules ask: one fact for each credential."""

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Literal

type Status = Literal["active", "suspended", "revoked", "superseded"]

_CREDIT_PLACES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One credential in a wallet, with its status as of the date that will be asked about.

    `skills` maps a skill's key or URI to the level shown (1 to 5). `evidence` are ids of the pieces of work
    behind the credential; where none is named, the credential itself is its only piece of evidence.
    `credits` have at most three decimal places. Dates carry a time zone.
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

    def counts(self, at: datetime) -> bool:
        """Say whether it may be used in a rule: active, awarded by then, and not expired."""
        expired = self.valid_until is not None and at > self.valid_until
        return self.status == "active" and self.awarded_at <= at and not expired

    @property
    def pieces(self) -> frozenset[str]:
        """The pieces of work it stands on."""
        return self.evidence or frozenset((self.credential,))


def require_plain_credits(amount: Decimal, owner: str) -> None:
    """Raise ValueError unless the credits are a finite amount from 0 up with at most three decimal places."""
    if not amount.is_finite() or amount < 0 or amount != round(amount, _CREDIT_PLACES):
        raise ValueError(f"Credits of {owner!r} must be from 0 up with at most three decimals, not {amount}.")


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
    """Move by calendar months, back where negative; to the month's last day where the day does not exist."""
    index = moment.year * 12 + moment.month - 1 + months
    year, month = divmod(index, 12)
    day = min(moment.day, calendar.monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)
