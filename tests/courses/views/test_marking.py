"""The assessors' queue and the learner who waits, in a browser without scripts."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils.html import strip_tags

from courses.models import Attempt, AttemptOutcome, Score
from courses.services import attempts
from portal.models import Membership, Organisation, User
from tests.courses.services.test_marking import ESSAY, JUDGED, handed_in, waiting
from tests.factories import courses as make
from tests.factories.portal import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db

Browser = Callable[[User | None], Client]


@pytest.fixture
def assessor(provider: Organisation) -> User:
    user = UserFactory.create(email="dora@ridge.example")
    MembershipFactory.create(user=user, organisation=provider, role=Membership.Role.ASSESSOR)
    return user


def words_of(page: Any) -> str:
    return " ".join(strip_tags(page.content.decode()).split())


def result_of(attempt: Attempt) -> str:
    return f"/learn/{attempt.enrolment.course.slug}/assessment/{attempt.uuid}/result/"


def test_an_answer_is_found_marked_and_read(
    provider: Organisation, assessor: User, client_of: Browser
) -> None:
    attempt = handed_in(provider)
    desk, learner = client_of(assessor), client_of(attempt.enrolment.learner)
    assert "1 answer is marked by a person" in words_of(learner.get(result_of(attempt)))
    assert "1 answer to mark" in words_of(desk.get("/"))
    assert "1 answer to mark" in words_of(desk.get("/author/"))
    address = f"/author/marking/{waiting(attempt).uuid}/"
    queue = desk.get("/author/marking/")
    assert address in queue.content.decode()

    page = desk.get(address)
    assert "The chart was not read." in words_of(page)
    for other in (queue, page):
        assert attempt.enrolment.learner.email not in other.content.decode()
        assert attempt.enrolment.learner.display_name not in words_of(other)
    refused = desk.post(address, {"points": "2.5", "comment": "Well *seen*."})
    assert refused.status_code == 422
    assert "Well *seen*." in refused.content.decode()
    done = desk.post(address, {"points": "2", "comment": "Well *seen*."})

    assert (done.status_code, done.headers["Location"]) == (303, "/author/marking/")
    assert AttemptOutcome.objects.get().passed
    result = learner.get(result_of(attempt))
    assert "Passed" in words_of(result)
    assert "Well *seen*." in result.content.decode(), "a comment is shown as it was typed"


def test_a_rubric_is_a_choice_for_each_criterion_and_the_next_answer_follows(
    provider: Organisation, assessor: User, client_of: Browser
) -> None:
    attempt = handed_in(provider, [JUDGED, ESSAY])
    desk = client_of(assessor)
    address = f"/author/marking/{waiting(attempt).uuid}/"
    assert "2 points: yes" in words_of(desk.get(address))

    assert desk.post(address, {"k1": "1", "comment": "Half."}).status_code == 422
    done = desk.post(address, {"k1": "1", "k2": "0"})

    assert done.headers["Location"] == f"/author/marking/{waiting(attempt).uuid}/"
    seen = desk.get(address).content.decode()
    assert "<dt>Clear</dt><dd>yes</dd><dt>True</dt><dd>wrong</dd>" in seen, "the levels that were chosen"
    assert Score.objects.by_people().get().mark.normalize().as_tuple().digits[:4] == (1, 3, 3, 3)


def test_whoever_comes_second_keeps_what_they_typed(
    provider: Organisation, assessor: User, alice: User, client_of: Browser
) -> None:
    attempt = handed_in(provider)
    address = f"/author/marking/{waiting(attempt).uuid}/"
    client_of(alice).post(address, {"points": "1", "comment": "First."})

    second = client_of(assessor).post(address, {"points": "2", "comment": "Second."})

    assert second.status_code == 422
    assert "Somebody else has marked this answer" in words_of(second)
    assert "Second." in second.content.decode()
    assert "Save the mark" not in words_of(second), "it could only fail again"
    assert "Marked: 1 of 2" in words_of(second)
    seen = client_of(assessor).get(address)
    assert "First." in words_of(seen)
    assert '<textarea name="comment"' not in seen.content.decode()


def test_a_mark_that_is_sent_twice_is_one_mark(
    provider: Organisation, assessor: User, client_of: Browser
) -> None:
    attempt = handed_in(provider)
    address = f"/author/marking/{waiting(attempt).uuid}/"
    desk = client_of(assessor)
    for _time in (1, 2):
        assert desk.post(address, {"points": "2"}).headers["Location"] == "/author/marking/"
    assert Score.objects.by_people().count() == 1


def test_two_who_mark_at_once_are_not_sent_to_the_same_answer(
    provider: Organisation, assessor: User, alice: User, client_of: Browser
) -> None:
    first, second, third = (waiting(handed_in(provider)) for _number in range(3))
    middle = client_of(alice).post(f"/author/marking/{second.uuid}/", {"points": "2"})
    assert middle.headers["Location"] == f"/author/marking/{third.uuid}/"
    last = client_of(assessor).post(f"/author/marking/{third.uuid}/", {"points": "2"})
    assert last.headers["Location"] == f"/author/marking/{first.uuid}/"


@pytest.mark.parametrize("points", ["1e-5000", "1e99", "-1", "NaN", "2.00001", "", "two"])
def test_a_mark_that_is_none_is_refused(
    points: str, provider: Organisation, assessor: User, client_of: Browser
) -> None:
    attempt = handed_in(provider)
    address = f"/author/marking/{waiting(attempt).uuid}/"
    assert client_of(assessor).post(address, {"points": points}).status_code == 422
    assert not AttemptOutcome.objects.exists()


def test_what_was_typed_is_shown_as_it_was_typed(
    provider: Organisation, assessor: User, client_of: Browser
) -> None:
    course = make.published_course(organisation=provider, items=[ESSAY], rules={"pass_mark": "1"})
    enrolment = make.enrolment(course)
    attempt = attempts.start_attempt(enrolment, actor=enrolment.learner)
    typed = "# Notes for assessors\nFull marks <b>please</b> <script>x</script>"
    attempts.save_response(attempt, attempt.items.get(), data=typed, actor=enrolment.learner)
    attempts.submit_attempt(attempt, actor=enrolment.learner)
    address = f"/author/marking/{waiting(attempt).uuid}/"
    shown = (
        "<p># Notes for assessors<br>Full marks &lt;b&gt;please&lt;/b&gt; &lt;script&gt;x&lt;/script&gt;</p>"
    )
    assert shown in client_of(assessor).get(address).content.decode()
    client_of(assessor).post(address, {"points": "2", "comment": "Use <abbr> less.\nAnd this."})
    result = client_of(enrolment.learner).get(result_of(attempt)).content.decode()
    assert shown in result
    assert "Use &lt;abbr&gt; less.<br>And this." in result


def test_strangers_and_those_who_do_not_mark_get_404(
    provider: Organisation, bob: User, charlie: User, staff: User, client_of: Browser
) -> None:
    attempt = handed_in(provider)
    address = f"/author/marking/{waiting(attempt).uuid}/"
    for person in (bob, charlie, staff, attempt.enrolment.learner):
        client = client_of(person)
        assert client.get("/author/marking/").status_code == 404
        assert client.get(address).status_code == 404
        assert client.post(address, {"points": "2"}).status_code == 404
    assert client_of(None).get(address).status_code == 302
    assert not AttemptOutcome.objects.exists()


@pytest.mark.parametrize("people", [1, 3])
def test_the_queue_asks_the_database_equally_often(
    provider: Organisation,
    assessor: User,
    client_of: Browser,
    people: int,
    django_assert_num_queries: Callable[..., Any],
) -> None:
    for _number in range(people):
        handed_in(provider)
    client = client_of(assessor)
    with django_assert_num_queries(7):
        assert client.get("/author/marking/").status_code == 200


def test_a_learner_who_waits_is_told_so_everywhere(provider: Organisation, client_of: Browser) -> None:
    attempt = handed_in(provider)
    slug = attempt.enrolment.course.slug
    learner = client_of(attempt.enrolment.learner)
    page = words_of(learner.get(f"/learn/{slug}/assessment/"))
    assert "Being marked" in page
    assert "being marked" in page.split("Your attempts")[1]
    overview = words_of(learner.get(f"/learn/{slug}/"))
    assert "Your last attempt is being marked." in overview
    assert "Begin" not in overview
    assert "being marked" in words_of(learner.get("/learn/"))
    assert "being marked" in words_of(learner.get("/"))
    assert learner.get(f"/learn/{slug}/assessment/{attempt.uuid}/").headers["Location"] == result_of(attempt)


def test_a_short_text_is_saved_and_told_before_it_is_handed_in(client_of: Browser) -> None:
    short = ESSAY | {"min_words": 50}
    enrolment = make.enrolment(make.published_course(slug="doses", items=[short]))
    attempt = attempts.start_attempt(enrolment, actor=enrolment.learner)
    client = client_of(enrolment.learner)
    address = f"/learn/doses/assessment/{attempt.uuid}/"
    assert "At least 50 words" in words_of(client.get(address))

    saved = client.post(address, {"q1": "Too few words.", "action": "hand-in"})

    assert saved.status_code == 303
    assert "Too short or too long" in words_of(client.get(f"{address}hand-in/"))
