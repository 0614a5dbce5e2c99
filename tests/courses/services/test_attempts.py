"""Starting, saving and handing in, by the server's clock."""

import datetime
import threading
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from courses.errors import (
    AlreadyPassed,
    AttemptClosed,
    CoursesError,
    DeadlinePassed,
    KnowsTheKeys,
    NoAssessment,
    NoAttemptsLeft,
    NotEnrolled,
    OutOfOrder,
    ResponseRefused,
    TooEarly,
)
from courses.models import Attempt, AttemptItem, Enrolment, Response, Score
from courses.services import attempts
from courses.services.enrolment import leave
from portal.models import OutboxEvent, User
from tests.factories import courses as make
from tests.factories.portal import MembershipFactory, UserFactory
from tests.factories.skills import SkillFactory

pytestmark = pytest.mark.django_db

NOON = datetime.datetime(2026, 3, 1, 12, 0, tzinfo=datetime.UTC)


def at(minutes: float) -> datetime.datetime:
    """So many minutes past noon."""
    return NOON + datetime.timedelta(minutes=minutes)


def sitting(
    items: Any = (make.SINGLE, make.TRUE_FALSE), learner: User | None = None, **rules: Any
) -> Enrolment:
    """Somebody enrolled an hour before noon in a course with this assessment."""
    course = make.published_course(items=items, rules={"shuffle": False, **rules})
    return make.enrolment(course, learner, at=at(-60))


def start(enrolment: Enrolment, minutes: float = 0, seed: int = 1) -> Attempt:
    return attempts.start_attempt(enrolment, actor=enrolment.learner, rng=Random(seed), at=at(minutes))


def save(attempt: Attempt, position: int, data: object, minutes: float = 1) -> Response | None:
    item = attempt.items.get(position=position)
    learner = attempt.enrolment.learner
    return attempts.save_response(attempt, item, data=data, actor=learner, at=at(minutes))


def submit(attempt: Attempt, minutes: float = 2) -> Attempt:
    return attempts.submit_attempt(attempt, actor=attempt.enrolment.learner, at=at(minutes))


# Starting


def test_items_are_pinned_with_a_seed_in_the_order_of_the_section() -> None:
    attempt = start(sitting())

    rows = list(attempt.items.values_list("position", "item_version__item__key"))

    assert rows == [(1, "first-check"), (2, "double")]


def test_a_draw_takes_so_many_of_the_pool_and_the_same_seed_draws_the_same() -> None:
    course = make.published_course(items=make.EVERY_TYPE, rules={"draw": 3})

    drawn = [
        set(start(make.enrolment(course, at=at(-60)), seed=7).items.values_list("item_version", flat=True))
        for _ in range(2)
    ]

    assert len(drawn[0]) == 3
    assert drawn[0] == drawn[1]


def test_an_open_attempt_is_returned_instead_of_a_second_one() -> None:
    enrolment = sitting()

    assert start(enrolment).pk == start(enrolment, 5).pk
    assert Attempt.objects.count() == 1


def test_an_attempt_whose_time_ran_out_is_handed_in_before_the_next_one() -> None:
    enrolment = sitting(minutes=10)
    first = start(enrolment)

    second = start(enrolment, 11)

    first.refresh_from_db()
    assert (first.submitted_at, first.submitted_by_timer) == (at(10), True)
    assert (second.number, second.deadline_at) == (2, at(21))


def test_attempts_end_with_the_number_allowed_and_extra_ones_count() -> None:
    enrolment = sitting(learner=UserFactory.create(extra_attempts=1), attempts_allowed=1)
    for number in (1, 2):
        submit(start(enrolment, number * 10), number * 10 + 1)

    with pytest.raises(NoAttemptsLeft):
        start(enrolment, 60)


def test_without_a_limit_there_is_always_another_attempt() -> None:
    enrolment = sitting(attempts_allowed=0)
    for number in range(5):
        submit(start(enrolment, number * 10), number * 10 + 1)

    assert start(enrolment, 100).number == 6


def test_the_wait_between_attempts_is_kept_to_the_minute() -> None:
    enrolment = sitting(delay_minutes=10)
    submit(start(enrolment), 2)

    with pytest.raises(TooEarly) as refused:
        start(enrolment, 11.9)

    assert refused.value.until == at(12)
    assert start(enrolment, 12).number == 2


def test_after_a_pass_no_further_attempt_begins() -> None:
    enrolment = sitting(items=[make.TRUE_FALSE])
    attempt = start(enrolment)
    save(attempt, 1, True)
    submit(attempt)

    with pytest.raises(AlreadyPassed):
        start(enrolment, 30)


def test_who_left_cannot_start() -> None:
    enrolment = sitting()
    leave(enrolment, actor=enrolment.learner)

    with pytest.raises(NotEnrolled):
        start(enrolment)


@pytest.mark.parametrize("items", [[], None])
def test_a_course_without_items_to_answer_has_no_attempt(items: list[Any] | None) -> None:
    course = make.published_course(items=items)

    with pytest.raises(NoAssessment):
        start(make.enrolment(course, at=at(-60)))


