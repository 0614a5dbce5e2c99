"""Statistics of items. x: points on the item, T: the attempt's total, o = T − x: the rest."""

from dataclasses import dataclass
from math import sqrt

import numpy as np

from courses.statistics.intervals import Figure, correlation, mean_figure, proportion
from courses.statistics.matrix import Floats, ScoreMatrix


@dataclass(frozen=True)
class ItemStatistics:
    """One item version. Weights, discrimination index and efficiency in percent; None where undefined.

    `effective_weight` is None, and `negative_covariance` set, where the item works against the total.
    `point_biserial` is the correlation with the total (item included), `upper_lower` the difference of
    facility between the top and the bottom 27 % by total; attempts that tie at the border count in part.
    """

    item: str
    n: int
    facility: Figure
    standard_deviation: float | None
    intended_weight: float
    effective_weight: float | None
    negative_covariance: bool
    discrimination_index: Figure
    discriminative_efficiency: float | None
    point_biserial: float | None
    upper_lower: float | None
    alpha_if_deleted: float | None


def item_statistics(matrix: ScoreMatrix) -> tuple[ItemStatistics, ...]:
    """All items of the matrix, each over the attempts that drew it."""
    moments = _Moments(matrix)
    deleted = alphas_if_deleted(matrix)
    weights = 100 * matrix.max_marks / matrix.max_marks.sum()
    effective = moments.effective_weights()
    return tuple(
        ItemStatistics(
            item=name,
            n=int(matrix.counts[i]),
            facility=_facility(matrix, i),
            standard_deviation=_root(moments.var_x[i]),
            intended_weight=float(weights[i]),
            effective_weight=_value(effective[i]),
            negative_covariance=bool(moments.cov_xt[i] < -matrix.flat),
            discrimination_index=_percent(moments.correlation(moments.cov_xo, moments.var_o, i), matrix, i),
            discriminative_efficiency=_efficiency(matrix, i, float(moments.cov_xo[i])),
            point_biserial=moments.correlation(moments.cov_xt, moments.var_t, i),
            upper_lower=_upper_lower(matrix, i),
            alpha_if_deleted=_value(deleted[i]),
        )
        for i, name in enumerate(matrix.items)
    )


class _Moments:
    """Variances and covariances of each item with total and rest, over the attempts that drew it."""

    def __init__(self, matrix: ScoreMatrix) -> None:
        self.flat = matrix.flat
        mask, counts = matrix.drawn.astype(float), matrix.counts
        totals = matrix.totals - (matrix.totals.mean() if len(matrix.totals) else 0.0)
        degrees = np.where(counts > 1, counts - 1, np.nan)
        self.var_x: Floats = (matrix.centred**2).sum(axis=0) / degrees
        self.cov_xt: Floats = (matrix.centred.T @ totals) / degrees
        sums = mask.T @ totals
        self.var_t: Floats = (mask.T @ totals**2 - sums**2 / np.maximum(counts, 1)) / degrees
        self.cov_xo: Floats = self.cov_xt - self.var_x
        self.var_o: Floats = self.var_t + self.var_x - 2 * self.cov_xt

    def effective_weights(self) -> Floats:
        """100·√cov(x,T)/Σ√cov; negative covariances give NaN and add nothing to the sum."""
        counted = np.where(self.cov_xt > self.flat, self.cov_xt, 0.0)
        roots = np.sqrt(np.where(self.cov_xt >= -self.flat, counted, np.nan))
        total = np.nansum(roots)
        return 100 * roots / total if total > 0 else np.full(len(roots), np.nan)

    def correlation(self, covariances: Floats, variances: Floats, i: int) -> float | None:
        """Of item i with what it has these covariances with; None where one of the two does not vary."""
        left, right = float(self.var_x[i]), float(variances[i])
        if not (left > self.flat and right > self.flat):
            return None
        return max(-1.0, min(1.0, float(covariances[i]) / sqrt(left * right)))


