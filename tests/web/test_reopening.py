"""A closed record is read-only, unless a release manager reopens it."""

import pytest

from tasks.release.lifecycle import settle
from tasks.release.loaded import release_of
from tests.web.conftest import Site

MANAGER = "release_manager"


@pytest.fixture
def closed(site: Site) -> str:
    """A release whose record is closed."""
    release_id = site.file()
    with site.app.command() as context:
        row = release_of(context, release_id)
        settle(context, row, {"status": "Closed", "closed_at": context.at})
    return release_id


def test_a_closed_record_is_read_only_for_everybody(site: Site, closed: str) -> None:
    path = f"/releases/{closed}"
    tag = site.ask(MANAGER, "GET", path).headers["ETag"]

    changed = site.ask(MANAGER, "PATCH", path, {"title": "Other"}, If_Match=tag)
    added = site.ask(MANAGER, "POST", f"{path}/issues", {"text": "Slow"})

    assert (changed.status_code, added.status_code) == (409, 409)
    page = site.browser(MANAGER).get(f"{path}?part=work").text
    assert "entries/issues/new" not in page


def test_only_the_release_manager_reopens_and_only_with_a_reason(site, closed) -> None:
    path = f"/releases/{closed}/reopen"

    other = site.ask("process_owner", "POST", path, {"reason": "A typo"})
    silent = site.ask(MANAGER, "POST", path, {})
    told = site.told(MANAGER, "POST", path, {"reason": "A typo"})

    assert (other.status_code, silent.status_code) == (403, 422)
    assert told["status"] == "Active"
    assert told["reopened_at"] is not None


def test_a_reopened_record_is_corrected_and_closed_again(site, closed) -> None:
    path = f"/releases/{closed}"
    site.told(MANAGER, "POST", f"{path}/reopen", {"reason": "A typo"})

    site.told(MANAGER, "POST", f"{path}/notes", {"text": "The outcome was wrong"})
    told = site.told(MANAGER, "POST", f"{path}/close", {"reason": "Typo corrected"})

    assert told["status"] == "Closed"
    assert told["closed_at"] == "2026-01-05T14:00:00Z"
    trail = site.told("auditor", "GET", f"{path}/audit")["items"]
    states = [(a["new"], a["why"]) for a in trail if a["field"] == "status"]
    assert states[:2] == [("Closed", "Typo corrected"), ("Active", "A typo")]


def test_a_release_that_runs_is_not_closed_by_hand(site: Site) -> None:
    path = f"/releases/{site.file()}/close"

    assert site.ask(MANAGER, "POST", path, {"reason": "Done"}).status_code == 422


def test_reopening_and_closing_are_on_the_page(site: Site, closed: str) -> None:
    browser = site.browser(MANAGER)
    path = f"/releases/{closed}"

    browser.post(f"{path}/reopen", reason="A typo")
    opened = browser.get(path).text
    browser.post(f"{path}/close", reason="Typo corrected")

    assert "Close the record again" in opened
    assert "Reopen the record" in browser.get(path).text
