"""Every item and test statistic against its definition, written out slowly in plain Python."""

from math import comb, isnan, nan, sqrt
from statistics import fmean, stdev, variance

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from courses.statistics import ScoreMatrix, item_statistics, total_statistics

MARKS = st.sampled_from([1.0, 2.0, 5.0])


def matrices(*, missing, partial=True):
    """Scores of up to 12 attempts on 2 to 5 items, with their marks."""

    def rows(marks):
        def cell(mark):
            shares = [0.0, 0.5, 1.0] if partial else [0.0, 1.0]
            points = st.sampled_from([share * mark for share in shares])
            return st.one_of(points, points, st.just(nan)) if missing else points

        row = st.tuples(*map(cell, marks)).map(list)
        return st.tuples(st.lists(row, min_size=2, max_size=12), st.just(marks))

    return st.lists(MARKS, min_size=2, max_size=5).flatmap(rows)


def covariance(left, right):
    one, other = fmean(left), fmean(right)
    return sum((a - one) * (b - other) for a, b in zip(left, right, strict=True)) / (len(left) - 1)


def correlation(left, right):
    spread = variance(left) * variance(right)
    return None if spread < 1e-12 else covariance(left, right) / sqrt(spread)


def close(value):
    return None if value is None else pytest.approx(value, abs=1e-9)


@given(matrices(missing=True))
def test_items_follow_their_definitions_also_where_they_were_not_drawn(data):
    rows, marks = data
    totals = [sum(x for x in row if not isnan(x)) for row in rows]
    found = item_statistics(ScoreMatrix.complete(rows, marks))
    for i, item in enumerate(found):
        drew = [a for a, row in enumerate(rows) if not isnan(row[i])]
        x, total = [rows[a][i] for a in drew], [totals[a] for a in drew]
        rest = [t - points for t, points in zip(total, x, strict=True)]
        assert item.n == item.facility.n == len(drew)
        assert item.intended_weight == close(100 * marks[i] / sum(marks))
        assert item.facility.value == close(fmean(x) / marks[i] if x else None)
        assert item.standard_deviation == close(stdev(x) if len(x) > 1 else None)
        if len(x) < 2:
            assert (item.discrimination_index.value, item.discriminative_efficiency) == (None, None)
            continue
        index = correlation(x, rest)
        assert item.discrimination_index.value == close(None if index is None else 100 * index)
        assert item.point_biserial == close(correlation(x, total))
        best = covariance(sorted(x), sorted(rest))
        wanted = 100 * covariance(x, rest) / best if best > 1e-12 else None
        assert item.discriminative_efficiency == close(wanted)


@given(matrices(missing=False))
def test_effective_weights_share_what_does_not_work_against_the_total(data):
    rows, marks = data
    totals = [sum(row) for row in rows]
    covariances = [covariance([row[i] for row in rows], totals) for i in range(len(marks))]
    roots = [sqrt(max(value, 0)) for value in covariances if value >= -1e-12]
    found = item_statistics(ScoreMatrix.complete(rows, marks))
    for item, value in zip(found, covariances, strict=True):
        assert item.negative_covariance == (value < -1e-12)
        if value < -1e-12 or not sum(roots) > 1e-6:
            assert item.effective_weight is None or not item.negative_covariance
        else:
            assert item.effective_weight == pytest.approx(100 * sqrt(max(value, 0)) / sum(roots), abs=1e-4)


@given(matrices(missing=False))
def test_the_test_follows_its_definitions(data):
    rows, marks = data
    totals = [sum(row) for row in rows]
    found = total_statistics(ScoreMatrix.complete(rows, marks), pass_mark=0.5)
    s, k = len(totals), len(marks)
    assert found.mean.value == close(fmean(totals))
    assert found.standard_deviation == close(stdev(totals))
    assert found.pass_rate.value == close(sum(t >= 0.5 * sum(marks) for t in totals) / s)
    assert found.standard_error_at_cut == close(sqrt(k / 2 * (k - k / 2) / (k - 1)) / k)
    spread = variance(totals)
    if spread < 1e-9:
        assert (found.reliability.value, found.livingston, found.skewness) == (None, None, None)
        return
    alpha = k / (k - 1) * (1 - sum(variance([row[i] for row in rows]) for i in range(k)) / spread)
    assert found.reliability.value == close(alpha)
    assert found.internal_consistency == close(100 * alpha)
    assert found.error_ratio == close(100 * sqrt(max(0, 1 - alpha)))
    assert found.standard_error == close(sqrt(max(0, 1 - alpha)) * sqrt(spread))
    distance = (fmean(totals) - 0.5 * sum(marks)) ** 2
    assert found.livingston == close((alpha * spread + distance) / (spread + distance))


@given(matrices(missing=False))
def test_alpha_if_deleted_is_alpha_of_the_others(data):
    rows, marks = data
    assume(len(marks) > 2)
    for i, item in enumerate(item_statistics(ScoreMatrix.complete(rows, marks))):
        others = [[x for j, x in enumerate(row) if j != i] for row in rows]
        alone = total_statistics(ScoreMatrix.complete(others, marks[:i] + marks[i + 1 :]), pass_mark=0.5)
        assert item.alpha_if_deleted == close(alone.reliability.value)


