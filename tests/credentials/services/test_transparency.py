"""The log as the portal keeps it: complete, idempotent, checkable by strangers with software that is not ours."""

import base64
import datetime
import json
from concurrent.futures import ThreadPoolExecutor

import aics_tlog  # an implementation none of us wrote
import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from credentials import handlers, log
from credentials.models import Credential, LogCheckpoint, LogKey, LogRecord, LogTile
from credentials.services import issuing, keys, lifecycle, transparency
from portal import outbox
from portal.events import CredentialStatusChanged
from portal.models import User
from tests.factories.credentials import award_credential, issue_credential, make_achievement, make_issuer


def issue(count: int) -> list[Credential]:
    achievement = make_achievement()
    return [issue_credential(achievement) for _number in range(count)]


def test_an_issued_credential_is_logged_once_after_the_key_that_signed_it(db: None) -> None:
    credential = issue_credential()
    outbox.drain()
    transparency.log_issued(Credential.objects.get(pk=credential.pk))
    assert list(LogRecord.objects.values_list("index", "kind", "value")) == [
        (0, "key", "added"),
        (1, "award", "active"),
    ]
    assert LogCheckpoint.objects.order_by("-size")[0].size == 2


def test_a_stranger_verifies_the_proof_file_with_the_document_alone(client: Client, db: None) -> None:
    issue(5)
    outbox.drain()
    credential = Credential.objects.issued().order_by("pk")[2]
    text = client.get(reverse("credentials:credential_proof", args=[credential.uuid])).content.decode()
    proof = log.LoggedProof.parse(text)
    opened = json.loads(proof.extra)
    fields = opened["entry"] | {"at": datetime.datetime.fromisoformat(opened["entry"]["at"])}
    commitment = log.Entry(**fields).commitment(base64.b64decode(opened["salt"]))
    verifier = log.VerifierKey.parse(LogKey.objects.get().verifier_key)
    assert proof.require(commitment, verifier) == LogCheckpoint.objects.order_by("-size")[0].size
    assert opened["entry"]["subject"] == str(credential.uuid)
    with pytest.raises(log.ProofError):
        proof.require(bytes(32), verifier)


def test_the_published_tiles_give_the_published_root_elsewhere_too(client: Client, db: None) -> None:
    issue(6)
    outbox.drain()
    note = client.get("/log/checkpoint").content.decode()
    head = log.Checkpoint.opened(note, log.VerifierKey.parse(LogKey.objects.get().verifier_key))
    bundle = client.get(f"/log/tile/entries/000.p/{head.size}").content
    entries = [bundle[start + 2 : start + 34] for start in range(0, len(bundle), 34)]
    assert len(entries) == head.size
    assert aics_tlog.MerkleTree(entries).root() == head.root
    assert client.get("/log/tile/0/001").status_code == 404


def test_revoking_adds_an_entry_that_names_the_one_before(db: None, staff: User) -> None:
    credential = issue_credential()
    outbox.drain()
    lifecycle.revoke(Credential.objects.get(pk=credential.pk), reason="A mistake.", actor=staff)
    outbox.drain()
    award, revocation = LogRecord.objects.filter(subject=credential.uuid).order_by("index")
    assert (revocation.value, revocation.previous) == ("revoked", award.index)
    history = [log.Opened(record.index, transparency.entry_of(record)) for record in (award, revocation)]
    assert log.status_at(history, revocation.at).value == "revoked"
    assert log.status_at(history, revocation.at - datetime.timedelta(microseconds=1)).value == "active"


@pytest.mark.django_db(transaction=True)
def test_two_appenders_at_once_leave_one_unbroken_log() -> None:
    credentials = issue(4)

    def append(credential: Credential) -> None:
        try:
            transparency.log_issued(Credential.objects.select_related("signing_key").get(pk=credential.pk))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(append, credentials))
    size = LogRecord.objects.count()
    assert list(LogRecord.objects.order_by("index").values_list("index", flat=True)) == list(range(size))
    newest = LogCheckpoint.objects.order_by("-size")[0]
    tree = log.MerkleLog(transparency.TileTable(), size)
    assert (newest.size, newest.root) == (size, tree.root().hex())
    for older in LogCheckpoint.objects.order_by("size"):
        proof = tree.consistency_proof(older.size)
        assert log.verify_consistency(older.size, size, bytes.fromhex(older.root), tree.root(), proof)


