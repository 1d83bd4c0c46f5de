"""The calendar is read with the keyboard alone, and where no script runs."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.keyboard import Keyboard
from tests.stories.client import Crew
from tests.support.serving import Site

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DAY, ON = "2031-03", "2031-03-12"


@pytest.fixture(scope="module", autouse=True)
def busy(site: Site) -> None:
    """Five deployments on one day."""
    crew = Crew.hired(site, {})
    for number in range(5):
        body = {
            "process": "dcs",
            "title": f"Busy day {number}",
            "deployment_at": f"{ON}T{14 + number}:00:00-04:00",
        }
        crew["intake"].post("/releases", body).must(201)


def test_the_calendar_is_read_with_the_keyboard_alone(people):
    person = people["release_manager"]
    keys, page = Keyboard(person.page), person.page
    person.open(f"/calendar?month={DAY}")
    person.heading("March 2031").wait_for()

    keys.tabs_to("Saturday 1")
    keys.press("ArrowDown", "ArrowRight", "ArrowLeft", "Home")
    assert keys.focused().startswith("Sunday 2")
    keys.press("End", "ArrowDown", "ArrowUp", "ArrowLeft")
    assert keys.focused().startswith("Friday 7")
    keys.press("ArrowDown", "ArrowLeft", "ArrowLeft")
    assert keys.focused() == "Wednesday 12, 5 events"

    for number in range(3):
        keys.press("Tab")
        assert keys.focused() == f"Busy day {number}"
    keys.press("Tab")
    assert keys.focused() == f"2 more on {ON}"
    keys.press("Enter")
    person.heading(re.compile(f"Wednesday {ON}")).wait_for()
    expect(page.locator(".erm-events li")).to_have_count(5)

    keys.tabs_to("Busy day 4")
    keys.press("Enter")
    person.heading("Busy day 4").wait_for()


def test_page_up_and_page_down_turn_the_months(people):
    person = people["release_manager"]
    keys = Keyboard(person.page)
    person.open(f"/calendar?month={DAY}")
    keys.tabs_to("Saturday 1")

    keys.press("PageDown")
    person.heading("April 2031").wait_for()
    keys.tabs_to("Tuesday 1")
    keys.press("PageUp")

    person.heading("March 2031").wait_for()


def test_the_calendar_is_read_where_no_script_runs(people):
    person = people.stranger("release_manager", java_script_enabled=False)
    person.sign_in()
    person.open(f"/calendar?month={DAY}")

    person.main.get_by_role("link", name=f"2 more on {ON}").click()

    person.heading(re.compile(f"Wednesday {ON}")).wait_for()
    expect(person.page.locator(".erm-events li")).to_have_count(5)
