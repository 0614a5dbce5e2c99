"""From draft to published: another person reads it, confirms the checklist, and answers for it."""

import datetime
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.errors import (
    ChecklistIncomplete,
    NotInReview,
    NotReady,
    NotReviewer,
    RemarksMissing,
    ReviewOutdated,
)
from courses.models import Course, CourseVersion, Review
from courses.queries.readiness import findings_of
from courses.services.exporting import document_of
from courses.services.versions import content_hash, editable
from portal import audit, events, outbox
from portal.models import Membership, User
from portal.services.permissions import require_role

# What a reviewer confirms, by stable keys that are stored with the decision.
CHECKLIST = {
    "goals": _("The goals are clear, and the lessons lead to them."),
    "correct": _("What the lessons say is correct and up to date."),
    "measures": _("The assessment measures the stated skills at the stated levels, and no more."),
    "fair": _("Every item has one defensible key, and its feedback helps."),
    "threshold": _("Pass mark and attempts fit: someone who guesses does not pass."),
    "accessible": _("Pictures have descriptions; language and structure suit the learners."),
    "rights": _("Sources and licences are in order."),
}


@transaction.atomic(durable=True)
def send_to_review(
    version: CourseVersion, *, actor: User, at: datetime.datetime | None = None
) -> CourseVersion:
    """Hand a draft to the organisation's reviewers; it stays as it is until they decide.

    Raises NotReady with everything that must be mended, NotADraft, InReview. Event CourseReviewRequested.
    """
    draft = editable(version, actor=actor)
    if blocking := [str(finding.text) for finding in findings_of(draft) if finding.is_blocking]:
        raise NotReady(blocking)
    draft.submitted_at, draft.submitted_by = at or timezone.now(), actor
    draft.save(update_fields=["submitted_at", "submitted_by"])
    audit.record("course.sent_to_review", draft, actor=actor, number=draft.number)
    outbox.publish(
        events.CourseReviewRequested(
            course_version=str(draft.uuid),
            organisation=str(draft.course.organisation.uuid),
            submitted_by=str(actor.uuid),
            submitted_at=draft.submitted_at.isoformat(),
            title=draft.title,
        )
    )
    return draft


@transaction.atomic(durable=True)
def withdraw(version: CourseVersion, *, actor: User) -> CourseVersion:
    """Take a draft back from review to edit it. Raises NotAllowed, NotInReview."""
    waiting = _waiting(version)
    require_role(waiting.course.organisation, actor, Membership.Role.AUTHOR)
    waiting.submitted_at = waiting.submitted_by = None
    waiting.save(update_fields=["submitted_at", "submitted_by"])
    audit.record("course.withdrawn", waiting, actor=actor, number=waiting.number)
    return waiting


@transaction.atomic(durable=True)
def approve(
    version: CourseVersion,
    *,
    reviewer: User,
    checklist: Mapping[str, bool],
    comment: str = "",
    seen: datetime.datetime | None = None,
    at: datetime.datetime | None = None,
) -> CourseVersion:
    """Publish: the version is frozen with its content hash and becomes what new learners get.

    `seen` is the `submitted_at` of the state that the reviewer read. Raises NotInReview, NotReviewer (also
    for whoever sent it), ReviewOutdated, ChecklistIncomplete. Event CourseReviewed.
    """
    now = at or timezone.now()
    waiting = _decidable(version, reviewer, seen)
    if not all(checklist.get(key) for key in CHECKLIST):
        raise ChecklistIncomplete
    waiting.content_hash = content_hash(document_of(waiting))
    waiting.published_at, waiting.published_by = now, reviewer
    waiting.save(update_fields=["content_hash", "published_at", "published_by"])
    Course.objects.filter(pk=waiting.course_id).update(published_version=waiting, archived_at=None)
    waiting.course.published_version = waiting
    _decide(waiting, reviewer, Review.Decision.APPROVED, checklist=checklist, comment=comment, at=now)
    return waiting


@transaction.atomic(durable=True)
def send_back(
    version: CourseVersion,
    *,
    reviewer: User,
    comment: str,
    checklist: Mapping[str, bool] | None = None,
    seen: datetime.datetime | None = None,
    at: datetime.datetime | None = None,
) -> CourseVersion:
    """Return a version to its author with remarks. Raises NotInReview, NotReviewer, RemarksMissing."""
    waiting = _decidable(version, reviewer, seen)
    if not comment.strip():
        raise RemarksMissing
    _decide(
        waiting,
        reviewer,
        Review.Decision.RETURNED,
        checklist=checklist or {},
        comment=comment,
        at=at or timezone.now(),
    )
    waiting.submitted_at = waiting.submitted_by = None
    waiting.save(update_fields=["submitted_at", "submitted_by"])
    return waiting


def _waiting(version: CourseVersion) -> CourseVersion:
    locked = CourseVersion.objects.locked().select_related("course__organisation").get(pk=version.pk)
    if not locked.is_in_review:
        raise NotInReview
    return locked


def _decidable(version: CourseVersion, reviewer: User, seen: datetime.datetime | None) -> CourseVersion:
    waiting = _waiting(version)
    if not CourseVersion.objects.reviewable_by(reviewer).filter(pk=waiting.pk).exists():
        raise NotReviewer
    if seen is not None and seen != waiting.submitted_at:
        raise ReviewOutdated
    return waiting


def _decide(
    version: CourseVersion,
    reviewer: User,
    decision: Review.Decision,
    *,
    checklist: Mapping[str, bool],
    comment: str,
    at: datetime.datetime,
) -> None:
    Review.objects.create(
        version=version,
        reviewer=reviewer,
        decision=decision,
        checklist={key: bool(checklist.get(key)) for key in CHECKLIST},
        comment=comment.strip(),
        at=at,
    )
    audit.record(f"course.{decision}", version, actor=reviewer, number=version.number)
    submitted_by = version.submitted_by
    outbox.publish(
        events.CourseReviewed(
            course_version=str(version.uuid),
            submitted_by=str(submitted_by.uuid) if submitted_by else "",
            approved=decision == Review.Decision.APPROVED,
            decided_at=at.isoformat(),
            title=version.title,
        )
    )
