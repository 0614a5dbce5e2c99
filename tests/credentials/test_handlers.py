"""Events on their way through the room: delivered twice, they leave one of everything."""

import uuid
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import timezone

from credentials import handlers
from credentials.models import Achievement, Credential, Rendering
from credentials.openbadges import Outcome, extract
from credentials.services import lifecycle
from credentials.services.verification import verify
from portal import outbox
from portal.events import (
    CourseCompleted,
    CredentialAwarded,
    CredentialIssued,
    CredentialStatusChanged,
    StackRulePublished,
)
from portal.models import Notification, OutboxDelivery, OutboxEvent, User
from tests.factories.credentials import (
    FACTS,
    award_credential,
    issue_credential,
    make_achievement,
    make_issuer,
    publish_stack,
)
from tests.factories.portal import UserFactory

pytestmark = pytest.mark.django_db


def completion(achievement: Achievement | None, learner: User, **changes: Any) -> CourseCompleted:
    values: dict[str, Any] = {
        "enrolment": str(uuid.uuid4()),
        "learner": str(learner.uuid),
        "achievement": str(achievement.uuid) if achievement else None,
        "course_version": str(uuid.uuid4()),
        "completed_at": "2026-11-20T09:30:00+00:00",
        "facts": FACTS,
    }
    return CourseCompleted(**values | changes)


def told(credential: Credential) -> dict[str, str]:
    """What every event of a credential says."""
    return {
        "credential": str(credential.uuid),
        "learner": str(credential.learner.uuid),
        "achievement": str(credential.achievement.uuid),
    }


def test_a_completion_awards_once_for_each_enrolment(charlie: User) -> None:
    event = completion(make_achievement(), charlie)

    handlers.award_for_completion(event)
    handlers.award_for_completion(event)

    credential = Credential.objects.get()
    assert credential.source == f"enrolment:{event.enrolment}"
    assert credential.awarded_at.isoformat() == "2026-11-20T09:30:00+00:00"


def test_a_course_without_an_achievement_awards_nothing(charlie: User) -> None:
    handlers.award_for_completion(completion(None, charlie))

    assert not Credential.objects.exists()


def test_a_completion_becomes_a_verifiable_credential_with_its_files_and_a_message(charlie: User) -> None:
    achievement = make_achievement()
    OutboxEvent.objects.all().delete()
    handlers.award_for_completion(completion(achievement, charlie))

    outbox.drain()

    assert not OutboxDelivery.objects.exclude(last_error="").exists()
    credential = Credential.objects.get()
    for kind in Rendering.Kind:
        with credential.renderings.get(kind=kind).file.open("rb") as file:
            content = file.read()
        assert extract(content) == credential.document
        assert verify(content).verdict is Outcome.VALID, kind
    notification = Notification.objects.get(recipient=charlie)
    assert (notification.kind, notification.url) == ("credentials.issued", credential.get_absolute_url())


def test_every_handler_may_run_twice(staff: User) -> None:
    part = issue_credential()
    rule = publish_stack([part.achievement])
    issued = CredentialIssued(**told(part))
    awarded = CredentialAwarded(**told(part))
    for _time in range(2):
        handlers.issue_awarded(awarded)
        handlers.render_issued(issued)
        handlers.award_stacks(issued)
        handlers.award_stack_holders(StackRulePublished(achievement=str(rule.achievement.uuid)))
        handlers.notify_issued(issued)
    whole = Credential.objects.get(achievement=rule.achievement)
    handlers.issue_awarded(CredentialAwarded(**told(whole)))
    lifecycle.revoke(part, reason="Wrong person.", actor=staff)
    changed = CredentialStatusChanged(**told(part), status="revoked", changed_at="2026-11-21T10:00:00+00:00")
    for _time in range(2):
        handlers.reexamine_stacks(changed)
        handlers.notify_status(changed)

    whole.refresh_from_db()
    files = [path for path in Path(settings.MEDIA_ROOT).rglob(f"{part.uuid}*") if path.is_file()]
    assert Credential.objects.count() == 2
    assert sorted(part.renderings.values_list("kind", flat=True)) == ["pdf", "png", "svg"]
    assert len(files) == 3
    assert whole.revocation_reason == "“Medication Safety”, a part of it, was revoked."
    assert sorted(Notification.objects.values_list("kind", flat=True)) == [
        "credentials.issued",
        "credentials.revoked",
    ]


