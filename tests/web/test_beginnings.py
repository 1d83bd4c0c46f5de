"""A release is begun from another, or put on the record after an emergency."""

from typing import Any

from tasks.people.holders import assign_all
from tests.web.conftest import Site

MANAGER = "release_manager"
EMERGENCY = {
    "process": "dcs",
    "title": "Patched the firewall",
    "deployed": "Rule 17 on all edge firewalls",
    "deployed_at": "2026-01-04T03:00:00Z",
    "reason": "It was being exploited",
    "deployed_by": "Network on call",
    "approved_by": "Director of operations",
    "result": "Successful",
    "incident": "INC-99",
}


def filled(site: Site) -> str:
    """A release with a plan and people."""
    release_id = site.file(service="E-mail", scope="All mailboxes")
    path = f"/releases/{release_id}"
    with site.app.command(by=MANAGER) as context:
        assign_all(context, release_id, "project_manager", ["project_manager"])
    for where, body in (
        ("deliverables", {"text": "Guide", "state": "Done", "due_on": "2026-02-01"}),
        ("contacts", {"name": "Ana Poe"}),
        ("issues", {"text": "Mail is slow"}),
        ("links", {"type": "Incident", "number": "INC-1"}),
    ):
        site.told(MANAGER, "POST", f"{path}/{where}", body)
    return release_id


def entries(site: Site, release_id: str, path: str) -> list[dict[str, Any]]:
    """The entries of one kind."""
    found: list[dict[str, Any]] = site.told(
        "auditor", "GET", f"/releases/{release_id}/{path}"
    )["items"]
    return found


def test_a_copy_takes_record_plan_and_people_but_no_history(site: Site) -> None:
    first = filled(site)

    made = site.told(MANAGER, "POST", f"/releases/{first}/copy", {"title": "Next wave"})

    copy = made["id"]
    assert (made["title"], made["service"]) == ("Next wave", "E-mail")
    assert (made["status"], made["copied_from"]) == ("Submitted", first)
    assert made["roles"] == {"project_manager": ["project_manager"]}
    [item] = entries(site, copy, "deliverables")
    assert (item["text"], item["state"], item["due_on"]) == ("Guide", "Open", None)
    assert [c["name"] for c in entries(site, copy, "contacts")] == ["Ana Poe"]
    assert entries(site, copy, "issues") == []
    assert entries(site, copy, "links") == []


def test_a_copy_is_filed_by_who_may_file(site: Site) -> None:
    first = filled(site)

    refused = site.ask("auditor", "POST", f"/releases/{first}/copy", {})

    assert refused.status_code == 403


def test_a_copy_is_made_on_the_page(site: Site) -> None:
    first = filled(site)
    browser = site.browser(MANAGER)

    page = browser.get(f"/releases/{first}/copy")
    made = browser.post(f"/releases/{first}/copy", title="Next wave")

    assert page.status_code == 200
    assert f"/releases/{first}" in browser.get(made.headers["Location"]).text


def test_an_emergency_is_on_the_record_as_made_afterwards(site: Site) -> None:
    made = site.told("intake", "POST", "/releases/afterwards", EMERGENCY)

    release_id = made["id"]
    assert made["recorded_afterwards"] is True
    assert made["urgent_unplanned"] is True
    [note] = entries(site, release_id, "notes")
    assert "Network on call" in note["text"]
    [deviation] = entries(site, release_id, "deviations")
    assert (deviation["approved_by"], deviation["state"]) == (
        *("Director of operations", "Approved"),
    )
    [link] = entries(site, release_id, "links")
    assert link["number"] == "INC-99"


def test_an_emergency_does_not_skip_its_process(site: Site) -> None:
    made = site.told("intake", "POST", "/releases/afterwards", EMERGENCY)

    running = site.told("auditor", "GET", f"/instances/{made['instance_id']}")
    assert made["status"] == "Submitted"
    assert [w["step"] for w in running["waiting"] if w["kind"] == "task"] == ["D-1.1"]


def test_what_is_still_to_come_is_no_emergency_of_the_past(site: Site) -> None:
    body = {**EMERGENCY, "deployed_at": "2026-02-01T00:00:00Z", "approved_by": None}

    refused = site.ask("intake", "POST", "/releases/afterwards", body)

    assert refused.status_code == 422
    assert set(refused.json["errors"]) == {"deployed_at", "approved_by"}


def test_an_emergency_is_recorded_on_the_page(site: Site) -> None:
    browser = site.browser("intake")

    wrong = browser.post("/releases/afterwards", {**EMERGENCY, "reason": ""})
    made = browser.post("/releases/afterwards", EMERGENCY)

    assert browser.get("/releases/afterwards").status_code == 200
    assert wrong.status_code == 422
    assert "Recorded afterwards" in browser.get(made.headers["Location"]).text
