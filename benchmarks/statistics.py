"""Statistics of a large cohort: processor seconds for 100,000 attempts at 50 items, 30 % not drawn.

    python -m benchmarks.statistics [ATTEMPTS]

The aim is at most two seconds on one core. The peer is the plain matrix of covariances of numpy on full data.
"""

import sys
import time
from collections.abc import Callable

import numpy as np

from courses.statistics import ScoreMatrix, item_statistics, total_statistics

ITEMS = 50
RUNS = 3


def cpu_seconds(work: Callable[[], object]) -> float:
    """The median of several runs."""
    runs = []
    for _run in range(RUNS):
        started = time.process_time()
        work()
        runs.append(time.process_time() - started)
    return sorted(runs)[RUNS // 2]


def main() -> None:
    attempts = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    rng = np.random.default_rng(1)
    full = rng.integers(0, 2, (attempts, ITEMS)).astype(float)
    drawn = full.copy()
    drawn[rng.random(full.shape) < 0.3] = np.nan
    matrix = ScoreMatrix.complete(drawn, [1] * ITEMS)
    ours = cpu_seconds(lambda: (item_statistics(matrix), total_statistics(matrix, pass_mark=0.6)))
    peer = cpu_seconds(lambda: np.cov(full, rowvar=False))
    print(f"{attempts} attempts × {ITEMS} items: {ours:.2f} s of CPU", end="; ")
    print(f"numpy.cov alone {peer:.2f} s; ×{ours / peer:.1f}")


if __name__ == "__main__":
    main()
