"""The verification page at the browser."""

from pathlib import Path

from playwright.sync_api import Page, expect


def download(page: Page, link: str, folder: Path) -> Path:
    """Save what a link offers or shows, by its visible name."""
    href = page.get_by_role("link", name=link).first.get_attribute("href")
    assert href is not None
    answer = page.request.get(href)
    assert answer.ok, f"{href}: {answer.status}"
    target = folder / href.rstrip("/").rsplit("/", 1)[-1]
    target.write_bytes(answer.body())
    return target


def verify(page: Page, file: Path) -> str:
    """Give the file to the page; the verdict's words."""
    page.goto("/verify/")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("main").get_by_role("button", name="Verify", exact=True).click()
    verdict = page.locator(".verdict")
    expect(verdict).to_be_visible()
    return verdict.inner_text()


def checks(page: Page) -> dict[str, str]:
    """Each check of the report with the status it shows."""
    rows = page.get_by_role("list", name="Checks in the order they were made").locator(".check")
    return {
        row.locator(".check-name").inner_text(): row.get_attribute("data-status") or "" for row in rows.all()
    }


def with_a_changed_byte(file: Path) -> Path:
    """A copy in which one letter of the signed text is another."""
    content = file.read_bytes()
    place = content.index(b"Version Control Basics")
    changed = file.with_name(f"changed-{file.name}")
    changed.write_bytes(content[:place] + b"W" + content[place + 1 :])
    return changed
