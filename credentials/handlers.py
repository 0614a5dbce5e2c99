"""What credentials do when something has happened. Each handler may be called any number of times."""

import datetime

from credentials.models import Achievement, Credential, Rendering
from credentials.notices import BY_STATUS, ISSUED
from credentials.services import awarding, issuing, renderings, stacks, transparency
from portal.events import (
    CourseCompleted,
    CredentialAwarded,
    CredentialIssued,
    CredentialStatusChanged,
    StackRulePublished,
)
from portal.models import User
from portal.notifications import notify


def award_for_completion(event: CourseCompleted) -> None:
    """A passed course awards the achievement it names; once for each enrolment."""
    if event.achievement is None:
        return
    awarding.award(
        Achievement.objects.get(uuid=event.achievement),
        User.objects.get(uuid=event.learner),
        source=f"enrolment:{event.enrolment}",
        facts=event.facts,
        at=datetime.datetime.fromisoformat(event.completed_at),
    )


def issue_awarded(event: CredentialAwarded) -> None:
    issuing.issue(Credential.objects.get(uuid=event.credential))


def render_issued(event: CredentialIssued) -> None:
    """Certificate and baked pictures, so that they are there when the learner looks."""
    credential = Credential.objects.get(uuid=event.credential)
    for kind in Rendering.Kind:
        renderings.ensure(credential, kind)


def log_issued(event: CredentialIssued) -> None:
    transparency.log_issued(Credential.objects.select_related("signing_key").get(uuid=event.credential))


def log_status(event: CredentialStatusChanged) -> None:
    """What the log calls active, the portal calls valid."""
    value = "active" if event.status == Credential.Status.VALID else event.status
    transparency.log_status(
        Credential.objects.get(uuid=event.credential),
        value=value,
        at=datetime.datetime.fromisoformat(event.changed_at),
    )


def award_stacks(event: CredentialIssued) -> None:
    stacks.award_after(_credential(event.credential))


def award_stack_holders(event: StackRulePublished) -> None:
    stacks.award_holders(Achievement.objects.get(uuid=event.achievement))


def reexamine_stacks(event: CredentialStatusChanged) -> None:
    stacks.reexamine(_credential(event.credential))


def notify_issued(event: CredentialIssued) -> None:
    credential = _credential(event.credential)
    notify(
        credential.learner,
        kind=ISSUED,
        key=f"credential-issued:{credential.uuid}",
        params=_params(credential),
        url=credential.get_absolute_url(),
    )


def notify_status(event: CredentialStatusChanged) -> None:
    """Tell the learner of each change once: its moment is part of the key."""
    credential = _credential(event.credential)
    shown = credential.superseded_by or credential
    notify(
        credential.learner,
        kind=BY_STATUS[event.status],
        key=f"credential-status:{credential.uuid}:{event.status}:{event.changed_at}",
        params=_params(credential),
        url=shown.get_absolute_url(),
    )


def _credential(uuid: str) -> Credential:
    return Credential.objects.select_related("achievement", "learner", "superseded_by").get(uuid=uuid)


def _params(credential: Credential) -> dict[str, str | int]:
    claims = credential.claims
    return {
        "name": claims["name"],
        "issuer": claims["issuer"]["name"],
        "reason": credential.revocation_reason,
    }
