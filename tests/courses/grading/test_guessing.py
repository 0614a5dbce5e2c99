"""Distributions of guesses against trying out every response that can be given."""

from collections import Counter
from fractions import Fraction
from itertools import permutations, product
from math import comb, factorial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.grading import grade, guess_distribution, guess_score, parse_item
from courses.grading.choices import POLICIES
from courses.grading.guessing import COARSE, chance, convolve, mean
from courses.grading.permutations import placements


def item(**data):
    return parse_item({"key": "k", "prompt": "p", **data})


def tried(parsed, responses):
    """The distribution when each of the responses is equally likely."""
    counts = Counter(grade(parsed, response).fraction for response in responses)
    return {fraction: Fraction(count, counts.total()) for fraction, count in counts.items()}


def subsets(names):
    return [
        [name for name, in_it in zip(names, chosen, strict=True) if in_it]
        for chosen in product([0, 1], repeat=len(names))
    ]


@pytest.mark.parametrize(
    ("policy", "rights"),
    # Under weights nobody could earn the mark without a right option.
    [pair for pair in product(POLICIES, [0, 1, 2, 3, 6]) if pair != ("weights", 0)],
)
def test_every_way_of_ticking_boxes(policy, rights):
    weights = [Fraction(1, max(rights, 1)) if n < rights else Fraction(-1, 4) for n in range(6)]
    choices = [
        {"text": str(n)} | ({"weight": float(weight)} if policy == "weights" else {"correct": n < rights})
        for n, weight in enumerate(weights)
    ]
    parsed = item(type="multiple_choice", policy=policy, choices=choices)
    assert guess_distribution(parsed) == tried(parsed, subsets([f"c{n}" for n in range(1, 7)]))


@pytest.mark.parametrize(
    ("rights", "ticked", "n", "fraction"),
    [
        # errors → fraction: 0 → 1; 1 → ½ from three options on; 2 → ¼ from five on; else 0
        (1, 1, 2, "1"),
        (1, 0, 2, "0"),
        (1, 0, 3, "1/2"),
        (2, 0, 4, "0"),
        (2, 0, 5, "1/4"),
        (3, 0, 6, "0"),
    ],
)
def test_halves(rights, ticked, n, fraction):
    parsed = item(
        type="multiple_choice",
        policy="halves",
        choices=[{"text": str(i), "correct": i < rights} for i in range(n)],
    )
    response = [f"c{i + 1}" for i in range(ticked)]
    assert grade(parsed, response).fraction == Fraction(fraction)


def test_each_option_counts_right_ticks_and_right_blanks():
    parsed = item(
        type="multiple_choice", choices=[{"text": str(i), "correct": i in {0, 1}} for i in range(5)]
    )
    # one right tick, two of three right blanks
    assert grade(parsed, ["c1", "c3"]).fraction == Fraction(3, 5)


def test_single_choice_floors_what_loses_marks():
    parsed = item(
        type="single_choice",
        choices=[{"text": "a", "weight": 1}, {"text": "b", "weight": -0.5}, {"text": "c", "weight": 0.5}],
    )
    assert guess_distribution(parsed) == tried(parsed, ["c1", "c2", "c3"])
    assert guess_score(parsed) == 0.5


def test_match_lets_an_option_be_chosen_twice():
    pairs = [{"left": "a", "right": "x"}, {"left": "b", "right": "y"}, {"left": "c", "right": "x"}]
    parsed = item(type="match", pairs=pairs, distractors=["z"])
    options = ["r1", "r2", "r4"]
    responses = [dict(zip(["p1", "p2", "p3"], chosen, strict=True)) for chosen in product(options, repeat=3)]
    assert guess_distribution(parsed) == tried(parsed, responses)
    assert guess_score(parsed) == pytest.approx(1 / 3)


def test_gap_select_lets_each_gap_choose_from_its_group():
    words = [{"text": t, "group": g} for t, g in [("a", "1"), ("b", "1"), ("c", "2"), ("d", "2"), ("e", "2")]]
    parsed = item(type="gap_select", text="[[1]] [[3]] [[4]]", choices=words)
    responses = [
        {"g1": one, "g2": two, "g3": three}
        for one, two, three in product(["c1", "c2"], ["c3", "c4", "c5"], ["c3", "c4", "c5"])
    ]
    assert guess_distribution(parsed) == tried(parsed, responses)


def test_dragged_words_are_used_once():
    words = [{"text": t, "group": g} for t, g in [("a", "1"), ("b", "1"), ("c", "1"), ("d", "2"), ("e", "2")]]
    parsed = item(type="drag_text", text="[[1]] [[3]] [[2]] [[4]]", choices=words)
    responses = [
        {"g1": one, "g2": two, "g3": three, "g4": four}
        for one, two, three in permutations(["c1", "c2", "c3"])
        for four in ["c4", "c5"]
    ]
    assert guess_distribution(parsed) == tried(parsed, responses)
    # Somebody who puts three words into three gaps is never right with exactly two of them.
    assert guess_distribution(item(type="drag_text", text="[[1]][[2]][[3]]", choices=words[:3])) == {
        Fraction(0): Fraction(2, 6),
        Fraction(1, 3): Fraction(3, 6),
        Fraction(1): Fraction(1, 6),
    }


@given(st.integers(1, 5).flatmap(lambda gaps: st.tuples(st.just(gaps), st.integers(gaps, 6))))
def test_placements_agree_with_trying_all(sizes):
    gaps, words = sizes
    counts = Counter(
        sum(word == gap for gap, word in enumerate(placed)) for placed in permutations(range(words), gaps)
    )
    assert {right: ways for right, ways in placements(gaps, words).items() if ways} == counts
    assert sum(placements(gaps, words).values()) == factorial(words) // factorial(words - gaps)


def test_cloze_adds_its_parts():
    parsed = item(
        type="cloze",
        text="{1} {2}",
        parts=[
            {"type": "true_false", "answer": True},
            {"type": "single_choice", "mark": 3, "choices": [{"text": "a", "correct": True}, {"text": "b"}]},
        ],
    )
    responses = [{"1": one, "2": two} for one, two in product([True, False], ["c1", "c2"])]
    assert guess_distribution(parsed) == tried(parsed, responses)


PROBABILITIES = st.integers(1, 7).map(lambda n: Fraction(1, n + 1))


@given(st.lists(st.tuples(PROBABILITIES, st.integers(-3, 8).map(lambda n: Fraction(n, 8))), max_size=18))
def test_long_sums_are_added_up_as_short_ones_are(parts):
    whole = convolve(chance(probability, value) for probability, value in parts)
    naive = {Fraction(0): Fraction(1)}
    for probability, value in parts:
        following = Counter()
        for total, p in naive.items():
            following[total + value] += p * probability
            following[total] += p * (1 - probability)
        naive = {value: p for value, p in following.items() if p}
    assert whole == naive


def test_many_sums_on_few_points_stay_exact():
    found = convolve(chance(Fraction(1, 3), Fraction(1, 4)) for _ in range(20))
    assert found == {Fraction(n, 4): Fraction(comb(20, n) * 2 ** (20 - n), 3**20) for n in range(21)}


def test_sums_that_never_end_are_rounded_up():
    values = [Fraction(n, 1009) + Fraction(1, n + 3) for n in range(1, 41)]
    found = convolve(chance(Fraction(1, 2), value) for value in values)
    exact = sum(values) / 2
    assert sum(found.values()) == 1
    assert exact < mean(found) <= exact + Fraction(len(values), 2 * COARSE)
