"""Renewing: the same credential again, in force for longer; the old one points to it."""

import datetime
import json

import pytest
from django.test import Client

from credentials.errors import (
    AlreadyRevoked,
    AlreadySuperseded,
    NotAllowed,
    NothingToRenew,
    NotIssued,
)
from credentials.models import Credential, LogRecord, StatusList
from credentials.services import issuing, lifecycle
from portal import outbox
from portal.models import AuditEntry, Notification, Organisation, OutboxEvent, User
from tests.factories.credentials import award_credential, issue_credential, make_achievement, make_issuer

pytestmark = pytest.mark.django_db
AWARDED = datetime.datetime(2025, 1, 31, 9, 30, tzinfo=datetime.UTC)
LATER = datetime.datetime(2026, 11, 20, 12, 0, 7, 250_000, tzinfo=datetime.UTC)


@pytest.fixture
def credential(provider: Organisation, alice: User) -> Credential:
    achievement = make_achievement(issuer=make_issuer(provider, actor=alice), validity_months=12)
    return issue_credential(achievement, at=AWARDED)


def test_the_new_one_says_the_same_and_ends_later(credential: Credential, alice: User) -> None:
    new = issuing.renew(credential, actor=alice, at=LATER)

    credential.refresh_from_db()
    old_document, new_document = json.loads(credential.document), json.loads(new.document)
    same = {"name", "description", "issuer", "credentialSubject", "image", "evidence", "awardedDate"}
    assert credential.superseded_by == new
    assert {key: new_document.get(key) for key in same} == {key: old_document.get(key) for key in same}
    assert (new.claims, new.awarded_at, new.learner) == (
        credential.claims,
        credential.awarded_at,
        credential.learner,
    )
    assert (new_document["validFrom"], new_document["validUntil"]) == (
        "2026-11-20T12:00:07Z",
        "2027-11-20T12:00:07Z",
    )
    assert credential.status(LATER) is Credential.Status.SUPERSEDED
    assert new.status(LATER + datetime.timedelta(days=1)) is Credential.Status.VALID
    bits = bytes(StatusList.objects.get().bits)
    assert bits[credential.status_index // 8] & (0x80 >> credential.status_index % 8)
    assert not bits[new.status_index // 8] & (0x80 >> new.status_index % 8)


def test_it_is_audited_logged_and_told_once(credential: Credential, alice: User) -> None:
    outbox.drain()
    OutboxEvent.objects.all().delete()
    Notification.objects.all().delete()
    new = issuing.renew(credential, actor=alice, at=LATER)
    assert issuing.renew(credential, actor=alice) == new
    outbox.drain()

    entry = AuditEntry.objects.get(action="credential.renewed")
    assert (entry.actor, entry.object_uuid, entry.details) == (alice, credential.uuid, {"by": str(new.uuid)})
    events = OutboxEvent.objects.order_by("pk").values_list("type", "payload__credential", "payload__status")
    assert list(events) == [
        ("credential.issued.v1", str(new.uuid), None),
        ("credential.status_changed.v1", str(credential.uuid), "superseded"),
    ]
    values = LogRecord.objects.logged().order_by("index").values_list("subject", "value")
    assert [pair for pair in values if pair[0] in {credential.uuid, new.uuid}] == [
        (credential.uuid, "active"),
        (new.uuid, "active"),
        (credential.uuid, "superseded"),
    ]
    notice = Notification.objects.get()
    assert (notice.kind, notice.url) == ("credentials.renewed", new.get_absolute_url())


def test_who_may_renew(credential: Credential, bob: User, charlie: User, staff: User) -> None:
    for person in (bob, charlie):
        with pytest.raises(NotAllowed):
            issuing.renew(credential, actor=person, at=LATER)
    assert issuing.renew(credential, actor=staff, at=LATER).source == f"renewal:{credential.uuid}"


def test_what_cannot_be_renewed(credential: Credential, alice: User, staff: User) -> None:
    endless = issue_credential(make_achievement("endless"))
    waiting = award_credential(credential.achievement)
    gone = issue_credential(credential.achievement)
    lifecycle.revoke(gone, reason="Wrong person.", actor=alice)
    corrected = issue_credential(credential.achievement)
    issuing.reissue(corrected, correction=issuing.Correction(name="A", reason="B"), actor=alice)

    for subject, error in (
        (endless, NothingToRenew),
        (waiting, NotIssued),
        (gone, AlreadyRevoked),
        (corrected, AlreadySuperseded),
    ):
        with pytest.raises(error):
            issuing.renew(subject, actor=staff)
    with pytest.raises(NothingToRenew):
        issuing.renew(credential, actor=staff, at=AWARDED)
    assert Credential.objects.filter(source__startswith="renewal:").count() == 0


def test_what_is_suspended_stays_so_and_a_renewal_can_be_renewed(credential: Credential, alice: User) -> None:
    lifecycle.suspend(credential, actor=alice)
    first = issuing.renew(credential, actor=alice, at=LATER)
    assert first.status(LATER) is Credential.Status.SUSPENDED
    outbox.drain()
    logged = LogRecord.objects.logged().filter(subject=first.uuid).order_by("index")
    assert list(logged.values_list("kind", "value")) == [("award", "active"), ("status", "suspended")]
    second = issuing.renew(first, actor=alice, at=LATER + datetime.timedelta(days=400))
    assert second.valid_until == datetime.datetime(2028, 12, 25, 12, 0, 7, tzinfo=datetime.UTC)


def test_the_registrar_renews_on_a_page_that_says_until_when(credential: Credential, alice: User) -> None:
    client = Client()
    client.force_login(alice)
    rows = "/issuers/ridge/credentials/"
    url = f"{rows}{credential.uuid}/renew/"
    assert url in client.get(rows).content.decode()

    page = client.get(url)
    until = issuing.renewed_validity(credential, at=datetime.datetime.now(datetime.UTC))[1]
    assert str(until.year) in page.content.decode()
    assert Credential.objects.count() == 1

    done = client.post(url, follow=True)
    credential.refresh_from_db()
    assert credential.superseded_by is not None
    assert b"The credential is renewed" in done.content
    assert url not in done.content.decode()
    assert b"A newer credential has taken the place" in client.get(url, follow=True).content


def test_the_page_sends_back_where_there_is_nothing_to_renew(provider: Organisation, alice: User) -> None:
    endless = issue_credential(make_achievement(issuer=make_issuer(provider, actor=alice)))
    client = Client()
    client.force_login(alice)
    url = f"/issuers/ridge/credentials/{endless.uuid}/renew/"
    assert url not in client.get("/issuers/ridge/credentials/").content.decode()
    assert b"There is nothing to renew" in client.get(url, follow=True).content
