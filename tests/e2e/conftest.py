"""A real portal and a real Chromium for all browser tests of a run."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.e2e.people import People
from tests.e2e.site import Site, portal_for_tests

CHROMIUM = os.environ.get("CAIRN_CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]
# For a machine that is busy with other things too.
expect.set_options(timeout=20_000)
_failed = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The portal with its demo world, for all tests of the run: see `CAIRN_E2E_URL` in `tests.e2e.site`."""
    with portal_for_tests(tmp_path_factory.mktemp("portal")) as running:
        yield running


@pytest.fixture(scope="session")
def browser(site: Site) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        executable = CHROMIUM if Path(CHROMIUM).exists() else None
        started = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def people(browser: Browser, site: Site, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[People]:
    """Persons at browsers. When a test fails, `tmp_path` holds a picture of what each of them saw."""
    everyone = People(browser, site)
    yield everyone
    if request.node.stash.get(_failed, False):
        for number, page in enumerate(page for page in everyone.pages if not page.is_closed()):
            picture = tmp_path / f"seen-{number}.png"
            page.screenshot(path=picture, full_page=True)
            print(f"{page.url} looked like {picture}")  # noqa: T201 - shown with the failure
    everyone.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    if report.when == "call":
        item.stash[_failed] = report.failed
    return report
