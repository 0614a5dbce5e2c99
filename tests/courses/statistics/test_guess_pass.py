import re
import time
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.grading import guess_distribution, parse_item
from courses.statistics import (
    GuessItem,
    GuessSection,
    guess_pass,
)
from courses.statistics.guess_counts import Sums, joined
from tests.courses.statistics.vectors import load


def guessed(n):
    return GuessItem(1, {Fraction(1): Fraction(1, n), Fraction(0): 1 - Fraction(1, n)})


def listed(words):
    """["5 × 2"]: five items of two options; "1 × 0" is an item that nobody guesses."""
    items = []
    for word in words:
        count, _, options = word.partition(" × ")
        items += [guessed(int(options)) if options != "0" else NEVER] * int(count)
    return items


CERTAIN = {Fraction(0): Fraction(1)}
NEVER = GuessItem(1, CERTAIN)


def pool(*items):
    return [GuessSection(items)]


@pytest.mark.parametrize("row", load("guess_pass.yaml"), ids=lambda row: row["name"])
def test_known_values(row):
    sections = [
        GuessSection(listed(section["items"]), section.get("draw"), section.get("pass_mark"))
        for section in row["sections"]
    ]
    found = guess_pass(sections, pass_mark=row["cut"], tries=row["tries"])
    assert (round(float(found.one_try), 4), round(float(found.all_tries), 4), found.one_in, found.exact) == (
        row["one"],
        row["all"],
        row["one_in"],
        True,
    )


def enumerated(pool, draw, section_cut, fixed, cut):
    """The same by trying every draw and every outcome."""
    passing, draws = Fraction(0), list(combinations(pool, draw))
    for drawn in draws:
        items = [*drawn, *fixed]
        for outcome in product(*(item.distribution.items() for item in items)):
            chance = Fraction(1, len(draws))
            for _, probability in outcome:
                chance *= probability
            points = [value * item.mark for item, (value, _) in zip(items, outcome, strict=True)]
            full = [item.mark for item in items]
            # A negative sum counts as nothing.
            section = max(0, sum(points[:draw])) >= section_cut * sum(full[:draw])
            passing += chance if section and max(0, sum(points)) >= cut * sum(full) else 0
    return passing


ITEMS = st.builds(
    lambda n, mark: GuessItem(mark, guessed(n).distribution), st.integers(2, 5), st.integers(1, 3)
)
CUTS = st.sampled_from([Fraction(0), Fraction(1, 3), Fraction(1, 2), Fraction(7, 10), Fraction(1)])


@settings(max_examples=40)
@given(st.lists(ITEMS, min_size=1, max_size=5), st.data(), CUTS, st.lists(ITEMS, max_size=3), CUTS)
def test_convolution_agrees_with_enumeration(pool, data, section_cut, fixed, cut):
    draw = data.draw(st.integers(1, len(pool)))
    sections = [GuessSection(pool, draw, section_cut), GuessSection(fixed)]
    assert guess_pass(sections, pass_mark=cut).one_try == enumerated(pool, draw, section_cut, fixed, cut)


def test_twelve_items_agree_with_all_4096_outcomes():
    items = [GuessItem(1, guessed(2 + n % 4).distribution) for n in range(12)]
    assert guess_pass([GuessSection(items)], pass_mark=0.5).one_try == enumerated(
        items, 12, 0, [], Fraction(1, 2)
    )


def test_items_of_the_grading_package_go_in_as_they_are():
    item = parse_item({"key": "k", "prompt": "p", "type": "ordering", "entries": list("abcdefgh")})
    found = guess_pass([GuessSection([GuessItem(item.mark, guess_distribution(item))] * 5)], pass_mark=0.7)
    assert found.exact
    assert 0 < found.one_try < Fraction(1, 2)


PARTIAL = st.lists(st.integers(-4, 4), min_size=1, max_size=3, unique=True).flatmap(
    lambda values: st.tuples(st.just(values), st.lists(st.integers(1, 5), min_size=3, max_size=3))
)


def partial(mark, values, ways):
    total = sum(ways[: len(values)])
    return GuessItem(mark, {Fraction(v, 4): Fraction(w, total) for v, w in zip(values, ways, strict=False)})


