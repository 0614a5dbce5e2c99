"""The catalogue and the page of a course, for everybody."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from courses.models import CourseSkill, CourseVersion, Enrolment
from portal.models import User
from tests.factories import courses as make
from tests.factories.credentials import make_achievement
from tests.factories.skills import SkillFactory

pytestmark = pytest.mark.django_db

Browser = Callable[[User | None], Client]


def titles(client: Client, query: str = "") -> list[str]:
    page = client.get(f"/courses/{query}")
    assert page.status_code == 200
    return [version.title for version, _stone in page.context["found"]]


def facet(client: Client, name: str, query: str = "") -> dict[str, int]:
    facets = client.get(f"/courses/{query}").context["facets"]
    found = next(row for row in facets if row.name == name)
    return {choice.value: choice.count for choice in found.choices}


def taught(title: str, slug: str, **version: Any) -> CourseVersion:
    """A published course that teaches the skill `slug`."""
    made = make.draft(title=title, **version)
    CourseSkill.objects.create(version=made, skill=SkillFactory.create(slug=slug, label=slug), level=2)
    return make.publish(made)


def test_drafts_and_archived_courses_are_not_listed(client: Client) -> None:
    make.draft(title="Draft")
    archived = make.published_course(title="Archived")
    archived.archived_at = archived.created_at
    archived.save()
    make.published_course(title="Open")

    assert titles(client) == ["Open"]
    assert client.get(archived.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("words", ["dose", "doses", "DOSING dose", '"safe doses"', "pharmacy"])
def test_words_are_found_by_stem_in_titles_texts_and_skills(client: Client, words: str) -> None:
    taught("Safe doses", "pharmacy", description="About dosing.")
    make.published_course(title="Charts")

    assert titles(client, f"?q={words}") == ["Safe doses"]


def test_an_achievements_page_leads_to_the_courses_that_award_it(client: Client) -> None:
    make.published_course(title="Charts")
    achievement = make_achievement()
    make.published_course(title="Doses", achievement=achievement)
    query = f"?achievement={achievement.slug}"

    linked = client.get(achievement.get_absolute_url()).content.decode()

    assert f'href="/courses/{query}"' in linked
    assert titles(client, query) == ["Doses"]
    assert facet(client, "achievement", query) == {achievement.slug: 1}
    assert titles(client, f"{query}&q=charts") == []
    assert titles(client, "?achievement=unknown") == []


def test_a_word_in_the_title_weighs_more_than_one_in_the_text(client: Client) -> None:
    make.published_course(title="Other", description="Something about charts.")
    make.published_course(title="Charts")

    assert titles(client, "?q=charts") == ["Charts", "Other"]


@pytest.mark.parametrize("words", ["'", "a & | !", "((", '"', "%00", "😀", "x" * 5000, "\\"])
def test_odd_words_find_nothing_and_break_nothing(client: Client, words: str) -> None:
    make.published_course(title="Charts")

    assert client.get("/courses/", {"q": words}).status_code == 200


def test_facets_narrow_and_count_what_each_choice_would_leave(client: Client) -> None:
    make.published_course(field="health", level="introductory", minutes=30)
    make.published_course(field="health", level="advanced", minutes=45)
    make.published_course(field="data", level="advanced", minutes=200, language="de")

    assert facet(client, "field") == {"data": 1, "health": 2}
    assert facet(client, "time") == {"30": 1, "60": 1, "more": 1}
    assert facet(client, "language") == {"de": 1, "en": 2}
    assert facet(client, "field", "?level=advanced") == {"data": 1, "health": 1}
    assert facet(client, "level", "?level=advanced") == {"introductory": 1, "advanced": 2}
    assert len(titles(client, "?field=health&level=advanced")) == 1
    assert len(titles(client, "?time=30&time=60")) == 2


def test_a_skill_narrows_by_its_slug(client: Client) -> None:
    taught("Doses", "dose-calculation")
    taught("Charts", "chart-reading")

    assert titles(client, "?skill=chart-reading") == ["Charts"]
    assert facet(client, "skill") == {"chart-reading": 1, "dose-calculation": 1}


def test_nothing_found_says_which_part_to_drop(client: Client) -> None:
    make.published_course(title="Doses", field="health", level="introductory")

    page = client.get("/courses/?q=doses&level=advanced&field=health")

    assert [(row.name, row.count, href) for row, href in page.context["hindrances"]] == [
        ("level", 1, "?q=doses&field=health")
    ]
    assert "Without" in page.content.decode()


def test_a_choice_that_leaves_nothing_can_still_be_unticked(client: Client) -> None:
    make.published_course(field="health")

    assert facet(client, "field", "?field=sailing") == {"health": 1, "sailing": 0}


def test_an_empty_catalogue_says_what_will_be_here(client: Client) -> None:
    assert "The first courses are being prepared" in client.get("/courses/").content.decode()


@pytest.mark.parametrize("courses", [1, 3])
def test_the_catalogue_asks_as_often_for_three_courses_as_for_one(
    client: Client, courses: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(courses):
        taught(f"Course {number}", f"skill-of-{number}")

    with django_assert_num_queries(9):
        client.get("/courses/")


@pytest.mark.parametrize("lessons", [1, 3])
def test_the_course_page_asks_as_often_for_three_lessons_as_for_one(
    client: Client, lessons: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    course = make.published_course(lessons=lessons, items=make.EVERY_TYPE[:lessons])

    with django_assert_num_queries(9):
        assert client.get(course.get_absolute_url()).status_code == 200


def test_the_course_page_says_what_a_pass_is_worth(client: Client) -> None:
    course = make.published_course(
        items=[make.TRUE_FALSE | {"key": f"t{n}"} for n in range(5)],
        rules={"pass_mark": "0.6", "attempts_allowed": 3},
        achievement=make_achievement(supervision="On site, identity card checked"),
    )

    page = client.get(course.get_absolute_url()).content.decode()

    assert "passes with a chance of 87.5 %, all 3 tries together" in page.replace("\xa0", " ")
    assert "shown from 10 people on" in page
    assert "(chosen by the author)" in page
    assert "On site, identity card checked" in page


def test_signed_out_people_come_back_to_the_course(client: Client) -> None:
    course = make.published_course(slug="doses")

    page = client.get(course.get_absolute_url()).content.decode()

    assert 'href="/accounts/login/?next=/courses/doses/"' in page
    assert 'href="/accounts/signup/?next=/courses/doses/"' in page


@pytest.mark.parametrize("who", ["alice", "bob", "charlie", "staff"])
def test_anybody_with_an_account_may_enrol_once(
    client_of: Browser, request: pytest.FixtureRequest, who: str
) -> None:
    make.published_course(slug="doses")
    user = request.getfixturevalue(who)
    client = client_of(user)

    for _time in range(2):
        answer = client.post("/courses/doses/enrol/")
        assert (answer.status_code, answer.headers["Location"]) == (303, "/learn/doses/")

    assert Enrolment.objects.filter(learner=user).count() == 1


def test_enrolling_needs_an_account_and_an_open_course(client_of: Browser, charlie: User) -> None:
    course = make.draft(slug="doses").course

    assert client_of(None).post("/courses/doses/enrol/").status_code == 302
    assert client_of(charlie).post("/courses/doses/enrol/").status_code == 404
    make.publish(course.versions.get())
    back = client_of(charlie).get("/courses/doses/enrol/")
    assert (back.status_code, back.headers["Location"]) == (302, "/courses/doses/")
    assert Enrolment.objects.count() == 0
