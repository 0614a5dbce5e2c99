"""The fact that a learner passed, as the receivers of the event need it."""

import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings

from courses.models import Attempt, CourseVersion, Enrolment
from courses.queries.signal import settled_signal_sheet
from courses.services.outcome import Outcome
from courses.services.scoring import decimal
from portal.events import CourseCompleted

FOUR_PLACES = Decimal("1e-4")


def completed_event(
    enrolment: Enrolment, attempt: Attempt, outcome: Outcome, *, at: datetime.datetime
) -> CourseCompleted:
    """With the facts that a credential freezes; the signal is that of this moment, this attempt included."""
    version = enrolment.version
    assert attempt.submitted_at is not None
    sheet = settled_signal_sheet(version, at=at)
    facts: dict[str, Any] = {
        "result": {
            "fraction": str(decimal(outcome.fraction, FOUR_PLACES)),
            "pass_mark": f"{attempt.assessment.pass_mark:.4f}",
            "attempt": attempt.number,
            "attempts_allowed": attempt.accommodations.get("attempts", attempt.assessment.attempts_allowed),
            "submitted_at": attempt.submitted_at.isoformat(),
        },
        "skills": [
            {"skill": row["skill"], "fraction": row["fraction"], "items": row["n"]}
            for row in outcome.by_skill
        ],
        "signal": sheet.to_data() if sheet else None,
        "activity_start": enrolment.enrolled_at.isoformat(),
        "activity_end": attempt.submitted_at.isoformat(),
        "hours": str(_hours(version)),
        "course": {
            "title": version.title,
            "url": f"{settings.SITE_URL}{version.course.get_absolute_url()}",
            "version": version.number,
            "content_hash": version.content_hash,
        },
    }
    return CourseCompleted(
        enrolment=str(enrolment.uuid),
        learner=str(enrolment.learner.uuid),
        achievement=str(version.achievement.uuid) if version.achievement else None,
        course_version=str(version.uuid),
        completed_at=attempt.submitted_at.isoformat(),
        facts=facts,
    )


def _hours(version: CourseVersion) -> Decimal:
    """As the achievement says; else the minutes that the course takes."""
    wording = version.achievement.current_version if version.achievement else None
    if wording is not None and wording.hours:
        return wording.hours.quantize(Decimal("0.01"))
    return (Decimal(version.minutes) / 60).quantize(Decimal("0.01"))
