"""Covers: the search over sets of leaves against trying everything, and against the mixed-integer programme."""

from dataclasses import replace
from decimal import Decimal
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credentials.stacks import Offer, TooMuchEffortError, cheapest_route, evaluate, parse_rule
from credentials.stacks.covering import Quota, covering
from tests.credentials.stacks.wallets import AT, fact

LEAVES = 6


def by_mask(masks, hours):
    """Offers that show the skills whose bits are set."""
    return [
        Offer(
            key=f"o{n}",
            achievement=f"a{n}",
            hours=hour,
            skills={f"s{bit}": 1 for bit in range(12) if mask >> bit & 1},
        )
        for n, (mask, hour) in enumerate(zip(masks, hours, strict=True))
    ]


def skills(count):
    return [{"skill": f"s{bit}", "level": 1} for bit in range(count)]


def search(data, offers, held=(), step=0.5):
    proof = evaluate(parse_rule(data), held, at=AT)
    return covering(proof, frozenset(f.achievement for f in held), offers, step)


def hours_of(found, offers):
    return None if found is None else sum(offers[row].hours for row in found)


leaf = st.integers(0, LEAVES - 1).map(lambda bit: {"skill": f"s{bit}", "level": 1})
trees = st.recursive(
    leaf,
    lambda inner: st.lists(inner, min_size=1, max_size=4).flatmap(
        lambda parts: st.integers(1, len(parts)).map(lambda n: {"at_least": n, "of": parts})
    ),
    max_leaves=8,
)
catalogues = st.lists(
    st.tuples(st.integers(0, 2**LEAVES - 1), st.sampled_from([0, 0.5, 1, 1, 1.5, 4])), max_size=9
).map(lambda rows: by_mask([mask for mask, _ in rows], [hour for _, hour in rows]))
prices = st.lists(st.floats(-1, 9), min_size=8, max_size=8)


def cheapest_by_trying(data, offers):
    rule = parse_rule(data)
    choices = (chosen for size in range(len(offers) + 1) for chosen in combinations(offers, size))
    for chosen in sorted(choices, key=lambda chosen: sum(offer.hours for offer in chosen)):
        if evaluate(rule, [offer.as_fact(AT) for offer in chosen], at=AT).satisfied:
            return sum(offer.hours for offer in chosen)
    return None


@settings(max_examples=150, deadline=None)
@given(trees, catalogues, prices)
def test_whatever_the_prices_the_cover_is_as_cheap_as_trying_everything(data, offers, worth):
    cover = search(data, offers)
    found = cover.cheapest(dict(zip(cover.pointers, worth, strict=False)), effort=100)
    assert hours_of(found, offers) == cheapest_by_trying(data, offers)
    if found is not None:
        after = [offers[row].as_fact(AT) for row in found]
        assert evaluate(parse_rule(data), after, at=AT).satisfied


@pytest.mark.parametrize("seed", range(6))
def test_the_cover_is_as_cheap_as_the_programme_finds(seed):
    """A sum of nothing to speak of makes it a question for the programme."""
    rng = np.random.default_rng(seed)
    masks = (rng.random((70, 12)) < 0.2) @ (1 << np.arange(12))
    offers = by_mask(masks.tolist(), rng.choice([1, 1, 2, 3.5], 70).tolist())
    held = [fact("z", credits=Decimal(1))]
    data = {"at_least": 3, "of": [{"at_least": 3, "of": skills(12)[n : n + 4]} for n in range(0, 12, 3)]}
    for rule in ({"all": skills(12)}, data):
        covered = cheapest_route(parse_rule(rule), held, offers, at=AT)
        tied = {"all": [rule, {"any": [{"credits": 2, "from": ["z", "y"]}, {"achievement": "x"}]}]}
        ends = [
            Offer(key="y", achievement="y", hours=0.5, credits=Decimal(1)),
            Offer(key="x", achievement="x", hours=9),
        ]
        searched = cheapest_route(parse_rule(tied), held, [*offers, *ends], at=AT)
        assert covered.hours + 0.5 == searched.hours


def test_the_better_the_prices_the_fewer_states_are_looked_at():
    """Every three of nine skills in one course: fifty states are enough only for who knows that three will do."""
    masks = [sum(1 << bit for bit in chosen) for chosen in combinations(range(12), 3)]
    offers = by_mask(masks, [1] * len(masks))
    cover = search({"all": skills(12)}, offers, step=1.0)
    assert len(cover.cheapest(dict.fromkeys(cover.pointers, 1 / 3), effort=1)) == 4
    with pytest.raises(TooMuchEffortError):
        cover.cheapest(dict.fromkeys(cover.pointers, 0.0), effort=1)


@pytest.mark.parametrize("count", [1, 3])
def test_more_states_than_the_effort_allows_are_too_many(count):
    cover = search({"all": skills(count)}, by_mask([1, 2, 4], [1, 1, 1]))
    with pytest.raises(TooMuchEffortError):
        cover.cheapest(dict.fromkeys(cover.pointers, 1.0), effort=0)


