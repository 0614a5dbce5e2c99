"""How a random order fares under each way of scoring one (`orders`), exactly for any length.

A bond is a pair of neighbours (i, i+1) that an order keeps together.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import comb, factorial, prod

from courses.grading.guessing import Distribution, from_counts

type Counts = dict[Fraction, Fraction | int]


def random_order(method: str, n: int) -> Distribution:
    """The distribution of the method's fraction over all n! orders, each equally likely."""
    return from_counts(_COUNTS[method](n))


def _subset(length: int, n: int) -> Fraction:
    """What a longest subset of this length earns; one entry alone is no order."""
    return Fraction(length if length > 1 else 0, n)


def _count_all_or_nothing(n: int) -> Counts:
    return {Fraction(1): 1, Fraction(0): factorial(n) - 1}


def _count_absolute_position(n: int) -> Counts:
    """Rencontres numbers: k fixed points and a derangement of the rest."""
    derangements = [1, 0]
    for m in range(2, n + 1):
        derangements.append((m - 1) * (derangements[m - 1] + derangements[m - 2]))
    return {Fraction(k, n): comb(n, k) * derangements[n - k] for k in range(n + 1)}


def bond_counts(n: int, ends: int) -> dict[tuple[int, int], int]:
    """(ends kept, inner bonds kept) → number of orders, with 0, 1 or 2 ends counted as bonds.

    Inclusion and exclusion: a set of m bonds is kept by (n − m)! orders (by one when all are).
    """
    counts = {}
    for kept_ends in range(ends + 1):
        for kept in range(n):
            counts[kept_ends, kept] = sum(
                (-1) ** (i - kept_ends + j - kept)
                * comb(i, kept_ends)
                * comb(j, kept)
                * comb(ends, i)
                * comb(n - 1, j)
                * factorial(max(n - i - j, 0))
                for i in range(kept_ends, ends + 1)
                for j in range(kept, n)
            )
    return counts


def _count_bonds(n: int, ends: int, weight: int, total: int) -> Counts:
    counts: Counts = {}
    for (kept_ends, kept), ways in bond_counts(n, ends).items():
        value = Fraction(weight * kept + kept_ends, total)
        counts[value] = counts.get(value, 0) + ways
    return counts


def _count_all_previous_next(n: int) -> Counts:
    """Mahonian numbers: orders by their inversions."""
    ways = [1]
    for m in range(2, n + 1):
        ways = [
            sum(ways[k - i] for i in range(m) if 0 <= k - i < len(ways)) for k in range(len(ways) + m - 1)
        ]
    return {1 - Fraction(k, comb(n, 2)): count for k, count in enumerate(ways)}


def placements(gaps: int, words: int) -> dict[int, int]:
    """Right gaps → number of ways to put different words into all gaps, each gap having one right word.

    Inclusion and exclusion over further right gaps; gaps ≤ words.
    """
    rest = factorial(words - gaps)
    return {
        right: comb(gaps, right)
        * sum(
            (-1) ** more * comb(gaps - right, more) * factorial(words - right - more)
            for more in range(gaps - right + 1)
        )
        // rest
        for right in range(gaps + 1)
    }


def partitions(n: int, largest: int) -> Iterator[list[int]]:
    if n == 0:
        yield []
    for first in range(min(n, largest), 0, -1):
        for rest in partitions(n - first, first):
            yield [first, *rest]


def _count_longest_ordered(n: int) -> Counts:
    """Schensted: orders with longest rise k ↔ pairs of standard tableaux whose first row has k cells."""
    counts: Counts = {}
    for shape in partitions(n, n):
        columns = [sum(row > column for row in shape) for column in range(shape[0])]
        hooks = prod(
            row - column + columns[column] - place - 1
            for place, row in enumerate(shape)
            for column in range(row)
        )
        value = _subset(shape[0], n)
        counts[value] = counts.get(value, 0) + (factorial(n) // hooks) ** 2
    return counts


def _count_longest_contiguous(n: int) -> Counts:
    """Cut 1…n into m blocks of at most k entries and order the blocks without a new bond."""
    at_most = [0]
    for longest in range(1, n + 1):
        ways = [[1] + [0] * n]
        for _ in range(n):
            last = ways[-1]
            ways.append([sum(last[max(0, size - longest) : size]) for size in range(n + 1)])
        at_most.append(sum(ways[m][n] * bond_counts(m, 0)[0, 0] for m in range(1, n + 1)))
    counts: Counts = {}
    for longest in range(1, n + 1):
        value = _subset(longest, n)
        counts[value] = counts.get(value, 0) + at_most[longest] - at_most[longest - 1]
    return counts


def _count_relative(n: int) -> Counts:
    """Orders by total displacement, place by place; `open_` counts entries and places still unmatched.

    Each unmatched entry and place moves the sum by one per step; matching an open one, the new one or both
    gives the factors.
    """
    states: dict[tuple[int, int], int] = {(0, 0): 1}
    for _ in range(n):
        following: dict[tuple[int, int], int] = {}
        for (open_, distance), ways in states.items():
            for after, factor in ((open_ + 1, 1), (open_, 2 * open_ + 1), (open_ - 1, open_ * open_)):
                if factor:
                    key = (after, distance + 2 * after)
                    following[key] = following.get(key, 0) + ways * factor
        states = following
    return {
        1 - Fraction(distance, n * (n - 1)): ways for (open_, distance), ways in states.items() if open_ == 0
    }


_COUNTS: dict[str, Callable[[int], Counts]] = {
    "all_or_nothing": _count_all_or_nothing,
    "absolute_position": _count_absolute_position,
    "next_exclude_last": lambda n: _count_bonds(n, 0, 1, n - 1),
    "next_include_last": lambda n: _count_bonds(n, 1, 1, n),
    "previous_next": lambda n: _count_bonds(n, 2, 2, 2 * n),
    "all_previous_next": _count_all_previous_next,
    "longest_ordered_subset": _count_longest_ordered,
    "longest_contiguous_subset": _count_longest_contiguous,
    "relative_to_correct": _count_relative,
}
