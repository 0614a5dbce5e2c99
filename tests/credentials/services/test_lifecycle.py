"""Status changes: who may, what the world sees, and what the database refuses."""

import datetime
import json

import pytest
from django.db import IntegrityError, connection, transaction

from credentials.errors import AlreadyRevoked, AlreadySuperseded, NotAllowed, NotIssued, ReasonMissing
from credentials.models import AchievementSkill, AchievementVersion, Credential
from credentials.openbadges import Outcome
from credentials.openbadges.verification.claims import check_validity
from credentials.queries.wallet import fact_of
from credentials.services import issuing, lifecycle
from credentials.services.issuing import Correction
from credentials.services.verification import verify
from portal.models import AuditEntry, Membership, Organisation, OutboxEvent, User
from tests.factories.credentials import (
    award_credential,
    issue_credential,
    make_achievement,
    make_issuer,
    make_skill,
)
from tests.factories.portal import MembershipFactory, UserFactory


@pytest.fixture
def credential(provider: Organisation, alice: User) -> Credential:
    issuer = make_issuer(provider, actor=alice)
    return issue_credential(make_achievement(issuer=issuer), UserFactory.create(legal_name="Efua Mensa"))


def outcome_of(credential: Credential, step: str) -> Outcome:
    return verify(credential.document.encode())[step].outcome


def test_a_revocation_shows_in_the_signed_list_with_its_reason(credential: Credential, alice: User) -> None:
    before = verify(credential.document.encode())

    revoked = lifecycle.revoke(credential, reason="Issued to the wrong person.", actor=alice)
    report = verify(credential.document.encode())

    assert before.verdict is Outcome.VALID, before.as_dict()
    assert revoked.status() is Credential.Status.REVOKED
    assert report.verdict is Outcome.INVALID
    assert report["revocation"].outcome is Outcome.INVALID
    assert report["revocation"].reason == "the credential is revoked: Issued to the wrong person."
    assert report["proof"].outcome is Outcome.VALID
    assert AuditEntry.objects.filter(action="credential.revoked", actor=alice).count() == 1


def test_revoking_one_leaves_the_others_of_the_list(credential: Credential, alice: User) -> None:
    other = issue_credential(credential.achievement)

    lifecycle.revoke(credential, reason="Wrong person.", actor=alice)

    assert outcome_of(other, "revocation") is Outcome.VALID


def test_revoking_twice_changes_and_tells_once(credential: Credential, alice: User) -> None:
    first = lifecycle.revoke(credential, reason="First.", actor=alice)
    second = lifecycle.revoke(credential, reason="Second.", actor=alice)

    assert (second.revoked_at, second.revocation_reason) == (first.revoked_at, "First.")
    assert OutboxEvent.objects.filter(type="credential.status_changed.v1").count() == 1


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501])
def test_a_revocation_needs_a_reason(credential: Credential, alice: User, reason: str) -> None:
    with pytest.raises(ReasonMissing):
        lifecycle.revoke(credential, reason=reason, actor=alice)


def test_a_suspension_is_shown_and_can_end(credential: Credential, alice: User) -> None:
    lifecycle.suspend(credential, actor=alice)
    suspended = verify(credential.document.encode())
    lifecycle.restore(credential, actor=alice)
    restored = verify(credential.document.encode())

    assert suspended["suspension"].outcome is Outcome.INVALID
    assert suspended.verdict is Outcome.INVALID
    assert restored.verdict is Outcome.VALID
    statuses = OutboxEvent.objects.filter(type="credential.status_changed.v1").order_by("pk")
    assert [event.payload["status"] for event in statuses] == ["suspended", "valid"]


def test_a_revoked_credential_is_neither_suspended_nor_restored(credential: Credential, alice: User) -> None:
    lifecycle.revoke(credential, reason="Wrong person.", actor=alice)

    with pytest.raises(AlreadyRevoked):
        lifecycle.suspend(credential, actor=alice)
    with pytest.raises(AlreadyRevoked):
        lifecycle.restore(credential, actor=alice)


def test_what_is_not_signed_cannot_be_revoked(staff: User) -> None:
    with pytest.raises(NotIssued):
        lifecycle.revoke(award_credential(), reason="Wrong person.", actor=staff)


@pytest.mark.parametrize(
    "role", [Membership.Role.AUTHOR, Membership.Role.REVIEWER, Membership.Role.RECRUITER]
)
def test_colleagues_in_other_roles_may_not_change_a_status(
    credential: Credential, provider: Organisation, role: str
) -> None:
    colleague = UserFactory.create()
    MembershipFactory.create(user=colleague, organisation=provider, role=role)

    for change in (
        lambda: lifecycle.revoke(credential, reason="No.", actor=colleague),
        lambda: lifecycle.suspend(credential, actor=colleague),
        lambda: lifecycle.restore(credential, actor=colleague),
        lambda: issuing.reissue(credential, correction=Correction(name="X", reason="No."), actor=colleague),
    ):
        with pytest.raises(NotAllowed):
            change()
    credential.refresh_from_db()
    assert credential.status() is Credential.Status.VALID


