"""Talent search: a page of results with reasons, counts beside it, and an explanation where few are found.

The number of queries depends on the criteria, never on the people.
"""

import dataclasses
import datetime

from django.db.models import QuerySet

from employers import pseudonyms
from employers.models import Place, TalentRow
from employers.queries import hits as found_by
from employers.queries.courses import CourseHint, courses_towards
from employers.queries.criteria import Criteria, Criterion, Wanted
from employers.queries.hits import Hits, Ints
from employers.queries.projection import Candidate, Match, candidates
from portal.models import Organisation
from skills.models import Skill

PAGE_SIZE = 20
FACETS = 8
# With fewer results than this the page says what each criterion costs.
FEW = 5
NEAR = 5


@dataclasses.dataclass(frozen=True, slots=True)
class Result:
    """`surplus`: levels above what was asked for, summed up. The rank: `nice_met`, `surplus`, `newest`."""

    candidate: Candidate
    must: tuple[Match, ...]
    nice: tuple[Match, ...]
    surplus: int
    newest: datetime.date | None

    @property
    def nice_met(self) -> int:
        return sum(match.evidence is not None for match in self.nice)


@dataclasses.dataclass(frozen=True, slots=True)
class Cost:
    """How many more there would be without one criterion."""

    criterion: Criterion
    more: int


@dataclasses.dataclass(frozen=True, slots=True)
class Missing:
    """What a near miss lacks; `level` is what they hold (0: nothing valid), `course` what leads there."""

    wanted: Wanted
    level: int
    course: CourseHint | None

    @property
    def is_outdated(self) -> bool:
        """They hold it, but proved it longer ago than was asked for."""
        return self.level >= self.wanted.level


@dataclasses.dataclass(frozen=True, slots=True)
class NearMiss:
    """Someone who fails `criterion` alone; None where more than one stands between."""

    candidate: Candidate
    criterion: Criterion | None
    missing: tuple[Missing, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Facet[T]:
    value: T
    count: int


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """`total` is exact. `learners` are the primary keys of everyone shown, for the log of looks."""

    total: int
    results: list[Result]
    skills: list[Facet[Skill]]
    places: list[Facet[Place]]
    costs: list[Cost]
    near: list[NearMiss]
    learners: list[int]


def search(
    criteria: Criteria, *, organisation: Organisation, at: datetime.datetime, page: int = 1
) -> Outcome:
    """Everything the page shows. Only who is `shown_to` the organisation is counted anywhere."""
    rows = TalentRow.objects.shown_to(organisation, at)
    hits = found_by.find(rows, criteria, oldest=criteria.oldest_month(at))
    order = found_by.rank(hits, criteria, tie_breaker=pseudonyms.tie_breaker(organisation))
    places = found_by.best(order, offset=(page - 1) * PAGE_SIZE, count=PAGE_SIZE)
    learners = [int(hits.ids[place]) for place in places]
    costs, alone = _costs(rows, criteria, len(hits), at) if len(hits) < FEW else ([], {})
    near = _nearest(rows, criteria, alone, at) if not len(hits) else {}
    people = candidates([*learners, *near], organisation=organisation, at=at)
    return Outcome(
        total=len(hits),
        results=[_result(people[each], criteria, at) for each in learners if each in people],
        skills=_skill_facets(hits, criteria),
        places=_place_facets(hits),
        costs=costs,
        near=_near_misses(people, near, criteria, at),
        learners=[each for each in (*learners, *near) if each in people],
    )


def _result(candidate: Candidate, criteria: Criteria, at: datetime.datetime) -> Result:
    oldest = criteria.oldest_month(at)
    must = tuple(candidate.proof_of(wanted, oldest=oldest) for wanted in criteria.must)
    nice = tuple(candidate.proof_of(wanted) for wanted in criteria.nice)
    met = [(match.wanted, match.evidence) for match in (*must, *nice) if match.evidence]
    proofs = [evidence for _wanted, evidence in met] or list(candidate.evidence)
    return Result(
        candidate=candidate,
        must=must,
        nice=nice,
        surplus=sum(candidate.level_of(wanted) - wanted.level for wanted, _evidence in met),
        newest=max((evidence.on for evidence in proofs), default=None),
    )


def _skill_facets(hits: Hits, criteria: Criteria) -> list[Facet[Skill]]:
    asked = {wanted.skill.pk for wanted in (*criteria.must, *criteria.exclude)}
    counts = [(skill, count) for skill, count in found_by.skill_counts(hits) if skill not in asked][:FACETS]
    skills = Skill.objects.in_bulk([skill for skill, _count in counts])
    return [Facet(skills[skill], count) for skill, count in counts if skill in skills]


def _place_facets(hits: Hits) -> list[Facet[Place]]:
    counts = found_by.place_counts(hits)[:FACETS]
    places = Place.objects.in_bulk([place for place, _count in counts])
    return [Facet(places[place], count) for place, count in counts if place in places]


def _costs(
    rows: QuerySet[TalentRow], criteria: Criteria, total: int, at: datetime.datetime
) -> tuple[list[Cost], dict[int, Criterion]]:
    """The cost of each criterion, dearest first; and who fails one criterion alone, by primary key."""
    costs: list[Cost] = []
    alone: dict[int, Criterion] = {}
    for criterion in criteria.demands():
        without = criterion.without
        others = found_by.find(rows, without, oldest=without.oldest_month(at))
        costs.append(Cost(criterion, len(others) - total))
        alone |= {learner: criterion for learner in _top(others, without) if learner not in alone}
    return sorted(costs, key=lambda cost: -cost.more), alone


def _top(hits: Hits, criteria: Criteria) -> list[int]:
    order: Ints = found_by.rank(hits, criteria, tie_breaker=1)
    return [int(hits.ids[place]) for place in found_by.best(order, offset=0, count=NEAR)]


def _nearest(
    rows: QuerySet[TalentRow], criteria: Criteria, alone: dict[int, Criterion], at: datetime.datetime
) -> dict[int, Criterion | None]:
    """Who is nearest where nobody matches: those who fail one criterion, else those who hold most musts."""
    if alone or len(criteria.must) < 2:
        return dict(list(alone.items())[:NEAR])
    loose = dataclasses.replace(criteria, must=(), nice=criteria.must, within_months=None)
    wanted = [each.token for each in criteria.must]
    others = found_by.find(rows.filter(tokens__overlap=wanted), loose)
    return dict.fromkeys(_top(others, loose))


def _near_misses(
    people: dict[int, Candidate], near: dict[int, Criterion | None], criteria: Criteria, at: datetime.datetime
) -> list[NearMiss]:
    oldest = criteria.oldest_month(at)
    lacking = {
        learner: [
            wanted for wanted in criteria.must if not people[learner].proof_of(wanted, oldest=oldest).evidence
        ]
        for learner in near
        if learner in people
    }
    courses = courses_towards({wanted for wants in lacking.values() for wanted in wants})
    return [
        NearMiss(
            people[learner],
            near[learner],
            tuple(Missing(each, people[learner].level_of(each), courses.get(each)) for each in wants),
        )
        for learner, wants in lacking.items()
    ]


def shown(organisation: Organisation, learner: int, at: datetime.datetime) -> Candidate | None:
    """One person's anonymous face, if this organisation may see it."""
    if not TalentRow.objects.shown_to(organisation, at).filter(learner=learner).exists():
        return None
    return candidates([learner], organisation=organisation, at=at).get(learner)
