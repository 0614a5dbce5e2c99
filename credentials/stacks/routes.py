"""The shortest way to a larger credential: which available courses, in hours, from where a learner stands."""

import math
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from credentials.stacks.circles import Circles
from credentials.stacks.covering import covering
from credentials.stacks.evaluating import evaluate
from credentials.stacks.facts import Fact, counting
from credentials.stacks.model import EFFORT, Programme, TooMuchEffortError
from credentials.stacks.offers import Offer, in_order
from credentials.stacks.preparing import worth_a_look
from credentials.stacks.proofs import ProofTree
from credentials.stacks.rules import Rule
from credentials.stacks.searching import Search, common_step


class RouteTooHardError(Exception):
    """The search was not finished with the effort it was given; there is no exact answer."""


@dataclass(frozen=True, slots=True)
class Route:
    """Offers in an order that respects prerequisites, their hours in all, and the proof they lead to."""

    offers: tuple[Offer, ...]
    hours: float
    proof: ProofTree


def cheapest_route(
    rule: Rule, facts: Iterable[Fact], offers: Iterable[Offer], *, at: datetime, effort: int = EFFORT
) -> Route | None:
    """Find the offers with the fewest hours in all that satisfy the rule, or None where none do.

    Exact. New credentials are taken to be awarded at `at`. Raises RouteTooHardError where the search takes
    more than `effort`, which is counted in its own steps (a thousand are a few seconds), so that it does not
    matter how busy the machine is.
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
        chosen = _search(proof, held, worth_a_look(proof, have, reachable), effort)
    except TooMuchEffortError:
        raise RouteTooHardError(f"No exact answer with an effort of {effort}.") from None
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
    proof: ProofTree, held: Sequence[Fact], offers: Sequence[Offer], effort: int
) -> list[Offer] | None:
    have, first = frozenset(fact.achievement for fact in held), len(held)
    costs = {first + i: offer.hours for i, offer in enumerate(offers)}
    programme = Programme([*held, *(offer.as_fact(proof.at) for offer in offers)], proof.at, costs, effort)
    programme.require(proof.rule)
    takes = [programme.taken[first + i] for i in range(len(offers))]
    circles = Circles(offers, takes, have)
    for terms in circles.prerequisites():
        programme.row(terms, least=0.0)
    relaxed = programme.relaxed()
    if relaxed is None:
        return None
    step = common_step(offer.hours for offer in offers)
    cover = covering(proof, have, offers, step)
    if cover is not None:
        with suppress(TooMuchEffortError):
            prices = {pointer: price / step for pointer, price in relaxed.prices.items()}
            rows = cover.cheapest(prices, effort=effort)
            return None if rows is None else [offers[row] for row in rows]
    worth = partial(_worth, proof, have, offers)
    return Search(programme, circles, dict(zip(takes, offers, strict=True)), worth).cheapest(relaxed, step)


def _worth(proof: ProofTree, have: frozenset[str], offers: Sequence[Offer], limit: float) -> list[Offer]:
    """Leave out what is beaten, and then what only opened that, until nothing more can be left out."""
    while len(fewer := worth_a_look(proof, have, offers, limit=limit)) < len(offers):
        offers = fewer
    return fewer
