"""Options, groups, judges, drift, agreement, intervals."""

from collections import Counter
from math import log, sqrt
from random import Random
from statistics import pvariance

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
from tests.courses.statistics.vectors import load


def test_options_tell_who_chose_them():
    matrix = ScoreMatrix.complete([[1, 3], [0, 1], [0, 2], [float("nan"), 9]], [1, 9])
    found = option_statistics(matrix, "0", [["c1"], ["c2"], [], ["c1"]], ["c1", "c2", "c3"])
    assert found == (
        OptionStatistics("c1", proportion(1, 3), 3.0),
        OptionStatistics("c2", proportion(1, 3), 1.0),
        OptionStatistics("c3", proportion(0, 3), None),
    )
    for item, chosen, message in [
        ("0", [["c1"]], "1 choices for 4 attempts"),
        ("0", ["c1", [], [], []], "each attempt has a list of option ids"),
        ("7", [[], [], [], []], "the item version 7 is not in the matrix"),
    ]:
        with pytest.raises(ValueError, match=message):
            option_statistics(matrix, item, chosen, ["c1"])


def rows(*cells):
    """(total, focal, right, count) → the three sequences."""
    data = [(right, focal, total) for total, focal, right, count in cells for _ in range(count)]
    return [list(column) for column in zip(*data, strict=True)]


def test_totals_that_differ_in_a_binary_digit_only_are_one_stratum():
    found = mantel_haenszel(
        [True, False, True, False], [False, False, True, True], [0.1 + 0.2, 0.3, 0.3, 0.3]
    )
    assert (found.n, found.strata, found.odds_ratio) == (4, 1, 1)
    # A is what was expected: χ² is nothing, and not the square of the correction.
    assert (found.delta, found.chi_square, found.p_value, found.dif_class) == (0, 0, 1, "A")


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
    # Robins, Breslow and Greenland: R = 35/3, S = 35/12, and P = 2/3, Q = 1/3 in both tables make
    # ΣPR/2R² + Σ(PS + QR)/2RS + ΣQS/2S² = 1/35 + 3/35 + 2/35 the variance of ln α.
    assert found.delta_error == pytest.approx(2.35 * sqrt(6 / 35))


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
        (2.0, 0.5, 0.05, "A"),
        (1.0, 0.2, 0.01, "B"),
        (1.5, 0.1, 0.001, "C"),
        (1.2, 0.2, 0.01, "B"),
        (-1.6, 0.5, 0.01, "B"),
        (-2.5, 0.5, 0.001, "C"),
    ],
)
def test_the_classes_of_ets(delta, error, p, name):
    assert classify(delta, error, p) == name


def rounded(values):
    return None if values is None else [round(value, 4) for value in values]


@pytest.mark.parametrize("row", load("angoff.yaml"))
def test_judges_set_a_cut_with_its_error(row):
    found = angoff(row["ratings"], row["marks"])
    error = None if found.standard_error is None else round(found.standard_error, 4)
    assert (round(found.cut, 4), found.judges, error) == (row["cut"], len(row["ratings"]), row["error"])
    assert (rounded(found.judge_cuts), rounded(found.item_spread)) == (row["judges"], row["spread"])
    assert list(found.outliers) == row["outliers"]


@pytest.mark.parametrize(
    ("ratings", "marks", "message"),
    [
        ([[0.5]], [1, 1], "every judge must rate every item"),
        ([[0.5, 0.5], [0.5]], [1, 1], "every judge must rate every item"),
        ([[1.5]], [1], "a rating is a probability between 0 and 1"),
        ([[float("nan")]], [1], "a rating is a probability between 0 and 1"),
        ([[0.5]], [0], "marks must be above 0"),
        ([[0.5]], [float("inf")], "marks must be above 0"),
        ([], [1], "a cut needs at least one judge and one item"),
        ([[]], [], "a cut needs at least one judge and one item"),
    ],
)
def test_ratings_that_make_no_cut_are_refused(ratings, marks, message):
    with pytest.raises(ValueError, match=message):
        angoff(ratings, marks)


def outcomes(runs):
    """ "1*3 0*2" is three passes and two fails."""
    return [run[0] == "1" for run in runs.split() for _ in range(int(run[2:]))]


@pytest.mark.parametrize("row", load("drift.yaml"), ids=lambda row: row["outcomes"] or "none")
def test_drift_follows_its_sums(row):
    found = pass_rate_drift(outcomes(row["outcomes"]), expected=row["expected"])
    assert found.n == len(outcomes(row["outcomes"]))
    assert [[alarm.position, alarm.since, alarm.direction] for alarm in found.alarms] == row["alarms"]
    assert (round(found.up, 4), round(found.down, 4)) == (row["up"], row["down"])


@given(st.lists(st.booleans(), max_size=60), st.floats(0.01, 0.99), st.floats(1.1, 9), st.floats(0.5, 6))
def test_drift_mirrors_passes_and_fails(passed, expected, ratio, limit):
    settings = {"odds_ratio": ratio, "limit": limit}
    found = pass_rate_drift(passed, expected=expected, **settings)
    mirror = pass_rate_drift([not outcome for outcome in passed], expected=1 - expected, **settings)
    other = {"up": "down", "down": "up"}
    assert (found.up, found.down) == (
        pytest.approx(mirror.down, abs=1e-6),
        pytest.approx(mirror.up, abs=1e-6),
    )
    assert {(alarm.position, other[alarm.direction]) for alarm in found.alarms} == {
        (alarm.position, alarm.direction) for alarm in mirror.alarms
    }


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
    [
        {"expected": 0},
        {"expected": 1},
        {"expected": float("nan")},
        {"expected": 0.5, "odds_ratio": 1},
        {"expected": 0.5, "odds_ratio": float("nan")},
        {"expected": 0.5, "odds_ratio": float("inf")},
        {"expected": 0.5, "limit": 0},
        {"expected": 0.5, "limit": float("inf")},
    ],
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


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=300))
def test_shares_of_equal_and_neighbouring_scores_are_counted(pairs):
    found = weighted_kappa(*map(list, zip(*pairs, strict=True)), levels=4)
    apart = Counter(abs(one - other) for one, other in pairs)
    assert (found.exact, found.adjacent) == (apart[0] / len(pairs), (apart[0] + apart[1]) / len(pairs))


