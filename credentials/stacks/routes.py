"""The shortest way to a larger credential: which available courses, in hours, from where a learner stands."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from credentials.stacks.circles import Circles
from credentials.stacks.evaluating import evaluate
from credentials.stacks.facts import Fact, counting
from credentials.stacks.model import Programme
from credentials.stacks.offers import Offer, in_order
from credentials.stacks.preparing import worth_a_look
from credentials.stacks.proofs import ProofTree
from credentials.stacks.rules import Rule
from credentials.stacks.searching import Search


class RouteTooHardError(Exception):
    """The search was not finished in the time it was given; there is no exact answer."""


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
        proof = evaluate(rule, held, at=at)
        if proof.satisfied:
            return Route((), 0.0, proof)
        chosen = _search(rule, held, worth_a_look(proof, have, reachable), at, seconds)
    except TimeoutError:
        raise RouteTooHardError(f"No exact answer within {seconds:g} seconds.") from None
    return None if chosen is None else _route(rule, held, chosen, at)


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
    first = len(held)
    costs = {first + i: offer.hours for i, offer in enumerate(offers)}
    programme = Programme([*held, *(offer.as_fact(at) for offer in offers)], at, costs)
    programme.require(rule)
    takes = [programme.taken[first + i] for i in range(len(offers))]
    circles = Circles(offers, takes, frozenset(fact.achievement for fact in held))
    for terms in circles.prerequisites():
        programme.row(terms, least=0.0)
    return Search(programme, circles, dict(zip(takes, offers, strict=True)), seconds).cheapest()
