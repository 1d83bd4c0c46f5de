"""How values of the record are shown."""

from datetime import UTC, datetime

import pytest

from tests.web.conftest import Site
from web.values import shown


@pytest.fixture
def page(site: Site):
    with site.flask.test_request_context("/"):
        yield


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("decided_by", "executive", "Edmund Achebe"),
        ("deliverables/1/owner", "stakeholder", "Stefan Novak"),
        ("role:project_manager", ["project_manager"], "Priya Raman"),
        # A word is no person, even if somebody's account is called like it.
        ("text", "executive", "executive"),
        ("decided_by", "left_long_ago", "left_long_ago"),
    ],
)
def test_people_are_called_by_their_names_where_a_field_holds_one(
    page, field, value, words
):
    assert shown(value, field) == words


def test_the_columns_of_an_entry_are_told_in_words(page):
    entry = {"person": "stakeholder", "area": "Network", "note": None, "agreed": True}

    assert shown(entry) == "Person: Stefan Novak, Area: Network, Agreed: Yes"


@pytest.mark.parametrize("nothing", [None, "", [], ()])
def test_nothing_is_a_dash(page, nothing):
    assert shown(nothing) == "–"


def test_moments_are_told_by_the_clock_of_the_office(page):
    at = datetime(2026, 1, 5, 14, 0, tzinfo=UTC)

    assert "2026-01-05 09:00" in shown(at)
    assert "2026-01-05 09:00" in shown(at.isoformat())
