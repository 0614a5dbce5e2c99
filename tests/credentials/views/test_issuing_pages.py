"""The issuer's side: its owners and assessors and operators; 404 for everybody else."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from credentials.models import Credential
from portal.models import Membership, Organisation, User
from tests.factories.credentials import issue_credential, make_achievement, make_issuer
from tests.factories.portal import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User | None], Client]
LIST = "/issuers/ridge/credentials/"


@pytest.fixture
def credential(provider: Organisation, alice: User) -> Credential:
    achievement = make_achievement(issuer=make_issuer(provider, actor=alice), validity_months=12)
    return issue_credential(achievement, at=datetime.datetime(2026, 1, 5, 9, tzinfo=datetime.UTC))


@pytest.fixture
def assessor(provider: Organisation) -> User:
    user = UserFactory.create()
    MembershipFactory.create(user=user, organisation=provider, role=Membership.Role.ASSESSOR)
    return user


@pytest.mark.parametrize("action", ["", "revoke/", "renew/", "suspend/", "restore/"])
def test_who_may_do_it(
    credential: Credential,
    client_of: ClientOf,
    alice: User,
    bob: User,
    charlie: User,
    staff: User,
    assessor: User,
    action: str,
) -> None:
    url = LIST + (f"{credential.uuid}/{action}" if action else "")
    method = "post" if action in {"suspend/", "restore/"} else "get"
    people = {"owner": alice, "assessor": assessor, "reviewer": bob, "stranger": charlie, "operator": staff}

    seen = {name: getattr(client_of(person), method)(url).status_code for name, person in people.items()}
    anonymous = getattr(client_of(None), method)(url)

    done = 302 if method == "post" else 200
    assert seen == {"owner": done, "assessor": done, "reviewer": 404, "stranger": 404, "operator": done}
    assert (anonymous.status_code, anonymous["Location"].partition("?")[0]) == (302, "/accounts/login/")


def test_revoking_asks_for_a_reason_and_for_certainty(
    credential: Credential, client_of: ClientOf, alice: User
) -> None:
    client, url = client_of(alice), f"{LIST}{credential.uuid}/revoke/"

    incomplete = client.post(url, {"reason": "The learner asked for it."})
    credential.refresh_from_db()
    assert (incomplete.status_code, credential.revoked_at) == (422, None)
    assert b"The learner asked for it." in incomplete.content

    client.post(url, {"reason": "The learner asked for it.", "sure": "on"})
    credential.refresh_from_db()
    assert credential.revocation_reason == "The learner asked for it."
    assert credential.revoked_by == alice


def test_suspending_and_restoring(credential: Credential, client_of: ClientOf, alice: User) -> None:
    client = client_of(alice)

    client.post(f"{LIST}{credential.uuid}/suspend/")
    credential.refresh_from_db()
    assert credential.suspended_at is not None
    client.post(f"{LIST}{credential.uuid}/restore/")
    credential.refresh_from_db()
    assert credential.suspended_at is None
    assert client.get(f"{LIST}{credential.uuid}/suspend/").status_code == 405


def test_another_issuers_credential_is_not_here(
    client_of: ClientOf, credential: Credential, alice: User
) -> None:
    other = issue_credential(make_achievement("elsewhere"))

    assert client_of(alice).get(f"{LIST}{other.uuid}/revoke/").status_code == 404
    assert str(other.uuid) not in client_of(alice).get(LIST).content.decode()


def test_the_search_finds_by_id_and_by_address(
    credential: Credential, client_of: ClientOf, alice: User
) -> None:
    client = client_of(alice)

    for text in (str(credential.uuid), credential.public_url):
        assert str(credential.uuid) in client.get(LIST, {"q": text}).content.decode()
    assert b"No such credential here" in client.get(LIST, {"q": "nonsense"}).content


@pytest.mark.parametrize("typed", ["nowa", "WANDA NOW", "wanda@people.example", "Wanda@People.example"])
def test_the_search_finds_by_name_and_e_mail_without_an_address_that_says_it(
    typed: str, credential: Credential, provider: Organisation, client_of: ClientOf, alice: User
) -> None:
    learner = UserFactory.create(legal_name="Wanda Nowak", email="wanda@people.example")
    wanted = issue_credential(credential.achievement, learner)
    elsewhere = issue_credential(make_achievement("other", issuer=make_issuer()), learner)

    found = client_of(alice).post(LIST, {"q": typed}).content.decode()

    shown = [each for each in (credential, wanted, elsewhere) if str(each.uuid) in found]
    assert shown == [wanted]
    assert "No such credential here" in client_of(alice).get(LIST, {"q": typed}).content.decode()


def test_a_character_that_the_database_refuses_is_passed_over(
    credential: Credential, client_of: ClientOf, alice: User
) -> None:
    name = credential.claims["learner"]["name"]
    found = client_of(alice).post(LIST, {"q": f"{name[:3]}\0{name[3:]}"})
    assert (found.status_code, str(credential.uuid) in found.content.decode()) == (200, True)


def test_two_letters_are_too_few_to_find_somebody(
    credential: Credential, client_of: ClientOf, alice: User
) -> None:
    assert "at least three letters" in client_of(alice).post(LIST, {"q": "Ab"}).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_for_one_and_for_three(
    provider: Organisation, client_of: ClientOf, alice: User, django_assert_num_queries: Any, count: int
) -> None:
    achievement = make_achievement(issuer=make_issuer(provider, actor=alice))
    for _ in range(count):
        issue_credential(achievement)
    client = client_of(alice)

    with django_assert_num_queries(9):
        client.get(LIST)


def test_those_who_manage_credentials_are_led_to_them(
    credential: Credential,
    client_of: ClientOf,
    provider: Organisation,
    alice: User,
    bob: User,
    assessor: User,
    staff: User,
) -> None:
    people: dict[str, User | None] = {
        "owner": alice,
        "assessor": assessor,
        "operator": staff,
        "reviewer": bob,
        "nobody": None,
    }
    led = {
        name for name, who in people.items() if LIST in client_of(who).get("/issuers/ridge/").content.decode()
    }
    assert led == {"owner", "assessor", "operator"}
    assert LIST in client_of(alice).get(f"/organisations/{provider.slug}/").content.decode()
    assert LIST not in client_of(bob).get(f"/organisations/{provider.slug}/").content.decode()
