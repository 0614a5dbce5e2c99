"""Scores as a matrix: attempts × item versions, NaN where an item was not drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import floor, log10

import numpy as np
from numpy.typing import NDArray

type Floats = NDArray[np.float64]

#: Significant digits that are the same in whichever order the same points are added up.
DIGITS = 12


def steady(sums: Floats) -> Floats:
    """Sums of points without their last binary digits, so that equal ones are equal: 0.1 + 0.2 is 0.3."""
    largest = float(np.abs(sums).max(initial=0.0))
    return np.round(sums, DIGITS - 1 - floor(log10(largest))) if largest else sums


@dataclass(frozen=True, eq=False)
class ScoreMatrix:
    """`scores[a, i]` are the points of attempt a on item version i; `max_marks[i]` what it can give.

    Raises ValueError for wrong shapes, infinite scores, repeated ids and marks that are not positive.
    """

    scores: Floats
    max_marks: Floats
    attempts: tuple[str, ...]
    items: tuple[str, ...]

    def __post_init__(self) -> None:
        if self.scores.shape != (len(self.attempts), len(self.items)):
            expected = (len(self.attempts), len(self.items))
            raise ValueError(f"scores have the shape {self.scores.shape}, the ids {expected}")
        positive = np.isfinite(self.max_marks) & (self.max_marks > 0)
        if self.max_marks.shape != (len(self.items),) or not positive.all():
            raise ValueError("every item version needs one maximum mark above 0")
        for name, ids in (("attempt", self.attempts), ("item version", self.items)):
            if len(set(ids)) != len(ids):
                raise ValueError(f"an {name} id is given twice")
        if np.isinf(self.scores).any():
            raise ValueError("a score is infinite")

    @classmethod
    def of(
        cls,
        scores: Mapping[tuple[str, str], float],
        max_marks: Mapping[str, float],
    ) -> "ScoreMatrix":
        """From (attempt id, item version id) → points; pairs that are absent were not drawn.

        Raises ValueError, also for points that are no number or whose item has no maximum mark.
        """
        attempts = tuple(dict.fromkeys(attempt for attempt, _ in scores))
        items = tuple(max_marks)
        rows = {attempt: row for row, attempt in enumerate(attempts)}
        columns = {item: column for column, item in enumerate(items)}
        matrix = np.full((len(attempts), len(items)), np.nan)
        for (attempt, item), points in scores.items():
            if item not in columns:
                raise ValueError(f"the item version {item} has no maximum mark")
            if points != points:  # noqa: PLR0124 - NaN, which would mean "not drawn" below
                raise ValueError(f"the points of attempt {attempt} on item version {item} are no number")
            matrix[rows[attempt], columns[item]] = points
        return cls(matrix, np.array([max_marks[item] for item in items], dtype=float), attempts, items)

    @classmethod
    def complete(
        cls, scores: Sequence[Sequence[float]] | Floats, max_marks: Sequence[float]
    ) -> "ScoreMatrix":
        """From rows of points with generated ids, for data without ids of its own."""
        matrix = np.asarray(scores, dtype=float)
        if matrix.ndim != 2:
            raise ValueError("scores are rows of points, one for each attempt")
        ids = [tuple(str(n) for n in range(size)) for size in matrix.shape]
        return cls(matrix, np.asarray(max_marks, dtype=float), ids[0], ids[1])

    @cached_property
    def drawn(self) -> NDArray[np.bool_]:
        return ~np.isnan(self.scores)

    @cached_property
    def filled(self) -> Floats:
        """Points, 0 where not drawn."""
        return np.where(self.drawn, self.scores, 0.0)

    @cached_property
    def totals(self) -> Floats:
        """Points per attempt over the items drawn."""
        return np.asarray(self.filled.sum(axis=1), dtype=float)

    @cached_property
    def steady_totals(self) -> Floats:
        """Totals to be compared with each other."""
        return steady(self.totals)

    @cached_property
    def flat(self) -> float:
        """Variances below this (points²) are rounding noise of scores that are all the same."""
        return 1e-12 * float(self.max_marks.sum()) ** 2

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """Attempts per item."""
        return np.asarray(self.drawn.sum(axis=0), dtype=np.int64)

    @cached_property
    def centred(self) -> Floats:
        """Points less the item's mean, 0 where not drawn."""
        means = self.filled.sum(axis=0) / np.maximum(self.counts, 1)
        return np.where(self.drawn, self.filled - means, 0.0)

    @cached_property
    def covariances(self) -> Floats:
        """Item × item sample covariances over the attempts that drew both; NaN below two of them."""
        mask = self.drawn.astype(float)
        both = mask.T @ mask
        left = self.centred.T @ mask
        with np.errstate(invalid="ignore", divide="ignore"):
            products = self.centred.T @ self.centred - left * left.T / both
            return np.where(both >= 2, products / (both - 1), np.nan)
