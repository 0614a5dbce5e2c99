"""What a person marks: nothing is decided before, and the last mark decides."""

import datetime
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from courses.errors import AlreadyMarked, BeingMarked, MarkRefused
from courses.models import Attempt, AttemptItem, AttemptOutcome, Score
from courses.notices import MARKED, MARKING_REQUESTED
from courses.queries.learning import attempts_of
from courses.queries.marking import waiting_for
from courses.queries.signal import signal_sheet
from courses.services import attempts
from courses.services.enrolment import leave
from courses.services.marking import mark_answer
from portal import outbox
from portal.errors import NotAllowed
from portal.models import (
    AuditEntry,
    Membership,
    Notification,
    Organisation,
    OutboxDelivery,
    OutboxEvent,
    User,
)
from tests.factories import courses as make
from tests.factories.portal import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db

NOON = datetime.datetime(2026, 3, 1, 12, 0, tzinfo=datetime.UTC)
LATER = NOON + datetime.timedelta(days=1)
RUBRIC = [
    {"criterion": "Clear", "levels": [{"points": 0, "text": "no"}, {"points": 2, "text": "yes"}]},
    {"criterion": "True", "levels": [{"points": 0, "text": "wrong"}, {"points": 1, "text": "right"}]},
]
ESSAY: dict[str, Any] = {"key": "reflect", "type": "essay", "prompt": "What went wrong?", "mark": 2}
JUDGED: dict[str, Any] = ESSAY | {"key": "judged", "rubric": RUBRIC}


@pytest.fixture
def assessor(provider: Organisation) -> User:
    user = UserFactory.create(email="dora@ridge.example")
    MembershipFactory.create(user=user, organisation=provider, role=Membership.Role.ASSESSOR)
    return user


def handed_in(
    provider: Organisation,
    items: Any = (ESSAY, make.TRUE_FALSE),
    *,
    learner: User | None = None,
    **rules: Any,
) -> Attempt:
    """An attempt in which every essay says something and every statement is called true."""
    course = make.published_course(
        organisation=provider, items=items, rules={"shuffle": False, "pass_mark": "1", **rules}
    )
    enrolment = make.enrolment(course, learner, at=NOON - datetime.timedelta(hours=1))
    learner = enrolment.learner
    attempt = attempts.start_attempt(enrolment, actor=learner, rng=Random(1), at=NOON)
    for item in attempt.items.select_related("item_version"):
        data = True if item.item_version.type == "true_false" else "The chart was not read."
        attempts.save_response(attempt, item, data=data, actor=learner, at=NOON)
    return attempts.submit_attempt(attempt, actor=learner, at=NOON)


def waiting(attempt: Attempt) -> AttemptItem:
    return attempt.items.waiting().earliest("position")


def test_an_attempt_with_an_essay_is_decided_by_the_assessor(provider: Organisation, assessor: User) -> None:
    attempt = handed_in(provider)
    assert not AttemptOutcome.objects.exists()
    assert list(waiting_for(assessor)) == [waiting(attempt)]

    mark_answer(waiting(attempt), actor=assessor, fraction=Fraction(1), comment=" Well seen. ", at=LATER)

    outcome = AttemptOutcome.objects.get()
    assert (outcome.passed, outcome.fraction, outcome.decided_at) == (True, 1, LATER)
    attempt.enrolment.refresh_from_db()
    assert attempt.enrolment.completed_at == NOON, "whoever passed was done when they handed in"
    score = Score.objects.by_people().get()
    assert (score.assessor, score.mark, score.grade["comment"]) == (assessor, 2, "Well seen.")
    assert list(waiting_for(assessor)) == []
    types = list(OutboxEvent.objects.filter(type__startswith="attempt.").values_list("type", flat=True))
    assert sorted(types) == ["attempt.awaits_marking.v1", "attempt.marked.v1"]
    assert OutboxEvent.objects.filter(type="course.completed.v1").count() == 1
    assert AuditEntry.objects.filter(action="answer.marked", actor=assessor).count() == 1


