"""Notifications: told once, as people like to be told."""

import datetime
import smtplib
from collections.abc import Callable, Iterator
from typing import Any, ClassVar

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal import notifications
from portal.models import Notification, NotificationPreference, User
from portal.tasks import send_digests

Clients = Callable[[User | None], Client]


@pytest.fixture
def kind() -> Iterator[notifications.Kind]:
    made = notifications.register(
        notifications.Kind(
            name="tests.earned",
            label="Something earned",
            subject="You earned %(name)s",
            body="It is signed and yours.",
            action="See it",
        )
    )
    yield made
    notifications._kinds.pop("tests.earned")


def tell(person: User, kind: notifications.Kind, key: str = "earned:1") -> Notification | None:
    return notifications.notify(
        person, kind=kind, key=key, params={"name": "Hand hygiene"}, url="/credentials/"
    )


def test_the_same_key_is_told_once(charlie: User, kind: notifications.Kind) -> None:
    assert tell(charlie, kind) is not None
    assert tell(charlie, kind) is None
    assert Notification.objects.count() == 1


def test_the_mail_says_it_links_it_and_can_be_stopped(
    charlie: User, kind: notifications.Kind, client: Client
) -> None:
    notification = tell(charlie, kind)
    assert notification is not None
    assert notifications.send_mail_for(notification.pk) is True
    assert notifications.send_mail_for(notification.pk) is False
    [message] = mail.outbox
    assert (message.subject, message.to) == ("You earned Hand hygiene", [charlie.email])
    assert "/credentials/" in message.body
    preference = NotificationPreference.objects.get(user=charlie)
    path = reverse("unsubscribe", kwargs={"token": preference.token})
    assert message.extra_headers["List-Unsubscribe"].endswith(f"{path}>")
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    strict = Client(enforce_csrf_checks=True)
    assert strict.get(path).status_code == 200
    preference.refresh_from_db()
    assert preference.email == Notification.Email.NOW, "looking is not stopping"
    assert strict.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    preference.refresh_from_db()
    assert preference.email == Notification.Email.NONE
    later = tell(charlie, kind, key="earned:2")
    assert later is not None
    assert notifications.send_mail_for(later.pk) is False


def test_a_mail_that_a_dead_worker_claimed_goes_out_after_ten_minutes(
    charlie: User, kind: notifications.Kind
) -> None:
    notification = tell(charlie, kind)
    assert notification is not None
    now = timezone.now()
    Notification.objects.update(email_claimed_at=now)
    assert notifications.pending_mail(now) == []
    later = now + datetime.timedelta(minutes=11)
    assert notifications.pending_mail(later) == [notification.pk]
    assert notifications.send_mail_for(notification.pk, at=later) is True


class RefusingServer(BaseEmailBackend):
    """A mail server that takes nothing for one address."""

    refused: ClassVar[str] = ""

    def send_messages(self, messages: Any) -> int:
        if any(self.refused in message.to for message in messages):
            raise smtplib.SMTPRecipientsRefused({self.refused: (550, b"no such mailbox")})
        mail.outbox.extend(messages)
        return len(messages)


@pytest.fixture
def refusing(settings: Any, charlie: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """Charlie's mailbox does not exist."""
    monkeypatch.setattr(RefusingServer, "refused", charlie.email)
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.RefusingServer"}}


def test_a_mail_that_is_refused_is_tried_again_later_and_not_with_every_sweep(
    charlie: User, kind: notifications.Kind, refusing: None
) -> None:
    notification = tell(charlie, kind)
    assert notification is not None
    now = timezone.now()
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        notifications.send_mail_for(notification.pk, at=now)
    assert notifications.pending_mail(now + datetime.timedelta(seconds=10)) == []
    assert notifications.pending_mail(now + datetime.timedelta(minutes=10)) == [notification.pk]


def test_a_digest_that_is_refused_stops_no_other(
    charlie: User, bob: User, kind: notifications.Kind, refusing: None
) -> None:
    for person in (charlie, bob):
        NotificationPreference.objects.create(user=person, kind=kind.name, email=Notification.Email.DAILY)
        tell(person, kind)
    Notification.objects.update(created_at=timezone.now() - datetime.timedelta(days=1))
    send_digests()
    assert [message.to for message in mail.outbox] == [[bob.email]]
    assert Notification.objects.get(recipient=charlie).emailed_at is None


def test_a_digest_gathers_what_waits_and_goes_once(charlie: User, kind: notifications.Kind) -> None:
    NotificationPreference.objects.create(user=charlie, kind=kind.name, email=Notification.Email.DAILY)
    tell(charlie, kind, "earned:1")
    tell(charlie, kind, "earned:2")
    assert notifications.send_digest(charlie) == 2
    assert notifications.send_digest(charlie) == 0
    assert len(mail.outbox) == 1


def test_nothing_is_kept_for_someone_who_wants_neither(charlie: User, kind: notifications.Kind) -> None:
    NotificationPreference.objects.create(
        user=charlie, kind=kind.name, in_app=False, email=Notification.Email.NONE
    )
    assert tell(charlie, kind) is None
    assert Notification.objects.count() == 0


def test_whoever_left_is_told_nothing_any_more(charlie: User, kind: notifications.Kind) -> None:
    waiting = tell(charlie, kind)
    assert waiting is not None
    charlie.is_active = False
    charlie.save()

    assert tell(charlie, kind, key="earned:2") is None
    assert notifications.send_mail_for(waiting.pk) is False
    assert (notifications.pending_mail(timezone.now()), mail.outbox) == ([], [])


def test_opening_marks_as_read_and_only_ones_own(
    charlie: User, alice: User, kind: notifications.Kind, client_of: Clients
) -> None:
    notification = tell(charlie, kind)
    assert notification is not None
    path = reverse("notification", kwargs={"uuid": notification.uuid})
    assert client_of(alice).post(path).status_code == 404
    assert client_of(charlie).get(path).status_code == 405
    response = client_of(charlie).post(path)
    assert (response.status_code, response["Location"]) == (303, "/credentials/")
    notification.refresh_from_db()
    assert notification.read_at is not None


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_number_of_queries_for_one_row_and_for_three(
    rows: int,
    charlie: User,
    kind: notifications.Kind,
    client_of: Clients,
    django_assert_num_queries: Callable,
) -> None:
    for number in range(rows):
        tell(charlie, kind, f"earned:{number}")
    client = client_of(charlie)
    client.get(reverse("notifications"))
    with django_assert_num_queries(6):
        response = client.get(reverse("notifications"))
    assert response.content.decode().count("You earned Hand hygiene") == 2 * rows


def test_choices_are_kept(charlie: User, kind: notifications.Kind, client_of: Clients) -> None:
    client = client_of(charlie)
    data = {f"{name}-email": "none" for name in notifications.kinds()} | {f"{kind.name}-email": "daily"}
    assert client.post(reverse("notification_choices"), data).status_code == 303
    row = NotificationPreference.objects.get(user=charlie, kind=kind.name)
    assert (row.email, row.in_app) == ("daily", False)
    assert client.post(reverse("notification_choices"), {f"{kind.name}-email": "hourly"}).status_code == 422


def test_strangers_have_no_notifications(client: Client) -> None:
    response = client.get(reverse("notifications"))
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")
