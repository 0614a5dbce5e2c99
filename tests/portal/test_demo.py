"""The demo world is made while the portal runs, schedule and all."""

import datetime
import random

import pytest
from django.utils import timezone

from courses.services.attempts import expire_overdue
from portal.demo.learning import take
from tests.factories import courses as make

pytestmark = pytest.mark.django_db

MONTHS_AGO = datetime.datetime(2026, 3, 1, 12, 0, tzinfo=datetime.UTC)


class WhileTheScheduleRuns(random.Random):
    """Before each answer is chosen, the schedule hands in every attempt whose time is up."""

    def random(self) -> float:
        expire_overdue(timezone.now())
        return super().random()


def test_the_schedule_does_not_hand_in_what_somebody_answered_months_ago():
    enrolment = make.enrolment(make.published_course(rules={"minutes": 30, "shuffle": False}), at=MONTHS_AGO)
    take(enrolment, enrolment.learner, certainty=1.0, rng=WhileTheScheduleRuns(7), at=MONTHS_AGO)
    attempt = enrolment.attempts.get()
    assert (attempt.submitted_by_timer, attempt.deadline_at) == (
        False,
        MONTHS_AGO + datetime.timedelta(minutes=30),
    )
    assert attempt.outcomes.get().passed
