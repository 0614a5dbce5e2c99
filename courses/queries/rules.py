"""The rules of an assessment as they hold for one learner, accommodations included."""

import datetime
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from django.db.models import Count, Max, Q

from courses.errors import (
    AlreadyPassed,
    BeingMarked,
    CoursesError,
    KnowsTheKeys,
    NoAttemptsLeft,
    NotEnrolled,
    TooEarly,
)
from courses.models import Assessment, Attempt, Course, Enrolment
from portal.models import User


@dataclass(frozen=True, slots=True)
class Allowance:
    """`attempts` 0 is without limit; `minutes` None is without a time limit, `base_minutes` is the rule's."""

    attempts: int
    extra_attempts: int
    minutes: int | None
    base_minutes: int | None
    factor: str
    unlimited_time: bool

    @property
    def is_extended(self) -> bool:
        return self.minutes != self.base_minutes

    def deadline(self, start: datetime.datetime) -> datetime.datetime | None:
        return None if self.minutes is None else start + datetime.timedelta(minutes=self.minutes)

    def frozen(self) -> dict[str, object]:
        """What an attempt keeps of it."""
        return {
            "extra_time_factor": self.factor,
            "unlimited_time": self.unlimited_time,
            "minutes": self.minutes,
            "base_minutes": self.base_minutes,
            "attempts": self.attempts,
            "extra_attempts": self.extra_attempts,
        }


def allowance(learner: User | None, assessment: Assessment) -> Allowance:
    """What holds for `learner`, or (None) for everybody. Started minutes count as whole ones."""
    base = assessment.minutes
    factor = Decimal(learner.extra_time_factor) if learner else Decimal(1)
    unlimited = bool(learner and learner.unlimited_time)
    minutes: int | None = None
    if base is not None and not unlimited:
        minutes = int((base * factor).to_integral_value(rounding=ROUND_CEILING))
    allowed = assessment.attempts_allowed
    extra = learner.extra_attempts if learner and allowed else 0
    return Allowance(
        attempts=allowed + extra,
        extra_attempts=extra,
        minutes=minutes,
        base_minutes=base,
        factor=f"{factor:.2f}",
        unlimited_time=unlimited,
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a learner stands with an assessment; `left` None is without limit.

    `running`: an attempt is not handed in yet (it counts as used).
    """

    used: int
    running: bool
    left: int | None
    next_at: datetime.datetime | None
    refusal: CoursesError | None


def standing(enrolment: Enrolment, assessment: Assessment, *, at: datetime.datetime) -> Standing:
    """Asks the database three times. `refusal` is why no new attempt may begin now, or None."""
    figures = Attempt.objects.filter(enrolment=enrolment).aggregate(
        used=Count("pk"),
        running=Count("pk", filter=Q(submitted_at=None)),
        last=Max("submitted_at", filter=Q(submitted_at__isnull=False)),
    )
    used: int = figures["used"]
    allowed = allowance(enrolment.learner, assessment).attempts
    last: datetime.datetime | None = figures["last"]
    wait = datetime.timedelta(minutes=assessment.delay_minutes)
    next_at = last + wait if last and wait and last + wait > at else None
    refusal: CoursesError | None = None
    if enrolment.left_at is not None:
        refusal = NotEnrolled()
    elif enrolment.completed_at is not None:
        refusal = AlreadyPassed()
    elif Course.objects.staffed_by(enrolment.learner).filter(pk=enrolment.course_id).exists():
        refusal = KnowsTheKeys()
    elif Attempt.objects.being_marked().filter(enrolment=enrolment).exists():
        refusal = BeingMarked()
    elif allowed and used >= allowed:
        refusal = NoAttemptsLeft()
    elif next_at is not None:
        refusal = TooEarly(next_at)
    left = max(allowed - used, 0) if allowed else None
    return Standing(used, bool(figures["running"]), left, next_at, refusal)