@pytest.mark.parametrize(
    ("person", "deadline", "minutes"),
    [
        ({}, at(30), 30),
        ({"extra_time_factor": Decimal("1.25")}, at(38), 38),
        ({"extra_time_factor": 2}, at(60), 60),
        ({"unlimited_time": True}, None, None),
    ],
)
def test_accommodations_move_the_deadline_and_are_frozen(
    person: dict[str, Any], deadline: datetime.datetime | None, minutes: int | None
) -> None:
    attempt = start(sitting(learner=UserFactory.create(**person), minutes=30))

    assert attempt.deadline_at == deadline
    assert attempt.accommodations["minutes"] == minutes
    assert attempt.accommodations["base_minutes"] == 30


# Saving


def test_answers_are_added_and_the_same_answer_is_not_added_twice() -> None:
    attempt = start(sitting())

    for data in ("c2", "c2", "c1", None):
        save(attempt, 1, data)

    assert list(Response.objects.order_by("pk").values_list("data", flat=True)) == ["c2", "c1", None]


def test_an_answer_that_does_not_fit_is_refused_and_the_others_are_saved() -> None:
    attempt = start(sitting(items=[make.NUMERICAL, make.TRUE_FALSE]))
    number, truth = attempt.items.order_by("position")

    saved = attempts.save_responses(
        attempt, {number: "ten", truth: True}, actor=attempt.enrolment.learner, at=at(1)
    )

    assert [response.data for response in saved.added] == [True]
    assert set(saved.problems) == {number.pk}
    with pytest.raises(ResponseRefused, match="not a number"):
        save(attempt, 1, "ten")


def test_answers_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempts, "MOST_RESPONSES", 2)
    attempt = start(sitting())
    save(attempt, 1, "c1")
    save(attempt, 1, "c2")

    with pytest.raises(ResponseRefused, match="changed too often"):
        save(attempt, 1, "c3")

    assert Response.objects.count() == 2


@pytest.mark.parametrize(("minutes", "taken"), [(9.99, True), (10, False), (11, False)])
def test_the_deadline_itself_is_too_late(minutes: float, taken: bool) -> None:
    attempt = start(sitting(minutes=10))

    if taken:
        assert save(attempt, 1, "c1", minutes)
    else:
        with pytest.raises(DeadlinePassed):
            save(attempt, 1, "c1", minutes)
    assert Response.objects.count() == taken


def test_nothing_is_saved_after_handing_in() -> None:
    attempt = start(sitting())
    submit(attempt)

    with pytest.raises(AttemptClosed):
        save(attempt, 1, "c1", 3)


def test_other_people_have_no_such_attempt(charlie: User) -> None:
    attempt = start(sitting())
    item = attempt.items.get(position=1)

    with pytest.raises(Attempt.DoesNotExist):
        attempts.save_response(attempt, item, data="c1", actor=charlie, at=at(1))
    with pytest.raises(Attempt.DoesNotExist):
        attempts.submit_attempt(attempt, actor=charlie, at=at(1))
    assert Response.objects.count() == 0


def test_an_item_of_another_attempt_is_not_answered_through_mine() -> None:
    mine, other = start(sitting()), start(sitting())
    foreign = other.items.get(position=1)

    with pytest.raises(AttemptItem.DoesNotExist):
        attempts.save_response(mine, foreign, data="c1", actor=mine.enrolment.learner, at=at(1))


def test_in_order_there_is_no_way_ahead_and_no_way_back() -> None:
    attempt = start(sitting(navigation="sequential"))
    learner = attempt.enrolment.learner
    first = attempt.items.get(position=1)

    with pytest.raises(OutOfOrder):
        save(attempt, 2, True)
    save(attempt, 1, "c1")
    attempts.go_on(attempt, first, actor=learner, at=at(2))

    with pytest.raises(OutOfOrder):
        save(attempt, 1, "c2")
    with pytest.raises(OutOfOrder):
        attempts.go_on(attempt, first, actor=learner, at=at(2))
    assert save(attempt, 2, True)


# Handing in


def test_handing_in_scores_every_item_and_completes_the_enrolment() -> None:
    skill = SkillFactory.create(label="Safe doses")
    attempt = start(sitting(skills=[skill]))
    save(attempt, 1, "c1")
    save(attempt, 2, True)

    submit(attempt)

    outcome = attempt.outcomes.get()
    assert (outcome.mark, outcome.max_mark, outcome.fraction, outcome.passed) == (2, 2, 1, True)
    assert outcome.by_skill == [
        {"skill": str(skill.uuid), "label": "Safe doses", "fraction": "1.00000000", "n": 2}
    ]
    assert [row["section"] for row in outcome.by_section] == [str(attempt.assessment.sections.get().uuid)]
    attempt.enrolment.refresh_from_db()
    assert attempt.enrolment.completed_at == at(2)