def test_who_issues_and_how_long_ago_is_seen_through():
    one, two = skills(2)
    rule = {
        "all": [
            {"issued_by": ["i", "j"], "rule": {"all": [{"issued_by": "i", "rule": one}, two]}},
            {"within": 3, "of": "now", "rule": one},
        ]
    }
    cheap, right, other = by_mask([1, 1, 2], [1, 2, 1])
    offers = [replace(cheap, issuer="j"), replace(right, issuer="i"), replace(other, issuer="j")]
    cover = search(rule, offers)
    assert cover.pointers == ["/all/0/rule/all/0/rule", "/all/0/rule/all/1", "/all/1/rule"]
    assert cover.cheapest(dict.fromkeys(cover.pointers, 1.0), effort=1) == [1, 2]
    assert cheapest_route(parse_rule(rule), [], offers, at=AT).hours == 3


@pytest.mark.parametrize("price", [0.0, 0.5, 1.0, 1.5, 9.0])
def test_prices_that_are_too_high_do_not_hide_the_cheaper_choice(price):
    cover = search({"all": skills(2)}, by_mask([1, 2, 3], [0.5, 0.5, 1.5]))
    assert cover.cheapest(dict.fromkeys(cover.pointers, price), effort=1) == [0, 1]


def test_free_offers_are_all_taken_and_may_be_enough():
    offers = by_mask([1, 2, 6], [0, 0, 2])
    enough = search({"all": skills(2)}, offers)
    assert enough.cheapest(dict.fromkeys(enough.pointers, 1.0), effort=1) == [0, 1]
    more = search({"all": skills(3)}, offers)
    assert more.cheapest(dict.fromkeys(more.pointers, 1.0), effort=1) == [0, 1, 2]


def test_halves_of_two_parts_are_not_a_whole_one():
    """Fractions would do here: half of each part is there."""
    halves = {"any": [{"all": skills(2)}, {"all": skills(4)[2:]}]}
    cover = search(halves, by_mask([1, 4], [1, 1]))
    assert cover.cheapest(dict.fromkeys(cover.pointers, 1.0), effort=1) is None
    assert cheapest_route(parse_rule(halves), [], by_mask([1, 4], [1, 1]), at=AT) is None


def test_what_is_held_already_is_not_searched_for():
    rule = {"at_least": 2, "of": [{"achievement": "h"}, *skills(2)]}
    cover = search(rule, by_mask([1, 2], [3, 1]), [fact("h")])
    assert cover.pointers == ["/of/1", "/of/2"]
    assert cover.cheapest({"/of/1": 1.0, "/of/2": 1.0}, effort=1) == [1]


@pytest.mark.parametrize(
    "part",
    [
        {"credits": 1},
        {"distinct_evidence": {"achievement": "q"}},
        {"within": 3, "of": "each_other", "rule": {"achievement": "q"}},
    ],
)
def test_other_rules_are_left_to_the_programme(part):
    offers = by_mask([1, 2], [1, 1])
    assert search({"all": [*skills(2), part]}, offers) is None
    assert search({"all": [*skills(2), {"within": 3, "of": "now", "rule": {"achievement": "q"}}]}, offers)
    assert search({"all": [*skills(2), {"issued_by": ["i"], "rule": {"achievement": "q"}}]}, offers)


def test_prerequisites_and_hours_without_a_step_are_left_to_the_programme():
    offers = by_mask([1, 2], [1, 1])
    waiting = [offers[0], replace(offers[1], prerequisites=frozenset({"h"}))]
    assert search({"all": skills(2)}, waiting) is None
    assert search({"all": skills(2)}, waiting, [fact("h")]) is not None
    assert search({"all": skills(2)}, offers, step=0.0) is None


def test_hours_that_floating_point_would_not_add_up_exactly_are_left_to_the_programme():
    offers = by_mask([1, 2], [1_000_000, 1_000_000])
    assert search({"all": skills(2)}, offers, step=2e6 / 2**32) is not None
    assert search({"all": skills(2)}, offers, step=1.99e6 / 2**32) is None


def test_a_cover_of_too_many_states_is_left_to_the_programme():
    offers = by_mask([1, 2, 4], [1, 1, 1])
    assert cheapest_route(parse_rule({"all": skills(3)}), [], offers, at=AT, effort=0).hours == 3


def test_quotas_say_what_is_enough_what_it_is_worth_and_what_must_come_next():
    """Two of: leaf 0; one of leaves 1 and 2; all of leaves 3 and 4."""
    quota = Quota(2, (0, Quota(1, (1, 2)), Quota(2, (3, 4))))
    served = np.array([[0, 0, 0, 0, 0], [1, 0, 0, 1, 0], [1, 0, 1, 0, 0]], dtype=bool)
    assert quota.satisfied(served).tolist() == [False, False, True]
    assert quota.least(served, np.array([5.0, 3.0, 4.0, 1.0, 1.0])).tolist() == [5.0, 1.0, 0.0]
    ways = np.array([[9, 2, 2, 8, 3], [9, 2, 2, 8, 3], [9, 2, 2, 8, 3]])
    counts, leaves = quota.next_leaves(served, ways)
    assert counts.tolist() == [7.0, 7.0, np.inf]
    assert leaves[:2].astype(int).tolist() == [[0, 1, 1, 0, 1], [0, 1, 1, 0, 1]]
