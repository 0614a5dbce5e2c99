"""Who hears what: the only wiring between apps, in one table.

The stored name of a subscription never changes once it has run in production: open deliveries carry it.
"""

from courses import handlers as courses
from credentials import handlers as credentials
from employers import handlers as employers
from portal import handlers as portal
from portal.events import (
    AttemptAwaitsMarking,
    AttemptMarked,
    CourseCompleted,
    CourseReviewed,
    CourseReviewRequested,
    CredentialAwarded,
    CredentialIssued,
    CredentialStatusChanged,
    IntroductionAnswered,
    IntroductionRequested,
    MemberInvited,
    SigningKeyChanged,
    StackRulePublished,
)
from portal.outbox import Subscription

SUBSCRIPTIONS: tuple[Subscription, ...] = (
    Subscription(MemberInvited, "portal.mail_invitation", portal.mail_invitation),
    Subscription(CourseReviewRequested, "courses.notify_reviewers", courses.notify_reviewers),
    Subscription(CourseReviewed, "courses.notify_author", courses.notify_author),
    Subscription(AttemptAwaitsMarking, "courses.notify_assessors", courses.notify_assessors),
    Subscription(AttemptMarked, "courses.notify_marked", courses.notify_marked),
    Subscription(CourseCompleted, "credentials.award_for_completion", credentials.award_for_completion),
    Subscription(CredentialAwarded, "credentials.issue_awarded", credentials.issue_awarded),
    Subscription(CredentialIssued, "credentials.render_issued", credentials.render_issued),
    Subscription(CredentialIssued, "credentials.log_issued", credentials.log_issued),
    Subscription(CredentialStatusChanged, "credentials.log_status", credentials.log_status),
    Subscription(SigningKeyChanged, "credentials.log_key", credentials.log_key),
    Subscription(CredentialIssued, "credentials.award_stacks", credentials.award_stacks),
    Subscription(CredentialIssued, "credentials.notify_issued", credentials.notify_issued),
    Subscription(CredentialStatusChanged, "credentials.reexamine_stacks", credentials.reexamine_stacks),
    Subscription(CredentialStatusChanged, "credentials.notify_status", credentials.notify_status),
    Subscription(StackRulePublished, "credentials.award_stack_holders", credentials.award_stack_holders),
    Subscription(CredentialIssued, "employers.index_issued", employers.index_issued),
    Subscription(CredentialStatusChanged, "employers.index_status", employers.index_status),
    Subscription(IntroductionRequested, "employers.notify_request", employers.notify_request),
    Subscription(IntroductionAnswered, "employers.notify_answer", employers.notify_answer),
)
