"""The cast of every permission test: Alice owns, Bob is her colleague, Charlie is a stranger."""

from collections.abc import Callable

import pytest
from django.test import Client

from portal.models import Membership, Organisation, User
from tests.factories.portal import MembershipFactory, OrganisationFactory, UserFactory


@pytest.fixture
def provider(db: None) -> Organisation:
    return OrganisationFactory.create(slug="ridge", name="Ridge School of Care")


@pytest.fixture
def alice(provider: Organisation) -> User:
    """Owns the provider (and so holds every role in it)."""
    user = UserFactory.create(email="alice@ridge.example", legal_name="Alice Ansah")
    MembershipFactory.create(user=user, organisation=provider, role=Membership.Role.OWNER)
    return user


@pytest.fixture
def bob(provider: Organisation) -> User:
    """A reviewer in the same organisation."""
    user = UserFactory.create(email="bob@ridge.example", legal_name="Bob Brandt")
    MembershipFactory.create(user=user, organisation=provider, role=Membership.Role.REVIEWER)
    return user


@pytest.fixture
def charlie(db: None) -> User:
    """Belongs to nothing."""
    return UserFactory.create(email="charlie@elsewhere.example", legal_name="Charlie Chen")


@pytest.fixture
def staff(db: None) -> User:
    return UserFactory.create(email="olu@operators.example", legal_name="Olu Okafor", is_staff=True)


@pytest.fixture
def client_of() -> Callable[[User | None], Client]:
    """A browser in which a person is signed in; None: nobody is."""

    def make(user: User | None) -> Client:
        client = Client()
        if user is not None:
            client.force_login(user)
        return client

    return make
