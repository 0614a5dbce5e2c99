"""Courses on offer, as far as routes ask, and the order in which they can be finished."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from credentials.stacks.facts import Fact, require_plain_credits, require_plain_hours


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A course on offer: what finishing it gives, what it costs in hours, and what has to be held before.

    `prerequisites` are achievements, all of them needed; each may be held already or come from another offer.
    """

    key: str
    achievement: str
    hours: float
    issuer: str = ""
    credits: Decimal = Decimal(0)
    skills: Mapping[str, int] = field(default_factory=dict)
    prerequisites: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        require_plain_credits(self.credits, self.key)
        require_plain_hours(self.hours, self.key)

    def as_fact(self, at: datetime) -> Fact:
        """Give the fact a learner would hold who finished it at `at`."""
        return Fact(
            credential=f"offer:{self.key}",
            achievement=self.achievement,
            issuer=self.issuer,
            awarded_at=at,
            skills=self.skills,
            credits=self.credits,
            hours=self.hours,
        )


def in_order(offers: Sequence[Offer], have: Iterable[str]) -> list[Offer]:
    """Give those offers that can be finished, one after the other, starting from what is held."""
    known, waiting, order = set(have), list(offers), []
    while ready := [offer for offer in waiting if offer.prerequisites <= known]:
        waiting = [offer for offer in waiting if not offer.prerequisites <= known]
        known.update(offer.achievement for offer in ready)
        order += ready
    return order