PARTIAL_ITEMS = st.builds(lambda mark, row: partial(Fraction(mark, 2), *row), st.integers(0, 5), PARTIAL)


@settings(max_examples=60)
@given(
    st.lists(PARTIAL_ITEMS, min_size=1, max_size=4),
    st.data(),
    CUTS,
    st.lists(PARTIAL_ITEMS, max_size=3),
    CUTS,
)
def test_partial_and_negative_points_agree_with_enumeration(pool, data, section_cut, fixed, cut):
    draw = data.draw(st.integers(0, len(pool)))
    found = guess_pass([GuessSection(pool, draw, section_cut), GuessSection(fixed)], pass_mark=cut)
    assert (found.one_try, found.exact) == (enumerated(pool, draw, section_cut, fixed, cut), True)


def test_six_of_twelve_items_agree_with_all_draws_and_outcomes():
    pool = [GuessItem(1 + n % 3, guessed(2 + n % 4).distribution) for n in range(12)]
    found = guess_pass([GuessSection(pool, 6)], pass_mark=Fraction(1, 2))
    assert found.one_try == enumerated(pool, 6, 0, [], Fraction(1, 2))


PRIMES = [1009, 1013, 1019, 1021, 1031]


@settings(max_examples=30)
@given(
    st.lists(st.tuples(st.integers(1, 1000), st.integers(1, 3)), min_size=5, max_size=5), st.fractions(0, 1)
)
def test_weights_too_fine_for_the_lattice_give_a_bound_from_above(rows, cut):
    items = [
        GuessItem(mark, {Fraction(n, prime): Fraction(1, 2), Fraction(0): Fraction(1, 2)})
        for (n, mark), prime in zip(rows, PRIMES, strict=True)
    ]
    found = guess_pass([GuessSection(items)], pass_mark=cut)
    truth = enumerated(items, 5, 0, [], cut)
    # Rounding lifts five items by 1/20160 of a mark each at most.
    lenient = cut - Fraction(5, 20_000) / sum(mark for _, mark in rows)
    assert truth <= found.one_try <= enumerated(items, 5, 0, [], max(lenient, Fraction(0)))
    assert not found.exact


def test_full_marks_are_not_rounded_up_with_the_points():
    fine = Fraction(12345, 100_003)
    item = GuessItem(fine, {Fraction(99, 100): Fraction(1)})
    others = [GuessItem(Fraction(1, prime), {Fraction(0): Fraction(1)}) for prime in PRIMES]
    cut = Fraction(99, 100) * fine / (fine + sum(other.mark for other in others))
    found = guess_pass([GuessSection([item, *others])], pass_mark=cut)
    assert (found.one_try, found.exact) == (1, False)


def test_large_draws_are_counted_with_floats_close_to_the_truth():
    """Sixty items that are alike: which twenty are drawn is all the same, and twenty are counted exactly."""
    ordering = parse_item({"key": "k", "prompt": "p", "type": "ordering", "entries": list("abcdefghijkl")})
    item = GuessItem(1, guess_distribution(ordering))
    drawn = guess_pass([GuessSection([item] * 60, draw=20)], pass_mark=0.8)
    truth = guess_pass([GuessSection([item] * 20)], pass_mark=0.8)
    assert (drawn.exact, truth.exact) == (False, True)
    assert truth.one_try < drawn.one_try < truth.one_try * (1 + Fraction(1, 10**8))


def test_sections_of_floats_are_joined():
    ordering = parse_item({"key": "k", "prompt": "p", "type": "ordering", "entries": list("abcdefghijkl")})
    item = GuessItem(1, guess_distribution(ordering))
    pools = [GuessSection([item] * 60, draw=10, pass_mark=0.5), GuessSection([item] * 60, draw=10)]
    truth = guess_pass([GuessSection([item] * 10, pass_mark=0.5), GuessSection([item] * 10)], pass_mark=0.8)
    found = guess_pass(pools, pass_mark=0.8)
    assert (found.exact, truth.exact) == (False, True)
    assert truth.one_try < found.one_try < truth.one_try * (1 + Fraction(1, 10**8))


