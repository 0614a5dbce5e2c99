"""The ways of scoring an order, entry by entry.

A response is a permutation of 0…n−1 (the right order is 0, 1, … n−1). Each way says what every entry earns;
all but `all_or_nothing` give the response their mean.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

type Earned = Mapping[int, Fraction]


def in_place(order: Sequence[int]) -> Earned:
    """Entries that stand where they belong."""
    return {entry: Fraction(entry == place) for place, entry in enumerate(order)}


def next_exclude_last(order: Sequence[int]) -> Earned:
    """Entries followed by the right one; the last entry is not asked."""
    return {entry: earned for entry, earned in next_include_last(order).items() if entry < len(order) - 1}


def next_include_last(order: Sequence[int]) -> Earned:
    """As above; the last entry is right when nothing follows it."""
    following = [*order[1:], len(order)]
    return {entry: Fraction(after == entry + 1) for entry, after in zip(order, following, strict=True)}


def previous_next(order: Sequence[int]) -> Earned:
    """Half for the right one before it, half for the right one after it (or the start, the end)."""
    around = zip([-1, *order[:-1]], order, [*order[1:], len(order)], strict=True)
    return {
        entry: Fraction((before == entry - 1) + (after == entry + 1), 2) for before, entry, after in around
    }


def all_previous_next(order: Sequence[int]) -> Earned:
    """How many of the others are on the right side of it."""
    return {
        entry: Fraction(
            sum(other < entry for other in order[:place])
            + sum(other > entry for other in order[place + 1 :]),
            len(order) - 1,
        )
        for place, entry in enumerate(order)
    }


def longest_ordered_subset(order: Sequence[int]) -> Earned:
    """The entries of the longest rising subsequence; one entry alone is no order and scores nothing."""
    rises: list[list[int]] = []
    for entry in order:
        before = max((rise for rise in rises if rise[-1] < entry), key=len, default=[])
        rises.append([*before, entry])
    return _subset(max(rises, key=len), order)


def longest_contiguous_subset(order: Sequence[int]) -> Earned:
    """The entries of the longest run kept together; one entry alone scores nothing."""
    runs: list[list[int]] = []
    for entry in order:
        if runs and runs[-1][-1] == entry - 1:
            runs[-1].append(entry)
        else:
            runs.append([entry])
    return _subset(max(runs, key=len), order)


def relative_to_correct(order: Sequence[int]) -> Earned:
    """((n−1) − |distance from the right place|)/(n−1)."""
    reach = len(order) - 1
    return {entry: Fraction(reach - abs(entry - place), reach) for place, entry in enumerate(order)}


def _subset(kept: Sequence[int], order: Sequence[int]) -> Earned:
    return {entry: Fraction(len(kept) > 1 and entry in kept) for entry in order}


METHODS: dict[str, Callable[[Sequence[int]], Earned]] = {
    "all_or_nothing": in_place,
    "absolute_position": in_place,
    "next_exclude_last": next_exclude_last,
    "next_include_last": next_include_last,
    "previous_next": previous_next,
    "all_previous_next": all_previous_next,
    "longest_ordered_subset": longest_ordered_subset,
    "longest_contiguous_subset": longest_contiguous_subset,
    "relative_to_correct": relative_to_correct,
}


def fraction_of(method: str, earned: Earned) -> Fraction:
    """What the whole response earns."""
    mean = sum(earned.values(), Fraction(0)) / len(earned)
    return Fraction(mean == 1) if method == "all_or_nothing" else mean