def test_a_rendering_whose_file_is_lost_is_made_anew() -> None:
    credential = issue_credential()
    event = CredentialIssued(**told(credential))
    handlers.render_issued(event)
    lost = credential.renderings.get(kind="svg")
    default_storage.delete(str(lost.file.name))

    handlers.render_issued(event)

    found = credential.renderings.get(kind="svg")
    assert found.pk == lost.pk
    assert default_storage.exists(str(found.file.name))


def test_the_larger_credential_names_its_parts_and_stores_the_proof(charlie: User) -> None:
    issuer = make_issuer()
    parts = [make_achievement(slug, issuer=issuer) for slug in ("first", "second")]
    rule = publish_stack(parts)
    held = [issue_credential(parts[0], charlie)]
    handlers.award_stacks(CredentialIssued(**told(held[0])))
    assert not Credential.objects.filter(achievement=rule.achievement).exists()
    held.append(issue_credential(parts[1], charlie))

    outbox.drain()

    whole = Credential.objects.get(achievement=rule.achievement)
    assert whole.source == f"stack:{rule.uuid}"
    assert whole.proof_tree["facts"] == [str(credential.uuid) for credential in held]
    for credential in held:
        assert credential.public_url in whole.document
        assert credential.achievement.public_url in whole.document
    assert verify(whole.document.encode()).verdict is Outcome.VALID


def test_a_published_rule_awards_all_who_hold_it_already_and_nobody_else() -> None:
    first = issue_credential()
    second = issue_credential(first.achievement)
    issue_credential(make_achievement("other", issuer=first.achievement.issuer))
    rule = publish_stack([first.achievement])

    handlers.award_stack_holders(StackRulePublished(achievement=str(rule.achievement.uuid)))

    holders = Credential.objects.filter(achievement=rule.achievement).values_list("learner", flat=True)
    assert sorted(holders) == sorted([first.learner_id, second.learner_id])


@pytest.mark.parametrize("policy", ["keep", "revoke"])
def test_a_revoked_part_takes_the_whole_with_it_where_the_rule_says_so(staff: User, policy: str) -> None:
    part = issue_credential()
    rule = publish_stack([part.achievement], on_revocation=policy)
    outbox.drain()

    lifecycle.revoke(part, reason="Wrong person.", actor=staff)
    outbox.drain()

    whole = Credential.objects.get(achievement=rule.achievement)
    assert (whole.revoked_at is not None) is (policy == "revoke")


def test_the_whole_stays_where_another_credential_carries_it_and_can_be_earned_again(staff: User) -> None:
    learner = UserFactory.create()
    first = issue_credential(None, learner)
    rule = publish_stack([first.achievement])
    outbox.drain()
    second = issue_credential(first.achievement, learner)
    outbox.drain()

    lifecycle.revoke(first, reason="Wrong person.", actor=staff)
    outbox.drain()
    whole = Credential.objects.get(achievement=rule.achievement)
    assert whole.revoked_at is None

    # Its stored proof names the first part only; the second carries it from here.
    lifecycle.revoke(second, reason="Wrong person.", actor=staff)
    outbox.drain()
    whole.refresh_from_db()
    assert whole.revoked_at is not None
    issue_credential(first.achievement, learner)
    outbox.drain()
    assert Credential.objects.valid(timezone.now()).filter(achievement=rule.achievement).count() == 1


def test_a_part_revoked_before_the_whole_is_signed_is_seen_when_it_is(staff: User) -> None:
    part = issue_credential()
    rule = publish_stack([part.achievement])
    handlers.award_stacks(CredentialIssued(**told(part)))
    whole = Credential.objects.get(achievement=rule.achievement)
    lifecycle.revoke(part, reason="Wrong person.", actor=staff)
    handlers.reexamine_stacks(
        CredentialStatusChanged(**told(part), status="revoked", changed_at="2026-11-21T10:00:00+00:00")
    )

    handlers.issue_awarded(CredentialAwarded(**told(whole)))
    handlers.award_stacks(CredentialIssued(**told(whole)))

    whole.refresh_from_db()
    assert whole.revoked_at is not None


def test_suspending_twice_tells_twice(staff: User) -> None:
    credential = award_credential()
    handlers.issue_awarded(CredentialAwarded(**told(credential)))
    OutboxEvent.objects.all().delete()
    for _time in range(2):
        lifecycle.suspend(credential, actor=staff)
        lifecycle.restore(credential, actor=staff)

    outbox.drain()

    kinds = Notification.objects.filter(recipient=credential.learner).values_list("kind", flat=True)
    assert sorted(kinds) == ["credentials.restored"] * 2 + ["credentials.suspended"] * 2
