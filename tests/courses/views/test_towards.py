"""The shortest way to a larger credential, from what a person holds, in courses that are published."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.queries.routes import way_to
from credentials.models import Achievement
from portal.models import User
from tests.factories.courses import draft, published_course
from tests.factories.credentials import (
    issue_credential,
    make_achievement,
    make_issuer,
    make_skill,
    publish_stack,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def parts() -> list[Achievement]:
    issuer = make_issuer()
    return [make_achievement(slug, issuer=issuer, skills=[]) for slug in ("first", "second", "third")]


def titles(way: Any) -> list[str]:
    return [version.title for version in way.courses]


def test_the_cheaper_of_what_is_left_is_named(parts: list[Achievement], charlie: User) -> None:
    rule = publish_stack(parts, rule={"at_least": 2, "of": [{"achievement": part.slug} for part in parts]})
    for part, minutes in zip(parts, (10, 55, 40), strict=True):
        published_course(title=part.slug, achievement=part, minutes=minutes)
    published_course(title="third, shorter", achievement=parts[2], minutes=35)

    way = way_to(rule, charlie)
    assert (titles(way), way.minutes) == (["first", "third, shorter"], 45)

    issue_credential(parts[1], charlie)
    way = way_to(rule, charlie)
    assert (titles(way), way.minutes) == (["first"], 10)

    issue_credential(parts[2], charlie)
    way = way_to(rule, charlie)
    assert (way.courses, way.is_there, way.is_known) == ([], True, True)


def test_skills_and_credits_count_as_they_will_be_awarded(charlie: User) -> None:
    issuer = make_issuer()
    skill = make_skill("triage")
    skilled = make_achievement("skilled", issuer=issuer, skills=[(skill, 3)])
    rich = make_achievement("rich", issuer=issuer, skills=[], credits="2.5")
    rule = publish_stack(
        [skilled, rich],
        rule={
            "all": [{"skill": skill.uri, "level": 3}, {"issued_by": issuer.slug, "rule": {"credits": 2.5}}]
        },
    )
    for achievement in (skilled, rich):
        published_course(title=achievement.slug, achievement=achievement, minutes=20)

    assert sorted(titles(way_to(rule, charlie))) == ["rich", "skilled"]


def test_drafts_archived_courses_and_retired_achievements_lead_nowhere(
    parts: list[Achievement], charlie: User
) -> None:
    rule = publish_stack(parts, rule={"any": [{"achievement": part.slug} for part in parts]})
    draft(achievement=parts[0])
    archived = published_course(achievement=parts[1])
    archived.archived_at = timezone.now()
    archived.save()
    published_course(achievement=parts[2])
    Achievement.objects.filter(pk=parts[2].pk).update(retired_at=timezone.now())
    published_course()

    way = way_to(rule, charlie)
    assert (way.courses, way.is_there, way.is_known) == ([], False, True)


def test_a_search_that_is_not_finished_is_said_to_be_open(parts: list[Achievement], charlie: User) -> None:
    issuer = parts[0].issuer
    rule = publish_stack(parts, rule={"credits": 20.5})
    for number in range(40):
        rich = make_achievement(
            f"rich-{number}", issuer=issuer, skills=[], credits=f"{1 + number * 0.07:.2f}"
        )
        published_course(achievement=rich, minutes=30 + number * 37 % 23)

    assert not way_to(rule, charlie, effort=0).is_known


def test_the_page_lists_the_courses_and_is_linked_where_stacks_are(
    parts: list[Achievement], charlie: User
) -> None:
    rule = publish_stack(parts[:2])
    for part in parts[:2]:
        published_course(title=f"Course of {part.slug}", achievement=part, minutes=30)
    client = Client()
    client.force_login(charlie)
    url = reverse("courses:towards", args=[rule.achievement.slug])

    page = client.get(url).content.decode()
    assert "2 courses are enough: 60 minutes in all" in page
    assert "Course of first" in page
    for address in ("/", "/credentials/"):
        assert url in client.get(address).content.decode()


def test_the_page_says_what_there_is_no_way_to(parts: list[Achievement], charlie: User) -> None:
    rule = publish_stack(parts[:1])
    client = Client()
    client.force_login(charlie)
    url = reverse("courses:towards", args=[rule.achievement.slug])

    assert "No way there yet" in client.get(url).content.decode()
    issue_credential(parts[0], charlie)
    assert "Nothing is missing any more" in client.get(url).content.decode()
    assert client.get(reverse("courses:towards", args=[parts[0].slug])).status_code == 404
    assert Client().get(url)["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_the_same_queries_for_one_course_and_for_three(
    parts: list[Achievement], charlie: User, count: int, django_assert_num_queries: Any
) -> None:
    rule = publish_stack(parts[:count])
    for part in parts:
        published_course(achievement=part, minutes=30)
    client = Client()
    client.force_login(charlie)
    url = reverse("courses:towards", args=[rule.achievement.slug])
    client.get(url)

    with django_assert_num_queries(8):
        client.get(url)
