"""Drift of a pass rate: a Bernoulli CUSUM that raises an alarm once the odds of passing have changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf, log
from typing import Literal

type Direction = Literal["up", "down"]


@dataclass(frozen=True)
class Alarm:
    """After `position` attempts (from 1) the sum crossed the limit; `since` is where its rise began."""

    position: int
    since: int
    direction: Direction


@dataclass(frozen=True)
class Drift:
    """`alarms` in order; `up` and `down` are the sums at the end, 0…limit."""

    n: int
    alarms: tuple[Alarm, ...]
    up: float
    down: float


def pass_rate_drift(
    passed: Iterable[bool], *, expected: float, odds_ratio: float = 2.0, limit: float = 4.5
) -> Drift:
    """Watch passes in order of time against the `expected` rate.

    Each sum adds the log-likelihood ratio of rates whose odds are `odds_ratio` times better (up) or worse
    (down), never falls below 0, and starts again after an alarm. Raises ValueError for parameters that
    make no test.
    """
    if not (0 < expected < 1 and 1 < odds_ratio < inf and 0 < limit < inf):
        raise ValueError("expected must be between 0 and 1, odds_ratio above 1, limit above 0")
    steps: dict[Direction, tuple[float, float]] = {
        "up": _steps(expected, odds_ratio),
        "down": _steps(expected, 1 / odds_ratio),
    }
    sums: dict[Direction, float] = {"up": 0.0, "down": 0.0}
    since: dict[Direction, int] = {"up": 1, "down": 1}
    alarms, position = [], 0
    for position, outcome in enumerate(passed, start=1):
        for direction, (on_pass, on_fail) in steps.items():
            if sums[direction] == 0:
                since[direction] = position
            sums[direction] = max(0.0, sums[direction] + (on_pass if outcome else on_fail))
            if sums[direction] >= limit:
                alarms.append(Alarm(position, since[direction], direction))
                sums[direction] = 0.0
    return Drift(position, tuple(alarms), sums["up"], sums["down"])


def _steps(rate: float, odds_ratio: float) -> tuple[float, float]:
    """What a pass and a fail add: ln of their likelihood ratio."""
    # The changed rate is odds_ratio·rate/scale, and 1 − it is (1 − rate)/scale.
    scale = 1 - rate + odds_ratio * rate
    return log(odds_ratio / scale), -log(scale)
