"""The front page and the dashboard: what is really there, and numbers that agree with the page they lead to."""

import datetime
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from courses.models import CourseVersion
from credentials.services import lifecycle
from portal.models import Membership, Organisation, User
from portfolios.models import Visibility
from tests.factories.courses import CourseFactory, CourseVersionFactory, enrolment, published_course
from tests.factories.credentials import issue_credential, make_achievement, publish_stack
from tests.factories.portal import EmployerFactory, MembershipFactory
from tests.factories.portfolios import published_portfolio

Clients = Callable[[User | None], Client]

pytestmark = pytest.mark.django_db


def words_of(client: Client, path: str = "/") -> str:
    """The page without its markup, in single spaces."""
    text = re.sub(r"<[^>]+>", " ", client.get(path).content.decode())
    return " ".join(text.split())


def test_strangers_read_what_it_is_also_when_nothing_is_there(client: Client) -> None:
    words = words_of(client)
    assert "Learn a little. Prove it. Carry it anywhere." in words
    assert "New in the catalogue" not in words
    assert f'action="{reverse("credentials:verify")}"' in client.get("/").content.decode()


def test_strangers_see_real_courses_and_a_real_stack(client: Client) -> None:
    for n in range(4):
        published_course(slug=f"course-of-{n}", title=f"Real course {n}")
    first = make_achievement("first-step")
    publish_stack([first, make_achievement("second-step", issuer=first.issuer)])
    page = client.get("/").content.decode()
    assert page.count("Real course") == 3
    assert 'aria-label="A cairn of 2 stones, the last of them only outlined"' in page
    assert "See all 4 courses" in words_of(client)
    assert "4 courses" in words_of(client, reverse("courses:catalogue"))


def test_a_newcomer_is_shown_where_to_begin(charlie: User, client_of: Clients) -> None:
    published_course(title="A first course")
    words = words_of(client_of(charlie))
    assert "Hello, Charlie Chen" in words
    assert "A first course" in words
    assert "Only you see it." in words
    for absent in ("Your drafts", "Find people", "On the way to something larger"):
        assert absent not in words


def test_a_learner_goes_on_and_sees_what_is_missing(charlie: User, staff: User, client_of: Clients) -> None:
    enrolment(published_course(title="Under way"), charlie)
    first = make_achievement("first-step")
    publish_stack([first, make_achievement("second-step", issuer=first.issuer)])
    credential = issue_credential(first, charlie)
    published_portfolio(charlie, slug="charlie", visibility=Visibility.PUBLIC)
    words = words_of(client_of(charlie))
    assert "1 course in progress" in words
    assert "Under way" in words
    assert "1 larger credential" in words
    assert "1 of 2; still missing: Second Step" in words
    assert "1 credential " in words
    assert "/p/charlie/" in words
    lifecycle.revoke(credential, reason="By mistake", actor=staff)
    assert "· revoked" in words_of(client_of(charlie))


def test_roles_see_their_work(alice: User, bob: User, provider: Organisation, client_of: Clients) -> None:
    course = CourseFactory.create(organisation=provider, created_by=alice)
    draft = CourseVersionFactory.create(course=course, title="The draft")
    assert "The draft" in words_of(client_of(alice))
    assert "Nothing waits for you" in words_of(client_of(bob))
    CourseVersion.objects.filter(pk=draft.pk).update(
        submitted_at=datetime.datetime(2026, 11, 1, tzinfo=datetime.UTC), submitted_by=alice
    )
    assert "1 course to review" in words_of(client_of(bob))
    assert "Nothing waits for you" in words_of(client_of(alice)), "whoever sent it does not review it"
    employer = EmployerFactory.create(name="Harbourside")
    MembershipFactory.create(user=bob, organisation=employer, role=Membership.Role.RECRUITER)
    assert "Search for Harbourside" in words_of(client_of(bob))
    assert "Search for Harbourside" not in words_of(client_of(alice))


def test_the_dashboard_asks_as_often_with_three_of_everything_as_with_one(
    alice: User, provider: Organisation, client_of: Clients, django_assert_num_queries: Any
) -> None:
    client = client_of(alice)
    for numbers in ((1,), (2, 3)):
        for n in numbers:
            enrolment(published_course(slug=f"running-{n}"), alice)
            first = make_achievement(f"first-{n}")
            second = make_achievement(f"second-{n}", issuer=first.issuer)
            publish_stack([first, second], slug=f"whole-{n}")
            issue_credential(first, alice)
            CourseVersionFactory.create(course=CourseFactory.create(organisation=provider))
        with django_assert_num_queries(21):
            client.get("/")
