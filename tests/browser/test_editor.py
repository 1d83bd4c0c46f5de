"""The diagram editor in a real browser: drawn, set, checked, never overwritten."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.drawing import Drawing
from tests.browser.pages import People, Person

pytestmark = [pytest.mark.browser]

FLOW = "F-S-1.2-S-1.G"


@pytest.fixture
def owner(people: People) -> Person:
    """Somebody who may publish."""
    return people["process_owner"]


def begun(person: Person, process: str) -> str:
    """The address of a fresh draft."""
    person.open(f"/processes/{process}")
    person.main.get_by_role("button", name="Start a draft").click()
    person.page.wait_for_url("**/edit?draft=*")
    return person.page.url


def test_a_task_is_added_and_what_it_lacks_is_told_until_it_has_it(
    owner: Person,
) -> None:
    drawing = Drawing(owner).open(begun(owner, "smr_release"))
    drawing.has_saved(1)

    drawing.draws_into(FLOW, "create.user-task", "Second look")
    drawing.has_saved(2)
    expect(drawing.findings).to_contain_text("“Second look” needs the property “form”")
    expect(owner.page.locator(".erm-mark--red")).to_have_count(1)

    drawing.findings.get_by_role("button").first.click()
    expect(drawing.field("Name (English)")).to_have_value("Second look")
    drawing.sets("Number", "S-1.2b")
    drawing.sets("Name (French)", "Deuxième regard")
    drawing.field("Release manager").check()
    drawing.sets("Form", "s-1.9")
    expect(drawing.findings).to_contain_text("forms/s-1.9.json: the file is missing")
    drawing.sets("Form", "s-1.2")
    expect(drawing.findings).to_contain_text("Nothing is wrong with it")
    expect(owner.page.locator(".erm-mark")).to_have_count(0)

    drawing.sets("Due", "dayz(5)")
    expect(owner.page.locator("#properties")).to_contain_text("unknown function 'dayz'")
    expect(drawing.findings).to_contain_text("unknown function 'dayz'")
    drawing.field("Due").fill("")
    drawing.field("Due").press_sequentially("day")
    owner.page.get_by_role("option", name="days(", exact=False).first.click()
    drawing.field("Due").press_sequentially("5)")
    drawing.field("Due").press("Enter")
    expect(drawing.findings).to_contain_text("Nothing is wrong with it")

    drawing.open(owner.page.url)
    drawing.selects("S-1.2b")
    expect(drawing.field("Name (French)")).to_have_value("Deuxième regard")
    expect(drawing.field("Release manager")).to_be_checked()
    expect(drawing.field("Form")).to_have_value("s-1.2")
    expect(drawing.field("Due")).to_have_value("days(5)")


def test_what_is_undone_is_saved_as_it_was_byte_for_byte(owner: Person) -> None:
    address = begun(owner, "smr_release")
    drawing = Drawing(owner).open(address)
    file = address.replace("/edit?draft=", "/drafts/") + ".bpmn"
    before = owner.page.request.get(file)
    drawing.draws_into(FLOW, "create.service-task", "Tell somebody")
    drawing.has_saved(2)
    expect(drawing.findings).to_contain_text("names no operator")

    undo = owner.page.get_by_role("button", name="Undo", exact=True)
    undo.click()
    undo.click()
    expect(undo).to_be_disabled()
    drawing.has_saved(3)

    after = owner.page.request.get(file)
    assert after.body() == before.body()
    owner.page.get_by_role("button", name="Redo", exact=True).click()
    drawing.has_saved(4)


def test_two_people_at_one_draft_know_it_and_overwrite_nothing(
    people: People, owner: Person
) -> None:
    address = begun(owner, "dcs_weekly_status")
    first = Drawing(owner).open(address)
    second = Drawing(people["release_manager"]).open(address)
    there = second.person.page.locator("#others")
    expect(there).to_contain_text("has this draft open")

    first.sets("Name (French)", "Le premier")
    first.has_saved(2)
    second.sets("Name (French)", "Le second")

    dialog = second.person.page.get_by_role("dialog", name="Somebody was faster")
    expect(dialog).to_contain_text("Nothing was overwritten")
    dialog.get_by_role("button", name="See the difference").click()
    expect(dialog.locator("#conflict-changes")).to_contain_text("Le second")
    dialog.get_by_role("button", name="Keep mine as a new draft").click()
    second.person.page.wait_for_url(re.compile(r"draft=(?!" + address[-1] + r"$)\d+"))
    second.person.page.locator("html[data-editor=ready]").wait_for()
    expect(second.field("Name (French)")).to_have_value("Le second")
    first.open(address)
    expect(first.field("Name (French)")).to_have_value("Le premier")


def test_who_may_not_draw_reads(people: People) -> None:
    reader = people["stakeholder"]
    Drawing(reader).open("/processes/smr_release/edit")

    expect(reader.page.locator("#canvas svg").first).to_be_visible()
    expect(reader.page.get_by_role("button", name="Undo")).to_have_count(0)
    assert reader.page.locator("#properties input:enabled").count() == 0
