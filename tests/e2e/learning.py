"""Taking a course at the browser: find, read, answer, hand in."""

from playwright.sync_api import Locator, Page, expect

# The right answers to the items that `authoring.add_items` writes, by a word of the question.
RIGHT = {
    "records staged": ("git commit",),
    "states of a change": ("staged", "committed"),
    "without a network": ("True",),
}


def enrol(page: Page, title: str) -> None:
    """From the catalogue's search to "my learning"."""
    page.goto("/courses/")
    page.get_by_label("Search", exact=True).fill(title)
    page.get_by_role("button", name="Show courses").click()
    page.get_by_role("main").get_by_role("link", name=title).first.click()
    page.get_by_role("button", name="Enrol, free of charge").click()
    expect(page.get_by_role("link", name="Begin")).to_be_visible()


def start_assessment(page: Page, slug: str) -> str:
    """Accept the rules; gives the attempt's address."""
    page.goto(f"/learn/{slug}/assessment/")
    page.get_by_role("button", name="Start now").click()
    expect(page.locator("#answers")).to_be_visible()
    return page.url


def question(page: Page, words: str) -> Locator:
    return page.locator("section.item").filter(has_text=words)


def answer_all(page: Page) -> None:
    """Every question of `authoring.add_items`, right."""
    for words, choices in RIGHT.items():
        for choice in choices:
            question(page, words).get_by_label(choice, exact=True).check()
    question(page, "folder holds").locator("input[type=text]").fill(".git")
    question(page, "merge of two").locator("input[type=text]").fill("2")
    tools = question(page, "Match them")
    tools.get_by_label("git log").select_option(label="history")
    tools.get_by_label("git diff").select_option(label="changes")
    put_in_order(question(page, "Put in order"), ["edit", "add", "commit"])


def put_in_order(item: Locator, wanted: list[str]) -> None:
    """With the buttons, as the keyboard does: move each entry up until it stands where it belongs."""
    for place, text in enumerate(wanted):
        while (now := positions(item)).index(text) > place:
            row = item.locator("li").nth(now.index(text))
            row.locator("[data-move=up]").click()
    item.locator("[name$=kept]").check()


def positions(item: Locator) -> list[str]:
    """The entries as they stand."""
    return [label.strip() for label in item.locator(".sortable-label").all_inner_texts()]


def wait_until_saved(page: Page) -> None:
    expect(page.locator("#save-status")).to_contain_text("Saved")


def hand_in(page: Page) -> None:
    page.get_by_role("button", name="Look over and hand in").click()
    page.get_by_role("button", name="Hand in now").click()
    page.wait_for_url("**/result/")
