"""Differential item functioning after Mantel and Haenszel: is an item harder for one group of equal skill?"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import erfc, log, sqrt
from typing import Literal

import numpy as np

from courses.statistics.matrix import steady

type DifClass = Literal["A", "B", "C"]

SCALE = -2.35


@dataclass(frozen=True)
class MantelHaenszel:
    """`odds_ratio` is α_MH; `delta` = −2.35·ln α_MH, negative where the item is harder for the focal group.

    Class A is negligible, C large, B between (ETS). All None where no stratum holds both groups and both
    outcomes. `p_value` is from the continuity-corrected χ².
    """

    n: int
    strata: int
    odds_ratio: float | None
    delta: float | None
    delta_error: float | None
    chi_square: float | None
    p_value: float | None
    dif_class: DifClass | None


def mantel_haenszel(
    right: Sequence[bool], focal: Sequence[bool], matching: Sequence[float]
) -> MantelHaenszel:
    """`right[a]`: answered right; `focal[a]`: member of the focal group; `matching[a]`: the total.

    Raises ValueError when the lengths differ or a matching score is no number.
    """
    if not len(right) == len(focal) == len(matching):
        raise ValueError("right, focal and matching must have the same length")
    scores = np.asarray(matching, dtype=float)
    if not np.isfinite(scores).all():
        raise ValueError("a matching score is not a number")
    hits, group = np.asarray(right, dtype=bool), np.asarray(focal, dtype=bool)
    levels, stratum = np.unique(steady(scores), return_inverse=True)
    cells = [
        np.bincount(stratum[member & outcome], minlength=len(levels)).astype(float)
        for member in (~group, group)
        for outcome in (hits, ~hits)
    ]
    a, b, c, d = cells
    total = a + b + c + d
    used = ((a + b) > 0) & ((c + d) > 0)
    a, b, c, d, total = a[used], b[used], c[used], d[used], total[used]
    agree, against = float((a * d / total).sum()), float((b * c / total).sum())
    n, strata = int(total.sum()), int(used.sum())
    if agree <= 0 or against <= 0:
        return MantelHaenszel(n, strata, None, None, None, None, None, None)
    ratio = agree / against
    log_error = sqrt(
        float(((a * d + ratio * b * c) * (a + d + ratio * (b + c)) / total**2).sum()) / (2 * agree**2)
    )
    expected = (a + b) * (a + c) / total
    variance = float(((a + b) * (c + d) * (a + c) * (b + d) / (total**2 * (total - 1))).sum())
    chi = max(0.0, abs(float(a.sum() - expected.sum())) - 0.5) ** 2 / variance
    delta, error = SCALE * log(ratio), abs(SCALE) * log_error
    p_value = erfc(sqrt(chi / 2))
    return MantelHaenszel(n, strata, ratio, delta, error, chi, p_value, classify(delta, error, p_value))


def classify(delta: float, error: float, p_value: float) -> DifClass:
    """A: |Δ| < 1 or not significantly different from 0. C: |Δ| ≥ 1.5 and significantly above 1. Else B."""
    if abs(delta) < 1 or p_value >= 0.05:
        return "A"
    one_sided = 1.6448536269514722
    return "C" if abs(delta) >= 1.5 and (abs(delta) - 1) / error > one_sided else "B"
