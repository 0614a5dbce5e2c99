"""Which offers a search has to look at: those that can matter, without those that others beat.

An offer is left out only where some cheapest route does without it, so what is found among the rest is the
cheapest of all.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from credentials.stacks.evaluating import evaluate
from credentials.stacks.facts import Fact, months_later
from credentials.stacks.offers import Offer
from credentials.stacks.rules import (
    Credits,
    DistinctEvidence,
    IssuedBy,
    Leaf,
    Rule,
    Within,
    children,
)


@dataclass(slots=True)
class _Leaves:
    """The leaves that are still open, as bits; which of them add up, and which share a scope of evidence."""

    found: list[tuple[Leaf, frozenset[str] | None]] = field(default_factory=list)
    sums: int = 0
    scopes: list[int] = field(default_factory=list)

    def collect(
        self,
        rule: Rule,
        held: Sequence[Fact] | None,
        at: datetime,
        issuers: frozenset[str] | None = None,
        scope: int | None = None,
    ) -> None:
        """Note the leaves below a node. `held` is None where being satisfied here is not yet for good."""
        if held is not None and evaluate(rule, held, at=at).satisfied:
            return
        match rule:
            case IssuedBy(names):
                issuers = frozenset(names) if issuers is None else issuers & frozenset(names)
                held = held and [fact for fact in held if fact.issuer in names]
            case Within(months, _, "now"):
                since = months_later(at, -months)
                held = held and [fact for fact in held if fact.awarded_at >= since]
            case Within():
                held = None
            case DistinctEvidence():
                held = None
                if scope is None:
                    scope = len(self.scopes)
                    self.scopes.append(0)
            case _:
                pass
        parts = children(rule)
        for _, part in parts:
            self.collect(part, held, at, issuers, scope)
        if not parts:
            self._note(rule, issuers, scope)  # type: ignore[arg-type]  # only leaves have no parts

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


def worth_a_look(rule: Rule, held: Sequence[Fact], offers: Sequence[Offer], at: datetime) -> list[Offer]:
    """Give offers among which a cheapest route lies, in the order they came.

    `offers` are those that can be finished at all (`in_order`), `held` the facts that count.
    """
    have = frozenset(fact.achievement for fact in held)
    leaves = _Leaves()
    leaves.collect(rule, held, at)
    serves = {offer.key: leaves.served_by(offer, at) for offer in offers}
    needed = _needed((offer for offer in offers if serves[offer.key]), offers, have)
    useful = [offer for offer in offers if serves[offer.key] or offer.achievement in needed]
    beating = _Beating(serves, leaves.sums, have, needed)
    kept: dict[str, Offer] = {}
    for offer in sorted(useful, key=beating.rank):
        wanted = leaves.rivals_needed(serves[offer.key])
        better = (other for other in kept.values() if beating.beats(other, offer))
        if wanted is None or len(list(islice(better, wanted))) < wanted:
            kept[offer.key] = offer
    return [offer for offer in useful if offer.key in kept]


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

    def beats(self, better: Offer, worse: Offer) -> bool:
        """Say whether `better`, of an earlier rank, does all that `worse` does and asks for no more."""
        served = self.serves[worse.key]
        if served & ~self.serves[better.key] or not better.prerequisites - self.have <= worse.prerequisites:
            return False
        if better.achievement == worse.achievement:
            return better.credits >= worse.credits or not served & self.sums
        # Another achievement adds to a sum beside it, and does not open what waits for this one.
        return not served & self.sums and worse.achievement not in self.needed
