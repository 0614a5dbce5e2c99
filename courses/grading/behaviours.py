"""How an item reacts while it is being answered: behaviours and their state.

A behaviour is a rule, a `Progress` its state for one item in one attempt; `check` and `finish` return the
next state and change nothing. Fractions are of the item's mark; under certainty-based marking they reach from
−6 to 3.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from courses.grading.errors import ResponseInvalid
from courses.grading.grades import ALMOST_ALL, ALMOST_NONE, NONE, Grade, Response
from courses.grading.item import Item
from courses.grading.items import grade

type BehaviourName = Literal["deferred", "immediate", "adaptive", "interactive", "certainty"]

BEHAVIOURS: tuple[BehaviourName, ...] = ("deferred", "immediate", "adaptive", "interactive", "certainty")
#: Certainty → (factor when right, marks when wrong).
CERTAINTY = {1: (1, 0), 2: (2, -2), 3: (3, -6)}
DEFAULT_PENALTY = Fraction(1, 3)


class BehaviourRefused(Exception):
    """The step is not possible now; `code` is stable, for translation."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


@dataclass(frozen=True)
class Behaviour:
    """`penalty` is taken for each earlier try (adaptive, interactive). An item's own penalty stands in its
    place; a behaviour without a penalty (0) takes none from any item. `tries` limits interactive items; None
    gives one more than the item has hints. Raises ValueError for an unknown name, a penalty outside 0…1 or
    fewer than one try.
    """

    name: BehaviourName
    penalty: Fraction = DEFAULT_PENALTY
    tries: int | None = None

    def __post_init__(self) -> None:
        if self.name not in BEHAVIOURS:
            raise ValueError(f"unknown behaviour {self.name!r}; there are {', '.join(BEHAVIOURS)}")
        if not 0 <= self.penalty <= 1:
            raise ValueError(f"a penalty is a fraction between 0 and 1, not {self.penalty}")
        if self.tries is not None and self.tries < 1:
            raise ValueError(f"tries must be 1 or more, not {self.tries}")

    def penalty_of(self, item: Item) -> Fraction:
        return item.penalty if self.penalty and item.penalty is not None else self.penalty

    def total_tries(self, item: Item) -> int:
        return self.tries if self.tries is not None else len(item.hints) + 1


@dataclass(frozen=True)
class Try:
    """A response that was graded; `fraction` before any penalty."""

    response: Response
    fraction: Fraction
    certainty: int | None = None


@dataclass(frozen=True)
class Progress:
    """`fraction` is what counts so far, after penalties and certainty."""

    tries: tuple[Try, ...] = ()
    fraction: Fraction = NONE
    finished: bool = False

    def to_data(self) -> dict[str, object]:
        return {
            "tries": [[one.response, str(one.fraction), one.certainty] for one in self.tries],
            "fraction": str(self.fraction),
            "finished": self.finished,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, object]) -> "Progress":
        """What `to_data` wrote. Raises KeyError, TypeError or ValueError for anything else."""
        rows, finished = data["tries"], data["finished"]
        if not isinstance(rows, list) or not isinstance(finished, bool):
            raise TypeError("tries must be a list, finished true or false")
        return cls(tuple(_stored_try(*row) for row in rows), _stored_fraction(data["fraction"]), finished)


def _stored_fraction(written: object) -> Fraction:
    if not isinstance(written, str):
        raise TypeError(f"a fraction is written as text, not {written!r}")
    try:
        return Fraction(written)
    except ZeroDivisionError as error:
        raise ValueError(f"{written} is no fraction") from error


def _stored_try(response: Response, fraction: object, certainty: int | None) -> Try:
    if certainty is not None and (isinstance(certainty, bool) or certainty not in CERTAINTY):
        raise ValueError(f"certainty is 1, 2 or 3, not {certainty!r}")
    return Try(response, _stored_fraction(fraction), certainty)


@dataclass(frozen=True)
class Step:
    """The new progress, the grade of this response, and the hint to show after a wrong try."""

    progress: Progress
    grade: Grade
    hint: str = ""
    tries_left: int | None = None


