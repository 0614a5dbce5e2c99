"""Agreement of two assessors: Cohen's κ with weights."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal

import numpy as np

from courses.statistics.intervals import Z95, Figure
from courses.statistics.matrix import Floats

type Weighting = Literal["none", "linear", "quadratic"]
_POWERS: dict[Weighting, int] = {"none": 0, "linear": 1, "quadratic": 2}


@dataclass(frozen=True)
class Agreement:
    """`kappa` is 1 for full agreement, 0 for what chance gives; None where all scores are the same.

    Its interval is the large-sample one of Fleiss, Cohen and Everitt (1969). `exact` is the share of equal
    scores, `adjacent` of scores at most one level apart.
    """

    n: int
    kappa: Figure
    exact: float
    adjacent: float


def weighted_kappa(
    first: Sequence[int], second: Sequence[int], *, levels: int, weighting: Weighting = "quadratic"
) -> Agreement:
    """Scores are levels 0…levels−1. Raises ValueError for others, for no scores or unequal lengths."""
    if len(first) != len(second) or not first:
        raise ValueError("both assessors must have scored the same responses, at least one")
    whole = all(isinstance(level, int) and not isinstance(level, bool) for level in (*first, *second))
    if levels < 2 or not whole or not all(0 <= level < levels for level in (*first, *second)):
        raise ValueError(f"scores are whole levels from 0 to {levels - 1}")
    if weighting not in _POWERS:
        raise ValueError(f"unknown weighting {weighting!r}; there are {', '.join(_POWERS)}")
    counts = np.zeros((levels, levels))
    np.add.at(counts, (np.asarray(first), np.asarray(second)), 1)
    distance = np.abs(np.subtract.outer(np.arange(levels), np.arange(levels)))
    agreement = 1 - (distance / (levels - 1)) ** _POWERS[weighting] if _POWERS[weighting] else distance == 0
    n = len(first)
    return Agreement(
        n,
        _kappa(counts / n, agreement.astype(float), n),
        float(np.trace(counts)) / n,
        float(counts[distance <= 1].sum()) / n,
    )


def _kappa(shares: Floats, agreement: Floats, n: int) -> Figure:
    """`shares` of the pairs of levels, `agreement` 1 for equal levels down to 0 for the farthest."""
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    observed = float((agreement * shares).sum())
    by_chance = float(rows @ agreement @ columns)
    if 1 - by_chance < 1e-12:
        return Figure(None, n)
    kappa = (observed - by_chance) / (1 - by_chance)
    marginal = np.add.outer(agreement @ columns, rows @ agreement)
    spread = float((shares * (agreement - marginal * (1 - kappa)) ** 2).sum())
    variance = (spread - (kappa - by_chance * (1 - kappa)) ** 2) / (n * (1 - by_chance) ** 2)
    half = Z95 * sqrt(max(0.0, variance))
    return Figure(kappa, n, max(-1.0, kappa - half), min(1.0, kappa + half))
