"""What persons mark: essays, projects, and answers whose pattern could not be checked in time.

Lock order: enrolment, then attempt, as in `attempts`. A mark is another score; nothing is overwritten.
"""

import datetime
from collections.abc import Mapping
from fractions import Fraction

from django.db import transaction
from django.utils import timezone

from courses import grading
from courses.errors import AlreadyMarked, MarkRefused
from courses.models import Attempt, AttemptItem, Enrolment
from courses.queries.taking import items_of, newest_responses, newest_scores
from courses.services.deciding import decide
from courses.services.scoring import Scored, scored_from
from portal import audit, events, outbox
from portal.errors import NotAllowed
from portal.models import User


@transaction.atomic(durable=True)
def mark_answer(
    item: AttemptItem,
    *,
    actor: User,
    levels: Mapping[str, int] | None = None,
    fraction: Fraction | None = None,
    comment: str = "",
    at: datetime.datetime | None = None,
) -> Attempt:
    """Mark one waiting answer: by `levels` of its rubric (k1… → level from 0), else by a `fraction` 0…1.

    The last one of an attempt decides it: outcome, CourseCompleted on a pass, and AttemptMarked. Raises
    NotAllowed, AlreadyMarked, MarkRefused.
    """
    now = at or timezone.now()
    if not AttemptItem.objects.assessable_by(actor).filter(pk=item.pk).exists():
        raise NotAllowed
    enrolment = Enrolment.objects.locked().select_related("learner").get(attempts=item.attempt_id)
    attempt = Attempt.objects.locked().select_related("assessment").get(pk=item.attempt_id)
    mine = AttemptItem.objects.waiting().select_related("item_version").filter(pk=item.pk).first()
    if mine is None:
        raise AlreadyMarked
    score = _marked(mine, attempt, levels=levels, fraction=fraction).as_score(now)
    score.grade["comment"] = comment.strip()
    score.assessor = actor
    score.save()
    mine.waits_since = None
    mine.save(update_fields=["waits_since"])
    audit.record("answer.marked", attempt, actor=actor, position=mine.position)
    if not attempt.items.waiting().exists():
        _finish(attempt, enrolment, actor, now)
    return attempt


def _marked(
    item: AttemptItem,
    attempt: Attempt,
    *,
    levels: Mapping[str, int] | None,
    fraction: Fraction | None,
) -> Scored:
    asked = grading.parse_item(item.item_version.body)
    response = newest_responses(attempt)[item.pk]
    try:
        grade = grading.assess(asked, response.data, levels=levels, fraction=fraction)
    except grading.ResponseInvalid as error:
        raise MarkRefused from error
    return Scored(item, response, grade, Fraction(asked.mark))


def _finish(attempt: Attempt, enrolment: Enrolment, actor: User, now: datetime.datetime) -> None:
    scores = newest_scores(attempt)
    scored = [scored_from(item, scores[item.pk]) for item in items_of(attempt) if item.pk in scores]
    decide(attempt, enrolment, scored, actor=actor, at=now)
    outbox.publish(
        events.AttemptMarked(
            attempt=str(attempt.uuid),
            learner=str(enrolment.learner.uuid),
            course=str(enrolment.course.uuid),
            title=enrolment.version.title,
        )
    )
