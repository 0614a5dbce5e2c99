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
    ("scores", "marks", "attempts", "items"),
    [
        ([[1.0]], [1.0], ("a", "b"), ("x",)),
        ([[1.0]], [0.0], ("a",), ("x",)),
        ([[1.0], [1.0]], [1.0], ("a", "a"), ("x",)),
        ([[np.inf]], [1.0], ("a",), ("x",)),
    ],
)
def test_a_matrix_that_does_not_fit_is_refused(scores, marks, attempts, items):
    with pytest.raises(ValueError, match=r"."):
        ScoreMatrix(np.array(scores), np.array(marks), attempts, items)


def test_items_never_drawn_together_have_no_reliability():
    apart = [[1.0, np.nan, np.nan], [0.0, np.nan, np.nan], [np.nan, 1.0, np.nan], [np.nan, np.nan, 1.0]]
    matrix = ScoreMatrix.complete([*apart, [np.nan, 1.0, 0.0]], [1, 1, 1])
    assert total_statistics(matrix, pass_mark=0.5).reliability.value is None
    assert [item.alpha_if_deleted for item in item_statistics(matrix)] == [None, None, None]
