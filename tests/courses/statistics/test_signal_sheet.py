from datetime import date
from fractions import Fraction

import pytest

from courses.statistics import (
    Figure,
    GuessItem,
    GuessSection,
    SignalFloor,
    SignalSheet,
    guess_pass,
    signal_sheet,
)

COIN = GuessItem(1, {Fraction(1): Fraction(1, 2), Fraction(0): Fraction(1, 2)})
GUESS = guess_pass([GuessSection([COIN] * 5)], pass_mark=0.6, tries=3)


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


def test_supervision_is_in_the_providers_words_or_none():
    assert sheet(supervision=" On site ").supervision == "On site"
    assert (sheet().supervision, sheet(supervision=" ").supervision) == ("none", "none")


def test_a_floor_names_what_is_not_reached():
    demanding = SignalFloor(guess_pass=0.01, pool_size=20, reliability=0.8)
    assert sheet(reliability=Figure(0.7, 40)).reaches(demanding) == ("guess_pass", "pool_size", "reliability")
    assert sheet().reaches(SignalFloor(guess_pass=0.9, pool_size=5, reliability=0.8)) == ()
    assert sheet().reaches(SignalFloor()) == ()
    # What is demanded is enough.
    exact = SignalFloor(guess_pass=0.875, pool_size=5, reliability=0.8)
    assert sheet(reliability=Figure(0.8, 40)).reaches(exact) == ()


def test_the_limits_of_few_and_uncertain():
    """Hidden below 10 attempts, uncertain below 30."""
    shown = [sheet(passed=n // 2, assessed=n).pass_rate for n in (9, 10, 29, 30)]
    assert [figure.value is None for figure in shown] == [True, False, False, False]
    assert [figure.uncertain for figure in shown] == [True, True, True, False]
    assert [figure.n for figure in shown] == [9, 10, 29, 30]


@pytest.mark.parametrize(
    "change",
    [
        {"surprise": 1},
        {"as_of": "yesterday"},
        {"assessed": True},
        {"assessed": "40"},
        {"tries": 1.5},
        {"pass_mark": "0.6"},
        {"guess_pass": None},
        {"supervision": ["on site"]},
        {"cut_method": ["author"]},
        {"pass_rate": 0.75},
        {"pass_rate": {"value": 0.75}},
        {"pass_rate": {"value": 0.75, "n": True}},
        {"pass_rate": {"value": 0.75, "n": 40.0}},
        {"pass_rate": {"value": "0.75", "n": 40}},
        {"pass_rate": {"value": 0.75, "n": 40, "middle": 1}},
        {"reliability": {"value": True, "n": 40}},
    ],
)
def test_a_sheet_that_was_not_written_by_us_is_refused(change):
    with pytest.raises((TypeError, ValueError)):
        SignalSheet.from_data(sheet().to_data() | change)


def test_a_sheet_with_a_missing_field_is_refused():
    data = sheet().to_data()
    for name in data:
        with pytest.raises(KeyError):
            SignalSheet.from_data({other: value for other, value in data.items() if other != name})
