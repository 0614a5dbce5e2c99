from statistics import variance

import numpy as np
import pytest

from courses.statistics import ScoreMatrix, item_statistics, total_statistics
from tests.courses.statistics.vectors import lsat6

LSAT = ScoreMatrix.complete(lsat6(), [1] * 5)


def four(values):
    return [round(value, 4) for value in values]


def test_lsat6_items():
    items = item_statistics(LSAT)
    assert four(item.facility.value for item in items) == [0.924, 0.709, 0.553, 0.763, 0.87]
    assert [round(item.discrimination_index.value / 100, 3) for item in items] == [
        0.113,
        0.153,
        0.173,
        0.144,
        0.122,
    ]
    assert four(item.alpha_if_deleted for item in items) == [0.2754, 0.2376, 0.2168, 0.2459, 0.2663]
    assert sum(item.effective_weight for item in items) == pytest.approx(100)
    assert {item.intended_weight for item in items} == {20.0}
    assert {item.n for item in items} == {1000}


def test_lsat6_test():
    test = total_statistics(LSAT, pass_mark=0.6)
    assert four([test.reliability.value, test.kr20, test.kr21]) == [0.295, 0.295, 0.1964]
    assert test.error_ratio == pytest.approx(100 * (1 - test.reliability.value) ** 0.5)
    assert test.standard_error == pytest.approx(test.error_ratio * test.standard_deviation / 100)
    assert test.pass_rate.value == 0.892
    assert test.reliability.low < 0.295 < test.reliability.high


def naive(scores):
    """Each item's statistics straight from their definitions, for complete scores."""
    totals = scores.sum(axis=1)
    roots = [np.cov(column, totals)[0, 1] for column in scores.T]
    roots = [value**0.5 if value >= 0 else None for value in roots]
    for column, root in zip(scores.T, roots, strict=True):
        rest = totals - column
        best = np.cov(np.sort(column), np.sort(rest))[0, 1]
        yield (
            100 * np.corrcoef(column, rest)[0, 1],
            100 * np.cov(column, rest)[0, 1] / best,
            np.corrcoef(column, totals)[0, 1],
            None if root is None else 100 * root / sum(value for value in roots if value is not None),
        )


def test_matrix_products_agree_with_the_definitions():
    rng = np.random.default_rng(5)
    skill = rng.normal(size=200)
    scores = np.clip(np.round(2 + skill[:, None] * rng.uniform(-0.5, 1, 8) + rng.normal(size=(200, 8))), 0, 4)
    items = item_statistics(ScoreMatrix.complete(scores, [4] * 8))
    for item, (index, efficiency, biserial, weight) in zip(items, naive(scores), strict=True):
        assert item.discrimination_index.value == pytest.approx(index)
        assert item.discriminative_efficiency == pytest.approx(efficiency)
        assert item.point_biserial == pytest.approx(biserial)
        assert (item.effective_weight is None) == item.negative_covariance
        assert item.effective_weight == (None if weight is None else pytest.approx(weight))
    k, variances = 8, scores.var(axis=0, ddof=1).sum()
    expected = k / (k - 1) * (1 - variances / scores.sum(axis=1).var(ddof=1))
    assert total_statistics(
        ScoreMatrix.complete(scores, [4] * 8), pass_mark=0.5
    ).reliability.value == pytest.approx(expected)


def test_items_that_were_not_drawn_do_not_count():
    rng = np.random.default_rng(6)
    scores = rng.integers(0, 2, (300, 6)).astype(float)
    scores[rng.random(scores.shape) < 0.4] = np.nan
    totals = np.nansum(scores, axis=1)
    for item, column in zip(item_statistics(ScoreMatrix.complete(scores, [1] * 6)), scores.T, strict=True):
        drawn = ~np.isnan(column)
        assert item.n == drawn.sum()
        assert item.facility.value == pytest.approx(column[drawn].mean())
        expected = 100 * np.corrcoef(column[drawn], totals[drawn] - column[drawn])[0, 1]
        assert item.discrimination_index.value == pytest.approx(expected)


def test_skewness_and_kurtosis_from_k_statistics():
    values = ScoreMatrix.complete([[2], [4], [4], [4], [5], [5], [7], [9]], [10])
    test = total_statistics(values, pass_mark=0.5)
    assert (round(test.skewness, 4), round(test.kurtosis, 4)) == (0.8185, 0.9406)
    # s² = 32/7: 5 ± 1.95996·√(32/7)/√8
    assert (test.mean.value, round(test.mean.low, 4), round(test.mean.high, 4)) == (5, 3.5184, 6.4816)


def test_three_totals_have_a_skewness_and_no_kurtosis():
    # 0, 0, 3: k2 = 6/2 = 3, k3 = 3·(−1 − 1 + 8)/(2·1) = 9, so k3/k2^1.5 = √3.
    three = total_statistics(ScoreMatrix.complete([[0], [0], [3]], [3]), pass_mark=0.5)
    assert (three.skewness, three.kurtosis) == (pytest.approx(3**0.5), None)
    four = total_statistics(ScoreMatrix.complete([[0], [0], [0], [4]], [4]), pass_mark=0.5)
    # 0, 0, 0, 4: k2 = 12/3 = 4; Σ(x−1)⁴ = 84, k4 = 4·(5·84 − 3·3·144/4)/(3·2·1) = 64, so k4/k2² = 4.
    assert four.kurtosis == pytest.approx(4)
    two = total_statistics(ScoreMatrix.complete([[0], [3]], [3]), pass_mark=0.5)
    assert (two.skewness, two.kurtosis) == (None, None)


