"""From somebody else's lesson to a credential that a stranger verifies: an author, a reviewer, a learner, a verifier."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.courses.formats.test_carpentries import lesson_files
from tests.e2e import authoring, learning, verifying
from tests.e2e.looking import Complaint, complaints
from tests.e2e.people import PHONE, People, link_in_mail, mail_for
from tests.e2e.site import Site
from tests.environment import SAMPLES

pytestmark = pytest.mark.browser

REAL_LESSON = SAMPLES / "carpentries" / "git-novice"
SUMMARY = "Keep every state of your work, and find your way back."
NAME = "Wanda Nowak"
# Pages of a draft that are not opened on the way.
EDITORS = (
    "",
    "details/",
    "skills/",
    "achievement/",
    "items/",
    "items/new/match/",
    "assessment/",
    "check/",
    "discard/",
)
REASON = "The answers were not her own."
SIGNATURE = "The signature holds: nothing was changed"
# The schemas lie on another site, and nobody gave an address to compare: these may say that they were not run.
NEEDS_MORE = {"Follows the schemas it names", "Belongs to the e-mail address"}


@dataclass(frozen=True, slots=True)
class Story:
    """What is brought, and the names given to it: new ones in each run."""

    archive: Path
    # The title of the second lesson, after the one about setting up.
    lesson: str
    mark: str

    @property
    def title(self) -> str:
        return f"Version control {self.mark}"

    @property
    def email(self) -> str:
        return f"wanda.{self.mark}@people.example"

    @property
    def portfolio(self) -> str:
        return f"wanda-{self.mark}"


@pytest.fixture
def story(site: Site, tmp_path: Path) -> Story:
    """A lesson of The Carpentries; without the sample inputs a small one in their form."""
    if REAL_LESSON.is_dir():
        files, lesson = authoring.files_below(REAL_LESSON), "Automated Version Control"
    else:
        files, lesson = lesson_files(), "One"
    return Story(authoring.zipped(files, tmp_path / "lesson.zip"), lesson, site.mark)


def look(page: Page, path: str) -> list[Complaint]:
    page.goto(path)
    return complaints(page)


def write(page: Page, story: Story) -> str:
    """Author: import, edit, items, rules, achievement, preview, review. Gives the course's slug."""
    draft = authoring.import_course(page, story.archive)
    authoring.finish_details(page, draft, title=story.title, summary=SUMMARY)
    authoring.edit_lesson(page, draft, story.lesson)
    assert complaints(page) == []
    authoring.make_achievement(page, draft, "data-cleaning", "2")
    authoring.add_items(page, draft)
    assert complaints(page) == []
    authoring.set_rules(page, draft)
    assert [complaint for path in EDITORS for complaint in look(page, f"{draft}{path}")] == []
    authoring.preview(page, draft, story.lesson)
    assert complaints(page) == []
    authoring.send_to_review(page, draft)
    return draft.rstrip("/").rsplit("/", 1)[-1]


def cannot_publish_alone(page: Page, story: Story, review: str) -> None:
    """Neither by the queue nor by the address: whoever wrote it is a stranger there."""
    page.goto("/author/reviews/")
    expect(page.get_by_role("main").get_by_role("link", name=story.title)).to_have_count(0)
    answer = page.goto(review)
    assert answer is not None
    assert answer.status == 404


def read(page: Page, story: Story, slug: str) -> None:
    """Two lessons on a phone, leave, come back: the portal knows where it was."""
    page.get_by_role("link", name="Begin").click()
    page.get_by_role("button", name="Mark as done").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(story.lesson)
    assert complaints(page) == []
    page.goto("/")
    page.goto(f"/learn/{slug}/")
    expect(page.get_by_role("link", name=f"Go on: {story.lesson}")).to_be_visible()


def take(page: Page, slug: str) -> Page:
    """Answer, close the page, come back to what was saved, hand in."""
    address = learning.start_assessment(page, slug)
    assert complaints(page) == []
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
    assert complaints(again) == []
    return again


