"""What the use-cases of courses refuse.

CairnError
└── CoursesError
    ├── CourseNotOpen            nothing is published, or the course is archived
    ├── NotEnrolled              the learner has left the course
    ├── NoAssessment             the course has none, or one without items
    ├── AlreadyPassed            there is nothing left to prove
    ├── NoAttemptsLeft           all attempts are used
    ├── TooEarly                 the wait between attempts is not over; `until` says when it is
    ├── AttemptClosed            it was handed in already
    ├── DeadlinePassed           its time has run out; what was saved by then counts
    ├── OutOfOrder               in a sequential assessment: not the item at hand
    └── ResponseRefused          an answer that its item cannot take; the message says what to do
"""

import datetime
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from portal.errors import CairnError


class CoursesError(CairnError):
    code: ClassVar[str] = "courses"


class CourseNotOpen(CoursesError):
    code = "course_not_open"
    message = _("This course is not open for enrolment.")


class NotEnrolled(CoursesError):
    code = "not_enrolled"
    message = _("You have left this course. Join it again to go on.")


class NoAssessment(CoursesError):
    code = "no_assessment"
    message = _("This course has no assessment.")


class AlreadyPassed(CoursesError):
    code = "already_passed"
    message = _("You have passed already.")


class NoAttemptsLeft(CoursesError):
    code = "no_attempts_left"
    message = _("You have used all your attempts.")


class TooEarly(CoursesError):
    """`until` is the first moment at which the next attempt may begin."""

    code = "too_early"
    message = _("The wait before the next attempt is not over yet.")

    def __init__(self, until: datetime.datetime) -> None:
        super().__init__()
        self.until = until


class AttemptClosed(CoursesError):
    code = "attempt_closed"
    message = _("This attempt was handed in already. Nothing was changed.")


class DeadlinePassed(CoursesError):
    code = "deadline_passed"
    message = _("Time is up. What was saved before counts; what came after was not taken.")


class OutOfOrder(CoursesError):
    code = "out_of_order"
    message = _("The items come one after the other. You have gone on from this one.")


class ResponseRefused(CoursesError):
    code = "response_refused"
    message = _("This answer cannot be taken as it is.")
