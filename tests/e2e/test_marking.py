"""A text is marked by a person who does not see whose it is; then the credential comes by itself."""

import time

import pytest
from playwright.sync_api import expect

from tests.e2e import knowing
from tests.e2e.people import PHONE, People, link_in_mail

pytestmark = pytest.mark.browser

COURSE = "accessible-documents"


def test_the_last_mark_brings_the_credential(people: People) -> None:
    email = f"wrote-{time.time_ns()}@people.example"
    learner = people.newcomer(email, "Wanda Written")
    knowing.pass_course(learner, COURSE)
    expect(learner.get_by_role("heading", name="Handed in")).to_be_visible()
    expect(learner.get_by_role("main")).to_contain_text("1 answer is marked by a person")
    learner.goto(f"/learn/{COURSE}/assessment/")
    expect(learner.get_by_role("main")).to_contain_text("Your last attempt is being marked.")

    assessor = people.signed_in("reviewer@cairn.example", viewport=PHONE, scripts=False)
    assessor.goto("/author/marking/")
    assessor.get_by_role("main").get_by_role("link", name=knowing.course_title(COURSE)).last.click()
    answer = assessor.get_by_role("main")
    expect(answer).to_contain_text(knowing.WORDS)
    expect(answer).not_to_contain_text("Wanda")
    for criterion in answer.locator("fieldset").all():
        criterion.get_by_role("radio").last.check()
    answer.get_by_role("textbox", name="Comment").fill("The rise and its year: well said.")
    answer.get_by_role("button", name="Save the mark").click()

    learner.goto(link_in_mail(people.site.mailbox, email, f"/learn/{COURSE}/assessment/"))
    expect(learner.get_by_role("heading", name="Passed")).to_be_visible()
    expect(learner.get_by_role("main")).to_contain_text("The rise and its year: well said.")
    learner.goto(link_in_mail(people.site.mailbox, email, "/credentials/"))
    expect(learner.locator(".credential-holder")).to_have_text("Wanda Written")
