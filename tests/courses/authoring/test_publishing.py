"""From a folder on disk to a published version, by two people."""

import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from courses.errors import (
    ChecklistIncomplete,
    InReview,
    NotInReview,
    NotReady,
    NotReviewer,
    RemarksMissing,
    ReviewOutdated,
)
from courses.formats import read
from courses.models import CourseVersion, Review
from courses.notices import APPROVED, RETURNED, REVIEW_REQUESTED
from courses.queries.readiness import findings_of
from courses.services import authoring, review
from courses.services.exporting import document_of, export_zip
from courses.services.importing import import_reading
from courses.services.items import create_item
from courses.services.versions import content_hash
from credentials.services.achievements import AchievementWording
from portal import outbox
from portal.errors import NotAllowed
from portal.models import (
    AuditEntry,
    Membership,
    Notification,
    Organisation,
    OutboxDelivery,
    OutboxEvent,
    User,
)
from tests.factories.courses import SINGLE, TRUE_FALSE, item_version
from tests.factories.courses import draft as draft_of
from tests.factories.portal import MembershipFactory

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[3]
COURSE = ROOT / "content" / "courses" / "medication-safety"
EVERYTHING = dict.fromkeys(review.CHECKLIST, True)
AT = datetime.datetime(2026, 11, 20, 9, 0, tzinfo=datetime.UTC)


@pytest.fixture
def draft(provider: Organisation, alice: User, demo_skills: None) -> CourseVersion:
    return import_reading(read(COURSE), organisation=provider, actor=alice)


def test_an_export_of_an_import_reads_back_equal_and_hashes_equal(
    draft: CourseVersion, provider: Organisation, alice: User
) -> None:
    exported = export_zip(draft)
    again = import_reading(read(exported), organisation=provider, actor=alice, slug="second-time")
    first, second = document_of(draft), document_of(again)

    assert read(exported).course == first
    assert export_zip(draft) == exported
    assert second.slug == "second-time"
    assert first.items == second.items
    assert first.modules == second.modules
    assert (first.assessment, first.achievement, first.skills, first.assets) == (
        second.assessment,
        second.achievement,
        second.skills,
        second.assets,
    )


def test_the_import_keeps_what_the_folder_says(draft: CourseVersion) -> None:
    original = read(COURSE).course
    stored = document_of(draft)

    assert stored.modules == original.modules
    assert stored.skills == original.skills
    assert stored.assessment == original.assessment
    assert stored.achievement == original.achievement
    assert stored.assets == original.assets
    assert [item["key"] for item in stored.items] == [item["key"] for item in original.items]
    record = draft.imports.get()
    assert record.format == "cairn"
    assert {entry["outcome"] for entry in record.ledger} == {"kept"}


def test_another_person_publishes(draft: CourseVersion, alice: User, bob: User) -> None:
    review.send_to_review(draft, actor=alice, at=AT)
    expected = content_hash(document_of(draft))

    published = review.approve(draft, reviewer=bob, checklist=EVERYTHING, comment="Good.", at=AT)

    draft.refresh_from_db()
    draft.course.refresh_from_db()
    assert draft.course.published_version == published
    assert (draft.published_at, draft.published_by, draft.content_hash) == (AT, bob, expected)
    decision = Review.objects.get()
    assert (decision.decision, decision.reviewer, decision.checklist, decision.comment) == (
        "approved",
        bob,
        EVERYTHING,
        "Good.",
    )
    told = OutboxEvent.objects.filter(type__startswith="course.").order_by("pk")
    assert list(told.values_list("type", flat=True)) == [
        "course.review_requested.v1",
        "course.reviewed.v1",
    ]
    assert AuditEntry.objects.filter(action="course.approved", object_uuid=draft.uuid).count() == 1


def test_each_sending_and_each_decision_is_told_once_however_late_it_arrives(
    draft: CourseVersion, alice: User, bob: User
) -> None:
    """Sent, returned, sent again, approved: all of it told only afterwards, and some of it twice."""
    again = AT + datetime.timedelta(hours=1)
    review.send_to_review(draft, actor=alice, at=AT)
    review.send_back(draft, reviewer=bob, comment="Mend the table.", at=AT)
    review.send_to_review(draft, actor=alice, at=again)
    review.approve(draft, reviewer=bob, checklist=EVERYTHING, at=again)

    outbox.drain()
    OutboxDelivery.objects.update(done_at=None)
    outbox.drain()

    told = Notification.objects.order_by("pk").values_list("recipient", "kind")
    assert [kind for person, kind in told if person == alice.pk] == [RETURNED.name, APPROVED.name]
    assert [kind for person, kind in told if person == bob.pk] == [REVIEW_REQUESTED.name] * 2


def test_who_sent_it_cannot_approve_it_even_as_owner(draft: CourseVersion, alice: User) -> None:
    review.send_to_review(draft, actor=alice)

    with pytest.raises(NotReviewer):
        review.approve(draft, reviewer=alice, checklist=EVERYTHING)
    with pytest.raises(NotReviewer):
        review.send_back(draft, reviewer=alice, comment="No.")


def test_strangers_and_operators_do_not_decide(
    draft: CourseVersion, alice: User, charlie: User, staff: User
) -> None:
    review.send_to_review(draft, actor=alice)

    for person in (charlie, staff):
        with pytest.raises(NotReviewer):
            review.approve(draft, reviewer=person, checklist=EVERYTHING)


def test_approval_confirms_every_point(draft: CourseVersion, alice: User, bob: User) -> None:
    review.send_to_review(draft, actor=alice)

    with pytest.raises(ChecklistIncomplete):
        review.approve(draft, reviewer=bob, checklist=EVERYTHING | {"rights": False})
    draft.refresh_from_db()
    assert draft.is_in_review


