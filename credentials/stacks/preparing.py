"""Which offers a search has to look at: those that can matter, without those that others beat.

An offer is left out only where some cheapest route does without it, so what is found among the rest is the
cheapest of all.
"""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from credentials.stacks.offers import Offer
from credentials.stacks.proofs import ProofNode, ProofTree
from credentials.stacks.rules import (
    Credits,
    DistinctEvidence,
    Held,
    IssuedBy,
    Leaf,
    SkillLevel,
    Within,
)


@dataclass(slots=True)
class Leaves:
    """The leaves that are still open, as bits; which of them add up, and which share a scope of evidence."""

    found: list[tuple[Leaf, frozenset[str] | None]] = field(default_factory=list)
    sums: int = 0
    scopes: list[int] = field(default_factory=list)

    def collect(
        self,
        node: ProofNode,
        *,
        for_good: bool = True,
        issuers: frozenset[str] | None = None,
        scope: int | None = None,
    ) -> None:
        """Note the leaves below a node. Inside windows and scopes, what is satisfied is not so `for_good`."""
        if for_good and node.satisfied:
            return
        match node.rule:
            case Held() | SkillLevel() | Credits():
                self._note(node.rule, issuers, scope)
            case IssuedBy(names):
                issuers = frozenset(names) if issuers is None else issuers & frozenset(names)
            case Within(_, _, "each_other"):
                for_good = False
            case DistinctEvidence():
                for_good = False
                if scope is None:
                    scope = len(self.scopes)
                    self.scopes.append(0)
            case _:
                pass
        for child in node.children:
            self.collect(child, for_good=for_good, issuers=issuers, scope=scope)

    def _note(self, leaf: Leaf, issuers: frozenset[str] | None, scope: int | None) -> None:
        bit = 1 << len(self.found)
        self.found.append((leaf, issuers))
        if isinstance(leaf, Credits):
            self.sums |= bit
        if scope is not None:
            self.scopes[scope] |= bit

    def served_by(self, offer: Offer, at: datetime) -> int:
        """Give the leaves that this offer could serve."""
        fact = offer.as_fact(at)
        return sum(
            1 << place
            for place, (leaf, issuers) in enumerate(self.found)
            if (issuers is None or fact.issuer in issuers) and leaf.matches(fact)
        )

    def rivals_needed(self, served: int) -> int | None:
        """Say how many better offers make one superfluous; None where no number does.

        In a scope each offer serves once: with as many better ones as the scope has leaves, one is free.
        """
        shared = [scope for scope in self.scopes if scope & served]
        if any(scope & self.sums for scope in shared):
            return None
        return max(1, sum(scope.bit_count() for scope in shared))


def worth_a_look(
    proof: ProofTree, have: Collection[str], offers: Sequence[Offer], *, limit: float = math.inf
) -> list[Offer]:
    """Give offers among which a cheapest route lies, in the order they came.

    `proof` says what is satisfied already, `have` are the achievements held; `offers` can all be finished
    (`in_order`). With a `limit`, routes of more hours are of no interest.
    """
    have = frozenset(have)
    leaves = Leaves()
    leaves.collect(proof.root)
    serves = {offer.key: leaves.served_by(offer, proof.at) for offer in offers}
    needed = _needed((offer for offer in offers if serves[offer.key]), offers, have)
    useful = [offer for offer in offers if serves[offer.key] or offer.achievement in needed]
    beating = _Beating(serves, leaves.sums, have, needed)
    alone = beating.alone(useful)
    kept: dict[str, list[Offer]] = {}
    for offer in sorted(useful, key=beating.rank):
        wanted = leaves.rivals_needed(serves[offer.key])
        if wanted is not None and len(list(islice(beating.better(offer, kept), wanted))) >= wanted:
            continue
        if offer.achievement in needed or not beating.too_many(offer, kept, alone, limit):
            kept.setdefault(offer.achievement, []).append(offer)
    keys = {offer.key for same in kept.values() for offer in same}
    return [offer for offer in useful if offer.key in keys]


def _needed(first: Iterable[Offer], offers: Sequence[Offer], have: frozenset[str]) -> set[str]:
    """Give the achievements that have to be held for others, and for those again."""
    giving: dict[str, list[Offer]] = {}
    for offer in offers:
        giving.setdefault(offer.achievement, []).append(offer)
    needed: set[str] = set()
    waiting = list(first)
    while waiting:
        fresh = waiting.pop().prerequisites - have - needed
        needed |= fresh
        waiting += [offer for achievement in sorted(fresh) for offer in giving[achievement]]
    return needed


@dataclass(frozen=True, slots=True)
class _Beating:
    """When one offer may stand for another in every route."""

    serves: Mapping[str, int]
    sums: int
    have: frozenset[str]
    needed: set[str]

    def rank(self, offer: Offer) -> tuple[float, int, float, int, str]:
        """Order offers so that no later one beats an earlier one."""
        open_prerequisites = len(offer.prerequisites - self.have)
        served = self.serves[offer.key].bit_count()
        return (offer.hours, -served, -float(offer.credits), open_prerequisites, offer.key)

    def better(self, worse: Offer, kept: Mapping[str, Sequence[Offer]]) -> Iterator[Offer]:
        """Give those of earlier ranks that do what `worse` does and ask for no more; `kept` by achievement.

        Another achievement adds to a sum beside it, and does not open what waits for this one.
        """
        served = self.serves[worse.key]
        adds = bool(served & self.sums)
        for other in kept.get(worse.achievement, ()):
            if self._covers(other, served, worse) and (other.credits >= worse.credits or not adds):
                yield other
        if adds or worse.achievement in self.needed:
            return
        for achievement, same in kept.items():
            if achievement != worse.achievement:
                yield from (other for other in same if self._covers(other, served, worse))

    def alone(self, offers: Iterable[Offer]) -> set[str]:
        """Give the achievements that are not held and that only one offer gives: each adds to any sum."""
        count = Counter(offer.achievement for offer in offers)
        return {name for name, number in count.items() if number == 1 and name not in self.have}

    def too_many(
        self, worse: Offer, kept: Mapping[str, Sequence[Offer]], alone: Collection[str], limit: float
    ) -> bool:
        """Say whether the better ones take too many hours to be all in one route with this one.

        Then one of them is not, and may stand for it even where evidence counts once, and in sums.
        """
        hours, served = worse.hours, self.serves[worse.key]
        adds = bool(served & self.sums)
        for other in (same[0] for name, same in kept.items() if name in alone):
            if hours > limit:
                break
            if self._covers(other, served, worse) and (other.credits >= worse.credits or not adds):
                hours += other.hours
        return hours > limit

    def _covers(self, other: Offer, served: int, worse: Offer) -> bool:
        return not served & ~self.serves[other.key] and other.prerequisites - self.have <= worse.prerequisites