@pytest.mark.parametrize("rows", [[[1.0, 1.0]] * 5, [[1.0, 0.0]], [[np.nan, 1.0], [np.nan, 0.0]]])
def test_what_has_no_spread_has_no_reliability(rows):
    matrix = ScoreMatrix.complete(rows, [1, 1])
    test = total_statistics(matrix, pass_mark=0.5)
    assert (test.reliability.value, test.kr20, test.kr21, test.livingston, test.error_ratio) == (None,) * 5
    assert [item.discrimination_index.value for item in item_statistics(matrix)] == [None, None]


def test_an_empty_matrix_is_described_without_figures():
    matrix = ScoreMatrix.complete(np.zeros((0, 2)), [1, 1])
    test = total_statistics(matrix, pass_mark=0.5)
    assert (test.n, test.mean.value, test.pass_rate.value, test.standard_deviation) == (0, None, None, None)
    assert [item.facility.value for item in item_statistics(matrix)] == [None, None]


def test_partial_scores_have_no_kr20_and_one_attempt_has_no_deviation():
    assert total_statistics(ScoreMatrix.complete([[0.5, 1], [1, 0]], [1, 1]), pass_mark=0.5).kr20 is None
    items = item_statistics(ScoreMatrix.complete([[0.5, 1]], [1, 1]))
    assert (items[0].facility.value, items[0].standard_deviation) == (0.5, None)


def test_scores_by_id_leave_gaps_where_nothing_was_drawn():
    matrix = ScoreMatrix.of({("a", "x"): 1, ("b", "x"): 0, ("b", "y"): 2}, {"x": 1, "y": 2})
    assert (matrix.attempts, matrix.items) == (("a", "b"), ("x", "y"))
    assert np.isnan(matrix.scores[0, 1])
    assert list(matrix.totals) == [1, 2]


@pytest.mark.parametrize(
    ("scores", "marks", "attempts", "items", "message"),
    [
        ([[1.0]], [1.0], ("a", "b"), ("x",), "scores have the shape"),
        ([[1.0]], [0.0], ("a",), ("x",), "one maximum mark above 0"),
        ([[1.0]], [np.inf], ("a",), ("x",), "one maximum mark above 0"),
        ([[1.0]], [np.nan], ("a",), ("x",), "one maximum mark above 0"),
        ([[1.0]], [1.0, 1.0], ("a",), ("x",), "one maximum mark above 0"),
        ([[1.0], [1.0]], [1.0], ("a", "a"), ("x",), "an attempt id is given twice"),
        ([[1.0, 1.0]], [1.0, 1.0], ("a",), ("x", "x"), "an item version id is given twice"),
        ([[np.inf]], [1.0], ("a",), ("x",), "a score is infinite"),
    ],
)
def test_a_matrix_that_does_not_fit_is_refused(scores, marks, attempts, items, message):
    with pytest.raises(ValueError, match=message):
        ScoreMatrix(np.array(scores), np.array(marks), attempts, items)


@pytest.mark.parametrize(
    ("scores", "message"),
    [
        ({("a", "y"): 1.0}, "the item version y has no maximum mark"),
        ({("a", "x"): float("nan")}, "the points of attempt a on item version x are no number"),
    ],
)
def test_scores_by_id_say_which_one_does_not_fit(scores, message):
    with pytest.raises(ValueError, match=message):
        ScoreMatrix.of(scores, {"x": 1.0})


@pytest.mark.parametrize("scores", [[1.0, 2.0], [], 3.0, [[[1.0]]]])
def test_scores_are_rows(scores):
    with pytest.raises(ValueError, match="scores are rows of points"):
        ScoreMatrix.complete(scores, [1])


def test_livingston_and_the_error_at_the_cut_by_hand():
    # LSAT 6: α .2950, mean 3.819, variance 1.0713; cut at 3 of 5:
    # (.2950·1.0713 + .819²)/(1.0713 + .819²) = .9868/1.7420
    test = total_statistics(LSAT, pass_mark=0.6)
    assert round(test.mean.value, 4) == 3.819
    assert test.standard_deviation**2 == pytest.approx(variance(sum(row) for row in lsat6()))
    assert test.livingston == pytest.approx(0.9868 / 1.7420, abs=1e-4)
    assert test.standard_error_at_cut == pytest.approx((3 * 2 / 4) ** 0.5 / 5)


def test_an_item_that_works_against_the_total_has_no_weight():
    scores = [[1, 1, 0], [1, 1, 0], [0, 0, 1], [1, 0, 1], [0, 1, 0], [0, 0, 1]]
    *others, last = item_statistics(ScoreMatrix.complete(scores, [1] * 3))
    assert (last.negative_covariance, last.effective_weight) == (True, None)
    assert last.discrimination_index.value < 0
    assert sum(item.effective_weight for item in others) == pytest.approx(100)
    # Σ var = .3·3 above var T = .3: α = 1.5·(1 − .9/.3), shown as it is.
    assert total_statistics(ScoreMatrix.complete(scores, [1] * 3), pass_mark=0.5).reliability.value < 0


def test_items_never_drawn_together_have_no_reliability():
    apart = [[1.0, np.nan, np.nan], [0.0, np.nan, np.nan], [np.nan, 1.0, np.nan], [np.nan, np.nan, 1.0]]
    matrix = ScoreMatrix.complete([*apart, [np.nan, 1.0, 0.0]], [1, 1, 1])
    assert total_statistics(matrix, pass_mark=0.5).reliability.value is None
    assert [item.alpha_if_deleted for item in item_statistics(matrix)] == [None, None, None]
