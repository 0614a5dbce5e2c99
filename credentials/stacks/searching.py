"""The search for the cheapest choice of offers: a good one among few first, then what could still beat it.

The programme with fractions gives a bound from below, and says by how much each offer would lift it. The best
among the offers that lift it least is a choice to beat; whatever lifts the bound up to that is ruled out, and
often nothing is left. Exact: what is ruled out cannot be part of anything cheaper.
"""

import math
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np

from credentials.stacks.circles import Circles
from credentials.stacks.model import Programme, Relaxed
from credentials.stacks.offers import Offer

_FEW: Final = 100  # offers of the first search, besides those the fractions use
_SLACK: Final = 1e-6  # what the solver's arithmetic may be off by, relative to the total
_SECONDS: Final = 3600  # of an hour: finer than that, totals are taken to have no step


@dataclass(frozen=True, slots=True)
class Search:
    """One search: the programme, its circles, and the offer behind each column that can be taken.

    `worth` gives offers among which a best route of no more than so many hours lies, if there is one.
    """

    programme: Programme
    circles: Circles
    offers: Mapping[int, Offer]
    worth: Callable[[float], Iterable[Offer]]

    def cheapest(self, relaxed: Relaxed, step: float) -> list[Offer] | None:
        """Give a cheapest choice, or None where there is none. Raises TooMuchEffortError.

        `relaxed` is the best with fractions, `step` what all totals are multiples of, or 0.
        """
        self.programme.be_exact_to(step)
        found = self._best_of(self._promising(relaxed))
        rivals = self.offers.keys() if found is None else self._rivals(relaxed, self._hours(found) - step)
        if rivals:
            found = self._best_of(rivals, start=found)
        return None if found is None else self._chosen(found)

    def _promising(self, relaxed: Relaxed) -> set[int]:
        """Give the offers that the fractions use and those that lift the bound least, and what opens them."""
        order = sorted(self.offers, key=lambda take: (relaxed.reduced[take], take))
        first = {take for take in self.offers if relaxed.values[take] > _SLACK}.union(order[:_FEW])
        return self.circles.opened(sorted(first), order)

    def _rivals(self, relaxed: Relaxed, limit: float) -> set[int]:
        """Give the offers that a total of no more than `limit` may still contain."""
        limit += _SLACK * (1 + abs(limit))
        if relaxed.cost > limit:
            return set()
        worth = {offer.key for offer in self.worth(limit)}
        return {
            take
            for take, offer in self.offers.items()
            if relaxed.cost + relaxed.reduced[take] <= limit and offer.key in worth
        }

    def _best_of(self, allowed: Collection[int], start: np.ndarray | None = None) -> np.ndarray | None:
        """Search among these offers, and those of `start`, which is a choice that is known."""
        known = [take for take in self.offers if start is not None and start[take] > 0.5]
        self.programme.allow({*allowed, *known})
        while (values := self.programme.solved(start=start)) is not None:
            broken = self.circles.broken_by(self._chosen(values))
            if not broken:
                return values
            for terms in broken:
                self.programme.row(terms, least=0.0)
        return None

    def _chosen(self, values: np.ndarray) -> list[Offer]:
        return [offer for take, offer in self.offers.items() if values[take] > 0.5]

    def _hours(self, values: np.ndarray) -> float:
        return math.fsum(offer.hours for offer in self._chosen(values))


def common_step(hours: Iterable[float]) -> float:
    """Give the largest step of which all these are multiples, such as minutes; 0 where there is none."""
    step = Fraction(0)
    for value in hours:
        written = Fraction(value).limit_denominator(_SECONDS)
        if not math.isclose(written, value, rel_tol=1e-12):
            return 0.0
        step = Fraction(
            math.gcd(step.numerator * written.denominator, written.numerator * step.denominator),
            step.denominator * written.denominator,
        )
    return float(step)
