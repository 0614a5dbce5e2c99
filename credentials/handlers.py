"""What credentials do when something has happened. Each handler may be called any number of times."""

import datetime

from credentials.models import Achievement, Credential, Rendering, SigningKey
from credentials.notices import BY_STATUS, ISSUED, RENEWED
from credentials.services import awarding, issuing, renderings, stacks, transparency
from portal.events import (
    CourseCompleted,
    CredentialAwarded,
    CredentialIssued,
    CredentialStatusChanged,
    SigningKeyChanged,
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
    """Whatever is noted of this credential goes in, in order: events may come in any."""
    issued = Credential.objects.select_related("signing_key").get(uuid=event.credential)
    transparency.log_issued(issued)


def log_key(event: SigningKeyChanged) -> None:
    transparency.log_key(SigningKey.objects.get(uuid=event.key))


def award_stacks(event: CredentialIssued) -> None:
    stacks.award_after(_credential(event.credential))


def award_stack_holders(event: StackRulePublished) -> None:
    stacks.award_holders(Achievement.objects.get(uuid=event.achievement))


def reexamine_stacks(event: CredentialStatusChanged) -> None:
    stacks.reexamine(_credential(event.credential))


def notify_issued(event: CredentialIssued) -> None:
    """What takes the place of another is told of as a change of that one."""
    credential = _credential(event.credential)
    if Credential.objects.filter(superseded_by=credential).exists():
        return
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
    renewed = event.status == Credential.Status.SUPERSEDED and shown.is_renewal
    notify(
        credential.learner,
        kind=RENEWED if renewed else BY_STATUS[event.status],
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
