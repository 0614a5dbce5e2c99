"""axe, and a ruler, on the page that is open: on a phone in the light, on a desktop in the dark."""

from dataclasses import dataclass

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.e2e.people import DESKTOP, PHONE

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
    """Look at the page that is open in both ways; axe is put into it once. The window stays as it was."""
    found = []
    before = page.viewport_size
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
    if before:
        page.set_viewport_size(before)
    page.emulate_media(color_scheme="null")
    return found
