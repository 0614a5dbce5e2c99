"""axe on every important page, for each role: on a phone in the light, on a desktop in the dark."""

import pytest

from tests.e2e.looking import complaints
from tests.e2e.people import People

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
    "reviewer@cairn.example": ("/author/reviews/", "/author/marking/"),
    "farah@people.example": ("/learn/accessible-documents/assessment/",),
    "recruiter@cairn.example": ("/", "/talent/", "/talent/?q=safety", "/talent/introductions/"),
    "registrar@cairn.example": ("/issuers/ridgeway-care-academy/credentials/",),
    "operator@cairn.example": ("/", "/styleguide/"),
}
# Pages whose addresses are not known beforehand: from where, and by which link.
BEHIND: dict[str | None, tuple[tuple[str, str], ...]] = {
    None: (("/p/amara/", "main a[href*='/credentials/']"),),
    "learner@cairn.example": (
        ("/learn/recognising-deterioration/", "main a[href^='/learn/recognising-deterioration/']"),
        ("/credentials/", "main a[href^='/achievements/']"),
        ("/introductions/", "main .entry a"),
    ),
    "reviewer@cairn.example": (("/author/marking/", "main a[href^='/author/marking/']"),),
    "farah@people.example": (("/learn/accessible-documents/assessment/", "main a[href$='/result/']"),),
    "recruiter@cairn.example": (("/talent/?q=safety", "main a[href*='/talent/candidates/']"),),
    "registrar@cairn.example": (("/issuers/ridgeway-care-academy/credentials/", "main a[href$='/revoke/']"),),
}


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
