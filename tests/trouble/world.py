"""Learners who are about to pass, and what must exist when they have."""

import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from courses.models import Attempt, Course
from courses.services import attempts
from credentials.models import Credential, Rendering
from portal.models import Notification, OutboxDelivery, User
from tests.factories import courses as make
from tests.factories.credentials import make_achievement
from tests.factories.portal import UserFactory
from tests.mailbox import letters


def course_with_credential() -> Course:
    """A published course of one easy question that awards an achievement."""
    return make.published_course(items=[make.TRUE_FALSE], achievement=make_achievement())


def about_to_pass(course: Course) -> Attempt:
    """A learner whose one right answer is saved and not handed in."""
    learner = UserFactory.create()
    attempt = attempts.start_attempt(make.enrolment(course, learner), actor=learner)
    attempts.save_response(attempt, attempt.items.get(), data=True, actor=learner)
    return attempt


def hand_in(attempt: Attempt) -> None:
    attempts.submit_attempt(attempt, actor=learner_of(attempt))


def learner_of(attempt: Attempt) -> User:
    return attempt.enrolment.learner


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one learner has; the outbox's open and stuck deliveries are everybody's."""

    credentials: int
    documents: int
    renderings: dict[str, int]
    notifications: int
    messages: int
    undelivered: int

    @classmethod
    def of(cls, learner: User, mailbox: Path) -> "Outcome":
        mine = Credential.objects.filter(learner=learner)
        return cls(
            credentials=mine.count(),
            documents=mine.exclude(document="").exclude(issued_at=None).count(),
            renderings=dict(
                Counter(Rendering.objects.filter(credential__in=mine).values_list("kind", flat=True))
            ),
            notifications=Notification.objects.filter(recipient=learner).count(),
            messages=len(message_ids(mailbox, learner)),
            undelivered=OutboxDelivery.objects.filter(done_at=None).count(),
        )


DONE = Outcome(
    credentials=1,
    documents=1,
    renderings={"pdf": 1, "png": 1, "svg": 1},
    notifications=1,
    messages=1,
    undelivered=0,
)


def message_ids(mailbox: Path, learner: User) -> set[str]:
    """Of the messages to this learner. One that had to be sent again, for its sender died, is the same one."""
    return {message["Message-ID"] for message in letters(mailbox) if message["To"] == learner.email}


def wait_until_done(learners: list[User], mailbox: Path, *, seconds: float = 90) -> None:
    """Poll until every learner has everything once. Raises AssertionError with what they have instead."""
    deadline = time.monotonic() + seconds
    wanted = [DONE for _learner in learners]
    while (found := [Outcome.of(learner, mailbox) for learner in learners]) != wanted:
        if time.monotonic() > deadline:
            assert found == wanted
        time.sleep(0.3)
