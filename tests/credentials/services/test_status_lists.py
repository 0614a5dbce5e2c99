"""Status lists end by themselves, and are signed anew in time."""

import datetime
import json
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from credentials import tasks
from credentials.models import StatusList
from credentials.openbadges import Bitstring, Outcome
from credentials.services import keys, lifecycle, status_lists
from credentials.services.verification import verify
from portal.celery import app
from tests.factories.credentials import issue_credential
from tests.factories.portal import UserFactory

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def published() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(StatusList.objects.get().document)
    return document


def moment(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text)


def test_a_list_has_the_standards_length_and_says_how_long_it_is_good() -> None:
    before = timezone.now().replace(microsecond=0)
    credential = issue_credential()
    document = published()

    subject = document["credentialSubject"]
    starts = moment(document["validFrom"])
    assert Bitstring.decode(subject.pop("encodedList")).length == 131_072
    assert subject == {
        "id": f"{document['id']}#list",
        "type": "BitstringStatusList",
        "statusPurpose": "revocation",
        "ttl": 300_000,
    }
    assert before <= starts <= timezone.now()
    assert moment(document["validUntil"]) - starts == status_lists.VALID_FOR
    assert document["issuer"] == credential.achievement.issuer.did
    assert document["type"] == ["VerifiableCredential", "BitstringStatusListCredential"]
    assert document["@context"] == ["https://www.w3.org/ns/credentials/v2"]


def test_a_credential_dated_back_does_not_date_its_list_back() -> None:
    credential = issue_credential(at=timezone.now() - 400 * DAY)

    report = verify(credential.document.encode())
    assert report.verdict is Outcome.VALID, report.as_dict()


def test_an_old_list_is_no_proof_that_a_credential_still_holds() -> None:
    credential = issue_credential()

    report = verify(credential.document.encode(), at=timezone.now() + 8 * DAY)

    assert report["revocation"].outcome is Outcome.NOT_CHECKED
    assert "not in force" in report["revocation"].reason
    assert report.verdict is Outcome.NOT_CHECKED


def test_lists_are_signed_anew_once_a_day_with_the_active_key_and_the_same_bits() -> None:
    actor = UserFactory.create(is_staff=True)
    credential = issue_credential()
    lifecycle.revoke(credential, reason="Wrong person.", actor=actor)
    key = keys.rotate_key(credential.achievement.issuer, actor=actor)
    first = published()
    now = timezone.now()

    assert status_lists.refresh(at=now + DAY / 2) == 0
    assert published() == first
    assert status_lists.refresh(at=now + 2 * DAY) == 1
    assert status_lists.refresh(at=now + 2 * DAY) == 0

    second = published()
    assert moment(second["validUntil"]) - moment(first["validUntil"]) >= 2 * DAY - DAY / 24
    assert second["credentialSubject"] == first["credentialSubject"]
    assert second["proof"][0]["verificationMethod"] == key.verification_method
    report = verify(credential.document.encode(), at=now + 8 * DAY)
    assert report["revocation"].outcome is Outcome.INVALID


def test_a_list_that_is_being_signed_by_another_is_left() -> None:
    issue_credential()
    StatusList.objects.update(signed_at=timezone.now())

    assert not status_lists._refreshed(StatusList.objects.get().pk, at=timezone.now())


def test_beat_asks_for_it_far_more_often_than_a_list_ends() -> None:
    issue_credential()
    StatusList.objects.update(signed_at=timezone.now() - 2 * DAY)
    entries = [
        entry for entry in settings.CELERY["beat_schedule"].values() if "status_lists" in entry["task"]
    ]

    app.tasks[entries[0]["task"]].apply()

    assert datetime.timedelta(seconds=entries[0]["schedule"]) < status_lists.VALID_FOR / 24
    assert tasks.refresh_status_lists.name == entries[0]["task"]
    assert StatusList.objects.get().signed_at > timezone.now() - DAY
