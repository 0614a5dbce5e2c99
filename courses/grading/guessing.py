"""Exact distributions of what somebody who knows nothing scores: value → probability, both fractions."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import ceil, comb, lcm, prod

type Distribution = dict[Fraction, Fraction]

#: Sums of parts are followed exactly while they are no more than this many different values, or while their
#: common denominator puts them on this many points. Fifty options with arbitrary weights would never end.
MOST_VALUES = 20_000
MOST_POINTS = 50_000
#: Else values are rounded up to 1/COARSE.
COARSE = 840


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

    Exact within `MOST_VALUES` and `MOST_POINTS`; beyond, the parts' values are rounded up, so that a guesser
    does not fare better than what is returned.
    """
    listed = list(parts)
    if prod(len(part) for part in listed) > MOST_VALUES:
        return _on_lattice(listed)
    total = certain(Fraction(0))
    for part in listed:
        following: Distribution = {}
        for left, p in total.items():
            for right, q in part.items():
                following[left + right] = following.get(left + right, Fraction(0)) + p * q
        total = following
    return total


def _on_lattice(parts: Sequence[Distribution]) -> Distribution:
    """The sum by multiplying polynomials, each packed into one whole number with a slot for every point."""
    unit = lcm(*(value.denominator for part in parts for value in part))
    if unit * sum(max(part) - min(part) for part in parts) > MOST_POINTS:
        unit = COARSE
    scales = [lcm(*(probability.denominator for probability in part.values())) for part in parts]
    total = prod(scales)
    slot = total.bit_length() // 8 + 1
    packed, lowest, points = 1, 0, 1
    for part, scale in zip(parts, scales, strict=True):
        low = ceil(min(part) * unit)
        factors = [(ceil(value * unit) - low, int(p * scale)) for value, p in part.items()]
        packed = sum(packed * ways << 8 * slot * place for place, ways in factors)
        lowest, points = lowest + low, points + max(place for place, _ in factors)
    written = packed.to_bytes(slot * points, "little")
    ways_at = (int.from_bytes(written[n * slot : (n + 1) * slot], "little") for n in range(points))
    return {Fraction(lowest + n, unit): Fraction(ways, total) for n, ways in enumerate(ways_at) if ways}


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
