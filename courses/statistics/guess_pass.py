"""The probability that somebody who knows nothing passes, by convolving what a guess earns on each item."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, lcm

type Number = int | float | Decimal | Fraction
type _Counts = dict[tuple[int, int], Fraction]

#: Lattice points per mark above which points are rounded up: the result is then a bound from above.
FINEST = 20_160


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

    Raises ValueError for a draw larger than its pool, a cut outside 0…1 or negative tries.
    """
    cut = _cut(pass_mark)
    if tries < 0:
        raise ValueError(f"tries must be 0 (unlimited) or more, not {tries}")
    unit, exact = _lattice(item for section in sections for item in section.items)
    total: _Counts = {(0, 0): Fraction(1)}
    for section in sections:
        total = _joined(total, _passing(section, unit))
    one = sum((p for (points, full), p in total.items() if points >= cut * full), Fraction(0))
    return GuessPass(one, tries, with_tries(one, tries), exact)


def with_tries(one: Fraction, tries: int) -> Fraction:
    """1 − (1 − p)ⁿ; with unlimited tries (0) whatever can happen will."""
    if tries == 0:
        return Fraction(one > 0)
    return 1 - (1 - one) ** tries


def _cut(pass_mark: Number) -> Fraction:
    cut = _exact(pass_mark)
    if not 0 <= cut <= 1:
        raise ValueError(f"a pass mark is a fraction between 0 and 1, not {pass_mark}")
    return cut


def _exact(number: Number) -> Fraction:
    """0.7 is seven tenths, not its binary neighbour."""
    return Fraction(str(number)) if isinstance(number, float) else Fraction(number)


def _lattice(items: Iterable[GuessItem]) -> tuple[int, bool]:
    """Points per mark on which all outcomes lie, and whether that is exact."""
    unit = 1
    for item in items:
        mark = _exact(item.mark)
        unit = lcm(unit, mark.denominator, *((value * mark).denominator for value in item.distribution))
        if unit > FINEST:
            return FINEST, False
    return unit, True


def _passing(section: GuessSection, unit: int) -> _Counts:
    """(points, full marks) → probability, for the outcomes that reach the section's own cut."""
    draw = len(section.items) if section.draw is None else section.draw
    if not 0 <= draw <= len(section.items):
        raise ValueError(f"cannot draw {draw} of {len(section.items)} items")
    drawn = _drawn(section.items, draw, unit)
    if section.pass_mark is None:
        return drawn
    cut = _cut(section.pass_mark)
    return {(points, full): p for (points, full), p in drawn.items() if points >= cut * full}


def _drawn(items: Sequence[GuessItem], draw: int, unit: int) -> _Counts:
    """Every choice of `draw` items is equally likely.

    Item by item: with `left` of the `remaining` items still to be drawn, the next one is drawn with
    probability left/remaining.
    """
    by_count: dict[int, _Counts] = {0: {(0, 0): Fraction(1)}}
    for seen, item in enumerate(items):
        remaining = len(items) - seen
        outcomes = _outcomes(item, unit)
        following: dict[int, _Counts] = {}
        for count, states in by_count.items():
            take = Fraction(draw - count, remaining)
            if take:
                _add(following.setdefault(count + 1, {}), _joined(states, outcomes), take)
            if take < 1:
                _add(following.setdefault(count, {}), states, 1 - take)
        by_count = following
    return by_count[draw]


def _outcomes(item: GuessItem, unit: int) -> _Counts:
    mark = _exact(item.mark)
    outcomes: _Counts = {}
    for value, probability in item.distribution.items():
        key = (ceil(value * mark * unit), ceil(mark * unit))
        outcomes[key] = outcomes.get(key, Fraction(0)) + probability
    return outcomes


def _add(target: _Counts, source: _Counts, factor: Fraction) -> None:
    for key, probability in source.items():
        target[key] = target.get(key, Fraction(0)) + probability * factor


def _joined(left: _Counts, right: _Counts) -> _Counts:
    joined: _Counts = {}
    for (points, full), p in left.items():
        for (more, further), q in right.items():
            key = (points + more, full + further)
            joined[key] = joined.get(key, Fraction(0)) + p * q
    return joined
