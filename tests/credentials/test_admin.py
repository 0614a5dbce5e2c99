"""Operators change a status from the list, through the same use-case as everybody."""

import pytest
from django.test import Client
from django.urls import reverse

from credentials.models import Credential, IssuerProfile, SigningKey
from portal.models import User
from tests.factories.credentials import issue_credential
from tests.factories.portal import UserFactory

pytestmark = pytest.mark.django_db
LIST = "admin:credentials_credential_changelist"


@pytest.fixture
def operator() -> User:
    return UserFactory.create(is_staff=True, is_superuser=True)


@pytest.mark.parametrize(("reason", "revoked"), [("Wrong person.", True), ("", False)])
def test_an_operator_revokes_with_a_reason_only(operator: User, reason: str, revoked: bool) -> None:
    credential = issue_credential()
    client = Client()
    client.force_login(operator)

    client.post(reverse(LIST), {"action": "revoke", "_selected_action": [credential.pk], "reason": reason})

    credential.refresh_from_db()
    assert (credential.revoked_at is not None) is revoked
    assert credential.revocation_reason == reason


def test_nothing_is_edited_by_hand_and_no_secret_is_shown(operator: User) -> None:
    credential = issue_credential()
    key = SigningKey.objects.get()
    client = Client()
    client.force_login(operator)

    page = client.get(reverse("admin:credentials_credential_change", args=[credential.pk]))
    refused = client.post(
        reverse("admin:credentials_credential_change", args=[credential.pk]), {"source": "x"}
    )
    secret = client.get(reverse("admin:credentials_signingkey_change", args=[key.pk]))

    assert (page.status_code, refused.status_code, secret.status_code) == (200, 403, 200)
    assert "private" not in secret.content.decode()
    assert Credential.objects.get().source == credential.source


def test_an_operator_rotates_a_key_from_the_list(operator: User) -> None:
    issuer = issue_credential().achievement.issuer
    client = Client()
    client.force_login(operator)

    client.post(
        reverse("admin:credentials_issuerprofile_changelist"),
        {"action": "rotate", "_selected_action": [issuer.pk]},
    )

    assert IssuerProfile.objects.get().keys.count() == 2
    assert SigningKey.objects.active().count() == 1


def test_a_learner_has_no_way_in(charlie: User) -> None:
    client = Client()
    client.force_login(charlie)

    assert client.get(reverse(LIST)).status_code == 302