def test_a_mark_that_is_too_low_fails_the_attempt(provider: Organisation, assessor: User) -> None:
    attempt = handed_in(provider)
    mark_answer(waiting(attempt), actor=assessor, fraction=Fraction(1, 2), at=LATER)
    assert not AttemptOutcome.objects.get().passed
    assert not OutboxEvent.objects.filter(type="course.completed.v1").exists()


def test_only_the_last_of_several_marks_decides_and_thirds_add_up_exactly(
    provider: Organisation, assessor: User
) -> None:
    """Three thirds and a whole one are half of four marks; rounded thirds would miss it."""
    items = [ESSAY | {"key": f"e{n}", "mark": 1} for n in (1, 2, 3)] + [make.TRUE_FALSE]
    attempt = handed_in(provider, items, pass_mark="0.5")
    for left in (3, 2, 1):
        assert attempt.items.waiting().count() == left
        assert not AttemptOutcome.objects.exists()
        mark_answer(waiting(attempt), actor=assessor, fraction=Fraction(1, 3), at=LATER)
    outcome = AttemptOutcome.objects.get()
    assert (outcome.passed, outcome.fraction, outcome.mark) == (True, Decimal("0.5"), Decimal(2))


def test_a_rubric_is_marked_by_its_levels(provider: Organisation, assessor: User) -> None:
    attempt = handed_in(provider, [JUDGED])
    for wrong in ({"fraction": Fraction(1)}, {"levels": {"k1": 1}}, {"levels": {"k1": 1, "k2": 7}}):
        with pytest.raises(MarkRefused):
            mark_answer(waiting(attempt), actor=assessor, **wrong)  # type: ignore[arg-type]
    mark_answer(waiting(attempt), actor=assessor, levels={"k1": 1, "k2": 0}, at=LATER)
    assert Score.objects.by_people().get().grade["parts"] == [
        {"id": "k1", "state": "right", "fraction": "1.00000000", "feedback": "yes"},
        {"id": "k2", "state": "wrong", "fraction": "0.00000000", "feedback": "wrong"},
    ]


def test_an_answer_is_marked_once(provider: Organisation, assessor: User, alice: User) -> None:
    attempt = handed_in(provider)
    item = waiting(attempt)
    mark_answer(item, actor=assessor, fraction=Fraction(1), at=LATER)
    with pytest.raises(AlreadyMarked):
        mark_answer(item, actor=alice, fraction=Fraction(0), at=LATER)
    assert Score.objects.by_people().count() == 1


def test_only_assessors_and_owners_of_the_organisation_mark_and_nobody_their_own(
    provider: Organisation, assessor: User, alice: User, bob: User, charlie: User, staff: User
) -> None:
    attempt = handed_in(provider)
    elsewhere = MembershipFactory.create(role=Membership.Role.ASSESSOR).user
    for person in (bob, charlie, staff, elsewhere, attempt.enrolment.learner):
        assert list(waiting_for(person)) == []
        with pytest.raises(NotAllowed):
            mark_answer(waiting(attempt), actor=person, fraction=Fraction(1))
    assert list(waiting_for(alice)) == [waiting(attempt)]
    MembershipFactory.create(
        user=attempt.enrolment.learner, organisation=provider, role=Membership.Role.ASSESSOR
    )
    with pytest.raises(NotAllowed):
        mark_answer(waiting(attempt), actor=attempt.enrolment.learner, fraction=Fraction(1))


def test_no_new_attempt_begins_while_one_is_being_marked(provider: Organisation, assessor: User) -> None:
    attempt = handed_in(provider, attempts_allowed=0)
    learner = attempt.enrolment.learner
    with pytest.raises(BeingMarked):
        attempts.start_attempt(attempt.enrolment, actor=learner, at=LATER)
    mark_answer(waiting(attempt), actor=assessor, fraction=Fraction(0), at=LATER)
    again = attempts.start_attempt(attempt.enrolment, actor=learner, at=LATER)
    assert again.number == 2


