"""The shortest way to a larger credential: which available courses, in hours, from where a learner stands."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from credentials.stacks.evaluating import evaluate
from credentials.stacks.facts import Fact, counting, require_plain_credits
from credentials.stacks.model import Programme
from credentials.stacks.proofs import ProofTree
from credentials.stacks.rules import Rule


class RouteTooHardError(Exception):
    """The search was not finished in the time it was given; there is no exact answer."""


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
        if not (math.isfinite(self.hours) and self.hours >= 0):
            raise ValueError(f"The hours of {self.key!r} must be a number from 0 up, not {self.hours!r}.")
        require_plain_credits(self.credits, self.key)

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


@dataclass(frozen=True, slots=True)
class Route:
    """Offers in an order that respects prerequisites, their hours in all, and the proof they lead to."""

    offers: tuple[Offer, ...]
    hours: float
    proof: ProofTree


def cheapest_route(
    rule: Rule, facts: Iterable[Fact], offers: Iterable[Offer], *, at: datetime, seconds: float = 10.0
) -> Route | None:
    """Find the offers with the fewest hours in all that satisfy the rule, or None where none do.

    Exact. New credentials are taken to be awarded at `at`. Raises RouteTooHardError after `seconds` of
    search.
    """
    held = counting(facts, at)
    have = {fact.achievement for fact in held}
    catalogue = list(offers)
    if len({offer.key for offer in catalogue}) < len(catalogue):
        raise ValueError("Two offers have the same key.")
    reachable = in_order(catalogue, have)
    try:
        if evaluate(rule, held, at=at).satisfied:
            return _route(rule, held, [], at)
        chosen = _search(rule, held, reachable, at, seconds)
    except TimeoutError:
        raise RouteTooHardError(f"No exact answer within {seconds:g} seconds.") from None
    return None if chosen is None else _route(rule, held, chosen, at)


def in_order(offers: Sequence[Offer], have: Iterable[str]) -> list[Offer]:
    """Give those offers that can be finished, one after the other, starting from what is held."""
    known, waiting, order = set(have), list(offers), []
    while ready := [offer for offer in waiting if offer.prerequisites <= known]:
        waiting = [offer for offer in waiting if not offer.prerequisites <= known]
        known.update(offer.achievement for offer in ready)
        order += ready
    return order


def without_spares(rule: Rule, held: Sequence[Fact], chosen: Sequence[Offer], at: datetime) -> list[Offer]:
    """Drop offers that cost nothing and are not needed: the search is indifferent to them."""
    have = {fact.achievement for fact in held}
    needed = list(chosen)
    for spare in [offer for offer in chosen if offer.hours == 0]:
        rest = [offer for offer in needed if offer is not spare]
        proof = evaluate(rule, [*held, *(offer.as_fact(at) for offer in rest)], at=at)
        if proof.satisfied and len(in_order(rest, have)) == len(rest):
            needed = rest
    return needed


def _route(rule: Rule, held: Sequence[Fact], chosen: Sequence[Offer], at: datetime) -> Route:
    needed = in_order(without_spares(rule, held, chosen, at), {fact.achievement for fact in held})
    proof = evaluate(rule, [*held, *(offer.as_fact(at) for offer in needed)], at=at)
    return Route(tuple(needed), math.fsum(offer.hours for offer in needed), proof)


def _search(
    rule: Rule, held: Sequence[Fact], offers: Sequence[Offer], at: datetime, seconds: float
) -> list[Offer] | None:
    sources = [*held, *(offer.as_fact(at) for offer in offers)]
    first = len(held)
    programme = Programme(sources, at, {first + i: offer.hours for i, offer in enumerate(offers)})
    programme.require(rule)
    have = {fact.achievement for fact in held}
    takes = [programme.taken[first + i] for i in range(len(offers))]
    giving: dict[str, list[int]] = {}
    for take, offer in zip(takes, offers, strict=True):
        giving.setdefault(offer.achievement, []).append(take)
    for take, offer in zip(takes, offers, strict=True):
        for achievement in sorted(offer.prerequisites - have):
            programme.row(
                [*((other, 1.0) for other in giving[achievement] if other != take), (take, -1.0)], least=0.0
            )
    while True:
        values = programme.solved(seconds=seconds)
        if values is None:
            return None
        chosen = [offer for take, offer in zip(takes, offers, strict=True) if values[take] > 0.5]
        done = in_order(chosen, have)
        if len(done) == len(chosen):
            return chosen
        # Offers that wait for each other in a circle: not all of them, unless another one opens the circle.
        known = have | {offer.achievement for offer in done}
        finished = {offer.key for offer in done}
        stuck = {offer.key: offer for offer in chosen if offer.key not in finished}
        awaited = {achievement for offer in stuck.values() for achievement in offer.prerequisites - known}
        circle = [take for take, offer in zip(takes, offers, strict=True) if offer.key in stuck]
        openers = {take for achievement in awaited for take in giving[achievement]} - set(circle)
        terms = [(take, 1.0) for take in circle] + [(take, -1.0) for take in sorted(openers)]
        programme.row(terms, most=len(circle) - 1.0)
