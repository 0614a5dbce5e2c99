"""Exact distributions of what somebody who knows nothing scores: value → probability, both fractions."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import ceil, comb

type Distribution = dict[Fraction, Fraction]

#: Different values above which a sum is no longer followed exactly: values are then rounded up to 1/COARSE.
#: Fifteen options with arbitrary weights come to 32,768 sums; fifty would never end.
MOST_VALUES = 20_000
COARSE = 120


def certain(value: Fraction) -> Distribution:
    return {value: Fraction(1)}


def uniform(values: Iterable[Fraction]) -> Distribution:
    listed = list(values)
    found: Distribution = {}
    for value in listed:
        found[value] = found.get(value, Fraction(0)) + Fraction(1, len(listed))
    return found


def chance(probability: Fraction, value: Fraction) -> Distribution:
    """`value` with the probability, else nothing."""
    return from_counts({value: probability, Fraction(0): 1 - probability})


def from_counts(counts: Mapping[Fraction, Fraction | int]) -> Distribution:
    """Normalise counts (or probabilities) and drop what cannot happen."""
    total = sum(counts.values(), Fraction(0))
    return {value: Fraction(count) / total for value, count in counts.items() if count}


def convolve(parts: Iterable[Distribution]) -> Distribution:
    """The distribution of the sum of independent parts.

    Exact up to `MOST_VALUES` different sums; beyond, sums are rounded up, so that a guesser does not fare
    better than what is returned.
    """
    total = certain(Fraction(0))
    for part in parts:
        following: Distribution = {}
        for left, p in total.items():
            for right, q in part.items():
                following[left + right] = following.get(left + right, Fraction(0)) + p * q
        total = following if len(following) <= MOST_VALUES else rounded_up(following)
    return total


def rounded_up(distribution: Distribution) -> Distribution:
    return mapped(distribution, {value: Fraction(ceil(value * COARSE), COARSE) for value in distribution})


def mapped(distribution: Distribution, values: Mapping[Fraction, Fraction]) -> Distribution:
    found: Distribution = {}
    for value, probability in distribution.items():
        found[values[value]] = found.get(values[value], Fraction(0)) + probability
    return found


def coin_tosses(n: int) -> dict[int, int]:
    """How many of the 2ⁿ ways of ticking n boxes tick k of them."""
    return {k: comb(n, k) for k in range(n + 1)}


def mean(distribution: Distribution, *, floor: bool = False) -> Fraction:
    return sum(
        ((max(value, Fraction(0)) if floor else value) * p for value, p in distribution.items()), Fraction(0)
    )
