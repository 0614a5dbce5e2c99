"""My learning, the overview, lessons and their files."""

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from courses.models import Asset, CourseAsset, CourseVersion, Enrolment, LessonProgress
from courses.services import progress
from portal.models import Organisation, User
from tests.factories import courses as make
from tests.factories.portal import UserFactory

pytestmark = pytest.mark.django_db

Browser = Callable[[User | None], Client]


def learning(client_of: Browser, **course: Any) -> tuple[Client, Enrolment]:
    enrolment = make.enrolment(make.published_course(slug="doses", **course))
    return client_of(enrolment.learner), enrolment


def test_what_is_in_progress_stands_before_what_is_completed_on_pages_of_twenty(
    charlie: User, client_of: Browser
) -> None:
    later = timezone.now() + datetime.timedelta(hours=1)
    for number in range(21):
        make.enrolment(make.published_course(), charlie, completed_at=None if number == 3 else later)
    client = client_of(charlie)

    first, second = (client.get("/learn/", {"page": page}).context for page in (1, 2))

    assert [len(first[name]) for name in ("running", "completed")] == [1, 19]
    assert first["resume"] == first["running"][0][0]
    assert (second["resume"], len(second["running"]), len(second["completed"])) == (None, 0, 1)


def test_a_lesson_that_is_done_leads_to_the_next_and_the_last_to_the_overview(client_of: Browser) -> None:
    client, enrolment = learning(client_of, lessons=2)

    first = client.post("/learn/doses/lesson-1/")
    last = client.post("/learn/doses/lesson-2/")

    assert [(answer.status_code, answer.headers["Location"]) for answer in (first, last)] == [
        (303, "/learn/doses/lesson-2/"),
        (303, "/learn/doses/"),
    ]
    assert LessonProgress.objects.filter(enrolment=enrolment, completed_at__isnull=False).count() == 2


def test_the_last_opened_lesson_is_where_one_goes_on(client_of: Browser) -> None:
    client, _enrolment = learning(client_of, lessons=3)
    client.get("/learn/doses/lesson-2/")

    assert client.get("/learn/doses/").context["resume"].slug == "lesson-2"
    assert 'href="/learn/doses/lesson-2/"' in client.get("/learn/").content.decode()


def test_marking_as_done_twice_keeps_the_first_moment(client_of: Browser) -> None:
    client, _enrolment = learning(client_of)
    client.post("/learn/doses/lesson-1/")
    first = LessonProgress.objects.get().completed_at

    client.post("/learn/doses/lesson-1/")

    assert LessonProgress.objects.get().completed_at == first


def test_the_lesson_is_rendered_and_scripts_are_not(client_of: Browser) -> None:
    version = make.draft(slug="doses", lessons=1)
    version.lessons.update(body="**Bold** <script>alert(1)</script> [x](javascript:alert(1))")
    enrolment = make.enrolment(make.publish(version).course)

    page = client_of(enrolment.learner).get("/learn/doses/lesson-1/").content.decode()

    assert "<strong>Bold</strong>" in page
    assert "alert(1)</script>" not in page
    assert 'href="javascript' not in page


def test_leaving_hides_the_course_and_coming_back_keeps_the_progress(client_of: Browser) -> None:
    client, _enrolment = learning(client_of)
    client.post("/learn/doses/lesson-1/")

    client.post("/learn/doses/")
    assert client.get("/learn/doses/").status_code == 404
    client.post("/courses/doses/enrol/")

    assert client.get("/learn/doses/").context["way"].done == 1


def test_my_learning_without_courses_shows_the_way_to_them(client_of: Browser, charlie: User) -> None:
    assert "Find a course" in client_of(charlie).get("/learn/").content.decode()


@pytest.mark.parametrize("path", ["", "lesson-1/", "assessment/"])
@pytest.mark.parametrize("who", ["alice", "bob", "charlie", "staff"])
def test_who_is_not_enrolled_gets_nothing(
    client_of: Browser, request: pytest.FixtureRequest, who: str, path: str
) -> None:
    make.enrolment(make.published_course(slug="doses"))

    assert client_of(request.getfixturevalue(who)).get(f"/learn/doses/{path}").status_code == 404
    assert client_of(None).get(f"/learn/doses/{path}").status_code == 302


