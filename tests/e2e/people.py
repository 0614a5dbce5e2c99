"""Persons at their browsers: sign in, sign up, read mail. Each has a browser context of their own."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page

from tests.e2e.site import PASSWORD, Site
from tests.live import wait_for
from tests.mailbox import letters

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


@dataclass(slots=True)
class People:
    """Opens browsers on the site; keeps the pages, so that a failing test can show them."""

    browser: Browser
    site: Site
    pages: list[Page] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def stranger(self, *, viewport: dict[str, int] = DESKTOP, scripts: bool = True) -> Page:
        """Nobody in particular, without a session."""
        context = self.browser.new_context(
            base_url=self.site.url,
            viewport=viewport,  # type: ignore[arg-type]
            java_script_enabled=scripts,
            accept_downloads=True,
            reduced_motion="reduce",
            locale="en-US",
        )
        context.set_default_timeout(20_000)
        self.contexts.append(context)
        page = context.new_page()
        self.pages.append(page)
        return page

    def signed_in(self, email: str, *, viewport: dict[str, int] = DESKTOP, scripts: bool = True) -> Page:
        """One of the demo world's people."""
        page = self.stranger(viewport=viewport, scripts=scripts)
        sign_in(page, email, PASSWORD)
        return page

    def newcomer(
        self, email: str, name: str, *, viewport: dict[str, int] = PHONE, scripts: bool = True
    ) -> Page:
        """Signs up and confirms the address with the link from the mailbox."""
        page = self.stranger(viewport=viewport, scripts=scripts)
        page.goto("/accounts/signup/")
        page.locator("main [name=email]").fill(email)
        page.locator("main [name=legal_name]").fill(name)
        page.locator("main [name=password1]").fill("stone-upon-stone-7")
        page.locator("main form button[type=submit]").last.click()
        page.goto(link_in_mail(self.site.mailbox, email, "/accounts/confirm-email/"))
        page.locator("main form button[type=submit]").last.click()
        if "/accounts/login/" in page.url:
            sign_in(page, email, "stone-upon-stone-7")
        return page

    def close(self) -> None:
        for context in self.contexts:
            context.close()


def sign_in(page: Page, email: str, password: str) -> None:
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(password)
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url(lambda url: "/accounts/login/" not in url)


def mail_for(mailbox: Path, email: str) -> list[str]:
    """The texts of the messages to this address, oldest first, each after its subject."""
    texts = []
    for letter in letters(mailbox):
        if letter["To"] == email:
            body = letter.get_body(("plain",))
            texts.append(f"{letter['Subject']}\n{body.get_content() if body else ''}")
    return texts


def link_in_mail(mailbox: Path, email: str, path: str) -> str:
    """Wait for a message with a link to such a path, and give the link."""
    pattern = re.compile(rf"https?://\S*{re.escape(path)}\S+")

    def found() -> list[str]:
        return [match for text in mail_for(mailbox, email) for match in pattern.findall(text)]

    wait_for(f"a message to {email} with {path}", lambda: bool(found()), seconds=60)
    return found()[-1]
