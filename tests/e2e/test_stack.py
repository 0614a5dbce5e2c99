"""Three courses of the demo world become one larger credential, which nobody awards by hand."""

import time
from collections.abc import Iterable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e import knowing
from tests.e2e.people import DESKTOP, People, mail_for
from tests.live import wait_for

pytestmark = pytest.mark.browser

STACK = "Safe Care Foundations"
PARTS = {
    "medication-safety": "Medication Safety",
    "infection-prevention": "Infection Prevention",
    "recognising-deterioration": "Recognising Deterioration",
}


def on_the_way(page: Page) -> Locator:
    """The larger credential as "my credentials" shows it before it is there."""
    page.goto("/credentials/")
    larger = page.get_by_role("list", name="Larger credentials, the nearest first")
    return larger.get_by_role("listitem").filter(has=page.get_by_role("heading", name=STACK))


def expect_part(stack: Locator, name: str, *, held: bool) -> None:
    expect(stack.locator("p.cluster").filter(has_text=name)).to_contain_text("held" if held else "missing")


def wait_for_credentials(people: People, email: str, names: Iterable[str]) -> None:
    """Until a mail says that each was earned: the worker signs them by itself."""

    def told() -> bool:
        letters = mail_for(people.site.mailbox, email)
        return all(any(f"You earned {name}" in letter for letter in letters) for name in names)

    wait_for(f"mails to {email} about {names}", told, seconds=60)


def test_who_holds_all_parts_but_one_sees_which_one_is_missing(people: People) -> None:
    stack = on_the_way(people.signed_in("chidi@people.example"))
    expect_part(stack, "Medication Safety", held=True)
    expect_part(stack, "Recognising Deterioration", held=True)
    expect_part(stack, "Infection Prevention", held=False)
    expect(stack.get_by_role("link", name="Infection Prevention")).to_be_visible()


def test_the_third_course_brings_the_larger_credential_with_its_proof(people: People) -> None:
    email = f"third-{time.time_ns()}@people.example"
    page = people.newcomer(email, "Thea Third", viewport=DESKTOP)
    *first, last = PARTS
    for slug in first:
        knowing.pass_course(page, slug)
    wait_for_credentials(people, email, [PARTS[slug] for slug in first])
    stack = on_the_way(page)
    for slug in first:
        expect_part(stack, PARTS[slug], held=True)
    expect_part(stack, PARTS[last], held=False)
    assert f"You earned {STACK}" not in "\n".join(mail_for(people.site.mailbox, email))

    knowing.pass_course(page, last)
    wait_for_credentials(people, email, [STACK])
    expect(on_the_way(page)).to_have_count(0)
    page.get_by_role("main").get_by_role("link", name=STACK, exact=True).click()
    expect(page.locator(".credential-holder")).to_have_text("Thea Third")
    parts = page.get_by_role("table", name="The credentials it rests on")
    why = page.locator(".proof-lines")
    for name in PARTS.values():
        expect(parts.get_by_role("link", name=name)).to_be_visible()
        expect(why.get_by_role("link", name=name)).to_be_visible()
