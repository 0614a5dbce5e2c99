"""Writing down who looked at whom."""

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from employers.models import Look
from portal.models import Organisation, User


@transaction.atomic(durable=True)
def record_looks(
    learners: Iterable[int],
    *,
    kind: Look.Kind,
    organisation: Organisation,
    actor: User,
    at: datetime.datetime | None = None,
) -> None:
    """One row each; appearing in results is written once a day and organisation. One statement."""
    now = at or timezone.now()
    Look.objects.bulk_create(
        [
            Look(
                learner_id=learner, organisation=organisation, viewer=actor, kind=kind, day=now.date(), at=now
            )
            for learner in learners
        ],
        ignore_conflicts=True,
    )
