"""Agreement of two assessors: Cohen's κ with weights."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

type Weighting = Literal["none", "linear", "quadratic"]


@dataclass(frozen=True)
class Agreement:
    """`kappa` is 1 for full agreement, 0 for what chance gives; None where all scores are the same.

    `exact` is the share of equal scores, `adjacent` of scores at most one level apart.
    """

    n: int
    kappa: float | None
    exact: float
    adjacent: float


def weighted_kappa(
    first: Sequence[int], second: Sequence[int], *, levels: int, weighting: Weighting = "quadratic"
) -> Agreement:
    """Scores are levels 0…levels−1. Raises ValueError for others, for no scores or unequal lengths."""
    if len(first) != len(second) or not first:
        raise ValueError("both assessors must have scored the same responses, at least one")
    if levels < 2 or not all(0 <= level < levels for level in (*first, *second)):
        raise ValueError(f"scores are whole levels from 0 to {levels - 1}")
    observed = np.zeros((levels, levels))
    np.add.at(observed, (np.asarray(first), np.asarray(second)), 1.0)
    n = len(first)
    distance = np.abs(np.subtract.outer(np.arange(levels), np.arange(levels))).astype(float)
    penalties = {"none": (distance > 0).astype(float), "linear": distance, "quadratic": distance**2}[
        weighting
    ]
    expected = np.outer(observed.sum(axis=1), observed.sum(axis=0)) / n
    by_chance = float((penalties * expected).sum())
    kappa = 1 - float((penalties * observed).sum()) / by_chance if by_chance else None
    return Agreement(n, kappa, float(np.trace(observed)) / n, float(observed[distance <= 1].sum()) / n)
