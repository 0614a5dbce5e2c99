"""The shell's pages: health, settings, organisations, admin; each for owner, colleague, stranger, anonymous, staff."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal import outbox
from portal.models import AuditEntry, Invitation, Membership, Organisation, OutboxDelivery, OutboxEvent, User

Clients = Callable[[User | None], Client]


def test_health_answers_anyone(client: Client, db: None) -> None:
    assert client.get("/health/live").json() == {"status": "ok"}
    body = client.get("/health/ready").json()
    assert body == {"status": "ok", "database": True, "valkey": True, "outbox": {"due": 0, "stuck": 0}}


def test_metrics_are_for_whoever_has_the_token(client: Client, db: None, settings: Any) -> None:
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404
    settings.CAIRN_METRICS_TOKEN = "a-token"
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 404
    response = client.get("/metrics", headers={"Authorization": "Bearer a-token"})
    assert response.status_code == 200
    assert "django_http_requests" in response.content.decode()


def test_a_stuck_delivery_shows_in_health_and_can_be_replayed_in_admin(
    staff: User, client_of: Clients
) -> None:
    User.objects.filter(pk=staff.pk).update(is_superuser=True)
    event = OutboxEvent.objects.create(type="stack.rule_published.v1", payload={"achievement": "x"})
    delivery = OutboxDelivery.objects.create(event=event, subscriber="a", stuck_at=timezone.now(), tries=8)
    client = client_of(staff)
    assert client.get("/health/ready").json()["status"] == "degraded"
    path = reverse("admin:portal_outboxdelivery_changelist")
    assert client.get(path).status_code == 200
    client.post(path, {"action": "replay", "_selected_action": [delivery.pk]})
    delivery.refresh_from_db()
    assert (delivery.stuck_at, delivery.tries) == (None, 0)


def test_the_admin_shows_no_secret_token_or_session(staff: User, alice: User, client_of: Clients) -> None:
    User.objects.filter(pk=staff.pk).update(is_superuser=True)
    operator = client_of(staff)
    assert "Cairn for operators" in operator.get("/admin/").content.decode()
    for hidden in ("socialaccount/socialtoken", "socialaccount/socialapp", "usersessions/usersession"):
        assert operator.get(f"/admin/{hidden}/").status_code == 404
    factor = Authenticator.objects.create(user=alice, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
    page = f"/admin/mfa/authenticator/{factor.pk}/"
    assert "JBSWY3DPEHPK3PXP" not in operator.get(f"{page}change/").content.decode()
    assert operator.post(f"{page}delete/", {"post": "yes"}).status_code == 302
    assert not Authenticator.objects.exists()


def test_the_admin_has_no_sign_in_of_its_own(staff: User, alice: User, client_of: Clients) -> None:
    """Django's form would let a password alone in, as often as one likes to guess."""
    staff.set_password("a-long-password")
    staff.save(update_fields=["password"])
    stranger = client_of(None)
    typed = {"username": staff.email, "password": "a-long-password"}
    for answer in (stranger.get("/admin/login/"), stranger.post("/admin/login/", typed)):
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/accounts/login/")
    assert "_auth_user_id" not in stranger.session
    assert client_of(alice).get("/admin/login/").status_code == 403
    assert client_of(staff).get("/admin/", follow=True).status_code == 200


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/shared/%00/", 404),
        ("/log/tile/%00", 404),
        ("/unsubscribe/a%00/", 404),
        ("/skills/search?q=%00", 400),
        ("/credentials/?page=%00", 400),
    ],
)
def test_a_nul_in_an_address_is_refused(charlie: User, client_of: Clients, address: str, status: int) -> None:
    assert client_of(None).get(address).status_code == status
    assert client_of(charlie).get(address).status_code == status


@pytest.mark.parametrize(
    ("megabytes", "stranger", "member"), [("30", 403, 403), ("100", 413, 403), ("300", 413, 413)]
)
def test_a_body_too_large_is_refused_before_it_is_read(
    charlie: User, client_of: Clients, megabytes: str, stranger: int, member: int
) -> None:
    """403 is what reading the form for its token comes to."""
    for person, status in ((None, stranger), (charlie, member)):
        client = client_of(person)
        client.handler.enforce_csrf_checks = True
        answer = client.post(
            "/author/import/", CONTENT_LENGTH=str(int(megabytes) * 1024 * 1024), data={"file": "x"}
        )
        assert answer.status_code == status


def test_the_settings_are_kept_and_a_missing_name_is_said(charlie: User, client_of: Clients) -> None:
    client = client_of(charlie)
    data = {
        "legal_name": "  Charlie   Chen ",
        "chosen_name": "Chaz",
        "locale": "en-gb",
        "time_zone": "Europe/Berlin",
    }
    assert client.post(reverse("settings"), data).status_code == 303
    charlie.refresh_from_db()
    assert (charlie.legal_name, charlie.display_name, charlie.time_zone) == (
        "Charlie Chen",
        "Chaz",
        "Europe/Berlin",
    )
    response = client.post(reverse("settings"), data | {"legal_name": " ", "chosen_name": "Kept"})
    assert response.status_code == 422
    assert 'value="Kept"' in response.content.decode()


@pytest.mark.parametrize(
    ("who", "status"), [("alice", 200), ("bob", 200), ("charlie", 404), (None, 302), ("staff", 404)]
)
def test_an_organisation_is_for_its_members(
    who: str | None, status: int, provider: Organisation, client_of: Clients, request: pytest.FixtureRequest
) -> None:
    user = request.getfixturevalue(who) if who else None
    for fixture in ("alice", "bob"):
        request.getfixturevalue(fixture)
    assert client_of(user).get(reverse("organisation", args=[provider.slug])).status_code == status