def test_the_interval_of_kappa_ends_at_one_and_minus_one():
    first = [0, 1] * 10
    found = weighted_kappa(first, [1, *first[1:]], levels=2).kappa
    assert (found.value, found.high) == (pytest.approx(0.9), 1.0)
    nearly = weighted_kappa(first, [*first[:1], *(1 - level for level in first[1:])], levels=2).kappa
    assert (nearly.value, nearly.low) == (pytest.approx(-0.9), -1.0)
    # Always the other of two levels.
    assert weighted_kappa(first, first[::-1], levels=2).kappa == Figure(-1.0, 20, -1.0, -1.0)


def test_levels_three_apart_of_five_by_hand():
    # Pairs 0–3, 1–1, 4–4 of five levels. Quadratic: observed 9/3; by chance each of 0, 1, 4 meets each of 3, 1, 4:
    # (9+1+16 + 4+0+9 + 1+9+0)/9 = 49/9, so κ = 1 − 27/49. Linear: 3/3 against (3+1+4+2+0+3+1+3+0)/9 = 17/9.
    first, second = [0, 1, 4], [3, 1, 4]
    assert weighted_kappa(first, second, levels=5).kappa.value == pytest.approx(22 / 49)
    linear = weighted_kappa(first, second, levels=5, weighting="linear")
    assert linear.kappa.value == pytest.approx(8 / 17)
    # Unweighted: 2 of 3 agree; by chance 1–1 and 4–4 of nine.
    found = weighted_kappa(first, second, levels=5, weighting="none")
    assert found.kappa.value == pytest.approx((2 / 3 - 2 / 9) / (7 / 9))


@pytest.mark.parametrize(
    ("first", "second", "levels"),
    [
        ([], [], 3),
        ([1], [1, 2], 3),
        ([3], [1], 3),
        ([0], [-1], 3),
        ([0], [0], 1),
        ([0.5], [1], 3),
        ([True], [1], 3),
    ],
)
def test_scores_that_cannot_be_compared_are_refused(first, second, levels):
    with pytest.raises(ValueError, match=r"."):
        weighted_kappa(first, second, levels=levels)


def test_a_weighting_that_nobody_knows_is_refused():
    with pytest.raises(ValueError, match="unknown weighting 'cubic'"):
        weighted_kappa([0], [1], levels=2, weighting="cubic")


def test_the_interval_of_kappa_is_that_of_leaving_one_out():
    """The jackknife knows nothing of the formula of Fleiss, Cohen and Everitt."""
    rng = Random(3)
    first = [rng.randrange(4) for _ in range(400)]
    second = [min(3, max(0, level + rng.choice([-1, 0, 0, 0, 1]))) for level in first]
    for weighting in ("none", "linear", "quadratic"):
        found = weighted_kappa(first, second, levels=4, weighting=weighting).kappa
        without = [
            weighted_kappa(
                first[:n] + first[n + 1 :], second[:n] + second[n + 1 :], levels=4, weighting=weighting
            ).kappa.value
            for n in range(400)
        ]
        error = sqrt(399 * pvariance(without))
        assert (found.high - found.low) / 2 == pytest.approx(1.96 * error, rel=0.02)


@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.integers(0, 3)), max_size=60))
def test_mantel_haenszel_weighs_strata_and_changes_sign_with_the_groups(rows):
    right, focal, total = ([row[column] for row in rows] for column in range(3))
    found = mantel_haenszel(right, focal, total)
    swapped = mantel_haenszel(right, [not member for member in focal], total)
    agree = against = 0.0
    for level in range(4):
        cells = Counter((f, r) for r, f, t in rows if t == level)
        if any(f for f, _ in cells) and not all(f for f, _ in cells):
            agree += cells[False, True] * cells[True, False] / cells.total()
            against += cells[False, False] * cells[True, True] / cells.total()
    if not agree * against:
        assert (found.odds_ratio, found.delta, found.dif_class) == (None, None, None)
        return
    assert found.odds_ratio == pytest.approx(agree / against)
    assert found.delta == pytest.approx(-2.35 * log(agree / against))
    assert (swapped.delta, swapped.delta_error) == (
        pytest.approx(-found.delta),
        pytest.approx(found.delta_error),
    )
    assert (swapped.p_value, swapped.dif_class) == (pytest.approx(found.p_value), found.dif_class)


def test_a_matching_score_is_a_number():
    with pytest.raises(ValueError, match="a matching score is not a number"):
        mantel_haenszel([True], [True], [float("nan")])


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
    # ln(1 − .8) = −1.6094, half = 1.95996·√(2·10/(9·100)) = .2922: 1 − e^−1.3173 and 1 − e^−1.9016.
    bonett = alpha_figure(0.8, 10, 102)
    assert (round(bonett.low, 4), round(bonett.high, 4)) == (0.7321, 0.8507)
    assert alpha_figure(0.8, 10, 2) == Figure(0.8, 2)
    assert alpha_figure(1.0, 10, 50) == Figure(1.0, 50)
    assert proportion(5, 12).shown() == proportion(5, 12)
