"""A release from the request to the closed record, at browsers alone."""

from collections.abc import Callable, Mapping

import pytest
from playwright.sync_api import expect

from tests.browser.pages import People, Person
from tests.stories.decisions import ALL_IS_WELL

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TITLE = "Move the payroll portal to the new data centre"
#: How often everybody may find nothing to do before the release has to be closed.
PATIENCE = 8


def test_a_release_with_its_deployment_goes_from_request_to_closed(
    people: People,
) -> None:
    manager, done = people["release_manager"], []
    smr = people["intake"].files("SMR", TITLE)
    _keeps_a_draft(people["intake"])

    for _ in range(PATIENCE):
        for _user, step in people.work(ALL_IS_WELL):
            done.append(step)
            LOOKS.get(step, _nowhere)(people, smr)
        if manager.status_of(smr) == "Closed":
            break
        assert "The clock is 30 days further." in manager.lets_pass("+30 days")

    dcs = _linked(manager, smr)
    assert manager.status_of(smr) == manager.status_of(dcs) == "Closed"
    assert {"S-1.1", "S-3.1", "S-7.5", "S-9.3", "S-10.7", "D-8.3", "D-9.5"} <= {*done}
    _reads_the_mail(people["stakeholder"], smr)


def _keeps_a_draft(intake: Person) -> None:
    """Half a form is kept, for when one comes back."""
    intake.looks_at_the_inbox()
    intake.main.get_by_role("link", name=intake.row("S-1.1")).click()
    intake.takes()
    long = intake.form.locator("textarea:visible").first
    long.fill("Only half of it is known yet.")

    intake.page.get_by_role("button", name="Save draft").click()
    assert "Your answers are kept." in intake.says()
    intake.looks_at_the_inbox()
    intake.main.get_by_role("link", name=intake.row("S-1.1")).click()

    expect(intake.form.locator("textarea:visible").first).to_have_value(
        "Only half of it is known yet."
    )


def _sees_the_stakeholders(people: People, smr: str) -> None:
    """The lines of the table are in the record, with people's names."""
    person = people["project_manager"]
    person.open(f"/releases/{smr}")
    person.main.get_by_role("link", name="People", exact=True).click()

    expect(person.main.get_by_role("table").first).to_be_visible()
    expect(person.main).to_contain_text("Stefan Novak")
    expect(person.main).to_contain_text("Odile Tremblay")


def _sees_the_live_diagram(people: People, smr: str) -> None:
    """Picture and text tell where the process stands."""
    person = people["project_manager"]
    person.open(f"/releases/{smr}")
    person.main.get_by_role("link", name="See the process").click()

    expect(person.main.locator(".erm-diagram svg")).to_be_visible()
    person.main.get_by_role("link", name="Read it as text").click()
    now = person.main.get_by_role("row").filter(has_text="S-8.D2")
    expect(now.last).to_contain_text("open")


def _downloads_the_paper(people: People, smr: str) -> None:
    """What was uploaded comes back as it was."""
    person = people["release_coordinator_dcs"]
    person.open(f"/releases/{_linked(person, smr)}")
    person.main.get_by_role("link", name="Documents").click()
    with person.page.expect_download() as coming:
        line = person.main.get_by_role("row").filter(has_text="paper.txt")
        line.get_by_role("link", name="Version 1").click()

    assert coming.value.path().read_bytes() == b"A page of plain text.\n"


def _linked(person: Person, smr: str) -> str:
    """The number of the deployment release, off the page of the other."""
    person.open(f"/releases/{smr}")
    return person.main.locator("a", has_text="DCS-").first.inner_text()


def _reads_the_mail(person: Person, smr: str) -> None:
    """The announcements of the release have reached a stakeholder."""
    person.follow("Mail")
    person.main.get_by_role("link", name=smr).first.wait_for()
    person.main.get_by_role("table").get_by_role("link").first.click()

    expect(person.main.get_by_role("article", name="Text")).to_contain_text(smr)


def _nowhere(_people: People, _smr: str) -> None:
    """Most steps are not worth a look."""


LOOKS: Mapping[str, Callable[[People, str], None]] = {
    "S-3.1": _sees_the_stakeholders,
    "S-7.5": _sees_the_live_diagram,
    "D-5.2": _downloads_the_paper,
}
