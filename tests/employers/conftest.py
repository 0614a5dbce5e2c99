"""The employer's cast: Alice owns it, Bob recruits for it, Charlie is a stranger, Rita recruits elsewhere."""

import pytest

from portal.models import Membership, Organisation, User
from tests.factories.portal import EmployerFactory, MembershipFactory, UserFactory


@pytest.fixture
def harbour(db: None) -> Organisation:
    return EmployerFactory.create(
        slug="harbour", name="Harbour Health", contact_email="people@harbour.example"
    )


@pytest.fixture
def owner(harbour: Organisation) -> User:
    user = UserFactory.create(email="alice@harbour.example")
    MembershipFactory.create(user=user, organisation=harbour, role=Membership.Role.OWNER)
    return user


@pytest.fixture
def recruiter(harbour: Organisation) -> User:
    user = UserFactory.create(email="bob@harbour.example")
    MembershipFactory.create(user=user, organisation=harbour, role=Membership.Role.RECRUITER)
    return user


@pytest.fixture
def lumen(db: None) -> Organisation:
    return EmployerFactory.create(slug="lumen", name="Lumen Analytics")


@pytest.fixture
def rita(lumen: Organisation) -> User:
    user = UserFactory.create(email="rita@lumen.example")
    MembershipFactory.create(user=user, organisation=lumen, role=Membership.Role.RECRUITER)
    return user