def test_an_essay_that_nobody_wrote_waits_for_nobody(provider: Organisation) -> None:
    course = make.published_course(organisation=provider, items=[ESSAY])
    enrolment = make.enrolment(course)
    attempt = attempts.start_attempt(enrolment, actor=enrolment.learner)
    attempts.submit_attempt(attempt, actor=enrolment.learner)
    assert not AttemptOutcome.objects.get().passed
    assert not attempt.items.waiting().exists()


def test_an_untouched_template_is_no_answer(provider: Organisation) -> None:
    course = make.published_course(
        organisation=provider, items=[ESSAY | {"response_template": "Cause:\n\nBarrier:\n"}]
    )
    enrolment = make.enrolment(course)
    attempt = attempts.start_attempt(enrolment, actor=enrolment.learner)
    untouched = "Cause:\n\nBarrier:"
    assert (
        attempts.save_response(attempt, attempt.items.get(), data=untouched, actor=enrolment.learner) is None
    )
    attempts.submit_attempt(attempt, actor=enrolment.learner)
    assert not attempt.items.waiting().exists()


def test_what_is_worth_nothing_waits_for_nobody(provider: Organisation) -> None:
    attempt = handed_in(provider, [ESSAY | {"mark": 0}, make.TRUE_FALSE])
    assert not attempt.items.waiting().exists()
    assert AttemptOutcome.objects.get().passed


def test_who_has_left_the_course_is_not_sent_to_a_page_that_is_gone(
    provider: Organisation, assessor: User
) -> None:
    attempt = handed_in(provider)
    leave(attempt.enrolment, actor=attempt.enrolment.learner)
    mark_answer(waiting(attempt), actor=assessor, fraction=Fraction(1), at=LATER)
    outbox.drain()
    assert not Notification.objects.filter(kind=MARKED.name).exists()


def test_nobody_is_asked_for_marks_that_were_given_meanwhile(provider: Organisation, assessor: User) -> None:
    attempt = handed_in(provider)
    mark_answer(waiting(attempt), actor=assessor, fraction=Fraction(1), at=LATER)
    outbox.drain()
    assert not Notification.objects.filter(kind=MARKING_REQUESTED.name).exists()


def test_an_attempt_that_is_being_marked_counts_nowhere_yet(provider: Organisation, assessor: User) -> None:
    attempt = handed_in(provider)
    version = attempt.enrolment.version
    sheet = signal_sheet(version)
    assert sheet is not None
    assert sheet.assessed == 0
    assert [row.passed for row in attempts_of(attempt.enrolment)] == [None]  # type: ignore[attr-defined]
    mark_answer(waiting(attempt), actor=assessor, fraction=Fraction(1), at=LATER)
    sheet = signal_sheet(version)
    assert sheet is not None
    assert sheet.assessed == 1


def test_assessors_are_told_once_a_day_and_the_learner_when_all_is_marked(
    provider: Organisation, assessor: User, alice: User, bob: User
) -> None:
    attempt = handed_in(provider, [ESSAY, JUDGED])
    outbox.drain()
    OutboxDelivery.objects.update(done_at=None)
    outbox.drain()
    asked = Notification.objects.filter(kind=MARKING_REQUESTED.name)
    assert set(asked.values_list("recipient", flat=True)) == {assessor.pk, alice.pk}
    assert asked.count() == 2
    mark_answer(waiting(attempt), actor=assessor, fraction=Fraction(1), at=LATER)
    outbox.drain()
    assert not Notification.objects.filter(kind=MARKED.name).exists()
    mark_answer(waiting(attempt), actor=assessor, levels={"k1": 1, "k2": 1}, at=LATER)
    outbox.drain()
    told = Notification.objects.get(kind=MARKED.name)
    assert told.recipient == attempt.enrolment.learner
    assert told.url.endswith(f"/assessment/{attempt.uuid}/result/")
