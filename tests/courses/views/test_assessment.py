"""Taking an assessment in a browser without scripts, and with the autosave of one that has them."""

import datetime
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags

from courses import grading
from courses.forms.answers import Asked
from courses.models import Attempt, AttemptItem, Enrolment, Response
from courses.services import attempts
from portal.models import User
from tests.factories import courses as make

pytestmark = pytest.mark.django_db

Browser = Callable[[User | None], Client]


def sitting(
    client_of: Browser, items: Any = make.EVERY_TYPE, **rules: Any
) -> tuple[Client, Enrolment, Attempt]:
    enrolment = make.enrolment(make.published_course(slug="doses", items=items, rules=rules))
    attempt = attempts.start_attempt(enrolment, actor=enrolment.learner)
    return client_of(enrolment.learner), enrolment, attempt


def page_of(attempt: Attempt, name: str = "") -> str:
    return f"/learn/doses/assessment/{attempt.uuid}/{name}"


def right_fields(attempt: Attempt) -> dict[str, list[str]]:
    """The form of the page, filled in with the right answers."""
    fields: dict[str, list[str]] = {}
    for item in attempt.items.select_related("item_version"):
        asked = Asked.of(item)
        answer = grading.right_answer(asked.item).response
        fields |= grading.fields_from_response(asked.item, answer, asked.prefix)
        if asked.item.type == "ordering":
            fields[f"{asked.prefix}-kept"] = ["on"]
    return fields


def run_out(attempt: Attempt) -> None:
    """As if it had begun an hour earlier."""
    now = timezone.now()
    early, past = now - datetime.timedelta(hours=1), now - datetime.timedelta(minutes=1)
    Enrolment.objects.filter(pk=attempt.enrolment_id).update(enrolled_at=early)
    Attempt.objects.filter(pk=attempt.pk).update(started_at=early, deadline_at=past)


def test_every_type_is_answered_handed_in_and_passed_without_scripts(client_of: Browser) -> None:
    client, enrolment, attempt = sitting(client_of)
    page = client.get(page_of(attempt))
    names = set(re.findall(r'name="(q\d[^"]*)"', page.content.decode()))
    fields = right_fields(attempt)
    assert set(fields) <= names

    to_hand_in = client.post(page_of(attempt), fields | {"action": ["hand-in"]})
    assert (to_hand_in.status_code, to_hand_in.headers["Location"]) == (303, page_of(attempt, "hand-in/"))
    assert "You have answered 7 of 7 questions." in client.get(page_of(attempt, "hand-in/")).content.decode()
    done = client.post(page_of(attempt, "hand-in/"))

    assert (done.status_code, done.headers["Location"]) == (303, page_of(attempt, "result/"))
    result = client.get(done.headers["Location"]).content.decode()
    assert "Passed" in result
    assert "100 %" in result.replace("\xa0", " ")
    enrolment.refresh_from_db()
    assert enrolment.completed_at


def test_saved_answers_are_filled_in_again(client_of: Browser) -> None:
    client, _enrolment, attempt = sitting(client_of)
    fields = right_fields(attempt)
    client.post(page_of(attempt), fields | {"action": ["save"]})

    again = client.get(page_of(attempt)).context["pages"]

    for item, page in again:
        asked = Asked.of(item)
        right = grading.right_answer(asked.item).response
        newest = Response.objects.filter(attempt_item=item).latest("pk")
        assert newest.data == right, page.type
        assert page.answered


def test_an_untouched_order_is_no_answer_and_a_kept_one_is(client_of: Browser) -> None:
    client, _enrolment, attempt = sitting(client_of, [make.ORDERING])
    asked = Asked.of(attempt.items.get())
    shown = {f"q1-{entry['id']}": str(n) for n, entry in enumerate(asked.view["entries"], start=1)}

    client.post(page_of(attempt), shown)
    assert Response.objects.count() == 0

    client.post(page_of(attempt), shown | {"q1-kept": "on"})
    assert Response.objects.count() == 1
    assert client.get(page_of(attempt)).context["pages"][0][1].body["kept"] is True


def test_the_confirmation_names_what_is_unanswered(client_of: Browser) -> None:
    client, _enrolment, attempt = sitting(client_of, [make.TRUE_FALSE, make.SHORT], shuffle=False)
    client.post(page_of(attempt), {"q1": "true"})

    page = client.get(page_of(attempt, "hand-in/"))

    assert [item.position for item in page.context["unanswered"]] == [2]
    assert f'href="{page_of(attempt)}#q2"' in page.content.decode()