def test_an_assessor_and_an_operator_may_and_a_stranger_may_not(
    credential: Credential, provider: Organisation, staff: User, charlie: User
) -> None:
    assessor = UserFactory.create()
    MembershipFactory.create(user=assessor, organisation=provider, role=Membership.Role.ASSESSOR)
    elsewhere = UserFactory.create()
    MembershipFactory.create(user=elsewhere, role=Membership.Role.OWNER)

    for stranger in (charlie, elsewhere, credential.learner):
        with pytest.raises(NotAllowed):
            lifecycle.suspend(credential, actor=stranger)
    assert lifecycle.suspend(credential, actor=assessor).suspended_at is not None
    assert lifecycle.restore(credential, actor=staff).suspended_at is None


def test_a_correction_issues_anew_and_takes_the_old_ones_place(credential: Credential, alice: User) -> None:
    correction = Correction(name="Efua Mensah", reason="A letter was missing.")

    new = issuing.reissue(credential, correction=correction, actor=alice)
    again = issuing.reissue(credential, correction=correction, actor=alice)

    credential.refresh_from_db()
    report = verify(credential.document.encode())
    assert new == again == credential.superseded_by
    assert credential.status() is Credential.Status.SUPERSEDED
    assert report["revocation"].outcome is Outcome.INVALID
    assert new.public_url in report["revocation"].reason
    assert verify(new.document.encode()).verdict is Outcome.VALID
    assert new.claims["learner"]["name"] == "Efua Mensah"
    assert new.valid_from == credential.valid_from
    with pytest.raises(AlreadySuperseded):
        lifecycle.revoke(credential, reason="Late.", actor=alice)


def test_the_last_moment_of_validity_is_in_it_for_pages_rules_and_lists(
    provider: Organisation, alice: User
) -> None:
    begun = datetime.datetime(2025, 1, 31, 9, 30, tzinfo=datetime.UTC)
    achievement = make_achievement("short", issuer=make_issuer(provider, actor=alice), validity_months=12)
    held = issue_credential(achievement, at=begun)
    last, step = held.valid_until, datetime.timedelta(microseconds=1)
    assert last is not None
    for at, good in ((last - step, True), (last, True), (last + step, False)):
        assert (held.status(at) is Credential.Status.VALID) is good
        assert Credential.objects.valid(at).filter(pk=held.pk).exists() is good
        assert fact_of(held, at=at).counts(at) is good
        assert (check_validity(json.loads(held.document), at).outcome is Outcome.VALID) is good


def refused(sql: str, *params: object) -> str:
    """The name of the database rule that refused."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)
    return str(caught.value.__cause__.diag.constraint_name)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "change",
    [
        "document = document || ' '",
        "claims = jsonb_set(claims, '{learner,name}', '\"Someone Else\"')",
        "issued_at = NULL",
        "issued_at = now()",
        "valid_until = now() + interval '9 years'",
        "status_index = status_index + 1",
        "source = 'another'",
    ],
)
def test_the_database_refuses_to_change_what_is_issued(credential: Credential, change: str) -> None:
    rule = refused(f"UPDATE credentials_credential SET {change} WHERE id = %s", credential.pk)

    assert rule == "credential_is_immutable"


@pytest.mark.django_db
def test_the_database_keeps_what_is_awarded_but_not_signed() -> None:
    credential = award_credential()

    rule = refused("UPDATE credentials_credential SET claims = '{}' WHERE id = %s", credential.pk)

    assert rule == "credential_is_immutable"


def test_the_database_keeps_issued_credentials_and_revocations(credential: Credential, alice: User) -> None:
    lifecycle.revoke(credential, reason="Wrong person.", actor=alice)

    deleted = refused("DELETE FROM credentials_credential WHERE id = %s", credential.pk)
    taken_back = refused(
        "UPDATE credentials_credential SET revoked_at = NULL, revocation_reason = '' WHERE id = %s",
        credential.pk,
    )
    reworded = refused(
        "UPDATE credentials_credential SET revocation_reason = 'Another' WHERE id = %s", credential.pk
    )

    assert deleted == "credential_issued_is_kept"
    assert taken_back == reworded == "credential_revocation_is_final"


@pytest.mark.django_db
def test_the_database_keeps_the_wording_of_achievements_and_their_skills() -> None:
    version = make_achievement().current_version
    assert version is not None

    assert (
        refused("UPDATE credentials_achievementversion SET name = 'New' WHERE id = %s", version.pk)
        == refused("UPDATE credentials_achievementskill SET level = 5 WHERE version_id = %s", version.pk)
        == refused("DELETE FROM credentials_achievementskill WHERE version_id = %s", version.pk)
        == "achievement_version_is_immutable"
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        AchievementSkill.objects.create(version=version, skill=make_skill("another-skill"), level=1)
    assert AchievementVersion.objects.get(pk=version.pk).skill_levels.count() == 1
