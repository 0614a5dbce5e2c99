"""Only an owner decides who belongs to an organisation, whoever calls the use-case."""

import pytest

from portal.errors import NotAllowed
from portal.models import Invitation, Membership, Organisation, User
from portal.services import membership

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("who", ["bob", "charlie", "staff"])
def test_only_owners_invite_and_remove(
    who: str, provider: Organisation, alice: User, request: pytest.FixtureRequest
) -> None:
    actor: User = request.getfixturevalue(who)

    with pytest.raises(NotAllowed):
        membership.invite(provider, email="dora@ridge.example", role=Membership.Role.AUTHOR, actor=actor)
    with pytest.raises(NotAllowed):
        membership.remove(alice.memberships.get(), actor=actor)

    assert not Invitation.objects.exists()
    assert alice.memberships.get().role == Membership.Role.OWNER


def test_an_owner_invites_and_removes(provider: Organisation, alice: User, bob: User) -> None:
    membership.invite(provider, email="dora@ridge.example", role=Membership.Role.AUTHOR, actor=alice)
    membership.remove(bob.memberships.get(), actor=alice)

    assert [entry.email for entry in provider.invitations.all()] == ["dora@ridge.example"]
    assert [entry.user for entry in provider.memberships.all()] == [alice]