def check(
    behaviour: Behaviour,
    item: Item,
    progress: Progress,
    response: object,
    *,
    certainty: int | None = None,
    locale: str = "en",
) -> Step:
    """The learner asks for feedback now. Raises BehaviourRefused, or ResponseInvalid (no try is used up)."""
    if progress.finished:
        raise BehaviourRefused("finished", "This item is finished.")
    if behaviour.name in {"deferred", "certainty"}:
        raise BehaviourRefused("deferred", "This item is graded at the end.")
    return _try(behaviour, item, progress, response, certainty=certainty, locale=locale, final=False)


def finish(
    behaviour: Behaviour,
    item: Item,
    progress: Progress,
    response: object,
    *,
    certainty: int | None = None,
    locale: str = "en",
) -> Step:
    """The attempt ends with this response standing. A finished item stays as it is."""
    if progress.finished:
        return Step(progress, _standing(item, progress, locale))
    if progress.tries and item.normalise(response) == progress.tries[-1].response:
        return Step(replace(progress, finished=True), _standing(item, progress, locale))
    return _try(behaviour, item, progress, response, certainty=certainty, locale=locale, final=True)


def replay(behaviour: Behaviour, item: Item, progress: Progress, *, locale: str = "en") -> Progress:
    """The stored tries under this item's key: what they would have come to had it been so from the start.

    An interactive item ends with its first right try. Raises ResponseInvalid where a try does not fit the
    item, or a person must mark it.
    """
    replayed = Progress()
    for one in progress.tries:
        found = grade(item, one.response, locale=locale)
        if not found.final:
            raise ResponseInvalid("pending", "A person must mark this response.")
        fraction = _counting(behaviour, item, replayed, found, one.certainty)
        tried = Try(found.response, found.fraction, one.certainty)
        replayed = Progress((*replayed.tries, tried), fraction, progress.finished)
        if behaviour.name == "interactive" and found.fraction > ALMOST_ALL:
            break
    return replace(replayed, finished=progress.finished)


def _standing(item: Item, progress: Progress, locale: str) -> Grade:
    return grade(item, progress.tries[-1].response if progress.tries else None, locale=locale)


def _try(
    behaviour: Behaviour,
    item: Item,
    progress: Progress,
    response: object,
    *,
    certainty: int | None,
    locale: str,
    final: bool,
) -> Step:
    if certainty is not None:
        _known_certainty(certainty)
    found = grade(item, response, locale=locale)
    if found.state == "unanswered":
        if not final:
            raise ResponseInvalid("unanswered", "Answer before you check.")
        return Step(replace(progress, finished=True), found)
    if progress.tries and progress.tries[-1].response == found.response:
        raise BehaviourRefused("same_response", "This is the answer you have just checked.")
    fraction = _counting(behaviour, item, progress, found, certainty)
    tries = (*progress.tries, Try(found.response, found.fraction, certainty))
    right = found.fraction > ALMOST_ALL
    left, hint = None, ""
    finished = final or behaviour.name == "immediate"
    if behaviour.name == "interactive":
        left = max(0, behaviour.total_tries(item) - len(tries))
        finished = finished or right or left == 0
        if not finished and len(tries) <= len(item.hints):
            hint = item.hints[len(tries) - 1]
    return Step(Progress(tries, fraction, finished), found, hint, left)


def _counting(
    behaviour: Behaviour, item: Item, progress: Progress, found: Grade, certainty: int | None
) -> Fraction:
    """What counts after this try. What a person must still mark counts nothing yet, however certain."""
    if found.state in {"pending", "unscored"}:
        return progress.fraction
    lost = behaviour.penalty_of(item) * len(progress.tries)
    if behaviour.name == "adaptive":
        return max(progress.fraction, found.fraction - lost)
    if behaviour.name == "interactive":
        return max(NONE, found.fraction - lost)
    if behaviour.name == "certainty":
        return with_certainty(found.fraction, certainty)
    return found.fraction


def with_certainty(fraction: Fraction, certainty: int | None) -> Fraction:
    """The fraction under certainty-based marking; without a certainty the lowest is taken.

    Raises ResponseInvalid for a certainty other than 1, 2, 3.
    """
    factor, wrong = CERTAINTY[1 if certainty is None else _known_certainty(certainty)]
    return Fraction(wrong) if fraction < ALMOST_NONE else fraction * factor


def _known_certainty(level: int) -> int:
    if isinstance(level, bool) or level not in CERTAINTY:
        raise ResponseInvalid("unknown_option", "Certainty is 1, 2 or 3.")
    return level
