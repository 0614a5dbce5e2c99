"""Setting a cut after Angoff: judges say how likely a just-qualified person gets each item right."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from courses.statistics.matrix import steady


@dataclass(frozen=True)
class AngoffCut:
    """`cut` is a fraction of the full marks; `judge_cuts` what each judge alone would set.

    `standard_error` is of the mean over judges; `item_spread` the standard deviation of the judges per item
    (both None with one judge). `outliers` are judges more than two standard deviations from the mean, which
    needs six judges: fewer cannot be that far apart.
    """

    cut: float
    judges: int
    standard_error: float | None
    judge_cuts: tuple[float, ...]
    item_spread: tuple[float, ...] | None
    outliers: tuple[int, ...]


def angoff(ratings: Sequence[Sequence[float]], marks: Sequence[float]) -> AngoffCut:
    """`ratings[j][i]` is judge j's probability for item i. Raises ValueError for anything outside 0…1."""
    if any(len(row) != len(marks) for row in ratings):
        raise ValueError("every judge must rate every item")
    table = np.asarray(ratings, dtype=float)
    weights = np.asarray(marks, dtype=float)
    if not table.size:
        raise ValueError("a cut needs at least one judge and one item")
    if not np.all((table >= 0) & (table <= 1)):
        raise ValueError("a rating is a probability between 0 and 1")
    if not np.all(np.isfinite(weights) & (weights > 0)):
        raise ValueError("marks must be above 0")
    cuts = steady(table @ weights / weights.sum())
    judges = len(cuts)
    if judges == 1:
        return AngoffCut(float(cuts[0]), 1, None, (float(cuts[0]),), None, ())
    spread = float(cuts.std(ddof=1))
    far = np.flatnonzero(np.abs(cuts - cuts.mean()) > 2 * spread)
    return AngoffCut(
        float(cuts.mean()),
        judges,
        spread / sqrt(judges),
        tuple(float(cut) for cut in cuts),
        tuple(float(deviation) for deviation in table.std(axis=0, ddof=1)),
        tuple(int(judge) for judge in far),
    )