def average_moments(covariances: Floats) -> tuple[float, float]:
    """Mean variance and mean covariance of pairs drawn together (NaN left out)."""
    off = covariances[~np.eye(len(covariances), dtype=bool)]
    diagonal = np.diag(covariances)
    known, known_off = diagonal[~np.isnan(diagonal)], off[~np.isnan(off)]
    if not len(known) or not len(known_off):
        return float("nan"), float("nan")
    return float(known.mean()), float(known_off.mean())


def alpha(covariances: Floats, length: float, flat: float) -> float | None:
    """Cronbach's α of a test of `length` items: k·c̄/(v̄ + (k−1)·c̄).

    With every item drawn this is k/(k−1)·(1 − Σ var x/var T); with random draws it uses each pair of items
    over the attempts that drew both. None where the total does not vary by more than `flat`.
    """
    if length <= 1:
        return None
    variance, covariance = average_moments(covariances)
    spread = variance + (length - 1) * covariance
    return length * covariance / spread if spread > flat else None


def alphas_if_deleted(matrix: ScoreMatrix) -> Floats:
    """α of the test without each item, its length shortened by the item's share of the draws."""
    covariances = matrix.covariances
    length = float(matrix.drawn.sum(axis=1).mean()) if len(matrix.attempts) else 0.0
    values = []
    for i in range(len(matrix.items)):
        kept = np.arange(len(matrix.items)) != i
        shorter = length - matrix.counts[i] / max(len(matrix.attempts), 1)
        value = alpha(covariances[np.ix_(kept, kept)], shorter, matrix.flat)
        values.append(np.nan if value is None else value)
    return np.array(values, dtype=float)


def _facility(matrix: ScoreMatrix, i: int) -> Figure:
    n = int(matrix.counts[i])
    if n == 0:
        return Figure(None, 0)
    shares = matrix.scores[matrix.drawn[:, i], i] / matrix.max_marks[i]
    if np.isin(shares, (0.0, 1.0)).all():
        return proportion(int(shares.sum()), n)
    return mean_figure(float(shares.mean()), float(shares.std(ddof=1)) if n > 1 else 0.0, n)


def _efficiency(matrix: ScoreMatrix, i: int, covariance: float) -> float | None:
    """100·cov(x,o)/cov_max: against the same points and rests, each sorted."""
    drawn = matrix.drawn[:, i]
    x = matrix.scores[drawn, i]
    if len(x) < 2:
        return None
    rest = np.sort(matrix.totals[drawn] - x)
    best = float(((np.sort(x) - x.mean()) * (rest - rest.mean())).sum()) / (len(x) - 1)
    return 100 * covariance / best if best > matrix.flat else None


def _upper_lower(matrix: ScoreMatrix, i: int) -> float | None:
    drawn = np.flatnonzero(matrix.drawn[:, i])
    size = round(0.27 * len(drawn))
    if size == 0:
        return None
    points, totals = matrix.scores[drawn, i] / matrix.max_marks[i], matrix.steady_totals[drawn]
    return _mean_of_lowest(points, -totals, size) - _mean_of_lowest(points, totals, size)


def _mean_of_lowest(points: Floats, rank: Floats, size: int) -> float:
    """Mean points of the `size` lowest ranks; those at the border share the places that are left."""
    border = np.sort(rank)[size - 1]
    below, at = points[rank < border], points[rank == border]
    return float((below.sum() + at.mean() * (size - len(below))) / size)


def _percent(value: float | None, matrix: ScoreMatrix, i: int) -> Figure:
    figure = correlation(value, int(matrix.counts[i]))
    ends = [None if end is None else 100 * end for end in (figure.value, figure.low, figure.high)]
    return Figure(ends[0], figure.n, ends[1], ends[2])


def _root(variance: float) -> float | None:
    return None if np.isnan(variance) else sqrt(max(float(variance), 0.0))


def _value(number: float) -> float | None:
    return None if np.isnan(number) else float(number)
