"""The end of an attempt: every answer is marked, and it is said whether it passed."""

import datetime
from collections.abc import Sequence

from courses.models import Attempt, AttemptOutcome, Enrolment
from courses.services.completion import completed_event
from courses.services.outcome import outcome_of
from courses.services.scoring import Scored
from portal import audit, outbox
from portal.models import User


def decide(
    attempt: Attempt,
    enrolment: Enrolment,
    scored: Sequence[Scored],
    *,
    actor: User | None,
    at: datetime.datetime,
) -> None:
    """Add the outcome and, on the first pass, publish CourseCompleted. Both rows are locked; the enrolment
    is saved.

    Whoever passed has completed the course when they handed in, however long marking took.
    """
    outcome = outcome_of(attempt.assessment, scored)
    AttemptOutcome.objects.create(attempt=attempt, decided_at=at, **outcome.columns())
    if outcome.passed and enrolment.completed_at is None:
        enrolment.completed_at = attempt.submitted_at
        outbox.publish(completed_event(enrolment, attempt, outcome, at=at))
    enrolment.save(update_fields=["last_active_at", "completed_at"])
    audit.record("attempt.decided", attempt, actor=actor, passed=outcome.passed)
