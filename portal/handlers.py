"""What the foundation does when something has happened. Each handler may be called any number of times."""

from portal.events import MemberInvited
from portal.services import membership


def mail_invitation(event: MemberInvited) -> None:
    membership.send_invitation(event.invitation)
