"""How guesses add up: the weight of every sum of points, exact while that takes no time.

Sums lie on a lattice of `unit` points per mark, as an array with a place for each. Exactly, a place holds a
whole number of ways; where that would take long it holds a probability as a float, and what is read off at
the end is raised by more than all rounding can have taken away.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, comb, floor, lcm, prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

type Weights = NDArray[Any]
#: What one item adds to the sum of full marks, and sum of points → probability; both in marks.
type Item = tuple[Fraction, Mapping[Fraction, Fraction]]
#: Items, how many of them are drawn, the section's own cut.
type Pool = tuple[Sequence[Item], int, Fraction | None]

#: Lattices tried after the one on which every sum lies; on these, points are rounded up.
COARSER = (20_160, 5_040, 840, 120, 12, 1)
#: Additions that take a second or two: of whole numbers, of floats.
MOST_EXACT = 2 * 10**7
MOST = 2 * 10**9
#: What starting one operation on arrays costs, in additions.
OVERHEAD = 1_000
#: Places of an array: of whole numbers, of floats.
LONGEST_EXACT = 10**6
LONGEST = 5 * 10**6
#: More than 10⁵ roundings of floats can take away.
MARGIN = Fraction(10**9 + 1, 10**9)


@dataclass(frozen=True)
class Sums:
    """Place n of `weights` stands for n + `base` points on the lattice."""

    base: int
    weights: Weights

    def from_zero(self) -> Weights:
        """The weights of 0 points and more."""
        return self.weights[max(0, -self.base) :]


@dataclass(frozen=True)
class Lattice:
    """`unit` points per mark. Points are rounded up and full marks down: a guesser does not fare better."""

    unit: int
    complete: bool
    whole: bool

    @property
    def exact(self) -> bool:
        return self.complete and self.whole

    def start(self) -> Sums:
        return Sums(0, np.array([1], dtype=object if self.whole else float))

    def weight(self, ways: int, scale: int) -> Any:
        return ways if self.whole else ways / scale


def lattice_of(pools: Sequence[Pool], cut: Fraction) -> Lattice:
    """The finest lattice, and exact numbers, as far as counting comes to an end soon."""
    values = [n for pool, _draw, _own in pools for full, points in pool for n in (full * cut, *points)]
    unit = lcm(1, *(value.denominator for value in values))
    tried = [unit, *(coarse for coarse in COARSER if coarse < unit)]
    costs = ((candidate, *_cost(pools, candidate)) for candidate in tried)
    fitting = (row for row in costs if row[1] <= MOST and row[2] <= LONGEST)
    found, additions, longest = next(fitting, (1, MOST, LONGEST))
    whole = additions <= MOST_EXACT and longest <= LONGEST_EXACT
    return Lattice(found, complete=found == unit, whole=whole)


def drawn_sums(lattice: Lattice, pool: Sequence[Item], draw: int) -> tuple[dict[int, Sums], int]:
    """Full marks (on the lattice) → the sums of `draw` items of the pool, and the weight of all of them.

    Item by item each state is kept without it and with it, so that every choice of items is counted once.
    """
    rows, low = _rows(lattice.unit, pool)
    scales = _scales(pool, draw)
    by_count: list[dict[int, Weights]] = [{0: lattice.start().weights}, *({} for _ in range(draw))]
    for seen, ((full, places), scale) in enumerate(zip(rows, scales, strict=True)):
        factors = [(place, lattice.weight(int(p * scale), scale)) for place, p in places]
        for count in _counts(len(pool), draw, seen):
            for key, weights in by_count[count].items():
                _add(by_count[count + 1], key + full, weights, factors)
        if draw >= len(pool) - seen:
            by_count[draw - len(pool) + seen] = {}
    total = comb(len(pool), draw) * (prod(scales[:draw]) if lattice.whole else 1)
    return {full: Sums(low * draw, weights) for full, weights in by_count[draw].items()}, total


def folded(sums: Mapping[int, Sums], cut: Fraction) -> Sums:
    """All sums as points above `cut` of their own full marks."""
    shifted = [(one.base + ceil(-cut * full), one.weights) for full, one in sums.items()]
    base = min(start for start, _ in shifted)
    length = max(start + len(weights) for start, weights in shifted) - base
    found = np.zeros(length, dtype=shifted[0][1].dtype)
    for start, weights in shifted:
        found[start - base : start - base + len(weights)] += weights
    return Sums(base, found)


def joined(left: Sums, right: Sums) -> Sums:
    """The sums of independent parts."""
    if left.weights.dtype != object:
        return Sums(left.base + right.base, np.convolve(left.weights, right.weights))
    # Whole numbers of any size: both arrays become one number each, with a slot for every place.
    totals = [max(1, int(part.weights.sum())) for part in (left, right)]
    slot = prod(totals).bit_length() // 8 + 1
    one, other = (
        int.from_bytes(b"".join(int(n).to_bytes(slot, "little") for n in part.weights), "little")
        for part in (left, right)
    )
    length = len(left.weights) + len(right.weights) - 1
    written = (one * other).to_bytes(slot * length, "little")
    slots = [int.from_bytes(written[n * slot : (n + 1) * slot], "little") for n in range(length)]
    return Sums(left.base + right.base, np.array(slots, dtype=object))


def probability(lattice: Lattice, weights: Weights, total: int) -> Fraction:
    if lattice.whole:
        return Fraction(int(weights.sum()), total)
    return min(Fraction(1), Fraction(float(weights.sum())) / total * MARGIN)


def _rows(unit: int, pool: Sequence[Item]) -> tuple[list[tuple[int, list[tuple[int, Fraction]]]], int]:
    """Each item on the lattice, places counted from the least that any item of the pool adds."""
    low = min((ceil(value * unit) for _full, points in pool for value in points), default=0)
    return [
        (floor(full * unit), [(ceil(value * unit) - low, p) for value, p in points.items() if p])
        for full, points in pool
    ], low


def _scales(pool: Sequence[Item], draw: int) -> list[int]:
    """What makes each item's probabilities whole: its own where all are drawn, else one for all."""
    own = [lcm(*(probability.denominator for probability in values.values())) for _full, values in pool]
    return own if draw == len(pool) else [lcm(1, *own)] * len(pool)


