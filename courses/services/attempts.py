"""Taking an assessment: starting, saving, handing in. The server's clock alone decides.

Lock order: enrolment, then attempt. What was handed in never changes; responses and scores are only added.
A person who is not the attempt's learner gets `Attempt.DoesNotExist`, as for an attempt that is not there.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random, SystemRandom

import structlog
from django.db import transaction
from django.db.models import Count, Max
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses import grading
from courses.errors import AttemptClosed, DeadlinePassed, NoAssessment, OutOfOrder, ResponseRefused
from courses.models import Assessment, Attempt, AttemptItem, Enrolment, Response, Score
from courses.queries.rules import allowance, standing
from courses.queries.taking import item_at_hand, items_of, newest_responses
from courses.services.deciding import decide
from courses.services.drawing import draw
from courses.services.scoring import score_items
from courses.wording import response_problem
from portal import audit, events, outbox
from portal.models import User

log = structlog.get_logger(__name__)

# So many versions of one answer are kept; more is a script, not a person.
MOST_RESPONSES = 500


@dataclass(frozen=True, slots=True)
class Saved:
    """`added` are new responses; `problems` says by item pk why an answer was not taken."""

    added: list[Response] = field(default_factory=list)
    problems: dict[int, str | Promise] = field(default_factory=dict)


@transaction.atomic(durable=True)
def start_attempt(
    enrolment: Enrolment, *, actor: User, rng: Random | None = None, at: datetime.datetime | None = None
) -> Attempt:
    """Draw the items and start the clock; an attempt that is still open is returned as it is.

    The enrolment is locked, so two tabs get one attempt. An open attempt whose time has run out is handed in
    first. Raises NotEnrolled, NoAssessment, AlreadyPassed, KnowsTheKeys,
    NoAttemptsLeft, TooEarly.
    """
    now = at or timezone.now()
    locked = Enrolment.objects.locked().select_related("learner").get(pk=enrolment.pk, learner=actor)
    assessment = Assessment.objects.filter(version=locked.version_id).first()
    if assessment is None:
        raise NoAssessment
    running = Attempt.objects.locked().open().filter(enrolment=locked).first()
    if running is not None and not running.is_over(now):
        return running
    if running is not None:
        _hand_in(running, locked, actor=None, at=now)
    if refusal := standing(locked, assessment, at=now).refusal:
        raise refusal
    return _begin(locked, assessment, rng or SystemRandom(), now)


@transaction.atomic(durable=True)
def save_responses(
    attempt: Attempt,
    answers: Mapping[AttemptItem, object],
    *,
    actor: User,
    at: datetime.datetime | None = None,
) -> Saved:
    """Add the answers that differ from the newest saved ones; one that cannot be taken stops no other.

    Raises AttemptClosed, DeadlinePassed, OutOfOrder.
    """
    return _save(_held(attempt, actor), answers, at=at or timezone.now())


@transaction.atomic(durable=True)
def save_response(
    attempt: Attempt,
    item: AttemptItem,
    *,
    data: object,
    actor: User,
    at: datetime.datetime | None = None,
) -> Response | None:
    """Save one answer (None: take it back); returns what now counts, None when there never was an answer.

    Raises AttemptClosed, DeadlinePassed, OutOfOrder, ResponseRefused.
    """
    held = _held(attempt, actor)
    saved = _save(held, {item: data}, at=at or timezone.now())
    if problem := saved.problems.get(item.pk):
        raise ResponseRefused(problem)
    return newest_responses(held).get(item.pk)


@transaction.atomic(durable=True)
def go_on(
    attempt: Attempt, item: AttemptItem, *, actor: User, at: datetime.datetime | None = None
) -> Attempt:
    """With sequential navigation: leave `item` for good. Raises AttemptClosed, DeadlinePassed, OutOfOrder."""
    now = at or timezone.now()
    held = _held(attempt, actor)
    _require_open(held, now)
    _require_in_order(held, [item])
    AttemptItem.objects.filter(pk=item.pk, attempt=held).update(left_at=now)
    return held


@transaction.atomic(durable=True)
def submit_attempt(
    attempt: Attempt,
    *,
    actor: User | None,
    at: datetime.datetime | None = None,
    by_timer: bool = False,
) -> Attempt:
    """Hand in what was saved: scores, the outcome and, on the first pass, the event CourseCompleted.

    Where answers wait for an assessor there is no outcome yet: event AttemptAwaitsMarking.
    One transaction. Handing in twice is harmless; after the deadline it counts as handed in by the timer, at
    the deadline. `actor` None is the schedule.
    """
    now = at or timezone.now()
    mine = Attempt.objects.filter(pk=attempt.pk)
    if actor is not None:
        mine = mine.filter(enrolment__learner=actor)
    enrolment = Enrolment.objects.locked().select_related("learner").get(pk=mine.get().enrolment_id)
    locked = Attempt.objects.locked().select_related("assessment").get(pk=attempt.pk)
    if locked.submitted_at is None:
        _hand_in(locked, enrolment, actor=actor, at=now, by_timer=by_timer)
    return locked


def expire_overdue(at: datetime.datetime | None = None) -> int:
    """Hand in every open attempt whose time has run out, each in its own transaction; returns how many.

    One that fails is logged and stops no other.
    """
    now = at or timezone.now()
    handed_in = 0
    for attempt in Attempt.objects.overdue(now).order_by("deadline_at", "pk"):
        try:
            submit_attempt(attempt, actor=None, at=now, by_timer=True)
        except Exception:
            log.exception("attempts.expire_failed", attempt_uuid=str(attempt.uuid))
        else:
            handed_in += 1
    return handed_in


def _held(attempt: Attempt, actor: User) -> Attempt:
    return Attempt.objects.locked().select_related("assessment").get(pk=attempt.pk, enrolment__learner=actor)


def _require_open(attempt: Attempt, now: datetime.datetime) -> None:
    if attempt.submitted_at is not None:
        raise DeadlinePassed if attempt.submitted_by_timer else AttemptClosed
    if attempt.is_over(now):
        raise DeadlinePassed


def _require_in_order(attempt: Attempt, items: Sequence[AttemptItem]) -> None:
    if attempt.assessment.navigation == Assessment.Navigation.SEQUENTIAL:
        current = item_at_hand(attempt, items_of(attempt))
        if [item.pk for item in items] != [current.pk if current else None]:
            raise OutOfOrder


def _begin(enrolment: Enrolment, assessment: Assessment, rng: Random, now: datetime.datetime) -> Attempt:
    drawn = draw(assessment, rng=rng)
    if not drawn:
        raise NoAssessment
    allowed = allowance(enrolment.learner, assessment)
    last = Attempt.objects.filter(enrolment=enrolment).aggregate(last=Max("number"))["last"] or 0
    attempt = Attempt.objects.create(
        enrolment=enrolment,
        assessment=assessment,
        number=last + 1,
        started_at=now,
        deadline_at=allowed.deadline(now),
        accommodations=allowed.frozen(),
    )
    AttemptItem.objects.bulk_create(
        AttemptItem(
            attempt=attempt,
            section=entry.section,
            item_version=entry.item_version,
            position=position,
            seed=entry.seed,
        )
        for position, entry in enumerate(drawn, start=1)
    )
    audit.record("attempt.started", attempt, actor=enrolment.learner, number=attempt.number)
    return attempt


def _save(attempt: Attempt, answers: Mapping[AttemptItem, object], *, at: datetime.datetime) -> Saved:
    _require_open(attempt, at)
    _require_in_order(attempt, list(answers))
    items = AttemptItem.objects.filter(attempt=attempt, pk__in=[item.pk for item in answers])
    known = {
        item.pk: item for item in items.select_related("item_version").annotate(answered=Count("responses"))
    }
    newest = newest_responses(attempt)
    saved = Saved()
    if len(known) != len(answers):
        raise AttemptItem.DoesNotExist
    for given, data in answers.items():
        item = known[given.pk]
        try:
            response = grading.normalise_response(grading.parse_item(item.item_version.body), data)
        except grading.ResponseInvalid as error:
            saved.problems[item.pk] = response_problem(error)
            continue
        before = newest.get(item.pk)
        if response == (before.data if before else None):
            continue
        if item.answered >= MOST_RESPONSES:  # type: ignore[attr-defined]  # annotated above
            saved.problems[item.pk] = _("This answer was changed too often. The last saved one counts.")
            continue
        saved.added.append(Response(attempt_item=item, data=response, saved_at=at))
    Response.objects.bulk_create(saved.added)
    return saved


def _hand_in(
    attempt: Attempt,
    enrolment: Enrolment,
    *,
    actor: User | None,
    at: datetime.datetime,
    by_timer: bool = False,
) -> None:
    """Grade and close; both rows are locked. A late attempt ends at its deadline."""
    late = attempt.is_over(at)
    attempt.submitted_at = attempt.deadline_at if late else at
    attempt.submitted_by_timer = late or by_timer
    attempt.save(update_fields=["submitted_at", "submitted_by_timer"])
    scored = score_items(items_of(attempt), newest_responses(attempt), locale=enrolment.version.language)
    Score.objects.bulk_create(row.as_score(at) for row in scored)
    enrolment.last_active_at = max(enrolment.last_active_at, attempt.submitted_at or at)
    audit.record("attempt.submitted", attempt, actor=actor, by_timer=attempt.submitted_by_timer)
    waiting = [row.attempt_item.pk for row in scored if row.mark and not row.grade.final]
    if not waiting:
        decide(attempt, enrolment, scored, actor=actor, at=at)
        return
    enrolment.save(update_fields=["last_active_at"])
    AttemptItem.objects.filter(pk__in=waiting).update(waits_since=attempt.submitted_at)
    outbox.publish(
        events.AttemptAwaitsMarking(
            attempt=str(attempt.uuid),
            course=str(enrolment.course.uuid),
            organisation=str(enrolment.course.organisation.uuid),
            handed_in_at=(attempt.submitted_at or at).isoformat(),
            title=enrolment.version.title,
        )
    )
