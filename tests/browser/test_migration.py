"""The process owner moves what runs to a new version, and a person meets its step."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.pages import NARROW, WIDE, Person
from tests.stories.client import Crew
from tests.stories.decisions import ALL_IS_WELL
from tests.stories.redrawn import drawn, with_review, without_crm
from tests.support.axe import violations
from tests.support.serving import Site

pytestmark = [pytest.mark.browser, pytest.mark.slow]

KEY = "smr_release"


def faults(person: Person) -> list[str]:
    """What axe and a phone say of the page."""
    found = []
    for size in (NARROW, WIDE):
        person.page.set_viewport_size(size)
        found += violations(person.page)
        if person.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{person.page.url} scrolls sideways")
    return found


def left_at(crew: Crew, step: str) -> str:
    """A release that waits at a step."""
    body = {"process": "smr", "title": f"Waiting at {step}"}
    smr = str(crew["intake"].post("/releases", body).must(201)["id"])
    crew.work(smr, until=lambda: step in crew.open_steps(smr))
    return smr


def published(site: Site, folder: Path) -> None:
    """The diagram with a review, and the note in the CRM under another id."""
    xml = without_crm(with_review(drawn())).replace("plain-language", "crm-update")
    file = folder / "smr.bpmn"
    file.write_text(xml)
    site.must("process", "import", str(file))
    site.must("process", "publish", KEY, "--reason", "plain language")


def test_running_releases_are_moved_and_a_coordinator_meets_the_new_step(
    people, site, tmp_path
):
    crew = Crew.hired(site, ALL_IS_WELL)
    writing, at_crm = left_at(crew, "S-3.3"), left_at(crew, "S-1.6")
    published(site, tmp_path)
    owner, found = people["process_owner"], []

    owner.open(f"/processes/{KEY}/impact")
    found += faults(owner)
    main = owner.main
    expect(main).to_contain_text("which is no longer there")
    expect(main).to_contain_text("It will come to “Review for plain language”")
    main.get_by_label("Why", exact=True).fill("Everybody is to understand it")
    main.get_by_label("I have read what changes for them.").check()
    main.get_by_role("button", name="Move them").click()
    expect(main.locator("#batch h2 .erm-badge").first).to_have_text("done")
    found += faults(owner)

    expect(main).to_contain_text("moved to the new version")
    expect(main.get_by_role("row", name=at_crm)).to_contain_text("(S-1.6)")
    crew.work(writing, until=lambda: "S-3.3r" in crew.open_steps(writing))
    coordinator = people["release_coordinator_smr"]
    coordinator.open("/")
    link = coordinator.main.get_by_role("link", name="Review for plain language")
    expect(link.first).to_be_visible()
    assert found == []


def test_a_draft_is_rehearsed_and_kept_as_a_scenario(people, site, tmp_path):
    file = tmp_path / "weekly.bpmn"
    file.write_text(drawn())
    site.must("process", "import", str(file))
    owner, found = people["process_owner"], []
    main = owner.main

    owner.open(f"/processes/{KEY}/rehearsal")
    found += faults(owner)
    main.get_by_role("button", name="Begin the rehearsal").click()
    main.get_by_role("link", name="Review new project").first.wait_for()
    found += faults(owner)
    main.locator("th a").first.click()
    expect(main.get_by_label("Work it as")).to_be_visible()
    found += faults(owner)
    main.get_by_role("button", name="Complete the task").click()
    expect(owner.page.get_by_role("alert")).to_be_visible()
    found += faults(owner)
    main.get_by_role("link", name="Back to the stage").click()
    main.get_by_role("button", name="Let it play").click()
    expect(main.locator("#path ~ details")).to_contain_text("S-1.2")
    main.get_by_label("Name of the file").fill("straight-on")
    main.get_by_role("button", name="Save the scenario").click()
    main.get_by_role("button", name="Run all scenarios").click()
    expect(main.get_by_role("row", name="straight-on")).to_contain_text("passed")
    found += faults(owner)

    assert found == []