def _counts(n: int, draw: int, seen: int) -> Iterator[int]:
    """How many of the first `seen` items may have been drawn before another one is; most first."""
    return iter(range(min(seen, draw - 1), max(draw - n + seen, 0) - 1, -1))


def _add(target: dict[int, Weights], key: int, weights: Weights, factors: Sequence[tuple[int, Any]]) -> None:
    length = len(weights) + max(place for place, _ in factors)
    found = np.zeros(length, dtype=weights.dtype)
    for place, factor in factors:
        found[place : place + len(weights)] += weights * factor
    earlier = target.get(key)
    if earlier is None:
        target[key] = found
        return
    long, short = (found, earlier) if len(found) >= len(earlier) else (earlier, found)
    long[: len(short)] += short
    target[key] = long


def _cost(pools: Sequence[Pool], unit: int) -> tuple[int, int]:
    """Additions, and places of the longest array, from the sums of full marks alone; soon above MOST."""
    total, longest = 0, 1
    for pool, draw, _own in pools:
        rows, _low = _rows(unit, pool)
        widest = max((place for _full, places in rows for place, _ in places), default=0)
        by_count: list[set[int]] = [{0}, *(set() for _ in range(draw))]
        for seen, (full, places) in enumerate(rows):
            for count in _counts(len(pool), draw, seen):
                moved = (len(places) + 1) * (OVERHEAD + widest * count) + widest
                total += len(by_count[count]) * moved
                by_count[count + 1] |= {key + full for key in by_count[count]}
            if total > MOST:
                return total, longest
        length = 1 + widest * draw + max(by_count[draw])
        # Products of arrays: numpy does many additions at once, and whole numbers are one number each.
        total += longest * length // 8 if longest > 1 else 0
        longest += length
    return total, longest
