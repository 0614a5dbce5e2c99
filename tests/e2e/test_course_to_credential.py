"""From somebody else's lesson to a credential that a stranger verifies: an author, a reviewer, a learner, a verifier."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import authoring, learning, verifying
from tests.e2e.people import PHONE, People, link_in_mail, mail_for

pytestmark = pytest.mark.browser

TITLE = "Version control for everyone"
SUMMARY = "Keep every state of your work, and find your way back."
LESSON = "Automated Version Control"
EMAIL = "wanda@people.example"
NAME = "Wanda Nowak"
PORTFOLIO = "wanda-nowak"
SIGNATURE = "The signature holds: nothing was changed"
# The schemas lie on another site, and nobody gave an address to compare: these may say that they were not run.
NEEDS_MORE = {"Follows the schemas it names", "Belongs to the e-mail address"}


def write(page: Page, archive: Path) -> str:
    """Author: import, edit, items, rules, achievement, preview, review. Gives the course's slug."""
    draft = authoring.import_course(page, archive)
    authoring.finish_details(page, draft, title=TITLE, summary=SUMMARY)
    authoring.edit_lesson(page, draft, LESSON)
    authoring.make_achievement(page, draft, "data-cleaning", "2")
    authoring.add_items(page, draft)
    authoring.set_rules(page, draft)
    authoring.preview(page, draft, LESSON)
    authoring.send_to_review(page, draft)
    return draft.rstrip("/").rsplit("/", 1)[-1]


def cannot_publish_alone(page: Page) -> None:
    page.goto("/author/reviews/")
    expect(page.get_by_role("main").get_by_role("link", name=TITLE)).to_have_count(0)


def read(page: Page, slug: str) -> None:
    """Two lessons on a phone, leave, come back: the portal knows where it was."""
    page.get_by_role("link", name="Begin").click()
    page.get_by_role("button", name="Mark as done").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(LESSON)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "wider than the phone"
    page.goto("/")
    page.goto(f"/learn/{slug}/")
    expect(page.get_by_role("link", name=f"Go on: {LESSON}")).to_be_visible()


def take(page: Page, slug: str) -> Page:
    """Answer, close the page, come back to what was saved, hand in."""
    address = learning.start_assessment(page, slug)
    learning.answer_all(page)
    learning.wait_until_saved(page)
    again = page.context.new_page()
    page.close()
    again.goto(address)
    expect(learning.question(again, "folder holds").locator("input[type=text]")).to_have_value(".git")
    expect(learning.question(again, "records staged").get_by_label("git commit", exact=True)).to_be_checked()
    learning.hand_in(again)
    expect(again.get_by_role("heading", name="Passed")).to_be_visible()
    expect(again.get_by_text("pass mark").first).to_be_visible()
    expect(again.get_by_role("table", name="Score by skill")).to_be_visible()
    return again


def receive(page: Page, people: People) -> str:
    """Nobody presses anything: a mail, a notification, the credential's page. Gives its address."""
    address = link_in_mail(people.site.mailbox, EMAIL, "/credentials/")
    assert any(f"You earned {authoring.ACHIEVEMENT}" in text for text in mail_for(people.site.mailbox, EMAIL))
    page.goto("/notifications/")
    expect(page.get_by_text(f"You earned {authoring.ACHIEVEMENT}").first).to_be_visible()
    page.goto(address)
    expect(page.locator(".credential-holder")).to_have_text(NAME)
    return address


def publish_portfolio(page: Page) -> None:
    page.goto("/portfolio/publish/")
    page.locator("[name=visibility][value=public]").check()
    page.locator("[name=slug]").fill(PORTFOLIO)
    page.get_by_role("main").get_by_role("button", name="Save").click()
    page.wait_for_url("**/portfolio/")
    page.goto(f"/p/{PORTFOLIO}/")
    expect(page.get_by_role("main").get_by_role("link", name=authoring.ACHIEVEMENT).first).to_be_visible()


def revoke(page: Page, address: str, reason: str) -> None:
    page.goto("/issuers/fieldnote-school/credentials/")
    page.get_by_role("row").filter(has_text=NAME).get_by_role("link", name="Revoke").click()
    page.locator("[name=reason]").fill(reason)
    page.locator("[name=sure]").check()
    page.get_by_role("button", name="Revoke for ever").click()
    page.wait_for_url("**/issuers/fieldnote-school/credentials/**")
    expect(page.get_by_role("button", name="Revoke for ever")).to_have_count(0)
    page.goto(address)
    expect(page.get_by_text(reason)).to_be_visible()


def test_a_real_lesson_becomes_a_credential_that_anyone_can_verify(
    people: People, sample_data: Callable[[str], Path], tmp_path: Path
) -> None:
    author = people.signed_in("author@cairn.example")
    archive = authoring.zipped(sample_data("carpentries/git-novice"), tmp_path / "git-novice.zip")
    slug = write(author, archive)
    cannot_publish_alone(author)
    authoring.approve(people.signed_in("reviewer@cairn.example"), TITLE)

    learner = people.newcomer(EMAIL, NAME, viewport=PHONE)
    learning.enrol(learner, TITLE)
    read(learner, slug)
    learner = take(learner, slug)
    people.pages.append(learner)
    address = receive(learner, people)
    publish_portfolio(learner)

    stranger = people.stranger()
    stranger.goto(f"/p/{PORTFOLIO}/")
    stranger.goto(address)
    files = [
        verifying.download(stranger, link, tmp_path)
        for link in ("Signed file (JSON)", "Badge (PNG)", "Certificate (PDF)")
    ]
    for file in files:
        assert "Valid" in verifying.verify(stranger, file), file.name
        found = verifying.checks(stranger)
        not_run = {name for name, status in found.items() if status == "not_checked"}
        assert not_run <= NEEDS_MORE, found
        assert {status for name, status in found.items() if name not in not_run} <= {
            "valid",
            "not_applicable",
        }
        assert found[SIGNATURE] == "valid"
    assert "Not genuine" in verifying.verify(stranger, verifying.with_a_changed_byte(files[0]))
    assert verifying.checks(stranger)[SIGNATURE] == "invalid"

    revoke(people.signed_in("registrar@cairn.example"), address, "The answers were not her own.")
    assert "evoked" in verifying.verify(stranger, files[0])
    stranger.goto(address)
    expect(stranger.locator(".verdict")).to_contain_text("evoked")
