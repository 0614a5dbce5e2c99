"""An employer of the demo world finds somebody by what they proved, and learns the name only after a yes."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from portal.demo.people import LEARNERS
from tests.e2e.people import People
from tests.live import wait_for

pytestmark = pytest.mark.browser

MUSTS = {"Medicines safety": "2", "Infection prevention": "2"}
PROOFS = {"Medicines safety": "Medication Safety", "Infection prevention": "Infection Prevention"}
CITY = "Bristol"
# Of those who hold both in Bristol, one speaks Spanish; a word of a credential that three of them hold too.
LANGUAGE, WORD = "es", "deterioration"
EMAIL, NAME, PORTFOLIO = "lucia@people.example", "Lucía", "/p/lucia-ferrer/"
ROLE = "Coordinator of a night team"


def matching(word: str = "") -> int:
    """How many of the demo world's people let themselves be found and hold what is asked."""
    wanted = {"medication-safety", "infection-prevention"} | (
        {"recognising-deterioration"} if word else set()
    )
    return sum(
        learner.discoverable
        and learner.city == CITY
        and all(learner.courses.get(course) in ("passed", "barely") for course in wanted)
        for learner in LEARNERS
    )


def choose_skills(page: Page) -> None:
    page.goto("/talent/")
    for skill, level in MUSTS.items():
        page.locator("main [name=skill]").fill(skill)
        page.locator("main [name=level]").select_option(level)
        page.get_by_role("button", name="Add this skill").click()
        expect(page.get_by_role("list", name="Chosen skills")).to_contain_text(skill)


def narrow(page: Page, *, word: str = "", language: str = "") -> Locator:
    """Place, free text and language on top of the skills; the people found."""
    page.locator("main [name=q]").fill(word)
    if not page.locator("main [name=city]").is_visible():
        page.get_by_text("Place, work, language, time").click()
    page.locator("main [name=country]").select_option("GB")
    page.locator("main [name=city]").fill(CITY)
    page.locator("main [name=language]").select_option(language)
    with page.expect_navigation():
        page.locator("#search").get_by_role("button", name="Search", exact=True).click()
    return page.locator("#results ol.entries > li")


def expect_nobody_named(page: Page) -> None:
    """Neither names nor addresses in what the portal sent, seen or not."""
    sent = page.request.get(page.url).text()
    assert "Candidate " in sent
    for learner in LEARNERS:
        for secret in (learner.name, learner.email, learner.headline):
            assert secret not in sent, secret
        called = learner.name.split()[0]
        assert not re.search(rf"\b{called}\b", sent), called
    assert not re.search(r"/p/[a-z]", sent)


def take_back(page: Page) -> None:
    """The learner hides the name again; what is not answered yet is answered first. Nothing asked: nothing done."""
    page.goto("/introductions/")
    asked = page.get_by_role("main").get_by_role("link", name="Harbourside Health")
    if asked.count():
        asked.first.click()
        for answer in ("Accept", "Withdraw"):
            if page.get_by_role("button", name=answer).is_visible():
                page.get_by_role("button", name=answer).click()
        expect(page.get_by_role("button", name="Withdraw")).to_have_count(0)


def ask(page: Page) -> str:
    """From the candidate's page, which is open; gives the introduction's address."""
    page.locator("[name=role_title]").fill(ROLE)
    page.locator("[name=message]").fill("We look for someone who keeps a calm head. May we talk?")
    page.get_by_role("button", name="Ask for an introduction").click()
    page.wait_for_url("**/talent/introductions/*/")
    expect(page.get_by_text("Your request is on its way.")).to_be_visible()
    return page.url


def accept(page: Page) -> None:
    """The newest request stands first."""
    page.goto("/introductions/")
    page.get_by_role("main").get_by_role("link", name="Harbourside Health").first.click()
    expect(page.get_by_text(ROLE).first).to_be_visible()
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("heading", name="They know who you are")).to_be_visible()


def test_a_recruiter_finds_asks_and_learns_the_name_after_a_yes(people: People) -> None:
    recruiter, learner = people.signed_in("recruiter@cairn.example"), people.signed_in(EMAIL)
    take_back(learner)
    choose_skills(recruiter)
    expect(narrow(recruiter)).to_have_count(matching())
    expect_nobody_named(recruiter)
    expect(narrow(recruiter, word=WORD)).to_have_count(matching(WORD))
    assert 0 < matching(WORD) < matching()
    found = narrow(recruiter, language="fr")
    expect(found).to_have_count(1)
    for skill, credential in PROOFS.items():
        reason = found.locator(".reasons li").filter(has_text=skill)
        expect(reason).to_contain_text(f"{credential} by Ridgeway Care Academy, level 2")
    expect_nobody_named(recruiter)

    found = narrow(recruiter, word=WORD, language=LANGUAGE)
    expect(found).to_have_count(1)
    found.get_by_role("link", name="Candidate ").click()
    expect(recruiter.get_by_text("Shown without a name")).to_be_visible()
    expect_nobody_named(recruiter)
    candidate = recruiter.url
    introduction = ask(recruiter)
    expect_nobody_named(recruiter)

    accept(learner)
    for address in (introduction, candidate):
        recruiter.goto(address)
        main = recruiter.get_by_role("main")
        expect(main.get_by_text(NAME, exact=True)).to_be_visible()
        expect(main.get_by_role("link", name="Open the portfolio")).to_have_attribute(
            "href", re.compile(f"{PORTFOLIO}$")
        )

    other = people.signed_in("people@lumen.example")
    choose_skills(other)
    expect(narrow(other, word=WORD, language=LANGUAGE)).to_have_count(1)
    expect_nobody_named(other)
    for address in (introduction, candidate):
        assert other.request.get(address).status == 404
    other.locator("#results").get_by_role("link", name="Candidate ").click()
    assert other.url != candidate
    expect_nobody_named(other)

    take_back(learner)
    recruiter.goto(introduction)
    expect_nobody_named(recruiter)


def test_whoever_takes_the_consent_back_is_not_found_any_more(people: People) -> None:
    recruiter, learner = people.signed_in("recruiter@cairn.example"), people.signed_in("greta@people.example")
    choose_skills(recruiter)
    found = narrow(recruiter)
    for consent, total in ((False, matching() - 1), (True, matching())):
        learner.goto("/discovery/")
        learner.locator("[name=discoverable]").set_checked(consent)
        learner.get_by_role("main").get_by_role("button", name="Save").click()
        says = "You can be found" if consent else "Nobody can find you"
        expect(learner.get_by_text(says, exact=True)).to_be_visible()

        def is_so(total: int = total) -> bool:
            recruiter.reload()
            return found.count() == total

        wait_for(f"{total} people found", is_so)
