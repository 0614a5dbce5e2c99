"""The probability that somebody who knows nothing passes, by convolving what a guess earns on each item."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil

from courses.statistics.guess_counts import (
    Item,
    Pool,
    Sums,
    drawn_sums,
    folded,
    joined,
    lattice_of,
    probability,
)

type Number = int | float | Decimal | Fraction

#: What an item can have, and what a guess can earn of it: certainty-based marking reaches from −6 to 3.
MOST_MARKS = 1_000
LEAST_EARNED, MOST_EARNED = -6, 3


@dataclass(frozen=True)
class GuessItem:
    """An item as a guesser meets it: its mark and fraction → probability (`grading.guess_distribution`)."""

    mark: Number
    distribution: Mapping[Fraction, Fraction]


@dataclass(frozen=True)
class GuessSection:
    """All items, or `draw` of them at random; `pass_mark` is a fraction of the section's marks."""

    items: Sequence[GuessItem]
    draw: int | None = None
    pass_mark: Number | None = None


@dataclass(frozen=True)
class GuessPass:
    """`one_try` and `all_tries` are probabilities; `tries` 0 means unlimited.

    `exact` is false where weights were so fine that points were rounded up; the truth is then not higher.
    """

    one_try: Fraction
    tries: int
    all_tries: Fraction
    exact: bool

    @property
    def one_in(self) -> int | None:
        """Of how many guessers one passes, in one try; None when none can."""
        return round(1 / self.one_try) if self.one_try else None


def guess_pass(sections: Sequence[GuessSection], *, pass_mark: Number, tries: int = 1) -> GuessPass:
    """The probability to reach the cut overall and in every section that has one.

    Raises ValueError, with the place, for a draw larger than its pool, a cut outside 0…1, negative tries, a
    mark outside 0…1,000, a guess that earns less than −6 or more than 3 of it, and probabilities that are
    negative or do not add up to 1.
    """
    cut = _cut(pass_mark)
    if tries < 0:
        raise ValueError(f"tries must be 0 (unlimited) or more, not {tries}")
    pools = [_pool(section, cut, f"sections[{n}]") for n, section in enumerate(sections)]
    lattice = lattice_of(pools, cut)
    sums, total = lattice.start(), 1
    for pool, draw, own in pools:
        mine, ways = drawn_sums(lattice, pool, draw)
        if own:
            mine = {full: _reaching(one, own, full) for full, one in mine.items()}
        sums, total = joined(sums, folded(mine, cut)), total * ways
    # A cut of nothing is reached even with a negative sum: sums below 0 count as nothing.
    one = probability(lattice, sums.from_zero() if cut else sums.weights, total)
    return GuessPass(one, tries, with_tries(one, tries), lattice.exact)


def _pool(section: GuessSection, cut: Fraction, place: str) -> Pool:
    """The section's items as they count: as points where it has a cut of its own, else above the whole's."""
    draw = len(section.items) if section.draw is None else section.draw
    if not 0 <= draw <= len(section.items):
        raise ValueError(f"{place}: cannot draw {draw} of {len(section.items)} items")
    own = None if section.pass_mark is None else _cut(section.pass_mark, f"{place}: ")
    counted = [
        _as_counted(item, None if own else cut, f"{place}.items[{n}]") for n, item in enumerate(section.items)
    ]
    return counted, draw, own


def _as_counted(item: GuessItem, cut: Fraction | None, place: str) -> Item:
    mark = _exact(item.mark)
    if mark is None or not 0 <= mark <= MOST_MARKS:
        raise ValueError(f"{place}: a mark is a number between 0 and {MOST_MARKS}, not {item.mark}")
    for value in item.distribution:
        if not LEAST_EARNED <= value <= MOST_EARNED:
            raise ValueError(
                f"{place}: a guess earns {LEAST_EARNED} to {MOST_EARNED} marks of one, not {value}"
            )
    if min(item.distribution.values(), default=0) < 0:
        raise ValueError(f"{place}: a probability is 0 or more, not {min(item.distribution.values())}")
    total = sum(item.distribution.values())
    if total != 1:
        raise ValueError(f"{place}: the probabilities of a guess must add up to 1, not {total}")
    full, taken = (mark, Fraction(0)) if cut is None else (Fraction(0), cut * mark)
    points: dict[Fraction, Fraction] = {}
    for value, chance in item.distribution.items():
        above = value * mark - taken
        points[above] = points.get(above, Fraction(0)) + chance
    return full, points


def _reaching(sums: Sums, cut: Fraction, full: int) -> Sums:
    """Only the sums that come to `cut` of the full marks."""
    weights = sums.weights.copy()
    weights[: max(0, ceil(cut * full) - sums.base)] = 0
    return Sums(sums.base, weights)


def with_tries(one: Fraction, tries: int) -> Fraction:
    """1 − (1 − p)ⁿ; with unlimited tries (0) whatever can happen will."""
    if tries == 0:
        return Fraction(one > 0)
    return 1 - (1 - one) ** tries


def _cut(pass_mark: Number, place: str = "") -> Fraction:
    cut = _exact(pass_mark)
    if cut is None or not 0 <= cut <= 1:
        raise ValueError(f"{place}a pass mark is a fraction between 0 and 1, not {pass_mark}")
    return cut


def _exact(number: Number) -> Fraction | None:
    """0.7 is seven tenths, not its binary neighbour; None for what is infinite or no number."""
    try:
        return Fraction(str(number)) if isinstance(number, float) else Fraction(number)
    except (ValueError, OverflowError):
        return None
