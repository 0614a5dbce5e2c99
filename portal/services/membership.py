"""Who belongs to an organisation: inviting, accepting, removing."""

import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.http import Http404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal import audit, outbox
from portal.errors import CairnError
from portal.events import MemberInvited
from portal.models import Invitation, Membership, Organisation, User
from portal.services.permissions import require_role

INVITATION_LASTS = datetime.timedelta(days=14)


class MembershipError(CairnError):
    """Base: `AlreadyMember`, `AlreadyInvited`, `LastOwner`."""


class AlreadyMember(MembershipError):
    code = "already_member"
    message = _("This person holds that role already.")


class AlreadyInvited(MembershipError):
    code = "already_invited"
    message = _("There is an open invitation to this address for that role.")


class LastOwner(MembershipError):
    code = "last_owner"
    message = _("An organisation needs an owner: make someone else one first.")


@transaction.atomic(durable=True)
def invite(
    organisation: Organisation, *, email: str, role: str, actor: User, at: datetime.datetime | None = None
) -> Invitation:
    """Send an invitation that is good for two weeks. Publishes MemberInvited, which mails it.

    Raises `NotAllowed` for all but owners, `AlreadyMember`, `AlreadyInvited`.
    """
    now = at or timezone.now()
    require_role(organisation, actor, Membership.Role.OWNER)
    if organisation.memberships.filter(user__email__iexact=email, role=role).exists():
        raise AlreadyMember
    Invitation.objects.filter(organisation=organisation, accepted_at=None, expires_at__lte=now).delete()
    if organisation.invitations.filter(email__iexact=email, role=role, accepted_at=None).exists():
        raise AlreadyInvited
    invitation, is_new = Invitation.objects.get_or_create(
        organisation=organisation,
        email=email.lower(),
        role=role,
        accepted_at=None,
        defaults={"invited_by": actor, "expires_at": now + INVITATION_LASTS},
    )
    if not is_new:  # somebody was quicker
        raise AlreadyInvited
    audit.record("membership.invited", organisation, actor=actor, role=role)
    outbox.publish(MemberInvited(invitation=invitation.pk))
    return invitation


def send_invitation(invitation_id: int) -> None:
    """Mail an open invitation; sent again after a crash, it is the same message.

    Raises what the mail server's client raises.
    """
    invitation = (
        Invitation.objects.select_related("organisation").filter(pk=invitation_id, accepted_at=None).first()
    )
    if invitation is None:
        return
    link = f"{settings.SITE_URL}{reverse('invitation', kwargs={'token': invitation.token})}"
    context = {"invitation": invitation, "link": link}
    EmailMultiAlternatives(
        subject=_("You are invited to %(organisation)s on Cairn") % {"organisation": invitation.organisation},
        body=render_to_string("portal/mail/invitation.txt", context),
        to=[invitation.email],
        headers={"Message-ID": f"<invitation-{invitation.pk}@{urlsplit(settings.SITE_URL).hostname}>"},
    ).send()


def open_invitation(token: str, *, user: User, at: datetime.datetime | None = None) -> Invitation:
    """The open invitation behind `token`, if it was sent to a confirmed address of `user`; else `Http404`."""
    from allauth.account.models import EmailAddress

    found = (
        Invitation.objects.select_related("organisation")
        .filter(token=token, accepted_at=None, expires_at__gt=at or timezone.now())
        .first()
    )
    if (
        found is None
        or not EmailAddress.objects.filter(user=user, email__iexact=found.email, verified=True).exists()
    ):
        raise Http404
    return found


@transaction.atomic(durable=True)
def accept(invitation: Invitation, *, actor: User, at: datetime.datetime | None = None) -> Membership:
    """Become a member. A second acceptance changes nothing."""
    membership, _new = Membership.objects.get_or_create(
        organisation=invitation.organisation, user=actor, role=invitation.role
    )
    Invitation.objects.filter(pk=invitation.pk, accepted_at=None).update(
        accepted_at=at or timezone.now(), accepted_by=actor
    )
    audit.record("membership.accepted", invitation.organisation, actor=actor, role=invitation.role)
    return membership


@transaction.atomic(durable=True)
def remove(membership: Membership, *, actor: User) -> None:
    """Take a role away. Raises `NotAllowed` for all but owners, `LastOwner` for the only owner."""
    require_role(membership.organisation, actor, Membership.Role.OWNER)
    owners = Membership.objects.select_for_update().filter(
        organisation=membership.organisation, role=Membership.Role.OWNER
    )
    if membership.role == Membership.Role.OWNER and len(owners) == 1:
        raise LastOwner
    audit.record("membership.removed", membership.organisation, actor=actor, role=membership.role)
    membership.delete()