def receive(page: Page, story: Story, mailbox: Path) -> str:
    """Nobody presses anything: a mail, a notification, the credential's page. Gives its address."""
    address = link_in_mail(mailbox, story.email, "/credentials/")
    assert any(f"You earned {authoring.ACHIEVEMENT}" in text for text in mail_for(mailbox, story.email))
    page.goto("/notifications/")
    expect(page.get_by_text(f"You earned {authoring.ACHIEVEMENT}").first).to_be_visible()
    page.goto(address)
    expect(page.locator(".credential-holder")).to_have_text(NAME)
    return address


def publish_portfolio(page: Page, story: Story) -> None:
    page.goto("/portfolio/publish/")
    page.locator("[name=visibility][value=public]").check()
    page.locator("[name=slug]").fill(story.portfolio)
    page.get_by_role("main").get_by_role("button", name="Save").click()
    page.wait_for_url("**/portfolio/")
    page.goto(f"/p/{story.portfolio}/")
    expect(page.get_by_role("main").get_by_role("link", name=authoring.ACHIEVEMENT).first).to_be_visible()


def revoke(page: Page, address: str) -> None:
    page.goto("/issuers/fieldnote-school/credentials/")
    page.get_by_label("Name, e-mail address, or id of a credential").fill(address)
    page.get_by_role("main").get_by_role("button", name="Search").click()
    page.get_by_role("link", name=f"Revoke… {NAME}").click()
    page.locator("[name=reason]").fill(REASON)
    page.locator("[name=sure]").check()
    page.get_by_role("button", name="Revoke for ever").click()
    expect(page.get_by_text("The credential is revoked.")).to_be_visible()


def download_all(page: Page, address: str, folder: Path) -> list[Path]:
    """The signed file first, then the badge and the certificate."""
    page.goto(address)
    links = ("Signed file (JSON)", "Badge (PNG)", "Certificate (PDF)")
    return [verifying.download(page, link, folder) for link in links]


def expect_genuine(page: Page, file: Path) -> None:
    """Valid, and no check green that was not run."""
    assert "Valid" in verifying.verify(page, file), file.name
    found = verifying.checks(page)
    not_run = {name for name, status in found.items() if status == "not_checked"}
    assert not_run <= NEEDS_MORE, found
    assert {found[name] for name in found if name not in not_run} <= {"valid", "not_applicable"}, found
    assert found[SIGNATURE] == "valid"


def expect_not_genuine(page: Page, file: Path) -> None:
    assert "Not genuine" in verifying.verify(page, file)
    assert verifying.checks(page)[SIGNATURE] == "invalid"


def expect_revoked(page: Page, address: str, file: Path) -> None:
    """The verification and the credential's page say so, and why."""
    assert "evoked" in verifying.verify(page, file)
    assert verifying.checks(page)[SIGNATURE] == "valid", "revoked, but as genuine as it was"
    page.goto(address)
    expect(page.locator(".verdict")).to_contain_text("evoked")
    expect(page.get_by_text(REASON).first).to_be_visible()


def test_a_real_lesson_becomes_a_credential_that_anyone_can_verify(
    people: People, story: Story, tmp_path: Path
) -> None:
    author = people.signed_in("author@cairn.example")
    slug = write(author, story)
    reviewer = people.signed_in("reviewer@cairn.example")
    review = authoring.open_review(reviewer, story.title)
    assert complaints(reviewer) == []
    cannot_publish_alone(author, story, review)
    authoring.approve(reviewer)

    learner = people.newcomer(story.email, NAME, viewport=PHONE)
    learning.enrol(learner, story.title)
    read(learner, story, slug)
    learner = take(learner, slug)
    people.pages.append(learner)
    address = receive(learner, story, people.site.mailbox)
    publish_portfolio(learner, story)

    stranger = people.stranger()
    stranger.goto(f"/p/{story.portfolio}/")
    expect(stranger.get_by_role("main").get_by_role("heading", name=NAME)).to_be_visible()
    files = download_all(stranger, address, tmp_path)
    for file in files:
        expect_genuine(stranger, file)
    expect_not_genuine(stranger, verifying.with_a_changed_byte(files[0]))

    revoke(people.signed_in("registrar@cairn.example"), address)
    for file in files:
        expect_revoked(stranger, address, file)
