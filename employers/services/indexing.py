"""Keeping the talent row true: computed wholly from what is valid now, or gone."""

import datetime
import itertools
from collections.abc import Iterable

import numpy as np
from django.contrib.postgres.search import SearchVector
from django.db import transaction
from django.db.models import Value
from django.utils import timezone

from employers import tokens
from employers.models import Discovery, TalentRow
from employers.queries.evidence import Evidence, evidence_of
from portal.models import User

NOW = datetime.date(1970, 1, 1)


@transaction.atomic(durable=True)
def reindex(learner: User, *, at: datetime.datetime | None = None) -> None:
    """Compute the learner's row anew; harmless when repeated, and nothing without consent."""
    discovery = Discovery.objects.locked().filter(learner=learner).first()
    if discovery is not None:
        write_row(discovery, at=at or timezone.now())


def reindex_outdated(*, at: datetime.datetime | None = None) -> int:
    """Compute the rows anew whose evidence has expired; returns how many."""
    now = at or timezone.now()
    learners = User.objects.filter(pk__in=TalentRow.objects.outdated(now).values("learner"))
    found = list(learners.order_by("pk"))
    for learner in found:
        reindex(learner, at=now)
    return len(found)


def write_row(discovery: Discovery, *, at: datetime.datetime) -> None:
    """Step of a use-case that holds the discovery's lock: the row as it must be, or none."""
    if discovery.discoverable_since is None:
        TalentRow.objects.filter(learner=discovery.learner_id).delete()
        return
    evidence = evidence_of([discovery.learner_id], at=at).get(discovery.learner_id, [])
    skills, levels, months = pack(evidence)
    words = {each.label for each in evidence} | {each.achievement for each in evidence}
    TalentRow.objects.update_or_create(
        learner_id=discovery.learner_id,
        defaults={
            "tokens": [*_skill_tokens(evidence), *_own_tokens(discovery)],
            "skills": skills,
            "levels": levels,
            "months": months,
            "country": tokens.letters(discovery.country) if discovery.country else -1,
            "place": discovery.place_id or 0,
            "available_on": discovery.available_from or NOW,
            "good_until": min((each.valid_until for each in evidence if each.valid_until), default=None),
            "text": SearchVector(Value(" ; ".join(sorted(words))), config="simple"),
        },
    )


def pack(evidence: Iterable[Evidence]) -> tuple[bytes, bytes, bytes]:
    """(skills, levels, months): for each (skill, level) proved, the newest month at that level or above."""
    entries: list[tuple[int, int, int]] = []
    by_skill = sorted(evidence, key=lambda each: (each.skill, -each.level))
    for skill, of_skill in itertools.groupby(by_skill, key=lambda each: each.skill):
        newest = 0
        for level, of_level in itertools.groupby(of_skill, key=lambda each: each.level):
            newest = max(newest, *(each.month for each in of_level))
            entries.append((skill, level, newest))
    columns = np.array(entries, dtype=np.int64).reshape(-1, 3)
    return (
        columns[:, 0].astype("<i4").tobytes(),
        columns[:, 1].astype("u1").tobytes(),
        columns[:, 2].astype("<u2").tobytes(),
    )


def _skill_tokens(evidence: Iterable[Evidence]) -> list[int]:
    return sorted({token for each in evidence for token in tokens.held(each.skill, each.level)})


def _own_tokens(discovery: Discovery) -> list[int]:
    found = [tokens.of_mode(mode) for mode in discovery.work_modes]
    found += [tokens.of_language(code) for code in discovery.languages]
    if discovery.country:
        found.append(tokens.of_country(discovery.country))
    if discovery.place_id:
        found.append(tokens.of_place(discovery.place_id))
    if discovery.relocates:
        found.append(tokens.RELOCATES)
    return found