def test_nothing_about_a_person_is_in_what_is_published(client: Client, db: None) -> None:
    credential = issue_credential()
    outbox.drain()
    published = (
        b"".join(bytes(tile.data) for tile in LogTile.objects.all()) + client.get("/log/checkpoint").content
    )
    for secret in (
        credential.uuid.bytes,
        str(credential.uuid).encode(),
        credential.learner.legal_name.encode(),
    ):
        assert secret not in published


def test_the_page_explains_an_empty_log_and_a_full_one(client: Client, db: None) -> None:
    assert "Nothing is logged yet" in client.get("/log/").content.decode()
    assert client.get("/log/checkpoint").status_code == 404
    issue_credential()
    outbox.drain()
    assert LogKey.objects.get().verifier_key in client.get("/log/").content.decode().replace("&#x2B;", "+")


def logged_of(subject: object) -> list[log.Opened]:
    records = LogRecord.objects.logged().filter(subject=subject).order_by("index")
    return [log.Opened(record.index, transparency.entry_of(record)) for record in records]


def values_of(subject: object) -> list[str]:
    return [opened.entry.value for opened in logged_of(subject)]


def test_keys_are_logged_when_they_are_added_retired_and_revoked(db: None, staff: User) -> None:
    issuer = make_issuer()
    first = issuer.keys.get()
    second = keys.rotate_key(issuer, actor=staff)
    keys.revoke_key(first, reason="Found on the web.", actor=staff)
    outbox.drain()
    assert values_of(first.uuid) == ["added", "retired", "revoked"]
    assert values_of(second.uuid) == ["added"]
    first.refresh_from_db()
    history = logged_of(first.uuid)
    assert log.status_at(history, first.retired_at).value == "retired"
    assert log.status_at(history, first.revoked_at).value == "revoked"
    assert log.status_at(history, first.retired_at - datetime.timedelta(microseconds=1)).value == "added"


def test_a_revoked_active_key_and_the_one_that_follows_it_are_logged(db: None, staff: User) -> None:
    credential = issue_credential()
    keys.revoke_key(credential.signing_key, reason="Stolen.", actor=staff)
    outbox.drain()
    assert values_of(credential.signing_key.uuid) == ["added", "revoked"]
    assert values_of(credential.achievement.issuer.keys.active().get().uuid) == ["added"]


def test_events_that_come_in_the_wrong_order_leave_the_right_history(db: None, staff: User) -> None:
    credential = issue_credential()
    lifecycle.suspend(credential, actor=staff)
    lifecycle.restore(credential, actor=staff)
    lifecycle.suspend(credential, actor=staff)
    assert values_of(credential.uuid) == []
    last = CredentialStatusChanged(
        credential=str(credential.uuid),
        learner=str(credential.learner.uuid),
        achievement=str(credential.achievement.uuid),
        status="suspended",
        changed_at="2026-11-22T10:00:00+00:00",
    )
    handlers.log_status(last)
    outbox.drain()
    assert values_of(credential.uuid) == ["active", "suspended", "active", "suspended"]
    assert log.status_at(
        logged_of(credential.uuid), datetime.datetime.max.replace(tzinfo=datetime.UTC)
    ).value == ("suspended")


def test_a_clock_that_is_behind_leaves_a_history_that_does_not_run_backwards(db: None, staff: User) -> None:
    credential = issue_credential()
    early = credential.issued_at - datetime.timedelta(seconds=3)
    lifecycle.suspend(credential, actor=staff, at=early)
    outbox.drain()
    award, suspension = logged_of(credential.uuid)
    assert suspension.entry.at == award.entry.at


def test_what_is_issued_anew_is_logged_as_superseded_and_the_new_one_as_an_award(
    db: None, staff: User
) -> None:
    credential = issue_credential()
    correction = issuing.Correction(name="Efua Mensah", reason="A misspelt name.")
    new = issuing.reissue(credential, correction=correction, actor=staff)
    outbox.drain()
    assert values_of(credential.uuid) == ["active", "superseded"]
    assert values_of(new.uuid) == ["active"]


def test_only_what_is_issued_is_logged(db: None) -> None:
    with pytest.raises(ValueError, match="Only an issued credential"):
        transparency.log_issued(award_credential())
