"""`manage.py populate --learners N`: a synthetic population, straight to the database, for measuring.

The people have no credentials: their rows say what the search reads. Skills are drawn as in real populations:
a few that many hold, many that few hold. Each run adds N people.
"""

import random
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

import numpy as np
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from employers import tokens
from employers.models import Place
from skills.models import Framework, Skill

BATCH = 20_000
MONTHS = (2021 * 12, 2026 * 12 + 9)
USERS = """
    INSERT INTO portal_user (password, is_superuser, uuid, email, legal_name, chosen_name, locale, time_zone,
        extra_time_factor, unlimited_time, extra_attempts, is_staff, is_active, date_joined)
    SELECT '!', false, id, id || '@population.invalid', 'Somebody', '', '', 'UTC', 1, false, 0, false,
        true, now()
    FROM (SELECT gen_random_uuid() AS id FROM generate_series(1, %s)) people
    RETURNING id
"""
DISCOVERIES = """
    INSERT INTO employers_discovery (learner_id, discoverable_since, country, place_id, work_modes, languages,
        relocates)
    SELECT id, now(), '', NULL, '{}', '{}', false FROM unnest(%s::bigint[]) AS id
"""
ROWS = """
    COPY employers_talentrow
        (learner_id, tokens, skills, levels, months, country, place, available_on, text) FROM STDIN
"""


class Command(BaseCommand):
    help = "Add synthetic people to the talent search, for measuring. Refused outside debug."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--learners", type=int, default=20_000, help="how many people to add")
        parser.add_argument("--skills", type=int, default=12_000, help="how many synthetic skills there are")
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *_args: Any, learners: int, skills: int, seed: int, **_options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("populate writes invented people: it runs with CAIRN_DEBUG only.")
        vocabulary = _skills(skills)
        places = list(Place.objects.order_by("pk").values_list("pk", "country"))
        rng = np.random.default_rng(seed)
        for start in range(0, learners, BATCH):
            _add(min(BATCH, learners - start), vocabulary, places, rng)
            self.stdout.write(f"{min(start + BATCH, learners):,} of {learners:,} people")
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE) employers_talentrow")


def _skills(count: int) -> list[int]:
    """The primary keys of the synthetic skills, made where they are missing; the first is the most common."""
    framework, _new = Framework.objects.get_or_create(
        slug="synthetic", defaults={"name": "Synthetic skills for measuring"}
    )
    known = set(framework.skills.values_list("slug", flat=True))
    Skill.objects.bulk_create(
        [
            Skill(framework=framework, slug=f"s{n}", label=f"Synthetic {n}", search_text=f"Synthetic {n}")
            for n in range(count)
            if f"s{n}" not in known
        ],
        batch_size=2000,
    )
    return list(framework.skills.order_by("pk").values_list("pk", flat=True)[:count])


@transaction.atomic
def _add(count: int, vocabulary: list[int], places: list[tuple[int, str]], rng: np.random.Generator) -> None:
    with connection.cursor() as cursor:
        cursor.execute(USERS, [count])
        ids = [row[0] for row in cursor.fetchall()]
        cursor.execute(DISCOVERIES, [ids])
        with cursor.cursor.copy(ROWS) as copy:
            for row in _rows(ids, np.array(vocabulary), places, rng):
                copy.write_row(row)


def _rows(
    ids: list[int], vocabulary: Any, places: list[tuple[int, str]], rng: np.random.Generator
) -> Iterator[tuple[Any, ...]]:
    """One talent row for each person: 1 to 12 skills, the n-th most common in proportion to 1/(n + 4)."""
    weights = 1 / (np.arange(len(vocabulary)) + 4)
    drawn = rng.choice(len(vocabulary), size=(len(ids), 12), p=weights / weights.sum())
    chance = random.Random(int(rng.integers(1 << 30)))  # noqa: S311 - invented people
    for learner, choice in zip(ids, drawn, strict=True):
        held = np.unique(vocabulary[choice[: chance.randint(1, 12)]])
        levels = rng.integers(1, 6, len(held))
        months = rng.integers(*MONTHS, len(held))
        place, country = chance.choice(places)
        own = [
            tokens.of_place(place),
            tokens.of_country(country),
            tokens.of_mode(chance.choice(tokens.MODES)),
            tokens.of_language(chance.choice(("en", "nl", "es", "fr"))),
        ]
        proved = [
            token
            for skill, level in zip(held, levels, strict=True)
            for token in tokens.held(int(skill), int(level))
        ]
        yield (
            learner,
            proved + own,
            held.astype("<i4").tobytes(),
            levels.astype("u1").tobytes(),
            months.astype("<u2").tobytes(),
            tokens.letters(country),
            place,
            f"{chance.randint(2025, 2027)}-{chance.randint(1, 12):02}-01",
            " ".join(f"'synthetic{skill}':1" for skill in held),
        )
