"""What courses do when something has happened. Each handler may be called any number of times."""

from django.urls import reverse

from courses.models import Attempt, CourseVersion
from courses.notices import APPROVED, MARKED, MARKING_REQUESTED, RETURNED, REVIEW_REQUESTED
from portal.events import AttemptAwaitsMarking, AttemptMarked, CourseReviewed, CourseReviewRequested
from portal.models import Membership, User
from portal.notifications import notify


def notify_reviewers(event: CourseReviewRequested) -> None:
    """Tell everyone of the organisation who may decide, but for the person who sent it."""
    roles = [Membership.Role.REVIEWER, Membership.Role.OWNER]
    members = Membership.objects.filter(organisation__uuid=event.organisation, role__in=roles)
    people = User.objects.filter(pk__in=members.values("user"), is_active=True)
    for person in people.exclude(uuid=event.submitted_by):
        notify(
            person,
            kind=REVIEW_REQUESTED,
            # One for each time it is sent: a version that came back and is sent again is news.
            key=f"course-review:{event.course_version}:{event.submitted_at}",
            params={"title": event.title},
            url=reverse("courses:author_review", kwargs={"uuid": event.course_version}),
        )


def notify_assessors(event: AttemptAwaitsMarking) -> None:
    """Tell the organisation's assessors, once a day for each course; never the person who answered.

    Nobody is told of what has been marked meanwhile.
    """
    attempt = Attempt.objects.select_related("enrolment").get(uuid=event.attempt)
    if not attempt.items.waiting().exists():
        return
    roles = [Membership.Role.ASSESSOR, Membership.Role.OWNER]
    members = Membership.objects.filter(organisation__uuid=event.organisation, role__in=roles)
    people = User.objects.filter(pk__in=members.values("user"), is_active=True)
    for person in people.exclude(pk=attempt.enrolment.learner_id):
        notify(
            person,
            kind=MARKING_REQUESTED,
            key=f"marking:{event.course}:{event.handed_in_at[:10]}",
            params={"title": event.title},
            url=reverse("courses:author_marking"),
        )


def notify_marked(event: AttemptMarked) -> None:
    """Tell the learner that the result is there, unless they have left the course."""
    attempt = Attempt.objects.select_related("enrolment__course", "enrolment__learner").get(
        uuid=event.attempt
    )
    slug = attempt.enrolment.course.slug
    if attempt.enrolment.left_at is not None:
        return
    notify(
        attempt.enrolment.learner,
        kind=MARKED,
        key=f"attempt-marked:{event.attempt}",
        params={"title": event.title},
        url=reverse("courses:result", kwargs={"slug": slug, "uuid": event.attempt}),
    )


def notify_author(event: CourseReviewed) -> None:
    """Tell whoever sent the version what the reviewer decided; each decision once, in whatever order."""
    author = User.objects.filter(uuid=event.submitted_by).first() if event.submitted_by else None
    if author is None:
        return
    version = CourseVersion.objects.select_related("course").get(uuid=event.course_version)
    slug = version.course.slug
    notify(
        author,
        kind=APPROVED if event.approved else RETURNED,
        key=f"course-reviewed:{event.course_version}:{event.decided_at}",
        params={"title": event.title},
        url=reverse("courses:course" if event.approved else "courses:author_course", kwargs={"slug": slug}),
    )
