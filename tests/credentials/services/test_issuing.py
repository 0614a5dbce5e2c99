"""From an award to a signed document: once, whole, and only from what was frozen."""

import json
import threading
from collections.abc import Callable

import pytest
from django.conf import settings
from django.db import connection

from credentials.errors import AchievementTaken, AchievementUnpublished, NotAProvider
from credentials.models import Achievement, Credential, StatusList
from credentials.openbadges import Outcome
from credentials.services import awarding, issuers, issuing, keys, status_lists
from credentials.services.verification import verify
from portal.models import OutboxEvent, User
from tests.factories.credentials import (
    FACTS,
    award_credential,
    issue_credential,
    make_achievement,
    make_issuer,
    make_skill,
    passed,
)
from tests.factories.portal import EmployerFactory, UserFactory


def at_once(work: Callable[[], object], *, times: int = 2) -> list[object]:
    """What `work` gave in each of several threads that started together."""
    barrier = threading.Barrier(times)
    results: list[object] = []

    def run() -> None:
        try:
            barrier.wait(10)
            results.append(work())
        except Exception as error:  # noqa: BLE001 - the test shows it
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def events(type_: str) -> int:
    return OutboxEvent.objects.filter(type=type_).count()


@pytest.mark.django_db
def test_an_issuer_is_made_once_with_one_key_that_is_encrypted_at_rest(alice: User) -> None:
    issuer = make_issuer(actor=alice)

    again = issuers.ensure_issuer(issuer.organisation, actor=alice)

    key = issuer.keys.get()
    assert again == issuer
    assert issuer.did == f"did:web:127.0.0.1%3A8000:issuers:{issuer.slug}"
    assert key.verification_method == f"{issuer.did}#{key.fragment}"
    assert keys.private_key(key).multikey == key.public_multibase
    assert keys.private_key(key).seed not in bytes(key.private_encrypted)


@pytest.mark.django_db
def test_an_employer_does_not_issue(alice: User) -> None:
    with pytest.raises(NotAProvider):
        issuers.ensure_issuer(EmployerFactory.create(), actor=alice)


@pytest.mark.django_db
def test_saying_an_achievement_again_makes_no_version_and_another_wording_makes_one(alice: User) -> None:
    issuer = make_issuer()
    first = make_achievement(issuer=issuer)
    same = make_achievement(issuer=issuer)
    other = make_achievement(issuer=issuer, description="Another description.")
    more = make_achievement(issuer=issuer, description="Another description.", skills=[(make_skill(), 3)])

    assert (first, same, other) == (other, other, more)
    assert list(first.versions.order_by("number").values_list("number", "description")) == [
        (1, "About Medication Safety."),
        (2, "Another description."),
        (3, "Another description."),
    ]
    assert more.current_version is not None
    assert more.current_version.number == 3


@pytest.mark.django_db
def test_a_slug_belongs_to_its_first_issuer() -> None:
    make_achievement()

    with pytest.raises(AchievementTaken):
        make_achievement(issuer=make_issuer())


@pytest.mark.django_db
def test_what_has_no_wording_is_not_awarded(charlie: User) -> None:
    blank = Achievement.objects.create(slug="blank", issuer=make_issuer())

    with pytest.raises(AchievementUnpublished):
        awarding.award(blank, charlie, source="enrolment:1", facts={})


@pytest.mark.django_db
def test_awarding_twice_gives_the_first_credential_and_tells_once(charlie: User) -> None:
    achievement = make_achievement()
    first = award_credential(achievement, charlie, source="enrolment:1")
    second = award_credential(achievement, charlie, source="enrolment:1", facts={})
    other = award_credential(achievement, charlie, source="enrolment:2")

    assert first == second
    assert second.claims == first.claims
    assert other != first
    assert events("credential.awarded.v1") == 2


