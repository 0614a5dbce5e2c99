"""Statistics of a whole test: distribution, reliability, precision at the cut."""

from dataclasses import dataclass
from math import sqrt

import numpy as np

from courses.statistics.intervals import Figure, alpha_figure, mean_figure, proportion
from courses.statistics.items import alpha
from courses.statistics.matrix import Floats, ScoreMatrix


@dataclass(frozen=True)
class TotalStatistics:
    """`mean`, `standard_deviation` and `standard_error` are points; `reliability` is α, 0…1 or negative.

    `internal_consistency` is 100·α, `error_ratio` percent. KR-20 and KR-21 exist for right-or-wrong items
    that everybody got. `livingston` is the consistency K² of the pass decision,
    `standard_error_at_cut` the binomial one in fractions of the full marks.
    """

    n: int
    items: int
    mean: Figure
    standard_deviation: float | None
    skewness: float | None
    kurtosis: float | None
    reliability: Figure
    internal_consistency: float | None
    error_ratio: float | None
    standard_error: float | None
    kr20: float | None
    kr21: float | None
    pass_rate: Figure
    livingston: float | None
    standard_error_at_cut: float | None


def total_statistics(matrix: ScoreMatrix, *, pass_mark: float) -> TotalStatistics:
    """`pass_mark` is a fraction of what the attempt's own items can give. Raises ValueError outside 0…1."""
    if not 0 <= pass_mark <= 1:
        raise ValueError(f"a pass mark is a fraction between 0 and 1, not {pass_mark}")
    n, totals = len(matrix.attempts), matrix.steady_totals
    length = float(matrix.drawn.sum(axis=1).mean()) if n else 0.0
    deviation = float(totals.std(ddof=1)) if n > 1 else None
    reliability = alpha(matrix.covariances, length, matrix.flat) if n > 1 else None
    ratio = None if reliability is None else 100 * sqrt(max(0.0, 1 - reliability))
    full = matrix.drawn @ matrix.max_marks
    cut = pass_mark * float(full.mean()) if n else 0.0
    # The margin absorbs binary rounding: 0.7 of 10 points is reached with 7.
    passed = int((totals >= pass_mark * full - 1e-9).sum())
    return TotalStatistics(
        n=n,
        items=len(matrix.items),
        mean=mean_figure(float(totals.mean()), deviation or 0.0, n) if n else Figure(None, 0),
        standard_deviation=deviation,
        skewness=skewness(totals),
        kurtosis=kurtosis(totals),
        reliability=alpha_figure(reliability, length, n),
        internal_consistency=None if reliability is None else 100 * reliability,
        error_ratio=ratio,
        standard_error=None if ratio is None or deviation is None else ratio * deviation / 100,
        kr20=kr20(matrix),
        kr21=kr21(matrix),
        pass_rate=proportion(passed, n),
        livingston=livingston(reliability, totals, cut, matrix.flat),
        standard_error_at_cut=standard_error_at(pass_mark, length),
    )


def skewness(values: Floats) -> float | None:
    """k3/k2^1.5 of Fisher's unbiased k-statistics; needs three values that are not all the same."""
    n = len(values)
    if n < 3 or not np.ptp(values):
        return None
    s2, s3 = _power_sums(values, 2, 3)
    k2, k3 = s2 / (n - 1), n * s3 / ((n - 1) * (n - 2))
    return float(k3 / k2**1.5)


def kurtosis(values: Floats) -> float | None:
    """k4/k2², the excess over the normal distribution's; needs four values that are not all the same."""
    n = len(values)
    if n < 4 or not np.ptp(values):
        return None
    s2, s4 = _power_sums(values, 2, 4)
    k2 = s2 / (n - 1)
    k4 = n * ((n + 1) * s4 - 3 * (n - 1) * s2**2 / n) / ((n - 1) * (n - 2) * (n - 3))
    return float(k4 / k2**2)


def _power_sums(values: Floats, *powers: int) -> list[float]:
    centred = values - values.mean()
    return [float((centred**power).sum()) for power in powers]


def _right_or_wrong(matrix: ScoreMatrix) -> Floats | None:
    """Scores as 0 and 1, where every attempt has every item and no item gives part of its mark."""
    if len(matrix.items) < 2 or len(matrix.attempts) < 2:
        return None
    # What was not drawn is NaN, and neither 0 nor 1.
    shares = matrix.scores / matrix.max_marks
    return shares if np.isin(shares, (0.0, 1.0)).all() else None


def kr20(matrix: ScoreMatrix) -> float | None:
    """k/(k−1)·(1 − Σ p·q/σ²), population variance."""
    shares = _right_or_wrong(matrix)
    if shares is None:
        return None
    k, p, variance = shares.shape[1], shares.mean(axis=0), shares.sum(axis=1).var()
    return float(k / (k - 1) * (1 - (p * (1 - p)).sum() / variance)) if variance > 0 else None


def kr21(matrix: ScoreMatrix) -> float | None:
    """KR-20 as if all items were equally difficult."""
    shares = _right_or_wrong(matrix)
    if shares is None:
        return None
    k, totals = shares.shape[1], shares.sum(axis=1)
    mean, variance = totals.mean(), totals.var()
    return float(k / (k - 1) * (1 - mean * (k - mean) / (k * variance))) if variance > 0 else None


def livingston(reliability: float | None, totals: Floats, cut: float, flat: float) -> float | None:
    """K² = (α·σ² + (μ−C)²)/(σ² + (μ−C)²): how far the test can be trusted to pass the right people."""
    if reliability is None:
        return None
    variance, distance = float(totals.var(ddof=1)), (float(totals.mean()) - cut) ** 2
    # With random draws α can exist where all totals are the same, and exactly at the cut.
    if variance + distance < flat:
        return None
    return (reliability * variance + distance) / (variance + distance)


def standard_error_at(share: float, length: float) -> float | None:
    """Binomial √(T(k−T)/(k−1)) at T = share·k, as a fraction of k."""
    if length <= 1:
        return None
    points = share * length
    return sqrt(max(0.0, points * (length - points)) / (length - 1)) / length
