"""Distractors: who chose which option."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from courses.statistics.intervals import Figure, proportion
from courses.statistics.matrix import ScoreMatrix


@dataclass(frozen=True)
class OptionStatistics:
    """`share` of the attempts that chose it; `mean_rest` their mean points on the other items."""

    option: str
    share: Figure
    mean_rest: float | None


def option_statistics(
    matrix: ScoreMatrix, item: str, chosen: Sequence[Sequence[str]], options: Sequence[str]
) -> tuple[OptionStatistics, ...]:
    """`chosen[a]` are the option ids of attempt a (several for multiple choice, none when unanswered).

    Raises ValueError when `chosen` does not follow the matrix's attempts, holds a bare id, or for an unknown
    item.
    """
    if len(chosen) != len(matrix.attempts):
        raise ValueError(f"{len(chosen)} choices for {len(matrix.attempts)} attempts")
    if any(isinstance(ids, str) for ids in chosen):
        raise ValueError("each attempt has a list of option ids, also where one was chosen")
    if item not in matrix.items:
        raise ValueError(f"the item version {item} is not in the matrix")
    column = matrix.items.index(item)
    drawn = matrix.drawn[:, column]
    rest = matrix.totals - matrix.filled[:, column]
    found = []
    for option in options:
        picked = np.array([option in ids for ids in chosen], dtype=bool) & drawn
        count = int(picked.sum())
        mean_rest = float(rest[picked].mean()) if count else None
        found.append(OptionStatistics(option, proportion(count, int(drawn.sum())), mean_rest))
    return tuple(found)
