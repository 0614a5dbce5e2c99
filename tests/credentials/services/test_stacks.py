"""Stacks whose parts, or which themselves, were issued anew."""

import pytest

from credentials.models import Credential, StackRule
from credentials.services import issuing, lifecycle, stacks
from portal import outbox
from portal.models import User
from tests.factories.credentials import issue_credential, make_achievement, make_issuer, publish_stack
from tests.factories.portal import UserFactory

pytestmark = pytest.mark.django_db
CORRECTION = issuing.Correction(name="Efua Mensah", reason="A misspelt name.")


@pytest.fixture
def learner() -> User:
    return UserFactory.create()


@pytest.fixture
def rule() -> StackRule:
    issuer = make_issuer()
    return publish_stack([make_achievement(slug, issuer=issuer) for slug in ("first", "second")])


def earn(rule: StackRule, learner: User) -> tuple[list[Credential], Credential]:
    """The parts, and the whole that they complete."""
    parts = [issue_credential(part, learner) for part in rule.parts.order_by("pk")]
    outbox.drain()
    return parts, whole_of(rule, learner)


def whole_of(rule: StackRule, learner: User) -> Credential:
    return Credential.objects.get(
        achievement=rule.achievement, learner=learner, superseded_by=None, revoked_at=None
    )


def revoke(credential: Credential, actor: User) -> None:
    lifecycle.revoke(credential, reason="Wrong person.", actor=actor)
    outbox.drain()


def test_a_part_that_is_issued_anew_goes_on_carrying_the_whole(
    rule: StackRule, learner: User, staff: User
) -> None:
    parts, whole = earn(rule, learner)
    issuing.reissue(parts[0], correction=CORRECTION, actor=staff)
    outbox.drain()

    whole.refresh_from_db()
    assert whole.revoked_at is None
    assert Credential.objects.filter(achievement=rule.achievement).count() == 1


def test_revoking_the_successor_of_a_part_reaches_the_whole(
    rule: StackRule, learner: User, staff: User
) -> None:
    parts, whole = earn(rule, learner)
    second = issuing.reissue(parts[0], correction=CORRECTION, actor=staff)
    third = issuing.reissue(second, correction=CORRECTION, actor=staff)
    outbox.drain()

    revoke(third, staff)

    whole.refresh_from_db()
    assert whole.revocation_reason == "“First”, a part of it, was revoked."


def test_revoking_one_part_says_nothing_about_another_learners_whole(
    rule: StackRule, learner: User, staff: User
) -> None:
    _, other = earn(rule, UserFactory.create())
    parts, whole = earn(rule, learner)
    revoke(parts[1], staff)
    whole.refresh_from_db()
    other.refresh_from_db()
    assert (whole.revoked_at is None, other.revoked_at is None) == (False, True)


def test_a_whole_that_was_issued_anew_is_revoked_and_can_be_earned_again(
    rule: StackRule, learner: User, staff: User
) -> None:
    parts, whole = earn(rule, learner)
    corrected = issuing.reissue(whole, correction=CORRECTION, actor=staff)
    outbox.drain()
    revoke(parts[0], staff)
    corrected.refresh_from_db()
    assert corrected.revoked_at is not None

    again = issue_credential(parts[0].achievement, learner)
    outbox.drain()

    fresh = whole_of(rule, learner)
    assert fresh.source == f"stack:{rule.uuid}:2"
    assert set(fresh.proof_tree["facts"]) == {str(again.uuid), str(parts[1].uuid)}


def test_a_whole_that_stands_by_its_successor_is_not_awarded_twice(
    rule: StackRule, learner: User, staff: User
) -> None:
    parts, whole = earn(rule, learner)
    issuing.reissue(whole, correction=CORRECTION, actor=staff)
    outbox.drain()
    issue_credential(parts[0].achievement, learner)
    outbox.drain()
    assert Credential.objects.filter(achievement=rule.achievement).count() == 2
    assert stacks.award_holders(rule.achievement) == 0


def test_a_renewed_part_and_a_renewed_whole_are_followed(learner: User, staff: User) -> None:
    part = make_achievement("yearly", validity_months=12)
    rule = publish_stack([part])
    held = issue_credential(part, learner)
    outbox.drain()
    whole = whole_of(rule, learner)
    later = held.valid_from.replace(year=held.valid_from.year + 1)
    renewed = issuing.renew(held, actor=staff, at=later)
    outbox.drain()
    revoke(renewed, staff)
    whole.refresh_from_db()
    assert whole.revoked_at is not None
