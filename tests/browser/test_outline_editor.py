"""A process is changed with the keyboard alone, reviewed by a second person, published.

The other half of the studio's promise: who cannot draw with a mouse changes the same
draft, and a coordinator meets the new step.
"""

import pytest

from tests.browser.keyboard import Keyboard
from tests.browser.pages import Person
from tests.stories.client import Crew
from tests.stories.decisions import ALL_IS_WELL
from tests.support.axe import violations
from tests.support.serving import Site

pytestmark = [pytest.mark.browser, pytest.mark.slow]

KEY = "smr_release"


def fills(keys: Keyboard, **fields: str) -> None:
    """Go to fields in their order and write into them."""
    for label, text in fields.items():
        keys.tabs_to(label.replace("_", " "))
        keys.types(text)


def presses(keys: Keyboard, person: Person, words: str) -> None:
    """Go to a link or button and press it; the next page is there."""
    keys.tabs_to(words)
    with person.page.expect_navigation():
        keys.press("Enter")


def add_the_review_step(person: Person, keys: Keyboard) -> None:
    """A task with a form of its own, after the type is confirmed."""
    person.open(f"/processes/{KEY}/outline-edit")
    presses(keys, person, "Start a draft")
    keys.tabs_to("Go to a step")
    keys.types("S-2.2")
    with person.page.expect_navigation():
        keys.press("Enter")
    presses(keys, person, "Task for people")
    fills(keys, Name="Review the release type")
    fills(keys, Name_in_French="Réviser le type de version")
    fills(keys, Role="SMR", Or_a_new_form="s-2.2r", Due_in="days(2)")
    presses(keys, person, "Add it")
    assert "The step is added." in person.says()


def submit(person: Person, keys: Keyboard) -> None:
    """Hand the draft to a second person, with its reason and acceptance test."""
    presses(keys, person, "Findings and review")
    presses(keys, person, "Submit for review")
    keys.tabs_to("What changes, and why")
    keys.types("The type is looked at by a second pair of eyes.")
    keys.tabs_to("Acceptance test")
    keys.types("After S-2.2 the coordinator has a task.")
    keys.tabs_to("Announcement")
    keys.types("A new task comes after the type is confirmed.")
    presses(keys, person, "Submit for review")
    assert "A second person reviews it." in person.says()


def decide(person: Person, step: str, words: str) -> None:
    """Open a task from the inbox, choose, and complete it, with keys only."""
    keys = Keyboard(person.page)
    person.opens(step)
    if person.page.get_by_role("button", name="Take it").count():
        presses(keys, person, "Take it")
    choice = person.form.locator("select, input[type=radio]").first
    choice.focus()
    if choice.evaluate("it => it.tagName") == "SELECT":
        keys.types(words)
    else:
        keys.press("Space")
    presses(keys, person, "Complete the task")
    person.heading("Inbox").wait_for()


def test_a_step_is_added_reviewed_and_published_with_the_keyboard_alone(
    people, site: Site
):
    owner = people["process_owner"]
    keys = Keyboard(owner.page)

    add_the_review_step(owner, keys)
    assert violations(owner.page) == []
    submit(owner, keys)
    reviewer = people["release_manager"]
    decide(reviewer, "C-2", "Approve")
    decide(owner, "C-4", "Publish it now")

    owner.open(f"/processes/{KEY}/versions")
    row = owner.main.locator("tbody tr", has_text="Version 2").last
    assert "in force" in row.inner_text()
    assert "not reviewed" not in row.inner_text()
    owner.open(f"/processes/{KEY}/diff?from=1&to=2")
    assert "Review the release type" in owner.main.inner_text()
    assert violations(owner.page) == []

    crew = Crew.hired(site, ALL_IS_WELL)
    body = {"process": "smr", "title": "By the new version"}
    smr = str(crew["intake"].post("/releases", body).must(201)["id"])
    crew.work(smr, until=lambda: "S-2.2a" in crew.open_steps(smr))
    coordinator = people["release_coordinator_smr"]
    coordinator.open(f"/?q={smr}")
    assert coordinator.row("S-2.2a") == "Review the release type"
