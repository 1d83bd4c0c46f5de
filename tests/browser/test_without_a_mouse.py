"""Work without a mouse, and work without scripts."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.keyboard import Keyboard
from tests.stories.client import Crew
from tests.stories.decisions import ALL_IS_WELL
from tests.support.serving import Site

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def crew(site: Site) -> Crew:
    """Programs that bring releases to where somebody has to work by hand."""
    return Crew.hired(site, ALL_IS_WELL)


def at_step(crew: Crew, step: str) -> str:
    """A release that waits at a step."""
    body = {"process": "smr", "title": f"Waiting at {step}"}
    smr = str(crew["intake"].post("/releases", body).must(201)["id"])
    crew.work(smr, until=lambda: step in crew.open_steps(smr))
    return smr


def test_a_task_is_found_taken_and_completed_with_the_keyboard_alone(people, crew):
    smr = at_step(crew, "S-1.2")
    person = people["release_manager"]
    keys = Keyboard(person.page)
    person.open("/")

    keys.press("Tab")
    assert keys.focused() == "Skip to main content"
    keys.press("Enter")
    assert person.page.evaluate("document.activeElement.id") == "main"
    keys.tabs_to("Search task, release or title")
    keys.types(smr)
    keys.press("Enter")
    person.page.wait_for_url("**q=*")
    keys.tabs_to("1.0 Review")
    keys.press("Enter")
    person.form.wait_for()
    keys.tabs_to("Take it")
    keys.press("Space")
    person.page.get_by_role("button", name="Give it back").wait_for()

    keys.tabs_to("Complete the task")
    keys.press("Enter")
    person.page.locator("#errors").wait_for()
    assert person.page.evaluate("document.activeElement.id") == "errors"
    assert person.page.title().startswith("Error: ")
    keys.press("Tab", "Enter")
    assert keys.focused().startswith("Reason")

    keys.types("A new service for many people")
    keys.tabs_to("Complete the task")
    keys.press("Enter")
    person.heading("Inbox").wait_for()
    assert "is done" in person.says()


def test_lines_and_choices_are_made_with_the_keyboard_alone(people, crew):
    at_step(crew, "S-3.1")
    person = people["release_coordinator_smr"]
    keys = Keyboard(person.page)
    person.opens("S-3.1")
    stakeholders = person.form.locator("[data-rows=stakeholders] [data-row]")
    before = stakeholders.count()

    keys.tabs_to("Add a line: Stakeholders")
    keys.press("Enter")
    expect(stakeholders).to_have_count(before + 1)
    assert keys.focused().startswith("Person")
    keys.types("Stefan")
    chosen = stakeholders.last.locator("select").first
    expect(chosen).to_have_value("stakeholder")

    keys.tabs_to("Yes")
    keys.press("Space")
    keys.press("ArrowRight")
    assert keys.focused().startswith("No")
    assert person.page.evaluate("document.activeElement.checked")


def test_a_task_is_completed_where_no_script_runs(people, crew):
    smr = at_step(crew, "S-3.1")
    person = people.stranger("release_coordinator_smr", java_script_enabled=False)
    person.sign_in()
    person.open(f"/?q={smr}")
    person.main.locator("tbody th", has_text="S-3.1").locator("a").click()
    lines = person.form.locator("[data-rows=stakeholders] [data-row]")
    person.form.get_by_label("Planned date: Planning").fill("2027-02-01")
    lines.first.get_by_label("Person").select_option("stakeholder")
    lines.first.get_by_label("Area").fill("Network")

    add = re.compile("Add a line.*Stakeholders")
    person.page.get_by_role("button", name=add).click()
    expect(lines).to_have_count(2)
    planning = person.form.get_by_label("Planned date: Planning")
    expect(planning).to_have_value("2027-02-01")
    expect(lines.first.get_by_label("Area")).to_have_value("Network")
    person.page.get_by_role("button", name="Complete the task").click()
    expect(person.page.locator("#errors")).to_be_visible()
    for milestone in ("Build", "Test", "Deployment", "Close down"):
        person.form.get_by_label(f"Planned date: {milestone}").fill("2027-03-01")
    lines.first.get_by_label("Role").select_option("Technical")
    for question in ("Stakeholder participants confirmed?", "Timelines confirmed?"):
        group = person.form.get_by_role("radiogroup", name=question)
        group.get_by_label("Yes").check()
    person.page.get_by_role("button", name="Complete the task").click()

    assert "is done" in person.says()
    assert "S-3.1" not in crew.open_steps(smr)