@given(matrices(missing=False, partial=False))
def test_kuder_and_richardson(data):
    rows, marks = data
    right = [[x / mark for x, mark in zip(row, marks, strict=True)] for row in rows]
    totals, k = [sum(row) for row in right], len(marks)
    mean = fmean(totals)
    spread = fmean([(t - mean) ** 2 for t in totals])
    found = total_statistics(ScoreMatrix.complete(rows, marks), pass_mark=0.5)
    if spread < 1e-12:
        assert (found.kr20, found.kr21) == (None, None)
        return
    shares = [fmean([row[i] for row in right]) for i in range(k)]
    assert found.kr20 == close(k / (k - 1) * (1 - sum(p * (1 - p) for p in shares) / spread))
    assert found.kr21 == close(k / (k - 1) * (1 - mean * (k - mean) / (k * spread)))


@given(matrices(missing=False))
def test_moments_from_the_cumulants_of_fisher(data):
    """k3 and k4 as means over all choices of three and four different attempts would give them."""
    rows, marks = data
    totals = [sum(row) for row in rows]
    n = len(totals)
    found = total_statistics(ScoreMatrix.complete(rows, marks), pass_mark=0.5)
    if n < 3 or max(totals) - min(totals) < 1e-9:
        assert (found.skewness, found.kurtosis) == (None, None)
        return
    s1, s2, s3, s4 = (sum(t**power for t in totals) for power in (1, 2, 3, 4))
    k2 = (n * s2 - s1**2) / (n * (n - 1))
    k3 = (2 * s1**3 - 3 * n * s1 * s2 + n**2 * s3) / (n * (n - 1) * (n - 2))
    assert found.skewness == pytest.approx(k3 / k2**1.5, abs=1e-6)
    if n == 3:
        assert found.kurtosis is None
        return
    k4 = (
        -6 * s1**4
        + 12 * n * s1**2 * s2
        - 3 * n * (n - 1) * s2**2
        - 4 * n * (n + 1) * s1 * s3
        + n**2 * (n + 1) * s4
    ) / (n * (n - 1) * (n - 2) * (n - 3))
    assert found.kurtosis == pytest.approx(k4 / k2**2, abs=1e-6)


@given(matrices(missing=True))
def test_reliability_of_random_draws_uses_the_attempts_that_drew_both_items(data):
    """α = k·c̄/(v̄ + (k−1)·c̄): mean variance, mean covariance, k the items that an attempt drew on average."""
    rows, marks = data
    pairs = {}
    for i in range(len(marks)):
        for j in range(len(marks)):
            both = [(row[i], row[j]) for row in rows if not isnan(row[i]) and not isnan(row[j])]
            if len(both) > 1:
                pairs[i, j] = covariance(*zip(*both, strict=True))
    same = [value for (i, j), value in pairs.items() if i == j]
    other = [value for (i, j), value in pairs.items() if i != j]
    k = fmean([sum(not isnan(x) for x in row) for row in rows])
    found = total_statistics(ScoreMatrix.complete(rows, marks), pass_mark=0.5).reliability.value
    if k <= 1 or not same or not other:
        assert found is None
        return
    spread = fmean(same) + (k - 1) * fmean(other)
    assume(abs(spread) > 1e-6)
    assert found == close(k * fmean(other) / spread if spread > 0 else None)


def test_one_item_drawn_on_average_has_no_reliability():
    matrix = ScoreMatrix.complete([[1, 1], [0, 0], [nan, nan], [nan, nan]], [1, 1])
    assert total_statistics(matrix, pass_mark=0.5).reliability.value is None


@given(matrices(missing=True), st.randoms(use_true_random=False))
def test_nothing_hangs_on_the_order_of_the_attempts(data, rng):
    rows, marks = data
    mixed = rng.sample(rows, len(rows))
    before, after = (item_statistics(ScoreMatrix.complete(each, marks)) for each in (rows, mixed))
    for one, other in zip(before, after, strict=True):
        assert one.upper_lower == close(other.upper_lower)
        assert one.alpha_if_deleted == close(other.alpha_if_deleted)
        assert one.facility.value == close(other.facility.value)


def test_the_groups_are_27_percent_of_those_who_drew_the_item():
    # 27 % of 30 are 8: exactly those who are right among the best, and none among the last.
    rows = [[float(rank >= 22), rank] for rank in range(30)]
    first, _second = item_statistics(ScoreMatrix.complete([*rows, [nan, 29], [nan, 0]], [1, 29]))
    assert first.upper_lower == 1
    rows[22][0] = 0.0
    first, _second = item_statistics(ScoreMatrix.complete(rows, [1, 29]))
    assert first.upper_lower == 7 / 8


def test_ties_at_the_border_of_the_groups_share_its_places():
    # Ten attempts, groups of three. Totals 3, 2, 2, 2, then 0: two of the three that tie count in the upper one.
    rows = [[1, 2], [1, 1], [0, 2], [1, 1]] + [[0, 0]] * 6
    first, _second = item_statistics(ScoreMatrix.complete(rows, [1, 2]))
    assert first.upper_lower == pytest.approx((1 + 2 * 2 / 3) / 3)


