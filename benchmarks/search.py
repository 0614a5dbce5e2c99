"""Talent search over a synthetic population: what the page does, by class of query.

    python -m benchmarks.search [PEOPLE]

Measured: `employers.queries.search.search` with everything the page shows (exact count, first 20 ranked with
their evidence, facets of skills and places; where few are found also what each criterion costs). The peer is
the join table with GROUP BY … HAVING over the same people, which only counts. Aim at a million: mixed p95 ≤
20 ms.
The population is written to a database of its own name, which is dropped at the end.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable

import django
import numpy as np
import psycopg
from django.core.management import call_command

PEOPLE, ROUNDS, NAME = 20_000, 40, "cairn_bench_search"
JOIN = """
    CREATE TABLE held AS
    SELECT learner_id, token >> 4 AS skill, max(token & 15) AS level
    FROM employers_talentrow, unnest(tokens) AS token WHERE token > 0 GROUP BY 1, 2;
    CREATE INDEX ON held (skill, level, learner_id); ANALYZE held
"""
HAVING = """
    SELECT count(*) FROM (
        SELECT learner_id FROM held
        JOIN unnest(%s::int[], %s::int[]) AS asked(skill, level) ON held.skill = asked.skill
            AND held.level >= asked.level
        GROUP BY learner_id HAVING count(*) = %s) hits
"""


def milliseconds(work: Callable[[], object]) -> float:
    """Wall time of one run."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1e3


def line(label: str, hits: list[int], ours: list[float], peer: list[float]) -> None:
    """One row of the table."""

    def figures(times: list[float]) -> str:
        return f"{statistics.median(times):8.1f} /{np.percentile(times, 95):8.1f}"

    print(f"{label:<26}{statistics.median(hits):>10,.0f}   {figures(ours)}   {figures(peer)}")


def measure() -> None:
    """Every class of query, ours and the peer's turns alternating, after a warm-up of each."""
    from django.db import connection
    from django.utils import timezone

    from employers.models import Place
    from employers.queries.criteria import Criteria, Wanted
    from employers.queries.search import search
    from portal.models import Organisation
    from skills.models import Skill

    organisation = Organisation.objects.create(slug="bench", name="Bench", is_employer=True)
    skills = list(Skill.objects.filter(framework__slug="synthetic").order_by("pk"))
    places = list(Place.objects.order_by("pk"))
    rng = np.random.default_rng(7)

    def some(low: int, high: int, count: int, level: int) -> tuple[Wanted, ...]:
        chosen = rng.choice(np.arange(low, min(high, len(skills))), count, replace=False)
        return tuple(Wanted(skills[int(number)], level) for number in chosen)

    classes: dict[str, Callable[[], Criteria]] = {
        "rare (two)": lambda: Criteria(must=some(2000, 12_000, 1, 2) + some(0, 40, 1, 1)),
        "mixed (two)": lambda: Criteria(must=some(0, 30, 1, 2) + some(30, 400, 1, 2)),
        "full (place, mode, date)": lambda: Criteria(
            must=some(0, 40, 2, 2),
            nice=some(0, 100, 2, 2),
            place=places[int(rng.integers(len(places)))],
            or_moving=True,
            modes=("remote", "hybrid"),
            language="en",
        ),
        "common (one)": lambda: Criteria(must=some(40, 200, 1, 3)),
        "two broad": lambda: Criteria(must=some(0, 6, 2, 1)),
        "one broad": lambda: Criteria(must=some(0, 3, 1, 1)),
        "everyone": Criteria,
    }
    print(f"{'class':<26}{'hits':>10}   {'ours p50 / p95 ms':>18}   {'join, count only':>18}")
    for label, draw in classes.items():
        hits: list[int] = []
        ours: list[float] = []
        peer: list[float] = []
        for turn in range(ROUNDS + 3):
            criteria = draw()
            asked = [
                [wanted.skill.pk for wanted in criteria.must],
                [wanted.level for wanted in criteria.must],
            ]
            found: list[int] = []
            took = milliseconds(
                lambda criteria=criteria, found=found: found.append(  # type: ignore[misc]
                    search(criteria, organisation=organisation, at=timezone.now()).total
                )
            )
            with connection.cursor() as cursor:
                joined = milliseconds(
                    lambda cursor=cursor, asked=asked: cursor.execute(HAVING, [*asked, len(asked[0])])  # type: ignore[misc]
                )
            if turn >= 3:
                hits.append(found[0])
                ours.append(took)
                peer.append(joined)
        line(label, hits, ours, peer)


def main(people: int) -> None:
    """Make the population, measure, drop it."""
    server, _slash, _name = os.environ["DATABASE_URL"].rpartition("/")
    with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {NAME}")
        admin.execute(f"CREATE DATABASE {NAME}")
        os.environ["DATABASE_URL"] = f"{server}/{NAME}"
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
        django.setup()
        from django.conf import settings
        from django.db import connection

        try:
            call_command("migrate", verbosity=0)
            call_command("populate", learners=people, stdout=sys.stderr)
            settings.DEBUG = False  # Django keeps every statement of a debugging process.
            with connection.cursor() as cursor:
                cursor.execute(JOIN)
            print(f"{people:,} people\n")
            measure()
        finally:
            connection.close()
            admin.execute(f"DROP DATABASE {NAME}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE)
