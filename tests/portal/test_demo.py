"""The demo world is made while the portal runs, schedule and all."""

import datetime
import random

import pytest
from django.utils import timezone

from courses.services.attempts import expire_overdue
from portal.demo.answers import TEXTS
from portal.demo.learning import take
from portal.models import Membership, Organisation
from tests.factories import courses as make
from tests.factories.portal import MembershipFactory

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


RUBRIC = [
    {"criterion": name, "levels": [{"points": points, "text": f"{points}"} for points in range(most + 1)]}
    for name, most in (("Message", 2), ("Figures", 1), ("Form", 1))
]
TEXT = {"key": "describe-chart", "type": "essay", "prompt": "Describe it.", "mark": 4, "rubric": RUBRIC}


def test_an_assessor_of_the_demo_world_marks_what_was_written(provider: Organisation):
    assessor = MembershipFactory.create(organisation=provider, role=Membership.Role.ASSESSOR).user
    course = make.published_course(organisation=provider, items=[TEXT, make.TRUE_FALSE])
    enrolment = make.enrolment(course, at=MONTHS_AGO)
    rng = random.Random(1)
    take(enrolment, enrolment.learner, certainty=1.0, rng=rng, at=MONTHS_AGO, assessor=assessor)
    score = enrolment.attempts.get().items.get(item_version__type="essay").scores.latest("pk")
    assert (score.assessor, score.mark, score.grade["comment"]) == (
        assessor,
        4,
        TEXTS["describe-chart"][0][2],
    )
    enrolment.refresh_from_db()
    assert enrolment.completed_at


def test_without_an_assessor_a_text_waits_and_nobody_tries_again(provider: Organisation):
    course = make.published_course(organisation=provider, items=[TEXT, make.TRUE_FALSE])
    enrolment = make.enrolment(course, at=MONTHS_AGO)
    take(enrolment, enrolment.learner, certainty=0.9, rng=random.Random(1), at=MONTHS_AGO)
    assert enrolment.attempts.being_marked().count() == 1
