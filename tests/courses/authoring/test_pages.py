"""Every page of authoring: who may see it, and that it says what it should."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from courses.models import Course, CourseVersion, Item
from courses.services import authoring, review
from courses.services.importing import import_reading
from portal.models import Membership, Organisation, User
from tests.courses.authoring.samples import small_course
from tests.factories.portal import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User | None], Client]


@pytest.fixture
def draft(provider: Organisation, alice: User, demo_skills: None) -> CourseVersion:
    return import_reading(small_course(), organisation=provider, actor=alice)


def pages_of(draft: CourseVersion) -> dict[str, str]:
    slug = draft.course.slug
    lesson = draft.lessons.first()
    module = draft.modules.first()
    item = Item.objects.filter(course=draft.course).first()
    assert lesson is not None
    assert module is not None
    assert item is not None
    of_course = ("course", "details", "skills", "items", "assessment", "achievement", "check", "discard")
    pages = {name: reverse(f"courses:author_{name}", kwargs={"slug": slug}) for name in of_course}
    uuids = {
        "lesson": lesson,
        "delete_lesson": lesson,
        "delete_module": module,
        "item": item,
        "retire_item": item,
    }
    for name, thing in uuids.items():
        pages[name] = reverse(f"courses:author_{name}", kwargs={"slug": slug, "uuid": thing.uuid})
    pages["new_item"] = reverse("courses:author_new_item", kwargs={"slug": slug, "kind": "match"})
    return pages


def test_authors_see_every_page_of_their_course_and_nobody_else_does(
    draft: CourseVersion,
    provider: Organisation,
    alice: User,
    bob: User,
    charlie: User,
    staff: User,
    client_of: ClientOf,
) -> None:
    author = UserFactory.create()
    MembershipFactory.create(user=author, organisation=provider, role=Membership.Role.AUTHOR)
    seen = {
        name: tuple(
            client_of(person).get(url).status_code for person in (alice, author, bob, charlie, staff, None)
        )
        for name, url in pages_of(draft).items()
    }

    assert seen == dict.fromkeys(seen, (200, 200, 404, 404, 404, 302))


def test_previews_and_exports_are_for_everyone_who_works_on_the_course(
    draft: CourseVersion, alice: User, bob: User, charlie: User, staff: User, client_of: ClientOf
) -> None:
    pages = (
        reverse("courses:author_preview", kwargs={"uuid": draft.uuid}),
        reverse("courses:author_preview_lesson", kwargs={"uuid": draft.uuid, "lesson": "one"}),
        reverse("courses:author_export", kwargs={"slug": draft.course.slug, "number": 1}),
    )
    for page in pages:
        statuses = [client_of(person).get(page).status_code for person in (alice, bob, charlie, staff, None)]
        assert statuses == [200, 200, 404, 404, 302], page


def test_the_review_page_is_for_another_reviewer(
    draft: CourseVersion, alice: User, bob: User, charlie: User, staff: User, client_of: ClientOf
) -> None:
    review.send_to_review(draft, actor=alice)
    page = reverse("courses:author_review", kwargs={"uuid": draft.uuid})

    statuses = [client_of(person).get(page).status_code for person in (bob, alice, charlie, staff, None)]

    assert statuses == [200, 404, 404, 404, 302]


def test_a_reviewer_approves_in_the_browser(
    draft: CourseVersion, alice: User, bob: User, client_of: ClientOf
) -> None:
    client_of(alice).post(reverse("courses:author_send", kwargs={"slug": draft.course.slug}))
    draft.refresh_from_db()
    page = reverse("courses:author_review", kwargs={"uuid": draft.uuid})
    assert draft.submitted_at is not None
    seen = draft.submitted_at.isoformat()
    reviewer = client_of(bob)

    incomplete = reviewer.post(page, {"approve": "1", "points": ["goals"], "seen": seen})
    complete = reviewer.post(page, {"approve": "1", "points": list(review.CHECKLIST), "seen": seen})

    assert (incomplete.status_code, complete.status_code) == (422, 303)
    course = Course.objects.get(pk=draft.course_id)
    assert course.published_version == draft


def test_everything_is_readable_for_the_reviewer_with_answers_and_differences(
    draft: CourseVersion, alice: User, bob: User, client_of: ClientOf
) -> None:
    review.send_to_review(draft, actor=alice)
    review.approve(draft, reviewer=bob, checklist=dict.fromkeys(review.CHECKLIST, True))
    draft.course.refresh_from_db()
    second = authoring.new_draft(draft.course, actor=alice)
    second.lessons.filter(slug="one").update(body="Entirely new words.")
    review.send_to_review(second, actor=alice)

    text = client_of(bob).get(reverse("courses:author_review", kwargs={"uuid": second.uuid})).text

    assert "Entirely new words." in text
    assert "+Entirely new words." in text
    assert "lessons/one.md" in text
    assert "Right answer" in text
    assert "Because the name comes first." in text


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_courses_asks_the_database_equally_often(
    count: int,
    provider: Organisation,
    alice: User,
    client_of: ClientOf,
    django_assert_num_queries: Callable[..., object],
) -> None:
    for number in range(count):
        authoring.create_course(provider, title=f"Course {number}", actor=alice)
    client = client_of(alice)
    client.get("/author/")

    with django_assert_num_queries(11):  # type: ignore[operator, attr-defined]
        assert client.get("/author/").status_code == 200


def test_strangers_begin_nothing(charlie: User, client_of: ClientOf) -> None:
    client = client_of(charlie)

    assert client.get("/author/").status_code == 404
    assert client.get("/author/new/").status_code == 404
    assert client.get("/author/import/").status_code == 404


def test_nothing_changes_by_get(draft: CourseVersion, alice: User, client_of: ClientOf) -> None:
    client = client_of(alice)
    for name in ("send", "withdraw", "new_draft", "add_module"):
        assert (
            client.get(reverse(f"courses:author_{name}", kwargs={"slug": draft.course.slug})).status_code
            == 405
        )
