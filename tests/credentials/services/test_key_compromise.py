"""A key in the wrong hands: what it signed ends, and is issued anew with another."""

import datetime
import json

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from credentials.errors import KeyNotRevoked, NotAllowed, ReasonMissing
from credentials.models import Credential, SigningKey, StatusList
from credentials.openbadges import Outcome
from credentials.queries.issuers import did_document
from credentials.services import issuing, keys, lifecycle, stacks
from credentials.services.verification import verify
from portal import outbox
from portal.models import AuditEntry, OutboxEvent, User
from tests.factories.credentials import award_credential, issue_credential, make_achievement, publish_stack
from tests.factories.portal import UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 11, 21, 12, tzinfo=datetime.UTC)


@pytest.fixture
def operator() -> User:
    return UserFactory.create(is_staff=True, is_superuser=True)


def key_of(credential: Credential) -> SigningKey:
    assert credential.signing_key is not None
    return credential.signing_key


def outcome(credential: Credential, step: str) -> Outcome:
    credential.refresh_from_db()
    return verify(credential.document.encode())[step].outcome


def test_a_revoked_key_is_published_as_revoked_and_a_fresh_one_signs(operator: User) -> None:
    old = issue_credential()
    key = key_of(old)

    revoked = keys.revoke_key(key, reason="The laptop was stolen.", actor=operator, at=NOW)

    document = did_document(key.issuer)
    methods = {entry["id"]: entry for entry in document["verificationMethod"]}
    fresh = SigningKey.objects.active().get()
    assert revoked.revoked_at == NOW
    assert methods[key.verification_method]["revoked"] == "2026-11-21T12:00:00Z"
    assert document["assertionMethod"] == [fresh.verification_method]
    assert fresh.fragment != key.fragment
    assert outcome(old, "key") is Outcome.INVALID
    entry = AuditEntry.objects.get(action="key.revoked")
    assert (entry.actor, entry.details) == (
        operator,
        {"fragment": key.fragment, "reason": "The laptop was stolen."},
    )


def test_revoking_again_and_a_retired_key_make_no_other_key(operator: User) -> None:
    old = issue_credential()
    keys.rotate_key(old.achievement.issuer, actor=operator)
    new = issue_credential(old.achievement)

    for _ in range(2):
        keys.revoke_key(key_of(old), reason="Found on the web.", actor=operator)

    assert SigningKey.objects.count() == 2
    assert SigningKey.objects.active().get() == key_of(new)
    assert AuditEntry.objects.filter(action="key.revoked").count() == 1
    assert outcome(old, "key") is Outcome.INVALID


def test_what_other_keys_signed_goes_on_verifying_with_the_lists_signed_anew(operator: User) -> None:
    """The lists were signed with the key that is revoked: without signing them anew nothing would verify."""
    first = issue_credential()
    stolen = keys.rotate_key(first.achievement.issuer, actor=operator)
    second = issue_credential(first.achievement)
    lifecycle.suspend(second, actor=operator)
    lifecycle.restore(second, actor=operator)
    third = issue_credential(first.achievement)
    lifecycle.revoke(third, reason="Wrong person.", actor=operator)
    published = json.loads(StatusList.objects.get().document)
    assert published["proof"][0]["verificationMethod"] == stolen.verification_method

    keys.revoke_key(stolen, reason="Stolen.", actor=operator)

    report = verify(first.document.encode())
    assert report.verdict is Outcome.VALID, report.as_dict()
    assert outcome(second, "key") is Outcome.INVALID


def test_only_operators_and_only_with_a_reason(operator: User, alice: User) -> None:
    key = key_of(issue_credential())

    with pytest.raises(NotAllowed):
        keys.revoke_key(key, reason="x", actor=alice)
    with pytest.raises(ReasonMissing):
        keys.revoke_key(key, reason="  ", actor=operator)
    with pytest.raises(KeyNotRevoked):
        issuing.reissue_signed_with(key, actor=operator)
    with pytest.raises(NotAllowed):
        issuing.reissue_signed_with(key, actor=alice)
    assert SigningKey.objects.get().revoked_at is None


def test_what_it_signed_is_issued_anew_word_for_word_in_batches(operator: User) -> None:
    first, second, gone, suspended = _four()
    lifecycle.revoke(gone, reason="Wrong person.", actor=operator)
    lifecycle.suspend(suspended, actor=operator)
    key = key_of(first)
    keys.revoke_key(key, reason="Stolen.", actor=operator)

    batches = [issuing.reissue_signed_with(key, actor=operator, limit=2) for _ in range(3)]

    assert [len(batch) for batch in batches] == [2, 1, 0]
    for old in (first, second, suspended):
        old.refresh_from_db()
        new = old.superseded_by
        assert new is not None
        assert (new.claims, new.valid_from, new.awarded_at) == (old.claims, old.valid_from, old.awarded_at)
        assert key_of(new) == SigningKey.objects.active().get()
    assert first.superseded_by is not None
    assert verify(first.superseded_by.document.encode()).verdict is Outcome.VALID
    assert suspended.superseded_by is not None
    assert outcome(suspended.superseded_by, "suspension") is Outcome.INVALID
    gone.refresh_from_db()
    assert gone.superseded_by is None
    assert OutboxEvent.objects.filter(type="credential.issued.v1").count() == 7
    assert AuditEntry.objects.filter(action="credential.resigned").count() == 3


def _four() -> list[Credential]:
    first = issue_credential()
    return [first, *(issue_credential(first.achievement) for _ in range(3))]


def test_a_stack_that_is_signed_anew_is_still_known_by_its_rule(operator: User) -> None:
    part = make_achievement()
    publish_stack([part])
    learner = UserFactory.create()
    held = issue_credential(part, learner)
    outbox.drain()
    whole = Credential.objects.get(proof_tree__isnull=False)
    keys.revoke_key(key_of(whole), reason="Stolen.", actor=operator)
    issuing.reissue_signed_with(key_of(held), actor=operator)
    outbox.drain()

    held.refresh_from_db()
    whole.refresh_from_db()
    assert (held.superseded_by is None, whole.superseded_by is None) == (False, False)
    assert Credential.objects.count() == 4
    assert whole.superseded_by is not None
    assert stacks._rule_uuid(whole.superseded_by) == stacks._rule_uuid(whole)


def test_what_waits_for_its_signature_gets_the_fresh_key(operator: User) -> None:
    first = issue_credential()
    waiting = award_credential(first.achievement)
    keys.revoke_key(key_of(first), reason="Stolen.", actor=operator)

    issued = issuing.issue(waiting)

    assert key_of(issued) != key_of(first)
    assert verify(issued.document.encode()).verdict is Outcome.VALID


def test_operators_do_both_from_the_list_of_keys(operator: User) -> None:
    credential = issue_credential()
    key = key_of(credential)
    client = Client()
    client.force_login(operator)
    page = reverse("admin:credentials_signingkey_changelist")

    def act(action: str, reason: str = "") -> str:
        data = {"action": action, "_selected_action": [key.pk], "reason": reason}
        return client.post(page, data, follow=True).content.decode()

    assert "not revoked" in act("reissue")
    assert "Say why" in act("revoke")
    assert "to be issued anew: 1" in act("revoke", "Stolen.")
    assert "1 issued anew, 0 left" in act("reissue")
    credential.refresh_from_db()
    assert credential.superseded_by is not None
    assert credential.superseded_by.issued_at is not None
    assert credential.superseded_by.issued_at <= timezone.now()