def test_an_invitation_reaches_the_invited_and_nobody_else(
    alice: User,
    charlie: User,
    bob: User,
    provider: Organisation,
    client_of: Clients,
) -> None:
    page = reverse("organisation", args=[provider.slug])
    assert client_of(alice).post(page, {"email": charlie.email, "role": "author"}).status_code == 303
    outbox.drain()
    invitation = Invitation.objects.get()
    assert [message.to for message in mail.outbox] == [[charlie.email]]
    assert invitation.token in mail.outbox[0].body
    link = reverse("invitation", args=[invitation.token])
    assert client_of(bob).get(link).status_code == 404
    assert client_of(charlie).get(link).status_code == 200
    assert not Membership.objects.filter(user=charlie).exists(), "looking is not accepting"
    assert client_of(charlie).post(link).status_code == 303
    assert Membership.objects.get(user=charlie).role == "author"
    assert client_of(charlie).post(link).status_code == 404, "used up"
    assert client_of(alice).post(page, {"email": charlie.email, "role": "author"}).status_code == 422


def test_an_invitation_outlasts_a_mail_server_that_is_away(
    alice: User, provider: Organisation, client_of: Clients, settings: Any
) -> None:
    works = settings.MAILERS
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": 1},
        }
    }
    page, invited = (
        reverse("organisation", args=[provider.slug]),
        {"email": "new@b.example", "role": "author"},
    )
    assert client_of(alice).post(page, invited).status_code == 303
    outbox.drain()
    assert mail.outbox == []

    settings.MAILERS = works
    for _delivered in range(2):
        outbox.drain(at=timezone.now() + datetime.timedelta(minutes=20))

    [message] = mail.outbox
    assert message.to == ["new@b.example"]
    assert message.extra_headers["Message-ID"].startswith("<invitation-")
    assert "new@b.example" not in str(list(OutboxEvent.objects.values_list("payload", flat=True)))


def test_a_colleague_who_does_not_own_invites_nobody(
    bob: User, provider: Organisation, client_of: Clients
) -> None:
    client_of(bob).post(
        reverse("organisation", args=[provider.slug]), {"email": "a@b.example", "role": "owner"}
    )
    assert Invitation.objects.count() == 0


def test_an_old_invitation_is_no_longer_good(
    alice: User, charlie: User, provider: Organisation, client_of: Clients
) -> None:
    invitation = Invitation.objects.create(
        organisation=provider,
        email=charlie.email,
        role="author",
        invited_by=alice,
        expires_at=timezone.now() - datetime.timedelta(seconds=1),
    )
    assert client_of(charlie).get(reverse("invitation", args=[invitation.token])).status_code == 404


def test_the_last_owner_stays_and_only_owners_remove(
    alice: User, bob: User, charlie: User, provider: Organisation, client_of: Clients
) -> None:
    own = Membership.objects.get(user=alice)
    other = Membership.objects.get(user=bob)

    def path(membership: Membership) -> str:
        return reverse("remove_member", args=[provider.slug, membership.pk])

    assert client_of(bob).post(path(other)).status_code == 404
    assert client_of(charlie).post(path(other)).status_code == 404
    client_of(alice).post(path(own))
    assert Membership.objects.filter(pk=own.pk).exists()
    client_of(alice).post(path(other))
    assert not Membership.objects.filter(pk=other.pk).exists()


def test_an_operator_vouches_for_an_organisation_once(
    staff: User, provider: Organisation, client_of: Clients
) -> None:
    User.objects.filter(pk=staff.pk).update(is_superuser=True)
    path = reverse("admin:portal_organisation_changelist")
    for _time in range(2):
        client_of(staff).post(path, {"action": "verify", "_selected_action": [provider.pk]})
    provider.refresh_from_db()
    assert provider.verified_by == staff
    assert AuditEntry.objects.filter(action="organisation.verified").count() == 1


@pytest.mark.parametrize("name", ["settings", "notification_choices", "organisations", "notifications"])
def test_personal_pages_ask_for_a_sign_in(
    name: str, client: Client, charlie: User, client_of: Clients
) -> None:
    assert client.get(reverse(name)).status_code == 302
    assert client_of(charlie).get(reverse(name)).status_code == 200


@pytest.mark.parametrize("page", ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"])
def test_account_pages_are_open_and_ours(page: str, client: Client, db: None) -> None:
    response = client.get(page)
    assert response.status_code == 200
    assert "site-header" in response.content.decode()


def test_joining_takes_a_name_and_confirms_the_address_by_mail(client: Client, db: None) -> None:
    data = {"email": "new@people.example", "password1": "a-long-test-password", "legal_name": "New Person"}
    assert client.post("/accounts/signup/", data)["Location"] == "/accounts/confirm-email/"
    user = User.objects.get(email="new@people.example")
    assert user.legal_name == "New Person"
    [message] = mail.outbox
    assert client.get(reverse("settings")).status_code == 302, "not signed in before the address is confirmed"
    assert message.subject == "Confirm your e-mail address"
    assert message.body.startswith("New Person, this address was given for an account on Cairn.")
    link = next(word for word in message.body.split() if "/accounts/confirm-email/" in word)
    confirm = "/" + link.split("/", 3)[3]
    assert client.get(confirm).status_code == 200
    client.post(confirm)
    assert user.emailaddress_set.get().verified is True
