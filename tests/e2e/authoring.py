"""Writing a course at the browser: import, edit, items, rules, achievement, review."""

import zipfile
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import Page, expect

LESSON_NOTE = "A commit is a promise to your later self."
ACHIEVEMENT = "Version Control Basics"


def files_below(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by its path there."""
    files = (file for file in sorted(folder.rglob("*")) if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


def zipped(files: Mapping[str, bytes], target: Path) -> Path:
    """Files in one folder of a zip file, as an author would upload it."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(f"{target.stem}/{name}", content)
    return target


def import_course(page: Page, archive: Path) -> str:
    """Upload, read what became of it, open the draft; gives the draft's address."""
    page.goto("/author/import/")
    page.locator("input[type=file]").set_input_files(archive)
    page.get_by_role("button", name="Import").click()
    page.get_by_role("link", name="Open the draft").wait_for(timeout=60_000)
    ledger = page.get_by_role("table", name="What became of each element")
    expect(ledger.get_by_role("row").nth(3)).to_be_visible()
    page.get_by_role("link", name="Open the draft").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page.url


def edit_lesson(page: Page, draft: str, title: str) -> None:
    """Add a line to the lesson; the preview shows it before it is saved."""
    page.goto(draft)
    page.get_by_role("main").get_by_role("link", name=title, exact=True).click()
    page.wait_for_load_state()
    body = page.locator("#id_body")
    body.fill(f"{body.input_value()}\n\n**{LESSON_NOTE}**\n")
    body.press("Enter")
    expect(page.locator("#preview strong", has_text=LESSON_NOTE)).to_be_visible()
    save(page)


def save(page: Page) -> None:
    page.get_by_role("main").get_by_role("button", name="Save", exact=True).last.click()
    page.wait_for_load_state()
    expect(page.locator(".field-errors:visible, .form-errors:visible")).to_have_count(0)


def add_item(page: Page, draft: str, kind: str, fields: dict[str, str], ticks: tuple[str, ...] = ()) -> None:
    """Write one item: form fields by their names, then the boxes to tick."""
    page.goto(f"{draft}items/new/{kind}/")
    for name, value in fields.items():
        page.locator(f"main [name='{name}']").fill(value)
    for selector in ticks:
        page.locator(f"main {selector}").check()
    save(page)
    expect(page.get_by_role("heading", name="Try this item")).to_be_visible()


def add_items(page: Page, draft: str) -> None:
    """One of each type of this thread, with the skill it measures."""
    skill = "[name=skills] >> nth=0"
    choices = {"choices-0-text": "git commit", "choices-1-text": "git push", "choices-2-text": "git status"}
    add_item(
        page,
        draft,
        "single_choice",
        {"key": "records", "prompt": "Which command records staged changes?", **choices},
        ("[name='choices-0-correct']", skill),
    )
    states = {"choices-0-text": "staged", "choices-1-text": "committed", "choices-2-text": "laminated"}
    add_item(
        page,
        draft,
        "multiple_choice",
        {"key": "states", "prompt": "Which are states of a change?", **states},
        ("[name='choices-0-correct']", "[name='choices-1-correct']"),
    )
    add_item(
        page,
        draft,
        "true_false",
        {"key": "offline", "prompt": "One can commit without a network."},
        ("[name=answer][value=true]",),
    )
    add_item(
        page,
        draft,
        "short_text",
        {"key": "folder", "prompt": "Which folder holds the history?", "answers-0-text": ".git"},
    )
    add_item(
        page,
        draft,
        "numerical",
        {"key": "parents", "prompt": "How many parents has a merge of two branches?", "answers-0-value": "2"},
    )
    pairs = {"pairs-0-left": "git log", "pairs-0-right": "history", "pairs-1-left": "git diff"}
    add_item(
        page,
        draft,
        "match",
        {"key": "tools", "prompt": "Match them.", **pairs, "pairs-1-right": "changes"},
    )
    entries = {"entries-0-text": "edit", "entries-1-text": "add", "entries-2-text": "commit"}
    add_item(page, draft, "ordering", {"key": "steps", "prompt": "Put in order.", **entries})


def set_rules(page: Page, draft: str) -> None:
    """Pass mark 60 %, three attempts, twenty minutes, all items."""
    page.goto(f"{draft}assessment/")
    page.locator("[name=percent]").fill("60")
    page.locator("[name=attempts_allowed]").fill("3")
    page.locator("[name=minutes]").fill("20")
    page.locator("[name='sections-0-title']").fill("Core")
    for box in page.locator("[name='sections-0-items']").all():
        box.check()
    save(page)


def make_achievement(page: Page, draft: str, skill: str, level: str) -> None:
    page.goto(f"{draft}skills/")
    page.locator("[name='skills-0-skill']").fill(skill)
    page.locator("[name='skills-0-level']").select_option(level)
    save(page)
    page.goto(f"{draft}achievement/")
    page.locator("[name=name]").fill(ACHIEVEMENT)
    page.locator("[name=description]").fill("Keeps a history of work with Git.")
    page.locator("[name=criteria]").fill("Pass the assessment of the course.")
    page.locator("[name=hours]").fill("3")
    page.locator("main form").last.locator("[name='skills-0-skill']").fill(skill)
    page.locator("main form").last.locator("[name='skills-0-level']").select_option(level)
    page.get_by_role("button", name="Make and choose it").click()
    expect(page.get_by_text(f"{ACHIEVEMENT} (").first).to_be_visible()


def finish_details(page: Page, draft: str, *, title: str, summary: str) -> None:
    page.goto(f"{draft}details/")
    page.locator("[name=title]").fill(title)
    page.locator("[name=summary]").fill(summary)
    save(page)


def preview(page: Page, draft: str, lesson: str) -> None:
    """Look at the draft as a learner."""
    page.goto(draft)
    page.get_by_role("link", name="Preview as a learner").click()
    page.get_by_role("link", name=lesson).first.click()
    expect(page.locator("article").get_by_text(LESSON_NOTE)).to_be_visible()


def send_to_review(page: Page, draft: str) -> None:
    page.goto(f"{draft}check/")
    page.get_by_role("button", name="Send to review").click()
    expect(page.get_by_text("in review").first).to_be_visible()


def open_review(page: Page, title: str) -> str:
    """Find it in the queue; gives the address of everything there is to read about it."""
    page.goto("/author/reviews/")
    page.get_by_role("main").get_by_role("link", name=title).first.click()
    expect(page.get_by_role("button", name="Approve and publish")).to_be_visible()
    return page.url


def approve(page: Page) -> None:
    """Tick what was checked in the review that is open, and publish."""
    for box in page.locator("[name=points]").all():
        box.check()
    page.get_by_role("button", name="Approve and publish").click()
    expect(page.get_by_text("Your decision is recorded")).to_be_visible()