@given(matrices(missing=True), st.sampled_from([0, 0.3, 0.5, 1]))
def test_no_matrix_breaks_and_no_figure_is_nan(data, cut):
    rows, marks = data
    for size in range(len(rows) + 1):
        matrix = ScoreMatrix.complete(np.array(rows[:size]).reshape(size, len(marks)), marks)
        figures = [total_statistics(matrix, pass_mark=cut), *item_statistics(matrix)]
        for figure in figures:
            for value in vars(figure).values():
                inner = value.value if hasattr(value, "value") else value
                assert not (isinstance(inner, float) and isnan(inner))


def test_totals_that_all_lie_at_the_cut_have_no_consistency():
    matrix = ScoreMatrix.complete([[nan, 1.0, 0.5], [1.0, 0.5, 0.0]], [1, 1, 1])
    found = total_statistics(matrix, pass_mark=0.6)
    assert (list(matrix.totals), found.livingston, found.pass_rate.value) == ([1.5, 1.5], None, 0.5)


def test_one_item_and_one_attempt():
    one = total_statistics(ScoreMatrix.complete([[1.0], [0.0], [1.0]], [1]), pass_mark=0.5)
    assert (one.reliability.value, one.kr20, one.standard_error_at_cut, one.livingston) == (None,) * 4
    (item,) = item_statistics(ScoreMatrix.complete([[1.0], [0.0], [1.0]], [1]))
    assert (item.facility.value, item.discrimination_index.value, item.effective_weight) == (
        pytest.approx(2 / 3),
        None,
        100.0,
    )
    alone = total_statistics(ScoreMatrix.complete([[1.0, 0.0]], [1, 1]), pass_mark=0.5)
    assert (alone.n, alone.mean.value, alone.standard_deviation, alone.pass_rate.value) == (1, 1.0, None, 1.0)


def test_binomial_error_is_that_of_a_random_half():
    """√(T(k−T)/(k−1)) from its meaning: T of k right, another k drawn from the same pool, Lord's correction."""
    k, right = 10, 7
    spread = sum(
        comb(k, n) * (right / k) ** n * (1 - right / k) ** (k - n) * (n - right) ** 2 for n in range(k + 1)
    )
    rows = [[1.0] * k, [0.0] * k]
    found = total_statistics(ScoreMatrix.complete(rows, [1] * k), pass_mark=0.7)
    assert found.standard_error_at_cut == pytest.approx(sqrt(spread * k / (k - 1)) / k)


@given(matrices(missing=True), st.sampled_from([1e-6, 0.1, 1 / 3, 1000]))
def test_what_has_no_unit_does_not_hang_on_the_size_of_the_marks(data, scale):
    rows, marks = data
    sized = ScoreMatrix.complete([[x * scale for x in row] for row in rows], [m * scale for m in marks])
    plain = ScoreMatrix.complete(rows, marks)
    for one, other in zip(item_statistics(plain), item_statistics(sized), strict=True):
        assert (one.effective_weight, one.negative_covariance) == (
            close(other.effective_weight),
            other.negative_covariance,
        )
        assert one.discrimination_index.value == close(other.discrimination_index.value)
        assert one.discriminative_efficiency == close(other.discriminative_efficiency)
        assert (one.point_biserial, one.upper_lower) == (
            close(other.point_biserial),
            close(other.upper_lower),
        )
        assert one.alpha_if_deleted == close(other.alpha_if_deleted)
    one, other = (total_statistics(matrix, pass_mark=0.5) for matrix in (plain, sized))
    assert one.reliability.value == close(other.reliability.value)
    assert (one.livingston, one.kr20) == (close(other.livingston), close(other.kr20))
    assert one.skewness == (None if other.skewness is None else pytest.approx(other.skewness, abs=1e-6))


def test_totals_that_are_equal_are_equal_in_whichever_order_they_add_up():
    # 0.1 + 0.2 + 0.3 is not 0.6 in binary numbers, 0.3 + 0.2 + 0.1 is.
    rows = [[0.1, 0.2, 0.3], [0.3, 0.2, 0.1], [0.2, 0.1, 0.3], [0.3, 0.3, 0.0], [0.0, 0.0, 0.6]]
    matrix = ScoreMatrix.complete(rows, [0.3, 0.3, 0.6])
    assert set(matrix.steady_totals) == {0.6} != set(matrix.totals)
    assert total_statistics(matrix, pass_mark=0.5).standard_deviation == 0
    for item in item_statistics(matrix):
        assert (item.point_biserial, item.upper_lower, item.effective_weight) == (None, 0, None)


def test_one_large_item_over_a_constant_rest_has_no_discrimination():
    rows = [[share * 1000, 0.7] for share in [0, 1 / 3, 2 / 3, 1, 1 / 3, 0, 1, 1]]
    large, constant = item_statistics(ScoreMatrix.complete(rows, [1000, 1]))
    assert (large.discrimination_index.value, large.discriminative_efficiency) == (None, None)
    assert (constant.discrimination_index.value, constant.point_biserial) == (None, None)