def test_an_answer_that_is_no_number_is_said_and_kept_as_typed(client_of: Browser) -> None:
    client, _enrolment, attempt = sitting(client_of, [make.NUMERICAL, make.TRUE_FALSE], shuffle=False)

    page = client.post(page_of(attempt), {"q1": "two and a half", "q2": "true", "action": "hand-in"})

    assert page.status_code == 422
    assert 'value="two and a half"' in page.content.decode()
    assert "This is not a number." in page.content.decode()
    assert list(Response.objects.values_list("data", flat=True)) == [True]


def test_a_choice_that_the_item_does_not_have_is_refused(client_of: Browser) -> None:
    client, _enrolment, attempt = sitting(client_of, [make.SINGLE])

    assert client.post(page_of(attempt), {"q1": "<script>"}).status_code == 422
    assert Response.objects.count() == 0


def test_autosave_says_when_and_which_answers_were_not_taken(client_of: Browser) -> None:
    client, _enrolment, attempt = sitting(client_of, [make.NUMERICAL, make.TRUE_FALSE], shuffle=False)

    answer = client.post(page_of(attempt), {"q1": "2,", "q2": "true"}, headers={"X-Autosave": "1"})

    assert answer.status_code == 200
    assert set(answer.json()) == {"saved_at", "problems"}
    assert re.fullmatch(r"\d{1,2}(:\d\d)?\s[ap]\.m\.|noon|midnight", answer.json()["saved_at"])


def test_after_the_deadline_nothing_is_taken_and_what_was_saved_counts(client_of: Browser) -> None:
    client, _enrolment, attempt = sitting(client_of, [make.TRUE_FALSE], minutes=10)
    client.post(page_of(attempt), {"q1": "true"})
    run_out(attempt)

    late = client.post(page_of(attempt), {"q1": "false"}, follow=True)

    assert late.redirect_chain == [(page_of(attempt, "result/"), 303)]
    assert "Time is up. What was saved before counts" in late.content.decode()
    assert list(Response.objects.values_list("data", flat=True)) == [True]
    attempt.refresh_from_db()
    assert attempt.submitted_by_timer
    assert attempt.outcomes.get().passed


def test_a_late_autosave_tells_the_script_to_look_again(client_of: Browser) -> None:
    client, _enrolment, attempt = sitting(client_of, [make.TRUE_FALSE], minutes=10)
    run_out(attempt)

    late = client.post(page_of(attempt), {"q1": "true"}, headers={"X-Autosave": "1"})

    assert (late.status_code, late.json()["code"]) == (409, "deadline_passed")
    assert Response.objects.count() == 0


def test_answers_after_handing_in_are_refused_with_a_message(client_of: Browser) -> None:
    client, _enrolment, attempt = sitting(client_of, [make.TRUE_FALSE])
    client.post(page_of(attempt, "hand-in/"))

    late = client.post(page_of(attempt), {"q1": "true"}, follow=True)

    assert "This attempt was handed in already." in late.content.decode()
    assert Response.objects.count() == 0


def test_handing_in_twice_shows_the_same_result(client_of: Browser) -> None:
    client, _enrolment, attempt = sitting(client_of, [make.TRUE_FALSE])

    first = client.post(page_of(attempt, "hand-in/"))
    second = client.post(page_of(attempt, "hand-in/"))

    assert first.headers["Location"] == second.headers["Location"]
    assert attempt.outcomes.count() == 1


def test_in_order_one_item_is_shown_and_going_back_is_not_possible(client_of: Browser) -> None:
    client, _enrolment, attempt = sitting(
        client_of, [make.TRUE_FALSE, make.SHORT], navigation="sequential", shuffle=False
    )
    first, second = attempt.items.order_by("position")
    assert [item.pk for item, _page in client.get(page_of(attempt)).context["pages"]] == [first.pk]

    client.post(page_of(attempt), {"item": str(first.uuid), "q1": "true", "action": "next"})
    page = client.get(page_of(attempt))
    again = client.post(page_of(attempt), {"item": str(first.uuid), "q1": "false"}, follow=True)

    assert [item.pk for item, _page in page.context["pages"]] == [second.pk]
    assert "behind you already" in again.content.decode()
    assert list(Response.objects.values_list("data", flat=True)) == [True]

    client.post(page_of(attempt), {"item": str(second.uuid), "q2": "mg", "action": "next"})
    assert "You have gone through all questions." in client.get(page_of(attempt)).content.decode()


def test_right_answers_are_shown_only_when_no_attempt_could_use_them(client_of: Browser) -> None:
    client, enrolment, attempt = sitting(client_of, [make.SINGLE], attempts_allowed=2)
    wrong = grading.fields_from_response(Asked.of(attempt.items.get()).item, "c2", "q1")
    client.post(page_of(attempt), wrong)
    client.post(page_of(attempt, "hand-in/"))
    first = client.get(page_of(attempt, "result/")).content.decode()

    last = attempts.start_attempt(enrolment, actor=enrolment.learner)
    client.post(page_of(last, "hand-in/"))
    after = client.get(page_of(attempt, "result/")).content.decode()

    assert "The dose comes later." in first
    assert "Because the name comes first." not in first
    assert "Right answer" not in first
    assert "Because the name comes first." in after
    assert "Right answer" in after