@pytest.mark.django_db(transaction=True)
def test_two_awards_at_once_leave_one_credential() -> None:
    achievement, learner = make_achievement(), UserFactory.create()

    given = at_once(lambda: awarding.award(achievement, learner, source="enrolment:1", facts=FACTS).pk)

    assert given == [Credential.objects.get().pk] * 2
    assert events("credential.awarded.v1") == 1


@pytest.mark.django_db(transaction=True)
def test_two_issues_at_once_leave_one_document() -> None:
    credential = award_credential()

    given = at_once(lambda: issuing.issue(Credential.objects.get(pk=credential.pk)).document)

    assert given == [Credential.objects.get().document] * 2
    assert events("credential.issued.v1") == 1
    assert StatusList.objects.get().allocated_count == 1


@pytest.mark.django_db(transaction=True)
def test_issues_at_once_of_a_new_issuer_share_one_list_and_no_place() -> None:
    achievement = make_achievement()
    waiting = [award_credential(achievement) for _ in range(4)]

    def issue_next() -> int | None:
        with lock:
            credential = waiting.pop()
        return issuing.issue(credential).status_index

    lock = threading.Lock()
    places = at_once(issue_next, times=4)

    assert all(isinstance(place, int) for place in places), places
    assert len(set(places)) == 4
    assert StatusList.objects.get().allocated_count == 4


@pytest.mark.django_db
def test_a_list_that_is_half_full_takes_no_more() -> None:
    first = issue_credential()
    StatusList.objects.update(allocated_count=status_lists.PLACES // 2)
    second = issue_credential(first.achievement)

    assert first.status_list_id != second.status_list_id
    assert StatusList.objects.count() == 2


@pytest.mark.django_db
def test_the_document_says_what_was_frozen_and_nothing_that_came_later() -> None:
    skill = make_skill()
    learner = UserFactory.create(legal_name="Efua Mensah", email="efua@people.example")
    credential = award_credential(make_achievement(hours=1), learner, facts=passed(skill))
    learner.legal_name = "Somebody Else"
    learner.save()
    skill.label = "Another label"
    skill.save()

    document = json.loads(issuing.issue(credential).document)

    subject = document["credentialSubject"]
    results = {entry["resultDescription"].rpartition("#")[2]: entry for entry in subject["result"]}
    names = [entry["identityHash"] for entry in subject["identifier"] if not entry["hashed"]]
    assert names == ["Efua Mensah"]
    assert document["id"] == credential.public_url
    assert subject["achievement"]["alignment"][0]["targetName"] == "Medicines safety"
    assert results["score-0"]["value"] == "87.5"
    assert results["score-1"]["value"] == "90"
    assert results["skill-1"]["achievedLevel"].endswith("#skill-1-level-2")
    assert results["signal-PassRate"]["value"] == "72 %"
    assert "efua@" not in json.dumps(document)
    assert document["evidence"][0]["name"] == "Medication safety in everyday care"
    assert document["credentialStatus"]["statusPurpose"] == "revocation"


@pytest.mark.django_db
def test_after_a_rotation_old_and_new_credentials_verify(alice: User) -> None:
    old = issue_credential()
    issuer = old.achievement.issuer
    keys.rotate_key(issuer, actor=alice)
    new = issue_credential(old.achievement)

    assert old.signing_key != new.signing_key
    assert [key.retired_at is None for key in issuer.keys.order_by("pk")] == [False, True]
    for credential in (old, new):
        report = verify(credential.document.encode())
        assert report.verdict is Outcome.VALID, report.as_dict()


@pytest.mark.django_db
def test_a_key_does_not_open_with_another_secret() -> None:
    from cryptography.fernet import Fernet, InvalidToken
    from django.test import override_settings

    key = make_issuer().keys.get()

    with (
        override_settings(CAIRN_KEY_ENCRYPTION_KEY=Fernet.generate_key().decode()),
        pytest.raises(InvalidToken),
    ):
        keys.private_key(key)
    assert settings.CAIRN_KEY_ENCRYPTION_KEY
