"""axe on every important page, for each role: on a phone in the light, on a desktop in the dark."""

from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.e2e.people import DESKTOP, PHONE, People

pytestmark = pytest.mark.browser

# Who looks at what; None is nobody in particular.
PAGES: dict[str | None, tuple[str, ...]] = {
    None: (
        "/",
        "/accounts/login/",
        "/accounts/signup/",
        "/accounts/password/reset/",
        "/courses/",
        "/courses/?q=nothing-is-called-this",
        "/courses/medication-safety/",
        "/issuers/ridgeway-care-academy/",
        "/verify/",
        "/log/",
        "/p/amara/",
    ),
    "learner@cairn.example": (
        "/",
        "/learn/",
        "/learn/recognising-deterioration/",
        "/learn/recognising-deterioration/assessment/",
        "/credentials/",
        "/portfolio/",
        "/portfolio/about/",
        "/portfolio/publish/",
        "/portfolio/credentials/",
        "/discovery/",
        "/discovery/looks/",
        "/introductions/",
        "/notifications/",
        "/settings/",
        "/accounts/email/",
    ),
    "author@cairn.example": (
        "/author/",
        "/author/new/",
        "/author/import/",
        "/author/courses/medication-safety/",
        "/organisations/ridgeway-care-academy/",
    ),
    "reviewer@cairn.example": ("/author/reviews/",),
    "recruiter@cairn.example": ("/", "/talent/", "/talent/?q=safety", "/talent/introductions/"),
    "registrar@cairn.example": ("/issuers/ridgeway-care-academy/credentials/",),
    "operator@cairn.example": ("/", "/styleguide/"),
}
# Pages whose addresses are not known beforehand: from where, and by which link.
BEHIND: dict[str | None, tuple[tuple[str, str], ...]] = {
    None: (("/p/amara/", "main a[href*='/credentials/']"),),
    "learner@cairn.example": (
        ("/credentials/", "main a[href^='/achievements/']"),
        ("/introductions/", "main .entry a"),
    ),
    "recruiter@cairn.example": (("/talent/?q=safety", "main a[href*='/talent/candidates/']"),),
    "registrar@cairn.example": (("/issuers/ridgeway-care-academy/credentials/", "main a[href$='/revoke/']"),),
}
LOOKS = (("phone, light", PHONE, "light"), ("desktop, dark", DESKTOP, "dark"))
SCRIPT = Axe().axe_script
RUN = "() => axe.run(document, {resultTypes: ['violations']}).then((found) => found.violations)"


@dataclass(frozen=True, slots=True, order=True)
class Complaint:
    """What axe, or the ruler, has against one look of a page."""

    path: str
    look: str
    rule: str
    places: str


def complaints(page: Page) -> list[Complaint]:
    """Look at the page that is open in both ways; axe is put into it once."""
    found = []
    path = page.url.split("/", 3)[3]
    page.evaluate(SCRIPT)
    for look, viewport, scheme in LOOKS:
        page.set_viewport_size(viewport)  # type: ignore[arg-type]
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for violation in page.evaluate(RUN):
            places = ", ".join(str(node["target"]) for node in violation["nodes"][:4])
            found.append(Complaint(path, look, violation["id"], places))
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(Complaint(path, look, "wider than the screen", ""))
    return found


@pytest.mark.parametrize("who", PAGES, ids=lambda who: (who or "anybody").split("@")[0])
def test_nothing_stands_in_anybodys_way(people: People, who: str | None) -> None:
    page = people.signed_in(who) if who else people.stranger()
    found = []
    for path in PAGES[who]:
        answer = page.goto(path)
        assert answer is not None
        assert answer.ok, f"{path}: {answer.status}"
        found += complaints(page)
    for path, link in BEHIND.get(who, ()):
        page.goto(path)
        page.goto(page.locator(link).first.get_attribute("href") or "")
        found += complaints(page)
    assert found == []
