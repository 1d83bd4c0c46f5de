"""Improvements reach the process owner's list and are followed up there."""

import pytest

from tasks.release.lifecycle import settle
from tasks.release.loaded import release_of
from tests.web.conftest import Site

OWNER = "process_owner"


@pytest.fixture
def suggested(site: Site) -> str:
    """An improvement from a release that is closed meanwhile."""
    release_id = site.file()
    body = {"text": "One form less", "priority": "High"}
    path = f"/releases/{release_id}/improvements"
    made = site.told("release_manager", "POST", path, body)
    with site.app.command() as context:
        settle(context, release_of(context, release_id), {"status": "Closed"})
    return str(made["id"])


def test_the_process_owner_finds_the_improvements_of_all_releases(
    site: Site, suggested: str
) -> None:
    listed = site.told(OWNER, "GET", "/improvements?state=open")

    assert [each["text"] for each in listed["items"]] == ["One form less"]
    assert site.told("stakeholder", "GET", "/improvements")["total"] == 0


def test_what_becomes_of_it_is_decided_after_the_release_has_ended(
    site: Site, suggested: str
) -> None:
    body = {"state": "Accepted", "action": "Merge both forms", "due_on": "2026-06-01"}

    told = site.told(OWNER, "PATCH", f"/improvements/{suggested}", body)

    assert (told["state"], told["due_on"]) == ("Accepted", "2026-06-01")


def test_nobody_else_decides(site: Site, suggested: str) -> None:
    path = f"/improvements/{suggested}"

    assert (
        site.ask("release_manager", "PATCH", path, {"state": "Done"}).status_code == 403
    )


def test_a_rejection_says_why(site: Site, suggested: str) -> None:
    path = f"/improvements/{suggested}"

    silent = site.ask(OWNER, "PATCH", path, {"state": "Rejected"})
    told = site.told(OWNER, "PATCH", path, {"state": "Rejected", "reason": "The law"})

    assert silent.status_code == 422
    assert told["state"] == "Rejected"


def test_only_the_decision_is_changed_not_what_was_said(
    site: Site, suggested: str
) -> None:
    path = f"/improvements/{suggested}"

    assert site.ask(OWNER, "PATCH", path, {"text": "Nothing"}).status_code == 422


def test_the_list_and_the_decision_have_pages(site: Site, suggested: str) -> None:
    browser = site.browser(OWNER)
    page = f"/improvements/{suggested}"

    silent = browser.post(page, state="Rejected")
    told = browser.post(page, state="Done", action="Merged")

    assert "One form less" in browser.get("/improvements").text
    assert (silent.status_code, told.status_code) == (422, 303)
    assert "Merged" in browser.get(page).text
