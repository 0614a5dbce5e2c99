"""Regrading: stored responses against a corrected key, as a difference to look at before deciding."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from courses.grading.behaviours import Behaviour, Progress, replay
from courses.grading.errors import ResponseInvalid
from courses.grading.grades import NONE, Response
from courses.grading.item import Item
from courses.grading.items import grade

DEFERRED = Behaviour("deferred")


@dataclass(frozen=True)
class StoredAttempt:
    """`responses` by item key, None where not answered; only the items that the attempt drew.

    `assessed` holds the fractions that a person gave: they stand. `progress` holds the tries of items that
    were answered under a behaviour with more than one, or with a certainty; the responses of such items do
    not count.
    """

    id: str
    responses: Mapping[str, Response]
    locale: str = "en"
    assessed: Mapping[str, Fraction] = field(default_factory=dict)
    progress: Mapping[str, Progress] = field(default_factory=dict)


@dataclass(frozen=True)
class SectionCut:
    """A section with a pass mark of its own: a fraction of the marks of its items that were drawn."""

    items: frozenset[str]
    pass_mark: Fraction


@dataclass(frozen=True)
class ItemChange:
    """`after` is None where the old fraction stays; `reason` then is a stable code.

    `pending`: a person must mark the response; else the code of the `ResponseInvalid` that says why the
    stored response does not fit the corrected item.
    """

    item: str
    before: Fraction
    after: Fraction | None
    reason: str = ""


@dataclass(frozen=True)
class AttemptChange:
    """Shares of the full marks, and whether the attempt passes, before and after."""

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


@dataclass(frozen=True)
class _Key:
    """One key, old or corrected, and the cuts it is held against."""

    items: Mapping[str, Item]
    pass_mark: Fraction
    sections: Sequence[SectionCut]
    behaviour: Behaviour

    def fraction(self, attempt: StoredAttempt, key: str) -> tuple[Fraction | None, str]:
        """The item's fraction; None and the reason where this key cannot say it."""
        item = self.items[key]
        if key in attempt.assessed:
            return attempt.assessed[key], ""
        try:
            if key in attempt.progress:
                return replay(self.behaviour, item, attempt.progress[key], locale=attempt.locale).fraction, ""
            found = grade(item, attempt.responses[key], locale=attempt.locale)
        except ResponseInvalid as error:
            return None, error.code
        return (found.fraction, "") if found.final else (None, "pending")

    def share(self, fractions: Mapping[str, Fraction]) -> Fraction:
        """Points ÷ marks of these items; a negative sum counts as nothing, as do items without marks."""
        marks = {key: Fraction(self.items[key].mark) for key in fractions}
        full = sum(marks.values(), NONE)
        points = sum((fractions[key] * mark for key, mark in marks.items()), NONE)
        return max(NONE, points / full) if full else NONE

    def passes(self, fractions: Mapping[str, Fraction]) -> bool:
        """Overall, and in every section with a cut of its own of which an item was drawn."""
        drawn = (
            (section, {key: share for key, share in fractions.items() if key in section.items})
            for section in self.sections
        )
        marked = any(self.items[key].mark for key in fractions)
        enough = all(self.share(mine) >= section.pass_mark for section, mine in drawn if mine)
        return marked and enough and self.share(fractions) >= self.pass_mark


def regrade(
    attempts: Iterable[StoredAttempt],
    *,
    before: Mapping[str, Item],
    after: Mapping[str, Item],
    pass_mark: Fraction,
    sections: Sequence[SectionCut] = (),
    behaviour: Behaviour = DEFERRED,
) -> RegradeDifference:
    """Compare two keys over stored responses; both map item keys to items.

    An item absent from `after` is unchanged. A response that does not fit the corrected item, or that a
    person must mark, keeps its old fraction and is listed with the reason. Raises KeyError for an item that
    `before` does not know.
    """
    old = _Key(before, pass_mark, sections, behaviour)
    new = _Key({**before, **after}, pass_mark, sections, behaviour)
    compared = [_compare(attempt, old, new) for attempt in attempts]
    return RegradeDifference(len(compared), tuple(change for change in compared if change))


def _compare(attempt: StoredAttempt, old: _Key, new: _Key) -> AttemptChange | None:
    before: dict[str, Fraction] = {}
    after: dict[str, Fraction] = {}
    items = []
    for key in attempt.responses:
        was, _reason = old.fraction(attempt, key)
        before[key] = after[key] = NONE if was is None else was
        if new.items[key] == old.items[key]:
            continue
        now, reason = new.fraction(attempt, key)
        after[key] = before[key] if now is None else now
        if now is None or now != was or new.items[key].mark != old.items[key].mark:
            items.append(ItemChange(key, before[key], now, reason))
    if not items:
        return None
    passes = old.passes(before), new.passes(after)
    return AttemptChange(attempt.id, old.share(before), new.share(after), *passes, tuple(items))
