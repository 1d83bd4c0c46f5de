"""Every page is in order for axe, fits a phone, and says nothing in the console.

The pages are those of an office in the middle of its work, so that they have data.
"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import scene
from tests.browser.forms import seen
from tests.browser.pages import NARROW, WIDE, People, Person
from tests.support.axe import violations
from tests.support.serving import ROOT, Site
from web.pages.collections import PARTS

pytestmark = [pytest.mark.browser, pytest.mark.slow]

#: The draft that opening the editor begins.
_DRAFT = "/processes/dcs_weekly_status/drafts/1/"
#: User → the pages that are looked at in that person's window.
PAGES = {
    "release_manager": (
        *("/", "/?scope=all&state=done", "/?q=nothing+is+called+like+this"),
        *("/releases", "/releases?q=nothing+is+called+like+this", "/releases/new"),
        *("/instances", "/processes", "/processes/smr_release"),
        *("/calendar", "/calendar?month=2020-01", "/reports"),
        *("/reports/forward-schedule", "/reports/executive-summary"),
        *(
            "/reports/forward-schedule?view=month",
            "/reports/executive-summary?view=back",
        ),
        *(
            "/reports/forward-schedule?view=timeline",
            "/reports/free-slot?service=Hosting",
        ),
        *("/calendar?view=week", "/calendar?view=day", "/calendar/feeds", "/blackouts"),
        *("/resources?at=2031-01-20T19:00", "/reports/executive-summary/mailings"),
        "/help/reports",
        *("/mail", "/help", "/help/first-steps", "/help/release_manager"),
        *("/api/v1/docs", "/nowhere", "/admin"),
        *("/values", "/values/impact", "/improvements", "/imports"),
    ),
    "process_owner": (
        *("/processes", "/", "/help/process_owner", "/help/lint"),
        *("/processes/smr_release/versions", "/processes/dcs_release/outline-edit"),
        *("/processes/dcs_weekly_status/edit", _DRAFT + "files", _DRAFT + "saves"),
        *(_DRAFT + "forms/d-weekly-status?field=0", _DRAFT + "forms/new-one"),
        *(_DRAFT + "mail/dcs-weekly-status", _DRAFT + "raci"),
        _DRAFT + "files/values.toml",
        "/processes/smr_release/versions/1/documentation",
        "/processes/smr_release/diff?from=1&to=1",
        *("/reports/health", "/reports/health?from=2020-01-01&to=2020-02-01"),
        "/reports/health/kpis",
    ),
    "admin": (
        *("/admin", "/admin/organizations", "/admin/organizations/MOH"),
        *("/admin/access", "/access", "/audit", "/audit?field=nothing"),
    ),
    "stakeholder": ("/access", "/help/access"),
}
WEEKLY = ROOT / "bpmn" / "dcs_weekly_status.bpmn"
#: What lies beside the parts of a release's page.
BESIDE = ("/conformance", "/conformance?state=met", "/papers", "/entries/links/new")
#: Steps whose forms have, together, every type of field.
FORMS = {
    "intake": ("S-1.1",),
    "release_manager": ("S-2.2", "D-1.1"),
    "release_coordinator_smr": ("S-3.1", "S-7.5", "S-9.5"),
    "release_coordinator_dcs": ("D-6.2", "D-8.3"),
}
KINDS = {
    *("text", "textarea", "date", "datetime-local", "number", "radio", "checkbox"),
    *("select", "file", "rows"),
}

#: Steps that ask for nothing, so that their forms never complain.
UNDEMANDING = ("S-9.5",)


@pytest.fixture(scope="module")
def releases(site: Site) -> dict[str, str]:
    """The releases of an office in the middle of its work, by the step they are at."""
    return scene.make(site)


@pytest.fixture
def crowd(site: Site, browser: Browser, releases: dict[str, str]) -> Iterator[People]:
    """Everybody, where there is something to look at."""
    people = People(site, browser)
    yield people
    assert people.go_home() == []


def faults(person: Person) -> list[str]:
    """What is wrong with the page that somebody looks at, on a desk and on a phone."""
    page, where = person.page, person.page.url.removeprefix(person.site.url)
    found = []
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)
        told = violations(page)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            told.append("scrolls sideways")
        found += [f"{where}, {size['width']} wide: {each}" for each in told]
    if page.evaluate("document.documentElement.lang") not in ("en", "fr"):
        found.append(f"{where}: has no language")
    return found


def test_nobody_is_kept_from_signing_in(crowd):
    person = crowd.stranger()
    found = []
    person.open("/login")
    found += faults(person)
    person.page.get_by_label("User name").fill("nobody")
    person.page.get_by_label("Password").fill("wrong")
    person.main.get_by_role("button", name="Sign in", exact=True).click()
    person.page.get_by_role("alert").wait_for()
    found += faults(person)

    assert found == []


@pytest.mark.parametrize("user", PAGES)
def test_every_page_is_in_order(crowd, user):
    person, found = crowd[user], []
    for address in PAGES[user]:
        person.open(address)
        found += faults(person)

    assert found == []


def test_papers_of_a_release_are_in_order(crowd, releases):
    person, found = crowd["release_coordinator_smr"], []
    papers = f"/releases/{releases['S-9.5']}/papers"
    for address in ("", "/go-no-go", "/plan?language=fr", "/minutes"):
        person.open(papers + address)
        found += faults(person)
    person.main.get_by_role("button", name="Keep as a version").click()
    person.page.get_by_text("Kept as version").wait_for()
    found += faults(person)

    assert found == []


def test_every_part_of_a_release_and_its_process_is_in_order(crowd, releases):
    person, found = crowd["release_coordinator_smr"], []
    for place in (*(f"?part={part}" for part in PARTS), *BESIDE):
        person.open(f"/releases/{releases['S-9.5']}{place}")
        expect(person.main).not_to_contain_text("There is no such page")
        found += faults(person)
    for words in ("Correct the record", "See the process"):
        person.open(f"/releases/{releases['S-9.5']}")
        person.main.get_by_role("link", name=words).click()
        person.heading("Encrypted backups").or_(person.heading("Correct")).wait_for()
        found += faults(person)

    assert found == []


def test_what_lies_behind_a_link_is_in_order(crowd, releases):
    found, manager = [], crowd["release_manager"]
    for address in ("/mail", "/?state=done&scope=all"):
        manager.open(address)
        manager.main.get_by_role("table").get_by_role("link").first.click()
        manager.page.wait_for_url(re.compile("/(mail|tasks)/"))
        found += faults(manager)
    manager.open(f"/releases/{releases['S-9.5']}")
    manager.main.get_by_role("region", name="Tell the process").get_by_role(
        "link"
    ).first.click()
    manager.page.get_by_label("Reason").wait_for()
    found += faults(manager)

    assert found == []


def test_forms_with_every_type_of_field_are_in_order_also_with_errors(crowd):
    found, kinds = [], set()
    for user, steps in FORMS.items():
        person = crowd[user]
        for step in steps:
            person.opens(step)
            _show_everything(person)
            kinds |= {each.kind for each in seen(person.form)}
            found += faults(person)
            if step not in UNDEMANDING:
                person.page.get_by_role("button", name="Complete the task").click()
                person.page.locator("#errors").wait_for()
                found += faults(person)

    assert found == []
    assert kinds >= KINDS


def _show_everything(person: Person) -> None:
    """Show the fields that only some answers call for, and a line in each table."""
    person.form.evaluate(
        """form => form.querySelectorAll('.is-hidden')
            .forEach(each => each.classList.remove('is-hidden'))"""
    )
    for button in person.form.locator("[data-add]").all():
        button.click()


def test_pages_in_french_are_in_order(crowd, releases):
    person, found = crowd["release_coordinator_smr"], []
    person.open("/language/fr?next=/")
    for address in ("/", f"/releases/{releases['S-9.5']}", "/calendar", "/help"):
        person.open(address)
        assert person.page.locator("html").get_attribute("lang") == "fr"
        found += faults(person)

    assert found == []


def test_a_draft_of_a_diagram_is_in_order(crowd):
    person = crowd["process_owner"]
    person.open("/processes")
    person.page.get_by_label("BPMN file").set_input_files(WEEKLY)
    person.page.get_by_role("button", name="Import").click()
    person.page.wait_for_url(re.compile("/drafts/"))

    assert faults(person) == []
