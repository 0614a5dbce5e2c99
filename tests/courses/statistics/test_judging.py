"""Options, groups, judges, drift, agreement, intervals."""

import pytest

from courses.statistics import (
    Alarm,
    Figure,
    OptionStatistics,
    ScoreMatrix,
    angoff,
    mantel_haenszel,
    option_statistics,
    pass_rate_drift,
    proportion,
    weighted_kappa,
)
from courses.statistics.dif import classify
from courses.statistics.intervals import alpha_figure, correlation, mean_figure


def test_options_tell_who_chose_them():
    matrix = ScoreMatrix.complete([[1, 3], [0, 1], [0, 2], [float("nan"), 9]], [1, 9])
    found = option_statistics(matrix, "0", [["c1"], ["c2"], [], ["c1"]], ["c1", "c2", "c3"])
    assert found == (
        OptionStatistics("c1", proportion(1, 3), 3.0),
        OptionStatistics("c2", proportion(1, 3), 1.0),
        OptionStatistics("c3", proportion(0, 3), None),
    )
    with pytest.raises(ValueError, match="1 choices for 4 attempts"):
        option_statistics(matrix, "0", [["c1"]], ["c1"])


def rows(*cells):
    """(total, focal, right, count) → the three sequences."""
    data = [(right, focal, total) for total, focal, right, count in cells for _ in range(count)]
    return [list(column) for column in zip(*data, strict=True)]


def test_mantel_haenszel_on_tables_done_by_hand():
    cells = [(1, False, True, 20), (1, False, False, 10), (1, True, True, 10), (1, True, False, 20)]
    cells += [
        (2, False, True, 30),
        (2, False, False, 5),
        (2, True, True, 15),
        (2, True, False, 10),
        (3, False, True, 4),
    ]
    found = mantel_haenszel(*rows(*cells))
    # (20·20/60 + 30·10/60) ÷ (10·10/60 + 5·15/60) = 4, Δ = −2.35·ln 4
    assert found.odds_ratio == pytest.approx(4)
    assert round(found.delta, 4) == -3.2578
    assert (found.n, found.strata, found.dif_class) == (120, 2, "C")
    # A = 50, E = 15 + 26.25, Var = 30·30·30·30/(60²·59) + 35·25·45·15/(60²·59)
    assert found.chi_square == pytest.approx(8.25**2 / (810000 / 212400 + 590625 / 212400))
    assert found.p_value < 0.01


def test_without_both_outcomes_there_is_no_ratio():
    found = mantel_haenszel(*rows((1, False, True, 5), (1, True, True, 5)))
    assert (found.odds_ratio, found.dif_class) == (None, None)
    with pytest.raises(ValueError, match="same length"):
        mantel_haenszel([True], [True, False], [1.0])


@pytest.mark.parametrize(
    ("delta", "error", "p", "name"),
    [
        (0.9, 0.1, 0.001, "A"),
        (2.0, 1.0, 0.2, "A"),
        (1.2, 0.2, 0.01, "B"),
        (-1.6, 0.5, 0.01, "B"),
        (-2.5, 0.5, 0.001, "C"),
    ],
)
def test_the_classes_of_ets(delta, error, p, name):
    assert classify(delta, error, p) == name


def test_judges_set_a_cut_with_its_error():
    found = angoff([[0.5, 0.8], [0.7, 0.8], [0.6, 0.5]], [1, 3])
    assert found.judge_cuts == pytest.approx((0.725, 0.775, 0.525))
    assert found.cut == pytest.approx(0.675)
    assert found.standard_error == pytest.approx(0.0763763)
    assert found.item_spread == pytest.approx((0.1, 0.1732051))
    assert found.outliers == ()


def test_a_judge_far_from_the_others_is_named_and_one_judge_has_no_error():
    assert angoff([[0.5]] * 9 + [[0.9]], [1]).outliers == (9,)
    alone = angoff([[0.5, 0.7]], [1, 1])
    assert (alone.cut, alone.standard_error, alone.item_spread) == (pytest.approx(0.6), None, None)


@pytest.mark.parametrize(
    ("ratings", "marks"),
    [([[0.5]], [1, 1]), ([[1.5]], [1]), ([[0.5]], [0]), ([], [1]), ([[float("nan")]], [1])],
)
def test_ratings_that_make_no_cut_are_refused(ratings, marks):
    with pytest.raises(ValueError, match=r"."):
        angoff(ratings, marks)


def test_a_pass_rate_as_expected_raises_no_alarm():
    found = pass_rate_drift([True, False] * 200, expected=0.5)
    assert (found.n, found.alarms) == (400, ())


def test_a_rate_that_falls_is_seen_and_dated():
    found = pass_rate_drift([True, False] * 50 + [False] * 30, expected=0.5)
    first = found.alarms[0]
    assert first.direction == "down"
    assert 100 < first.position < 125
    assert first.since <= 101


def test_each_pass_adds_the_same_until_the_limit():
    # Odds 1 → 2: a pass adds ln(4/3) = 0.2877, so the sixteenth in a row reaches 4.5.
    found = pass_rate_drift([True] * 17, expected=0.5)
    assert found.alarms == (Alarm(16, 1, "up"),)
    assert found.up == pytest.approx(0.2876821)


@pytest.mark.parametrize(
    "arguments",
    [{"expected": 0}, {"expected": 1}, {"expected": 0.5, "odds_ratio": 1}, {"expected": 0.5, "limit": 0}],
)
def test_parameters_that_make_no_test_are_refused(arguments):
    with pytest.raises(ValueError, match="expected must be"):
        pass_rate_drift([], **arguments)


def test_kappa_of_two_assessors():
    first, second = [0, 0, 1, 1, 2, 2], [0, 1, 1, 1, 2, 0]
    assert weighted_kappa(first, second, levels=3, weighting="none").kappa.value == pytest.approx(0.5)
    assert weighted_kappa(first, second, levels=3, weighting="linear").kappa.value == pytest.approx(0.4)
    quadratic = weighted_kappa(first, second, levels=3)
    assert quadratic.kappa.value == pytest.approx(1 - 5 / 7)
    assert (quadratic.exact, quadratic.adjacent) == (pytest.approx(4 / 6), pytest.approx(5 / 6))
    assert weighted_kappa([1], [1], levels=3).kappa == Figure(None, 1)


@pytest.mark.parametrize(
    ("first", "second", "levels"), [([], [], 3), ([1], [1, 2], 3), ([3], [1], 3), ([0], [0], 1)]
)
def test_scores_that_cannot_be_compared_are_refused(first, second, levels):
    with pytest.raises(ValueError, match=r"."):
        weighted_kappa(first, second, levels=levels)


def test_intervals():
    wilson = proportion(30, 40)
    assert (round(wilson.low, 4), round(wilson.high, 4)) == (0.5981, 0.8581)
    assert proportion(0, 0) == Figure(None, 0)
    fisher = correlation(0.5, 28)
    assert (round(fisher.low, 4), round(fisher.high, 4)) == (0.156, 0.7358)
    assert correlation(1.0, 28) == Figure(1.0, 28)
    assert mean_figure(3.0, 2.0, 1) == Figure(3.0, 1)
    assert round(mean_figure(3.0, 2.0, 16).high, 4) == 3.98
    assert alpha_figure(0.8, 1, 50) == Figure(0.8, 50)
    bonett = alpha_figure(0.8, 10, 102)
    assert bonett.low < 0.8 < bonett.high
    assert proportion(5, 12).shown() == proportion(5, 12)
