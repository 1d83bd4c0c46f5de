"""The audit page: what was changed from which value to which, by whom, when, where."""

import csv
import io
from datetime import timedelta

import pytest

from tests.web.conftest import MONDAY, Site


@pytest.fixture
def changed(site: Site) -> str:
    """A release whose title was corrected, a day after it was filed."""
    release_id = site.file(organization="MOH")
    site.clock.advance(timedelta(days=1))
    etag = site.ask("release_manager", "GET", f"/releases/{release_id}").headers["ETag"]
    body = {"title": "=HYPERLINK(1)", "reason": "It was wrong"}
    answer = site.ask(
        "release_manager", "PATCH", f"/releases/{release_id}", body, If_Match=etag
    )
    assert answer.status_code == 200, answer.text
    return release_id


def rows(text: str) -> list[dict[str, str]]:
    """The lines of a file."""
    return list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))


def test_a_change_says_what_from_which_to_which_by_whom_and_why(
    site: Site, changed: str
) -> None:
    page = site.browser("auditor").get(f"/audit?release={changed}&field=title").text

    for part in ("New e-mail gateway", "=HYPERLINK(1)", "Mara Lindqvist", "was wrong"):
        assert part in page


@pytest.mark.parametrize(
    ("filters", "fields"),
    [
        ("field=title", {"title"}),
        ("field=title&by=intake", set()),
        ("entity=organization&entity_id=MOH", {""}),
        (f"field=title&to={MONDAY.date()}", set()),
        (f"field=title&from={MONDAY.date()}", {"title"}),
        ("step_id=S-1.1", {"state"}),
    ],
)
def test_filters_stay_in_the_address_and_hold_for_the_file(
    site: Site, changed: str, filters: str, fields: set[str]
) -> None:
    site.do("intake", "S-1.1", needs_smr=True)
    browser = site.browser("auditor")

    page = browser.get(f"/audit?{filters}")
    found = rows(browser.get(f"/audit.csv?{filters}").text)

    assert page.status_code == 200
    assert fields <= {row["Field"] for row in found}
    assert bool(fields) == bool(found)
    shown = "No change fits" not in page.text
    assert shown == bool(found)


def test_a_file_runs_nothing_in_a_spreadsheet(site: Site, changed: str) -> None:
    text = site.browser("auditor").get(f"/audit.csv?release={changed}").text

    [row] = [row for row in rows(text) if row["Field"] == "title"]
    assert row["After"] == "'=HYPERLINK(1)"
    assert row["Why"] == "It was wrong"


def test_others_see_the_changes_of_what_they_may_read(site: Site, changed: str) -> None:
    address = f"/audit.csv?release={changed}"

    of_an_auditor = rows(site.browser("auditor").get(address).text)
    of_a_stranger = rows(site.browser("stakeholder").get(address).text)

    assert of_an_auditor
    assert of_a_stranger == []


def test_administration_leads_to_the_trail(site: Site) -> None:
    page = site.browser("auditor").get("/audit").text

    assert 'href="/admin/organizations"' in page
    assert 'href="/audit" aria-current="page"' in page