@pytest.mark.parametrize("courses", [1, 3])
def test_my_learning_asks_as_often_for_three_courses_as_for_one(
    client_of: Browser, charlie: User, courses: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(courses):
        running, done = make.published_course(lessons=2), make.published_course(lessons=2)
        enrolment = make.enrolment(running, charlie)
        progress.complete_lesson(enrolment, running.published_version.lessons.first())  # type: ignore[union-attr, arg-type]
        finished = make.enrolment(done, charlie)
        Enrolment.objects.filter(pk=finished.pk).update(completed_at=timezone.now())
    client = client_of(charlie)

    with django_assert_num_queries(6):
        assert client.get("/learn/").status_code == 200


@pytest.mark.parametrize("lessons", [1, 3])
def test_a_lesson_asks_as_often_among_three_as_alone(
    client_of: Browser, lessons: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client, _enrolment = learning(client_of, lessons=lessons)
    client.get("/learn/doses/lesson-1/")

    with django_assert_num_queries(16):
        assert client.get("/learn/doses/lesson-1/").status_code == 200


# Files


@pytest.fixture
def media(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


def with_file(version: CourseVersion, path: str, media_type: str, data: bytes = b"<svg/>") -> None:
    asset = Asset.objects.create(
        organisation=version.course.organisation,
        sha256=f"{len(data):064d}",
        media_type=media_type,
        size=len(data),
        file=ContentFile(data, name=path.rpartition("/")[2]),
    )
    CourseAsset.objects.create(version=version, asset=asset, path=path)


@pytest.mark.usefixtures("media")
@pytest.mark.parametrize(
    ("media_type", "sent", "disposition"),
    [
        ("image/svg+xml", "image/svg+xml", "inline"),
        ("image/png", "image/png", "inline"),
        ("text/html", "application/octet-stream", "attachment"),
        ("application/xml", "application/octet-stream", "attachment"),
    ],
)
def test_a_file_is_shown_in_a_sandbox_or_downloaded(
    client_of: Browser, media_type: str, sent: str, disposition: str
) -> None:
    version = make.draft(slug="doses")
    with_file(version, "assets/figure.svg", media_type)
    enrolment = make.enrolment(make.publish(version).course)

    answer = client_of(enrolment.learner).get("/learn/doses/files/1/assets/figure.svg")

    assert answer.status_code == 200
    assert b"".join(answer) == b"<svg/>"  # type: ignore[arg-type]
    assert answer.headers["Content-Type"] == sent
    assert answer.headers["Content-Disposition"].startswith(disposition)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.usefixtures("media")
@pytest.mark.parametrize(
    ("who", "status"), [("alice", 200), ("bob", 200), ("charlie", 404), ("staff", 404), (None, 302)]
)
def test_files_of_a_draft_are_for_those_who_write_and_review_it(
    client_of: Browser,
    provider: Organisation,
    request: pytest.FixtureRequest,
    who: str | None,
    status: int,
) -> None:
    version = make.draft(slug="doses", organisation=provider)
    with_file(version, "assets/figure.png", "image/png")
    user = request.getfixturevalue(who) if who else None

    assert client_of(user).get("/learn/doses/files/1/assets/figure.png").status_code == status


@pytest.mark.usefixtures("media")
@pytest.mark.parametrize("path", ["assets/other.png", "../../settings.py", "assets/%2e%2e/x"])
def test_a_path_that_the_version_does_not_have_is_not_found(client_of: Browser, path: str) -> None:
    client, _enrolment = learning(client_of)

    assert client.get(f"/learn/doses/files/1/{path}").status_code == 404


def test_a_stranger_of_the_course_sees_no_lesson_of_a_newer_version(client_of: Browser) -> None:
    """An enrolment stays with the version it began with."""
    client, enrolment = learning(client_of, lessons=1)
    newer = make.CourseVersionFactory.create(course=enrolment.course, number=2)
    make.LessonFactory.create(version=newer, number=9)
    make.publish(newer)

    assert client.get("/learn/doses/lesson-9/").status_code == 404
    assert client.get("/learn/doses/lesson-1/").status_code == 200
    assert make.enrolment(enrolment.course, UserFactory.create()).version == newer
