"""What the learners of the demo world did: real enrolments, lessons, attempts, answers."""

import datetime
import random
from collections.abc import Iterator
from contextlib import contextmanager

from courses.grading import parse_item
from courses.models import Attempt, Course, Enrolment, Lesson, Response
from courses.services.attempts import save_response, start_attempt, submit_attempt
from courses.services.enrolment import enrol
from courses.services.marking import mark_answer
from courses.services.progress import complete_lesson, open_lesson
from portal.demo.answers import answer, judgement
from portal.demo.people import Learner
from portal.models import Membership, User

CERTAINTY = {"passed": 0.93, "barely": 0.86, "failed": 0.45, "waiting": 0.6}
TRIES = 3


def study(learner: User, plan: Learner, *, now: datetime.datetime) -> None:
    """Go through the plan, course by course, a few days apart; a course begun before is left alone."""
    started = now - datetime.timedelta(days=30 * plan.months_ago + 6)
    rng = random.Random(plan.email)  # noqa: S311 - the same world each time
    for step, (slug, stage) in enumerate(plan.courses.items()):
        at = min(
            started + datetime.timedelta(days=9 * step, hours=rng.randrange(18, 23)),
            now - datetime.timedelta(hours=6),
        )
        if stage == "waiting":
            at = now - datetime.timedelta(days=2, hours=rng.randrange(12))
        course = Course.objects.published().get(slug=slug)
        if Enrolment.objects.filter(learner=learner, course=course).exists():
            continue
        enrolment = enrol(learner, course, at=at)
        _read(enrolment, stage, at=at)
        if stage in CERTAINTY:
            assessor = None if stage == "waiting" else _assessor_of(course)
            later = at + datetime.timedelta(hours=1)
            take(enrolment, learner, certainty=CERTAINTY[stage], rng=rng, at=later, assessor=assessor)
        elif stage == "open":
            _begin(enrolment, learner, rng=rng, at=now)


def _read(enrolment: Enrolment, stage: str, *, at: datetime.datetime) -> None:
    lessons = list(Lesson.objects.filter(version=enrolment.version).order_by("module__position", "position"))
    share = {"started": 1, "reading": max(1, len(lessons) // 2)}.get(stage, len(lessons))
    for number, lesson in enumerate(lessons[:share]):
        moment = at + datetime.timedelta(minutes=7 * number)
        open_lesson(enrolment, lesson, at=moment)
        if stage != "started":
            complete_lesson(enrolment, lesson, at=moment + datetime.timedelta(minutes=6))


def _assessor_of(course: Course) -> User | None:
    members = Membership.objects.filter(organisation=course.organisation_id, role=Membership.Role.ASSESSOR)
    return User.objects.filter(pk__in=members.values("user")).order_by("pk").first()


def take(
    enrolment: Enrolment,
    learner: User,
    *,
    certainty: float,
    rng: random.Random,
    at: datetime.datetime,
    assessor: User | None = None,
) -> None:
    """Try until passed or out of tries; whoever is to fail tries once. Without an `assessor` texts wait."""
    for number in range(TRIES if certainty > 0.5 else 1):
        moment = at + datetime.timedelta(days=number)
        attempt = start_attempt(enrolment, actor=learner, rng=rng, at=moment)
        with _time_stands_still(attempt):
            _answer(attempt, learner, certainty=certainty, share=1.0, rng=rng, at=moment)
            submitted = submit_attempt(
                attempt, actor=learner, at=moment + datetime.timedelta(minutes=rng.randrange(9, 17))
            )
        if assessor is not None:
            mark(submitted, assessor, at=moment + datetime.timedelta(hours=20))
        if submitted.outcomes.filter(passed=True).exists() or not submitted.outcomes.exists():
            return


def mark(attempt: Attempt, assessor: User, *, at: datetime.datetime) -> None:
    """What a person marks of it, each text by its rubric."""
    for item in attempt.items.waiting().select_related("item_version").order_by("position"):
        text = Response.objects.filter(attempt_item=item).latest("pk").data
        levels, comment = judgement(parse_item(item.item_version.body), str(text))
        mark_answer(item, actor=assessor, levels=levels, comment=comment, at=at)


@contextmanager
def _time_stands_still(attempt: Attempt) -> Iterator[None]:
    """No deadline: it lies in the past, and the schedule of a running portal would hand the attempt in."""
    mine = Attempt.objects.filter(pk=attempt.pk)
    mine.update(deadline_at=None)
    yield
    mine.update(deadline_at=attempt.deadline_at)


def _begin(enrolment: Enrolment, learner: User, *, rng: random.Random, at: datetime.datetime) -> None:
    attempt = start_attempt(enrolment, actor=learner, rng=rng, at=at)
    _answer(attempt, learner, certainty=0.9, share=0.4, rng=rng, at=at)


def _answer(
    attempt: Attempt,
    learner: User,
    *,
    certainty: float,
    share: float,
    rng: random.Random,
    at: datetime.datetime,
) -> None:
    items = list(attempt.items.select_related("item_version").order_by("position"))
    for number, drawn in enumerate(items[: max(1, round(len(items) * share))]):
        response = answer(parse_item(drawn.item_version.body), certainty=certainty, rng=rng)
        moment = at + datetime.timedelta(seconds=20 * (number + 1))
        save_response(attempt, drawn, data=response, actor=learner, at=moment)
