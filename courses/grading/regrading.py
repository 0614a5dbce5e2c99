"""Regrading: stored responses against a corrected key, as a difference to look at before deciding."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from courses.grading.errors import ResponseInvalid
from courses.grading.grades import Grade, Response
from courses.grading.item import Item
from courses.grading.items import grade


@dataclass(frozen=True)
class StoredAttempt:
    """`responses` by item key, None where not answered; only the items that the attempt drew."""

    id: str
    responses: Mapping[str, Response]
    locale: str = "en"


@dataclass(frozen=True)
class ItemChange:
    """`after` is None where the stored response does not fit the corrected item; `reason` says why."""

    item: str
    before: Fraction
    after: Fraction | None
    reason: str = ""


@dataclass(frozen=True)
class AttemptChange:
    """Shares of the full marks, and whether the pass mark is reached, before and after."""

    attempt: str
    before: Fraction
    after: Fraction
    passed_before: bool
    passed_after: bool
    items: tuple[ItemChange, ...]

    @property
    def flips(self) -> bool:
        return self.passed_before != self.passed_after


@dataclass(frozen=True)
class RegradeDifference:
    """`changes` holds the attempts in which at least one item changes; `attempts` were looked at."""

    attempts: int
    changes: tuple[AttemptChange, ...]

    @property
    def gains(self) -> tuple[AttemptChange, ...]:
        return tuple(change for change in self.changes if change.after > change.before)

    @property
    def losses(self) -> tuple[AttemptChange, ...]:
        return tuple(change for change in self.changes if change.after < change.before)

    @property
    def flips(self) -> tuple[AttemptChange, ...]:
        return tuple(change for change in self.changes if change.flips)


def regrade(
    attempts: Iterable[StoredAttempt],
    *,
    before: Mapping[str, Item],
    after: Mapping[str, Item],
    pass_mark: Fraction,
) -> RegradeDifference:
    """Compare two keys over stored responses; both map item keys to items.

    An item absent from `after` is unchanged. A response that does not fit the corrected item, or that a
    person must mark, keeps its old fraction and is listed with the reason. Raises KeyError for an item that
    `before` does not know.
    """
    merged = {**before, **after}
    compared = [_compare(attempt, before, merged, pass_mark) for attempt in attempts]
    return RegradeDifference(len(compared), tuple(change for change in compared if change))


def _compare(
    attempt: StoredAttempt, before: Mapping[str, Item], after: Mapping[str, Item], pass_mark: Fraction
) -> AttemptChange | None:
    old_points = new_points = old_full = new_full = Fraction(0)
    items = []
    for key, response in attempt.responses.items():
        old_mark, new_mark = Fraction(before[key].mark), Fraction(after[key].mark)
        old = grade(before[key], response, locale=attempt.locale).fraction
        new, reason = _regraded(after[key], response, attempt.locale)
        counted = old if new is None else new
        old_points, old_full = old_points + old * old_mark, old_full + old_mark
        new_points, new_full = new_points + counted * new_mark, new_full + new_mark
        if new != old or old_mark != new_mark:
            items.append(ItemChange(key, old, new, reason))
    if not items:
        return None
    old_share, new_share = _share(old_points, old_full), _share(new_points, new_full)
    return AttemptChange(
        attempt.id, old_share, new_share, old_share >= pass_mark, new_share >= pass_mark, tuple(items)
    )


def _regraded(item: Item, response: Response, locale: str) -> tuple[Fraction | None, str]:
    try:
        found: Grade = grade(item, response, locale=locale)
    except ResponseInvalid as error:
        return None, str(error)
    return (found.fraction, "") if found.final else (None, "A person must mark this response.")


def _share(points: Fraction, full: Fraction) -> Fraction:
    return points / full if full else Fraction(0)
