"""The live Signal Sheet: from first attempts, with what guessing would bring."""

import datetime
from random import Random

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from courses.models import CourseVersion
from courses.queries.signal import settled_signal_sheet, signal_sheet
from courses.services import attempts
from tests.factories import courses as make
from tests.factories.credentials import make_achievement

pytestmark = pytest.mark.django_db

NOON = datetime.datetime(2026, 3, 1, 12, 0, tzinfo=datetime.UTC)


def true_false(count: int) -> list[dict[str, object]]:
    return [make.TRUE_FALSE | {"key": f"t{number}"} for number in range(count)]


def take(version: CourseVersion, *, right: int, minutes: int = 5) -> None:
    """Somebody new answers the first `right` items rightly and the rest wrongly."""
    enrolment = make.enrolment(version.course, at=NOON)
    attempt = attempts.start_attempt(enrolment, actor=enrolment.learner, rng=Random(1), at=NOON)
    answers = {item: item.position <= right for item in attempt.items.all()}
    attempts.save_responses(attempt, answers, actor=enrolment.learner, at=NOON)
    end = NOON + datetime.timedelta(minutes=minutes)
    attempts.submit_attempt(attempt, actor=enrolment.learner, at=end)


def course_of(items: int = 5, **rules: object) -> CourseVersion:
    rules = {"pass_mark": "0.6", "attempts_allowed": 3, "shuffle": False} | rules
    return make.publish(make.draft(items=true_false(items), rules=rules))


def test_without_an_assessment_there_is_no_sheet() -> None:
    assert signal_sheet(make.publish(make.draft(items=None))) is None


def test_guessing_is_known_before_anybody_was_assessed() -> None:
    sheet = signal_sheet(course_of(), at=NOON)

    assert sheet
    assert (sheet.guess_pass_one_try, sheet.guess_pass, sheet.tries) == (0.5, 0.875, 3)
    assert (sheet.assessed, sheet.pass_rate.value, sheet.pool_size) == (0, None, 5)
    assert sheet.as_of == NOON.date()


def test_a_draw_guesses_on_what_is_drawn_from_the_whole_pool() -> None:
    sheet = signal_sheet(course_of(8, draw=5))

    assert sheet
    assert (sheet.guess_pass_one_try, sheet.pool_size) == (0.5, 8)


def test_figures_from_nine_people_are_withheld_and_from_ten_shown_as_uncertain() -> None:
    version = course_of()
    for right in (5, 5, 4, 4, 3, 3, 2, 1, 0):
        take(version, right=right)
    nine = signal_sheet(version)
    take(version, right=5, minutes=25)
    ten = signal_sheet(version)

    assert nine
    assert ten
    assert (nine.assessed, nine.pass_rate.value, nine.reliability.value) == (9, None, None)
    assert (ten.pass_rate.value, ten.pass_rate.n, ten.pass_rate.uncertain) == (0.7, 10, True)
    assert ten.reliability.n == 10
    assert ten.reliability.value is not None
    assert 0.8 < ten.reliability.value < 1
    assert ten.standard_error_at_cut.value is not None
    assert ten.median_minutes.value == 5


def test_supervision_is_what_the_achievement_declares() -> None:
    watched = make_achievement(supervision="On site, identity card checked")
    sheets = [
        signal_sheet(make.publish(make.draft(achievement=achievement))) for achievement in (watched, None)
    ]

    assert [sheet.supervision if sheet else None for sheet in sheets] == [
        "On site, identity card checked",
        "none",
    ]


def test_second_attempts_do_not_count() -> None:
    version = course_of()
    enrolment = make.enrolment(version.course, at=NOON)
    for minute in (0, 10):
        start = NOON + datetime.timedelta(minutes=minute)
        attempt = attempts.start_attempt(enrolment, actor=enrolment.learner, at=start)
        end = start + datetime.timedelta(minutes=1)
        attempts.submit_attempt(attempt, actor=enrolment.learner, at=end)

    sheet = signal_sheet(version)

    assert sheet
    assert sheet.assessed == 1


@pytest.mark.parametrize("people", [1, 3])
def test_the_sheet_asks_as_often_for_three_people_as_for_one(
    people: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    version = course_of()
    for _person in range(people):
        take(version, right=5)

    with django_assert_num_queries(6):
        signal_sheet(version)


def test_a_sheet_is_kept_only_once_one_attempt_more_changes_nothing() -> None:
    version = course_of()
    take(version, right=5)

    assert [_assessed(version, settled=3), _assessed(version, settled=3)] == [1, 1]
    take(version, right=5)
    assert _assessed(version, settled=2) == 2
    take(version, right=5)
    assert _assessed(version, settled=2) == 2


def _assessed(version: CourseVersion, *, settled: int) -> int:
    sheet = settled_signal_sheet(version, at=NOON, settled=settled)
    assert sheet
    return sheet.assessed
