"""Without JavaScript, and without a mouse."""

import time

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import knowing
from tests.e2e.people import People, link_in_mail

pytestmark = pytest.mark.browser

MOST_STOPS = 40


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until this has the focus, as somebody without a mouse does."""
    for _stop in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached with {MOST_STOPS} presses of Tab")


def test_a_course_can_be_passed_without_javascript(people: People) -> None:
    email = f"plain-{time.time_ns()}@people.example"
    page = people.newcomer(email, "Petra Plain", scripts=False)
    knowing.pass_course(page, "plain-language")
    expect(page.get_by_role("heading", name="Passed")).to_be_visible()
    page.goto(link_in_mail(people.site.mailbox, email, "/credentials/"))
    expect(page.locator(".credential-holder")).to_have_text("Petra Plain")


def test_the_skip_link_comes_first_and_leads_past_the_menu(people: People) -> None:
    page = people.stranger()
    page.goto("/courses/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to the content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.wait_for_url("**/courses/#main")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_a_credential_can_be_verified_with_the_keyboard_alone(people: People) -> None:
    page = people.stranger()
    page.goto("/p/amara/")
    page.goto(page.locator("main a[href*='/credentials/']").first.get_attribute("href") or "")
    address = page.get_by_role("link", name="Signed file (JSON)").first.get_attribute("href") or ""
    signed = page.request.get(address).text()

    page.goto("/verify/")
    tab_to(page, "input[type=file]")
    tab_to(page, "textarea[name=text]")
    page.keyboard.insert_text(signed)
    tab_to(page, "main form button")
    page.keyboard.press("Enter")
    expect(page.locator(".verdict")).to_contain_text("Valid")
