"""Offers that wait for each other in a circle: rows that keep them out of a route.

A row for prerequisites alone lets two offers open each other. For any set of achievements that are not held,
the first of them to be earned comes from an offer that waits for none of the set; so whoever takes an offer
that does wait for one of them takes such an opener as well. There are too many sets to write all these rows
down at once: they are added for the sets that a proposed route turns out to break.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from credentials.stacks.offers import Offer, in_order

type Terms = list[tuple[int, float]]


class Circles:
    """Rows (Σ coefficient · column ≥ 0) over the columns that say which offers are taken."""

    def __init__(self, offers: Sequence[Offer], takes: Sequence[int], have: frozenset[str]) -> None:
        self.have = have
        self._offers = list(zip(takes, offers, strict=True))
        self._giving: dict[str, list[tuple[int, Offer]]] = {}
        for take, offer in self._offers:
            self._giving.setdefault(offer.achievement, []).append((take, offer))

    def prerequisites(self) -> Iterator[Terms]:
        """Give the rows to begin with: every prerequisite has its offer, and every circle its opener."""
        for achievement in sorted(
            {name for _, offer in self._offers for name in offer.prerequisites - self.have}
        ):
            yield from self._rows(frozenset((achievement,)))
        waits = {name: self._awaited(offer for _, offer in given) for name, given in self._giving.items()}
        for circle in circles_of(waits):
            yield from self._rows(circle)

    def opened(self, takes: Sequence[int], order: Sequence[int]) -> set[int]:
        """Give these offers with some that earn their prerequisites, each time the first in that order."""
        place = {take: number for number, take in enumerate(order)}
        offers = dict(self._offers)
        found, waiting, earned = set(takes), list(takes), set(self.have)
        while waiting:
            for name in sorted(offers[waiting.pop()].prerequisites - earned):
                earned.add(name)
                take, _ = min(self._giving[name], key=lambda given: place[given[0]])
                if take not in found:
                    found.add(take)
                    waiting.append(take)
        return found

    def broken_by(self, chosen: Sequence[Offer]) -> list[Terms]:
        """Give rows that this choice breaks; none where its offers can be finished one after the other."""
        done = in_order(chosen, self.have)
        finished = {offer.key for offer in done}
        known = self.have | {offer.achievement for offer in done}
        waits: dict[str, set[str]] = {}
        for offer in chosen:
            if offer.key not in finished:
                waits.setdefault(offer.achievement, set()).update(offer.prerequisites - known)
        return [row for circle in circles_of(waits) for row in self._rows(circle)]

    def _awaited(self, offers: Iterable[Offer]) -> set[str]:
        return {name for offer in offers for name in offer.prerequisites - self.have}

    def _rows(self, circle: frozenset[str]) -> Iterator[Terms]:
        """Whoever takes an offer that waits for one of these takes one that opens them."""
        openers = [
            (take, 1.0)
            for name in sorted(circle)
            for take, offer in self._giving.get(name, ())
            if not offer.prerequisites & circle
        ]
        for take, offer in self._offers:
            if offer.prerequisites & circle:
                yield [*openers, (take, -1.0)]


def circles_of(waits: Mapping[str, set[str]]) -> list[frozenset[str]]:
    """Give the sets of names that wait for each other, by Tarjan's algorithm, without recursion.

    Every name that is waited for says for what it waits itself.
    """
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    waiting: set[str] = set()
    found: list[frozenset[str]] = []
    for root in waits:
        if root in number:
            continue
        work = [(root, iter(sorted(waits[root])))]
        number[root] = low[root] = len(number)
        stack.append(root)
        waiting.add(root)
        while work:
            name, rest = work[-1]
            following = next(rest, None)
            if following is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[name])
                if low[name] == number[name]:
                    cut = stack.index(name)
                    circle = frozenset(stack[cut:])
                    del stack[cut:]
                    waiting -= circle
                    if len(circle) > 1 or name in waits[name]:
                        found.append(circle)
            elif following not in number:
                number[following] = low[following] = len(number)
                stack.append(following)
                waiting.add(following)
                work.append((following, iter(sorted(waits[following]))))
            elif following in waiting:
                low[name] = min(low[name], number[following])
    return found
