"""Accepted numbers, as items write them: a value with its tolerance, or a range."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from courses.formats.numbers import number, plain

Row = Mapping[str, Any]


def inside(row: Row, before: Iterable[Row] = ()) -> str:
    """A number that the row accepts, and if there is one, none of the rows before it."""
    others = list(before)
    candidates = list(_candidates(row))
    free = (value for value in candidates if not any(holds(other, value) for other in others))
    return plain(next(free, candidates[0]))


def holds(row: Row, value: float) -> bool:
    """Whether the row accepts the number, open ends counted as closed ones."""
    low, high = _ends(row)
    return low <= value <= high


def _candidates(row: Row) -> Iterator[float]:
    low, high = _ends(row)
    if "value" in row:
        yield float(row["value"])
    if math.isinf(low) or math.isinf(high):
        yield from (low + step if math.isinf(high) else high - step for step in (1.0, 1000.0))
        return
    for share in (0.5, 0.25, 0.75, 0.01, 0.99, 0.0, 1.0):
        yield min(high, low + (high - low) * share)


def _ends(row: Row) -> tuple[float, float]:
    if "value" not in row:
        low, high = number(row.get("low")), number(row.get("high"))
        return (-math.inf if low is None else low), (math.inf if high is None else high)
    value, width = float(row["value"]), float(row.get("tolerance", 0))
    width = abs(value) * width if row.get("tolerance_type") == "relative" else width
    return value - width, value + width
