from datetime import date
from fractions import Fraction
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.grading import guess_distribution, parse_item
from courses.statistics import (
    Figure,
    GuessItem,
    GuessSection,
    SignalFloor,
    SignalSheet,
    guess_pass,
    signal_sheet,
)


def guessed(n):
    return GuessItem(1, {Fraction(1): Fraction(1, n), Fraction(0): 1 - Fraction(1, n)})


def test_known_values():
    true_false = guess_pass([GuessSection([guessed(2)] * 5)], pass_mark=0.6, tries=3)
    assert (true_false.one_try, true_false.all_tries) == (Fraction(1, 2), Fraction(7, 8))
    assert round(float(guess_pass([GuessSection([guessed(2)] * 10)], pass_mark=0.7).one_try), 3) == 0.172
    assert round(float(guess_pass([GuessSection([guessed(4)] * 10)], pass_mark=0.6).one_try), 3) == 0.020
    assert guess_pass([GuessSection([guessed(4)] * 20)], pass_mark=0.7).one_in == 33_885


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
            section = sum(points[:draw]) >= section_cut * sum(full[:draw])
            passing += chance if section and sum(points) >= cut * sum(full) else 0
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


def test_weights_too_fine_for_the_lattice_give_a_bound_from_above():
    fine = {Fraction(1234567, 10**7): Fraction(1, 2), Fraction(1): Fraction(1, 2)}
    found = guess_pass([GuessSection([GuessItem(1, fine)])], pass_mark=0.12345)
    assert (found.exact, found.one_try) == (False, 1)


def test_unlimited_tries_let_every_guesser_pass_who_can():
    assert guess_pass([GuessSection([guessed(2)])], pass_mark=1, tries=0).all_tries == 1
    impossible = guess_pass([GuessSection([GuessItem(1, {Fraction(0): Fraction(1)})])], pass_mark=1, tries=0)
    assert (impossible.all_tries, impossible.one_in) == (0, None)


@pytest.mark.parametrize(
    ("sections", "arguments"),
    [
        ([GuessSection([guessed(2)], draw=2)], {"pass_mark": 0.5}),
        ([], {"pass_mark": 1.5}),
        ([], {"pass_mark": 0.5, "tries": -1}),
        ([GuessSection([guessed(2)], pass_mark=2)], {"pass_mark": 0.5}),
    ],
)
def test_what_makes_no_sense_is_refused(sections, arguments):
    with pytest.raises(ValueError, match=r"."):
        guess_pass(sections, **arguments)


GUESS = guess_pass([GuessSection([guessed(2)] * 5)], pass_mark=0.6, tries=3)


def sheet(**changes):
    values = {
        "as_of": date(2026, 3, 1),
        "passed": 30,
        "assessed": 40,
        "guess": GUESS,
        "pass_mark": 0.6,
        "pool_size": 5,
    }
    return signal_sheet(**(values | changes))


def test_a_signal_sheet_survives_json():
    full = sheet(reliability=Figure(0.81, 40, 0.7, 0.9), minutes=[float(n) for n in range(11)])
    assert SignalSheet.from_data(full.to_data()) == full
    assert (full.guess_pass_one_try, full.guess_pass, full.median_minutes.value) == (0.5, 0.875, 5.0)


def test_few_attempts_hide_the_figures_but_not_their_number():
    few = sheet(passed=5, assessed=9, reliability=Figure(0.9, 9))
    assert (few.pass_rate, few.reliability, few.assessed) == (Figure(None, 9), Figure(None, 9), 9)
    assert few.pass_rate.hidden
    assert sheet(passed=9, assessed=29).pass_rate.uncertain
    assert not sheet().pass_rate.uncertain


def test_a_floor_names_what_is_not_reached():
    demanding = SignalFloor(guess_pass=0.01, pool_size=20, reliability=0.8)
    assert sheet(reliability=Figure(0.7, 40)).reaches(demanding) == ("guess_pass", "pool_size", "reliability")
    assert sheet().reaches(SignalFloor(guess_pass=0.9, pool_size=5, reliability=0.8)) == ()
    assert sheet().reaches(SignalFloor()) == ()