def test_nothing_is_approved_that_was_not_sent(draft: CourseVersion, bob: User) -> None:
    with pytest.raises(NotInReview):
        review.approve(draft, reviewer=bob, checklist=EVERYTHING)


def test_a_state_that_the_reviewer_did_not_read_is_not_approved(
    draft: CourseVersion, alice: User, bob: User
) -> None:
    review.send_to_review(draft, actor=alice, at=AT)
    review.withdraw(draft, actor=alice)
    review.send_to_review(draft, actor=alice, at=AT + datetime.timedelta(minutes=5))

    with pytest.raises(ReviewOutdated):
        review.approve(draft, reviewer=bob, checklist=EVERYTHING, seen=AT)


def test_sending_back_needs_remarks_and_opens_the_draft_again(
    draft: CourseVersion, alice: User, bob: User
) -> None:
    review.send_to_review(draft, actor=alice)
    with pytest.raises(RemarksMissing):
        review.send_back(draft, reviewer=bob, comment="  ")

    review.send_back(draft, reviewer=bob, comment="The second lesson lacks a source.")

    draft.refresh_from_db()
    assert (draft.submitted_at, draft.submitted_by, draft.published_at) == (None, None, None)
    assert Review.objects.get().comment == "The second lesson lacks a source."


def test_a_draft_in_review_stays_as_it_is(draft: CourseVersion, alice: User) -> None:
    review.send_to_review(draft, actor=alice)

    with pytest.raises(InReview):
        create_item(draft, body=SINGLE, actor=alice)
    with pytest.raises(InReview):
        review.send_to_review(draft, actor=alice)


def test_what_is_missing_blocks_the_review_by_name(
    draft: CourseVersion, provider: Organisation, alice: User
) -> None:
    draft.assessment.delete()
    draft.achievement = None
    draft.save()

    with pytest.raises(NotReady) as refused:
        review.send_to_review(draft, actor=alice)

    assert refused.value.findings == (
        "There is no assessment yet.",
        "Choose or make the achievement it awards.",
    )


def test_an_item_that_learners_cannot_answer_blocks_the_review(draft: CourseVersion) -> None:
    entry = draft.assessment.sections.all()[0].section_items.all()[0]
    upload = {"key": "chart", "type": "file", "prompt": "Hand in your chart."}
    entry.item_version = item_version(draft.course, upload)
    entry.save()
    blocking = [str(finding.text) for finding in findings_of(draft) if finding.is_blocking]
    assert blocking == ["“chart” asks for a file, which nobody can hand in here. Ask for a link and a text."]


def test_somebody_who_wrote_in_a_version_does_not_approve_it(
    draft: CourseVersion, provider: Organisation, alice: User, bob: User
) -> None:
    MembershipFactory.create(user=bob, organisation=provider, role=Membership.Role.AUTHOR)
    authoring.save_details(draft, details={"title": "Safer medicines"}, actor=bob)
    waiting = review.send_to_review(draft, actor=alice, at=AT)

    assert not CourseVersion.objects.reviewable_by(bob).exists()
    with pytest.raises(NotReviewer):
        review.approve(waiting, reviewer=bob, checklist=EVERYTHING, at=AT)


def test_the_author_does_not_approve_what_a_colleague_sent(
    draft: CourseVersion, provider: Organisation, alice: User, bob: User
) -> None:
    MembershipFactory.create(user=bob, organisation=provider, role=Membership.Role.AUTHOR)
    waiting = review.send_to_review(draft, actor=bob, at=AT)

    with pytest.raises(NotReviewer):
        review.approve(waiting, reviewer=alice, checklist=EVERYTHING, at=AT)


def _demanding(draft: CourseVersion, limit: str, actor: User) -> None:
    wording = AchievementWording(
        name="Demanding", description="Hard to guess.", criteria="Pass.", guess_pass_limit=Decimal(limit)
    )
    authoring.make_achievement(draft, wording=wording, skills=[], actor=actor)


def test_an_assessment_that_is_easier_to_guess_than_its_achievement_allows_is_not_published(
    provider: Organisation, alice: User
) -> None:
    easy = draft_of(
        organisation=provider, items=[TRUE_FALSE | {"feedback": "Yes."}], rules={"attempts_allowed": 1}
    )
    _demanding(easy, "0.01", alice)

    with pytest.raises(NotReady) as refused:
        review.send_to_review(easy, actor=alice, at=AT)

    assert [text for text in refused.value.findings if "guesses" in text] == [
        "Someone who only guesses passes with a probability of 50 %. The achievement allows 1 %: ask more "
        "items, raise the pass mark or allow fewer tries."
    ]
    _demanding(easy, "0.5", alice)
    easy.refresh_from_db()
    assert "Guessing" not in {str(finding.name) for finding in findings_of(easy)}


@pytest.mark.parametrize("who", ["bob", "charlie", "staff"])
def test_only_authors_write_in_a_draft(
    who: str, draft: CourseVersion, provider: Organisation, request: pytest.FixtureRequest
) -> None:
    actor: User = request.getfixturevalue(who)

    with pytest.raises(NotAllowed):
        authoring.save_details(draft, details={"title": "Mine"}, actor=actor)
    with pytest.raises(NotAllowed):
        create_item(draft, body=SINGLE, actor=actor)
    with pytest.raises(NotAllowed):
        review.send_to_review(draft, actor=actor, at=AT)
    with pytest.raises(NotAllowed):
        authoring.create_course(provider, title="Mine", actor=actor)
    with pytest.raises(NotAllowed):
        import_reading(read(COURSE), organisation=provider, actor=actor, slug="mine")

    assert CourseVersion.objects.get().title == draft.title