def test_the_event_carries_the_facts_a_credential_freezes() -> None:
    attempt = start(sitting())
    save(attempt, 1, "c1")
    save(attempt, 2, True)
    submit(attempt)

    payload = OutboxEvent.objects.get(type="course.completed.v1").payload

    version = attempt.enrolment.version
    assert payload["enrolment"] == str(attempt.enrolment.uuid)
    assert payload["learner"] == str(attempt.enrolment.learner.uuid)
    assert payload["achievement"] is None
    facts = payload["facts"]
    assert facts["result"] == {
        "fraction": "1.0000",
        "pass_mark": "0.7000",
        "attempt": 1,
        "attempts_allowed": 3,
        "submitted_at": at(2).isoformat(),
    }
    assert (facts["activity_start"], facts["activity_end"]) == (at(-60).isoformat(), at(2).isoformat())
    assert facts["hours"] == "0.67"
    assert facts["course"]["title"] == version.title
    assert facts["course"]["content_hash"] == version.content_hash
    assert facts["signal"]["assessed"] == 1
    assert facts["signal"]["tries"] == 3


def test_a_failed_attempt_tells_nobody() -> None:
    attempt = submit(start(sitting()))

    assert attempt.outcomes.get().passed is False
    assert OutboxEvent.objects.count() == 0
    attempt.enrolment.refresh_from_db()
    assert attempt.enrolment.completed_at is None


def test_handing_in_twice_changes_nothing() -> None:
    attempt = start(sitting(items=[make.TRUE_FALSE]))
    save(attempt, 1, True)
    submit(attempt, 2)

    again = submit(attempt, 9)

    assert again.submitted_at == at(2)
    assert Score.objects.count() == 1
    assert OutboxEvent.objects.count() == 1


def test_what_was_saved_counts_when_the_hand_in_comes_late() -> None:
    attempt = start(sitting(items=[make.TRUE_FALSE], minutes=10))
    save(attempt, 1, True, 9)

    late = submit(attempt, 60)

    assert (late.submitted_at, late.submitted_by_timer) == (at(10), True)
    assert late.outcomes.get().passed


def test_the_cut_is_compared_exactly() -> None:
    thirds = make.MULTIPLE | {"policy": "each_option", "mark": 3}
    attempt = start(sitting(items=[thirds], pass_mark="0.6667"))
    save(attempt, 1, ["c1"])

    outcome = submit(attempt).outcomes.get()

    assert outcome.fraction == Decimal("0.66666667")
    assert outcome.passed is False


def test_a_section_below_its_own_pass_mark_fails_the_whole() -> None:
    version = make.draft(items=[make.SINGLE], rules={"section_pass_mark": "1", "shuffle": False})
    extra = make.Section.objects.create(assessment=version.assessment, position=2, title="Weighty")
    heavy = make.item_version(version.course, make.TRUE_FALSE | {"mark": 9})
    make.SectionItem.objects.create(section=extra, item_version=heavy, position=1)
    attempt = start(make.enrolment(make.publish(version).course, at=at(-60)))
    save(attempt, 2, True)

    outcome = submit(attempt).outcomes.get()

    assert outcome.fraction == Decimal("0.9")
    assert [row["passed"] for row in outcome.by_section] == [False, None]
    assert outcome.passed is False


def test_overdue_attempts_are_handed_in_each_once() -> None:
    overdue = [start(sitting(minutes=10)) for _ in range(2)]
    running = start(sitting(minutes=30))

    assert attempts.expire_overdue(at(10)) == 2
    assert attempts.expire_overdue(at(11)) == 0

    for attempt in overdue:
        attempt.refresh_from_db()
        assert attempt.submitted_by_timer
    running.refresh_from_db()
    assert running.submitted_at is None


# Two at once, against the real database


@pytest.mark.django_db(transaction=True)
def test_two_tabs_that_start_at_once_get_one_attempt() -> None:
    enrolment = sitting()

    found = together(lambda: start(enrolment).pk)

    assert len(set(found)) == 1
    assert Attempt.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_hand_ins_at_once_complete_the_course_once() -> None:
    attempt = start(sitting(items=[make.TRUE_FALSE]))
    save(attempt, 1, True)

    together(lambda: submit(attempt).pk)

    assert Score.objects.count() == 1
    assert OutboxEvent.objects.filter(type="course.completed.v1").count() == 1


def together(action: Any, *, people: int = 4) -> list[Any]:
    """Run `action` in so many threads that begin at the same moment; each with its own connection."""
    gate = threading.Barrier(people)
    results: list[Any] = []

    def run() -> None:
        try:
            gate.wait(timeout=10)
            results.append(action())
        except CoursesError as error:
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return results


def test_the_clock_is_the_servers_when_no_moment_is_given() -> None:
    enrolment = sitting(minutes=10)
    before = timezone.now()

    attempt = attempts.start_attempt(enrolment, actor=enrolment.learner)

    assert before <= attempt.started_at <= timezone.now()


@pytest.mark.parametrize("role", ["author", "reviewer", "assessor", "owner"])
def test_whoever_sees_the_keys_proves_nothing_and_may_not_start(role: str) -> None:
    course = make.published_course()
    insider = MembershipFactory.create(organisation=course.organisation, role=role).user
    with pytest.raises(KnowsTheKeys):
        start(make.enrolment(course, insider, at=at(-60)))