def test_a_hostile_test_is_counted_in_bounded_time():
    started = time.process_time()
    items = [
        GuessItem(Fraction(100 + n * 7, 97), {Fraction(k, 1009 + n): Fraction(1, 40) for k in range(40)})
        for n in range(60)
    ]
    found = guess_pass([GuessSection(items, draw=20, pass_mark=0.01)] * 3, pass_mark=0.01, tries=32_767)
    assert not found.exact
    assert 0 < found.one_try <= 1
    assert time.process_time() - started < 30


@given(
    st.lists(st.integers(0, 9), min_size=1, max_size=6), st.lists(st.integers(0, 9), min_size=1, max_size=6)
)
def test_whole_numbers_are_joined_as_polynomials_are(left, right):
    found = joined(*(Sums(n, np.array(part, dtype=object)) for n, part in enumerate((left, right), start=1)))
    assert (found.base, list(found.weights)) == (3, list(np.convolve(left, right)))


def test_unlimited_tries_let_every_guesser_pass_who_can():
    assert guess_pass([GuessSection([guessed(2)])], pass_mark=1, tries=0).all_tries == 1
    impossible = guess_pass([GuessSection([GuessItem(1, {Fraction(0): Fraction(1)})])], pass_mark=1, tries=0)
    assert (impossible.all_tries, impossible.one_in) == (0, None)


@pytest.mark.parametrize(
    ("sections", "arguments", "message"),
    [
        ([GuessSection([guessed(2)], draw=2)], {}, "sections[0]: cannot draw 2 of 1 items"),
        ([GuessSection([guessed(2)], draw=-1)], {}, "sections[0]: cannot draw -1 of 1 items"),
        ([], {"pass_mark": 1.5}, "a pass mark is a fraction between 0 and 1, not 1.5"),
        ([], {"pass_mark": float("nan")}, "a pass mark is a fraction between 0 and 1, not nan"),
        ([], {"pass_mark": Decimal("Infinity")}, "a pass mark is a fraction between 0 and 1, not Infinity"),
        ([], {"tries": -1}, "tries must be 0 (unlimited) or more, not -1"),
        (
            [GuessSection([]), GuessSection([guessed(2)], pass_mark=2)],
            {},
            "sections[1]: a pass mark is a fraction between 0 and 1, not 2",
        ),
        (
            pool(GuessItem(-1, CERTAIN)),
            {},
            "sections[0].items[0]: a mark is a number between 0 and 1000, not -1",
        ),
        (
            pool(GuessItem(float("nan"), CERTAIN)),
            {},
            "sections[0].items[0]: a mark is a number between 0 and 1000, not nan",
        ),
        (
            pool(guessed(2), GuessItem(1001, CERTAIN)),
            {},
            "sections[0].items[1]: a mark is a number between 0 and 1000, not 1001",
        ),
        (
            pool(GuessItem(1, {Fraction(7, 2): Fraction(1)})),
            {},
            "sections[0].items[0]: a guess earns -6 to 3 marks of one, not 7/2",
        ),
        (
            pool(GuessItem(1, {Fraction(-7): Fraction(1)})),
            {},
            "sections[0].items[0]: a guess earns -6 to 3 marks of one, not -7",
        ),
        (
            pool(GuessItem(1, {})),
            {},
            "sections[0].items[0]: the probabilities of a guess must add up to 1, not 0",
        ),
        (
            pool(GuessItem(1, {Fraction(0): Fraction(2), Fraction(1): Fraction(-1)})),
            {},
            "sections[0].items[0]: a probability is 0 or more, not -1",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_place(sections, arguments, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        guess_pass(sections, **{"pass_mark": 0.5} | arguments)


def test_certain_guesses_reach_from_minus_six_to_three_marks():
    # Right with 1/4 at three times the mark, else −6 times: two right earn 6 of 2 marks, one and a wrong one −3.
    sure = GuessItem(1000, {Fraction(3): Fraction(1, 4), Fraction(-6): Fraction(3, 4)})
    assert guess_pass(pool(sure, sure), pass_mark=1).one_try == Fraction(1, 16)