def test_true_false_and_none_of_these_are_said_in_words(client_of: Browser) -> None:
    none = make.MULTIPLE | {"choices": [{"text": "Colour", "correct": False}, {"text": "Size"}]}
    client, _enrolment, attempt = sitting(
        client_of, [none, make.TRUE_FALSE], attempts_allowed=1, shuffle=False
    )
    asked = [Asked.of(item).item for item in attempt.items.order_by("position")]
    client.post(
        page_of(attempt),
        grading.fields_from_response(asked[0], ["c1"], "q1")
        | grading.fields_from_response(asked[1], False, "q2"),
    )
    client.post(page_of(attempt, "hand-in/"))

    items = client.get(page_of(attempt, "result/")).context["items"]

    said = [[strip_tags("".join(lines)).strip() for lines in (item.given, item.right)] for item in items]
    assert said == [["Colour", "None of these"], ["False", "True"]]


def test_a_nul_in_an_answer_is_no_crash(client_of: Browser) -> None:
    client, _enrolment, attempt = sitting(client_of)
    fields = right_fields(attempt)
    hostile = {name: [f"{value}\0" for value in values] for name, values in fields.items()}

    assert client.post(page_of(attempt), hostile, headers={"X-Autosave": "1"}).status_code == 200
    assert client.post(page_of(attempt), hostile).status_code == 422


def test_no_right_answer_is_shown_while_the_last_attempt_is_running(client_of: Browser) -> None:
    client, enrolment, first = sitting(client_of, [make.SINGLE], attempts_allowed=2)
    wrong = grading.fields_from_response(Asked.of(first.items.get()).item, "c2", "q1")
    client.post(page_of(first), wrong)
    client.post(page_of(first, "hand-in/"))
    attempts.start_attempt(enrolment, actor=enrolment.learner)

    beside = client.get(page_of(first, "result/")).content.decode()

    assert "The dose comes later." in beside
    assert "Because the name comes first." not in beside
    assert "Right answer" not in beside


def test_the_rules_are_announced_with_accommodations(client_of: Browser) -> None:
    enrolment = make.enrolment(
        make.published_course(slug="doses", rules={"minutes": 30, "delay_minutes": 5, "pass_mark": "0.75"})
    )
    User.objects.filter(pk=enrolment.learner_id).update(extra_time_factor=2, extra_attempts=1)

    page = client_of(enrolment.learner).get("/learn/doses/assessment/").content.decode()

    assert "60 min, extended from 30" in page
    assert "4 attempts (1 of them extra), with 5 minutes between them" in page
    assert "Pass mark 75 %" in page


def test_a_start_that_is_refused_says_why(client_of: Browser) -> None:
    client, _enrolment, attempt = sitting(client_of, [make.SINGLE], attempts_allowed=1)
    client.post(page_of(attempt, "hand-in/"))

    page = client.post("/learn/doses/assessment/", follow=True)

    assert "You have used all your attempts." in page.content.decode()
    assert Attempt.objects.count() == 1


@pytest.mark.parametrize("name", ["", "hand-in/", "result/"])
@pytest.mark.parametrize("who", ["alice", "bob", "charlie", "staff"])
def test_other_peoples_attempts_do_not_exist(
    client_of: Browser, request: pytest.FixtureRequest, who: str, name: str
) -> None:
    """Not for the provider's own people either, nor for another learner of the same course."""
    _client, enrolment, attempt = sitting(client_of)
    other = request.getfixturevalue(who)
    make.enrolment(enrolment.course, other)

    client = client_of(other)

    assert client.get(page_of(attempt, name)).status_code == 404
    if name != "result/":
        assert client.post(page_of(attempt, name), {"q1": "x"}).status_code == 404
    assert AttemptItem.objects.filter(responses__isnull=False).count() == 0


def test_without_an_account_one_is_asked_to_sign_in(client_of: Browser) -> None:
    _client, _enrolment, attempt = sitting(client_of)

    answer = client_of(None).get(page_of(attempt))

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/")


def test_nothing_of_the_key_is_on_the_page(client_of: Browser) -> None:
    client, _enrolment, attempt = sitting(client_of)

    page = client.get(page_of(attempt)).content.decode()

    for secret in ("Because the name comes first", "The dose comes later", "correct", "milligram", "2.5"):
        assert secret not in page
