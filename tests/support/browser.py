"""A real browser without a window, and a page of each test's own."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.support.parts import missing

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# It asks nobody outside this machine, and runs as root too.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, as the system has it."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        missing("A browser", mend="sudo apt-get install -y chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=program, args=list(FLAGS), headless=True
        )
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page with no memory of other tests, in an office's time zone."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 900},
        locale="en-CA",
        timezone_id="America/Toronto",
    )
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()
