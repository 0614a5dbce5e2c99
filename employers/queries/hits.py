"""The people who match, ranked and counted: one statement brings them packed, numpy does the rest.

The database concatenates the packed columns of all hits into a few byte strings. Ranking, facets and the age
of evidence are then array work: a hundred thousand hits cost milliseconds and no Python object each.
"""

import dataclasses
from typing import Any

import numpy as np
from django.db.models import Aggregate, BinaryField, F, Func, QuerySet, SmallIntegerField
from django.db.models.functions import Length
from numpy.typing import NDArray

from employers.models import TalentRow
from employers.queries.criteria import Criteria, Wanted

type Ints = NDArray[np.int64]
type Mask = NDArray[np.bool_]

_NICE, _SURPLUS = 255, 255


class Concatenated(Aggregate):
    """All byte strings of the rows, one after the other."""

    function = "string_agg"
    template = "%(function)s(%(expressions)s, ''::bytea)"
    output_field = BinaryField()


class Sent(Func):
    """An integer as its bytes, the most significant first."""

    output_field = BinaryField()


def _sent(name: str, function: str) -> Concatenated:
    return Concatenated(Sent(F(name), function=function))


@dataclasses.dataclass(frozen=True, slots=True)
class Hits:
    """`ids` of n people, their places, and their evidence as flat columns: `owner` says whose (0 … n-1)."""

    ids: Ints
    country: Ints
    place: Ints
    owner: Ints
    skill: Ints
    level: Ints
    month: Ints

    def __len__(self) -> int:
        return len(self.ids)

    def kept(self, people: Mask) -> "Hits":
        """Those for whom `people` is true."""
        if people.all():
            return self
        numbers = np.cumsum(people) - 1
        entries = people[self.owner]
        return Hits(
            ids=self.ids[people],
            country=self.country[people],
            place=self.place[people],
            owner=numbers[self.owner[entries]],
            skill=self.skill[entries],
            level=self.level[entries],
            month=self.month[entries],
        )

    def newest(self, wanted: Wanted | None = None) -> Ints:
        """For each person the newest month of evidence, of what is wanted if given; 0 without any."""
        newest = np.zeros(len(self), dtype=np.int64)
        if wanted is None:
            np.maximum.at(newest, self.owner, self.month)
            return newest
        of_it = (self.skill == wanted.skill.pk) & (self.level >= wanted.level)
        np.maximum.at(newest, self.owner[of_it], self.month[of_it])
        return newest

    def best_level(self, wanted: Wanted) -> Ints:
        """For each person the highest level of the skill; 0 without it."""
        best = np.zeros(len(self), dtype=np.int64)
        of_it = self.skill == wanted.skill.pk
        np.maximum.at(best, self.owner[of_it], self.level[of_it])
        return best


def find(rows: QuerySet[TalentRow], criteria: Criteria, *, oldest: int = 0) -> Hits:
    """Those of `rows` that hold the criteria, with evidence not older than the month `oldest`; one query."""
    hits = _unpacked(_packed(criteria.narrow(rows)))
    if not oldest:
        return hits
    recent = np.ones(len(hits), dtype=np.bool_)
    for wanted in criteria.must or (None,):
        recent &= hits.newest(wanted) >= oldest
    return hits.kept(recent)


def rank(hits: Hits, criteria: Criteria, *, tie_breaker: int) -> Ints:
    """A number for each hit, the best the highest: more nice-to-haves, then levels above what was asked for,
    then newer evidence; equals by an order of the organisation's own."""
    nice = np.zeros(len(hits), dtype=np.int64)
    surplus = np.zeros(len(hits), dtype=np.int64)
    newest = np.zeros(len(hits), dtype=np.int64)
    for wanted in (*criteria.must, *criteria.nice):
        above = hits.best_level(wanted) - wanted.level
        surplus += np.maximum(above, 0)
        newest = np.maximum(newest, hits.newest(wanted))
        if wanted in criteria.nice:
            nice += above >= 0
    if not criteria.must and not criteria.nice:
        newest = hits.newest()
    ties = mixed(hits.ids, tie_breaker) >> np.uint64(36)
    first = np.minimum(nice, _NICE) << 52 | np.minimum(surplus, _SURPLUS) << 44 | newest << 28
    return first | ties.astype(np.int64)


def mixed(ids: Ints, key: int) -> NDArray[np.uint64]:
    """The ids in an order that looks random and is another one for each key: splitmix64.

    A mere product would give neighbouring ids one of few orders, and two organisations often the same.
    """
    value = ids.astype(np.uint64) + np.uint64(key * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF)
    value = (value ^ value >> np.uint64(30)) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ value >> np.uint64(27)) * np.uint64(0x94D049BB133111EB)
    return value ^ value >> np.uint64(31)


def best(score: Ints, *, offset: int, count: int) -> Ints:
    """The places of the hits on a page, best first, without sorting the rest."""
    end = min(offset + count, len(score))
    if end <= offset:
        return np.zeros(0, dtype=np.int64)
    top = np.argpartition(-score, end - 1)[:end] if end < len(score) else np.arange(len(score))
    return top[np.argsort(-score[top], kind="stable")][offset:end]


def skill_counts(hits: Hits) -> list[tuple[int, int]]:
    """(skill, people who hold it), most first."""
    if not len(hits.skill):
        return []
    # Entries lie by person and skill: the first of each is one person's skill.
    first = np.ones(len(hits.skill), dtype=np.bool_)
    first[1:] = (hits.skill[1:] != hits.skill[:-1]) | (hits.owner[1:] != hits.owner[:-1])
    return _counted(np.bincount(hits.skill[first]))


def place_counts(hits: Hits) -> list[tuple[int, int]]:
    """(place, people there), most first; those who name none are left out."""
    return (
        [(place, count) for place, count in _counted(np.bincount(hits.place)) if place] if len(hits) else []
    )


def _counted(counts: NDArray[Any]) -> list[tuple[int, int]]:
    present = np.flatnonzero(counts)
    order = present[np.argsort(-counts[present], kind="stable")]
    return [(int(value), int(counts[value])) for value in order[:40]]


def _packed(rows: QuerySet[TalentRow]) -> dict[str, bytes]:
    columns = rows.annotate(entries=Length("levels", output_field=SmallIntegerField())).aggregate(
        ids=_sent("learner_id", "int8send"),
        country=_sent("country", "int2send"),
        place=_sent("place", "int4send"),
        entries_of=_sent("entries", "int4send"),
        skill=Concatenated(F("skills")),
        level=Concatenated(F("levels")),
        month=Concatenated(F("months")),
    )
    return {name: bytes(value) if value else b"" for name, value in columns.items()}


def _unpacked(columns: dict[str, bytes]) -> Hits:
    def column(name: str, kind: str) -> Ints:
        return np.frombuffer(columns[name], dtype=kind).astype(np.int64)

    ids = column("ids", ">i8")
    return Hits(
        ids=ids,
        country=column("country", ">i2"),
        place=column("place", ">i4"),
        owner=np.repeat(np.arange(len(ids)), column("entries_of", ">i4")),
        skill=column("skill", "<i4"),
        level=column("level", "u1"),
        month=column("month", "<u2"),
    )
