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
    ├── ResponseRefused          an answer that its item cannot take; the message says what to do
    ├── BeingMarked              an answer of the last attempt waits for an assessor
    ├── AlreadyMarked            another assessor has marked this answer
    ├── MarkRefused              not a mark that this answer can have
    ├── NotADraft                only drafts can be changed
    ├── InReview                 a draft that waits for its reviewer stays as it is
    ├── NothingPublished         a new draft starts from a published version
    ├── DraftExists              a course has one draft at a time
    ├── SlugTaken                another course has this short name
    ├── KeyTaken                 another item of the course has this short name
    ├── ItemRefused              an item that cannot be graded; `problems` has everything that is wrong
    ├── AssetRefused             a file that cannot be part of a course
    ├── StaleEdit                somebody else saved meanwhile; `current` is what is stored
    ├── NotReady                 must be mended before review; `findings` has what
    ├── NotInReview              there is nothing to decide
    ├── ReviewOutdated           the version changed since the reviewer opened it
    ├── NotReviewer              this person may not judge this version
    ├── ChecklistIncomplete      approval confirms every point
    └── RemarksMissing           sending back says why
"""

import datetime
from collections.abc import Sequence
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


class KnowsTheKeys(CoursesError):
    code = "knows_the_keys"
    message = _(
        "As a member of its organisation you can see the answers of this assessment, so passing it would "
        "prove nothing. Try it in the preview."
    )


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


class BeingMarked(CoursesError):
    code = "being_marked"
    message = _("Your last attempt is being marked. You will be told the result.")


class AlreadyMarked(CoursesError):
    code = "already_marked"
    message = _("Somebody else has marked this answer meanwhile. Their mark stands; yours was not taken.")


class MarkRefused(CoursesError):
    code = "mark_refused"
    message = _("Choose a level for every criterion, or give a mark within the item's marks.")


class NotADraft(CoursesError):
    code = "not_a_draft"
    message = _("This version is published and never changes. Start a new draft to edit.")


class InReview(CoursesError):
    code = "in_review"
    message = _("This draft is with its reviewer. Take it back from review to edit it.")


class NothingPublished(CoursesError):
    code = "nothing_published"
    message = _("Nothing is published yet; the course has its first draft still.")


class DraftExists(CoursesError):
    code = "draft_exists"
    message = _("This course has a draft already. Finish or discard it first.")


class SlugTaken(CoursesError):
    code = "slug_taken"
    message = _("Another course has this short name. Choose another one.")


class KeyTaken(CoursesError):
    code = "key_taken"
    message = _("Another item of this course has this short name. Choose another one.")


class ItemRefused(CoursesError):
    """`problems`: (path in the item, message)."""

    code = "item_refused"

    def __init__(self, problems: Sequence[tuple[str, str]]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{path}: {message}" if path else message for path, message in problems))


class AssetRefused(CoursesError):
    code = "asset_refused"


class StaleEdit(CoursesError):
    """`current` is the row as it is stored now."""

    code = "stale_edit"
    message = _("Somebody else saved this meanwhile. Both texts are shown below; nothing was lost.")

    def __init__(self, current: object) -> None:
        super().__init__()
        self.current = current


class NotReady(CoursesError):
    """`findings`: what must be mended, as sentences."""

    code = "not_ready"

    def __init__(self, findings: Sequence[str]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(self.findings))


class NotInReview(CoursesError):
    code = "not_in_review"
    message = _("This version is not waiting for a review.")


class ReviewOutdated(CoursesError):
    code = "review_outdated"
    message = _("The author took this version back and sent it again. Read the new state first.")


class NotReviewer(CoursesError):
    code = "not_reviewer"
    message = _(
        "A reviewer of the organisation decides, and never somebody who wrote in this version or sent it."
    )


class ChecklistIncomplete(CoursesError):
    code = "checklist_incomplete"
    message = _("Approval confirms every point of the checklist. Send the course back if one does not hold.")


class RemarksMissing(CoursesError):
    code = "remarks_missing"
    message = _("Say what the author should change.")
