"""The facts that cross the borders between apps.

Each event is a frozen dataclass of primitives with a versioned type. It carries what its receivers need and
no personal data beyond ids (uuids as text, moments as ISO 8601 text with a zone).
"""

import dataclasses
from typing import Any, ClassVar


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Base of all events; `type` names the fact and its version."""

    type: ClassVar[str]

    def payload(self) -> dict[str, Any]:
        return dataclasses.asdict(self)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class MemberInvited(Event):
    """Somebody is invited to an organisation; `invitation` is its primary key, which says nothing of whom."""

    type: ClassVar[str] = "membership.invited.v1"
    invitation: int


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CourseCompleted(Event):
    """A learner passed what a course asks for; the receiver decides what is awarded."""

    type: ClassVar[str] = "course.completed.v1"
    enrolment: str
    learner: str
    achievement: str | None  # uuid of the achievement the course awards
    course_version: str
    completed_at: str
    # The facts a credential freezes: see credentials.services.awarding.
    facts: dict[str, Any]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AttemptAwaitsMarking(Event):
    """An attempt was handed in with answers that a person must mark."""

    type: ClassVar[str] = "attempt.awaits_marking.v1"
    attempt: str
    course: str
    organisation: str
    handed_in_at: str
    title: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AttemptMarked(Event):
    """Every answer that waited for an assessor is marked; the attempt is decided."""

    type: ClassVar[str] = "attempt.marked.v1"
    attempt: str
    learner: str
    course: str
    title: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CourseReviewRequested(Event):
    type: ClassVar[str] = "course.review_requested.v1"
    course_version: str
    organisation: str
    submitted_by: str
    submitted_at: str
    title: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CourseReviewed(Event):
    """A reviewer approved (and so published) a version, or sent it back."""

    type: ClassVar[str] = "course.reviewed.v1"
    course_version: str
    submitted_by: str
    approved: bool
    decided_at: str
    title: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CredentialAwarded(Event):
    """It is decided; the claims are frozen; nothing is signed yet."""

    type: ClassVar[str] = "credential.awarded.v1"
    credential: str
    learner: str
    achievement: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CredentialIssued(Event):
    """The signed document is stored."""

    type: ClassVar[str] = "credential.issued.v1"
    credential: str
    learner: str
    achievement: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CredentialStatusChanged(Event):
    """Revoked, suspended, restored or superseded; `status` is the new one."""

    type: ClassVar[str] = "credential.status_changed.v1"
    credential: str
    learner: str
    achievement: str
    status: str
    changed_at: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SigningKeyChanged(Event):
    """An issuer's key was added, retired or revoked; `status` says which."""

    type: ClassVar[str] = "signing_key.changed.v1"
    key: str
    status: str
    changed_at: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class StackRulePublished(Event):
    type: ClassVar[str] = "stack.rule_published.v1"
    achievement: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class IntroductionRequested(Event):
    type: ClassVar[str] = "introduction.requested.v1"
    introduction: str
    learner: str
    organisation: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class IntroductionAnswered(Event):
    type: ClassVar[str] = "introduction.answered.v1"
    introduction: str
    requested_by: str
    accepted: bool


def event_types() -> dict[str, type[Event]]:
    """Every event of this module by its type.

    Not by `Event.__subclasses__()`: a dataclass with slots leaves its first draft of the class there.
    """
    named = [thing for thing in globals().values() if isinstance(thing, type) and issubclass(thing, Event)]
    return {event.type: event for event in named if event is not Event}
