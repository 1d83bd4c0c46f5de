"""What a release gathers is written by hand: by whom it may, with what it needs."""

from datetime import timedelta
from typing import Any

import pytest

from tasks.people.holders import assign_all
from tests.web.conftest import Site

MANAGER, STAKEHOLDER = "release_manager", "stakeholder"


@pytest.fixture
def release(site: Site) -> str:
    """A release on which the stakeholder and the project manager are involved."""
    release_id = site.file()
    with site.app.command(by=MANAGER) as context:
        assign_all(context, release_id, "stakeholder", [STAKEHOLDER])
        assign_all(context, release_id, "project_manager", ["project_manager"])
    return release_id


def add(site: Site, release: str, path: str, **body: Any) -> dict[str, Any]:
    """An entry that the release manager adds."""
    added: dict[str, Any] = site.told(
        MANAGER, "POST", f"/releases/{release}/{path}", body
    )
    return added


EVERY_KIND = [
    ("contacts", {"name": "Ana Poe", "email": "ana@vendor.example"}),
    ("stakeholders", {"person": "service_owner", "area": "Network"}),
    ("deliverables", {"text": "Support model", "owner": STAKEHOLDER}),
    ("communications", {"text": "Tell the users"}),
    ("training", {"text": "The new screens", "audience": "Service desk"}),
    ("resources", {"kind": "technical", "name": "Network on call"}),
    ("approvals", {"body": "ACT"}),
    ("meetings", {"type": "Workshop", "at": "2026-02-02T14:00:00Z"}),
    ("issues", {"text": "Mail is slow", "severity": "High"}),
    ("risks", {"text": "The vendor is late", "level": "High"}),
    ("deviations", {"text": "No pilot", "rule": "3.7.3"}),
    ("actions", {"text": "Call the vendor"}),
    ("mop", {"section": "deployment", "text": "Stop the queue"}),
    ("activities", {"text": "Watched the queue"}),
    ("tests", {"kind": "Pilot", "group": "Guelph"}),
    ("esa", {"text": "Early start in Guelph", "onrequest_no": "ONR-77"}),
    ("safeguards", {"kind": "security", "text": "Firewall rule reviewed"}),
    ("questions", {"text": "Which port?"}),
    ("links", {"type": "Incident", "number": "INC-1"}),
    ("notes", {"text": "Called the vendor"}),
    ("feedback", {"text": "Works well", "rating": 5}),
    ("lessons", {"text": "Test earlier"}),
    ("improvements", {"text": "One form less"}),
]


@pytest.mark.parametrize(("path", "body"), EVERY_KIND, ids=[p for p, _ in EVERY_KIND])
def test_every_kind_of_entry_is_added_and_read_again(
    site: Site, release: str, path: str, body: dict[str, Any]
) -> None:
    added = add(site, release, path, **body)

    read = site.told("auditor", "GET", f"/releases/{release}/{path}/{added['id']}")
    assert {name: read[name] for name in body} == body


def test_a_value_outside_the_list_is_refused_with_its_field(site, release) -> None:
    path = f"/releases/{release}/issues"
    refused = site.ask(MANAGER, "POST", path, {"text": "Slow", "severity": "Dreadful"})

    assert refused.status_code == 422
    assert list(refused.json["errors"]) == ["severity"]


def test_what_is_missing_is_named(site, release) -> None:
    path = f"/releases/{release}/stakeholders"
    refused = site.ask(MANAGER, "POST", path, {"name": "Ana Poe"})

    assert refused.status_code == 422
    assert list(refused.json["errors"]) == ["area"]


def test_what_only_tasks_write_is_refused(site, release) -> None:
    refused = site.ask(
        MANAGER, "POST", f"/releases/{release}/decisions", {"value": "Go"}
    )
    sealed = site.ask(
        MANAGER, "POST", f"/releases/{release}/meetings", {"sent_at": "2026-01-01"}
    )

    assert refused.status_code == 422
    assert "set by the process" in sealed.json["detail"]


def test_a_stakeholder_updates_own_deliverables_and_no_others(site, release) -> None:
    own = add(site, release, "deliverables", text="Mine", owner=STAKEHOLDER)
    other = add(site, release, "deliverables", text="Theirs", owner="project_manager")
    path = f"/releases/{release}/deliverables"

    done = site.told(STAKEHOLDER, "PATCH", f"{path}/{own['id']}", {"state": "Done"})
    foreign = site.ask(STAKEHOLDER, "PATCH", f"{path}/{other['id']}", {"state": "Done"})

    assert done["state"] == "Done"
    assert done["done_at"] is not None
    assert foreign.status_code == 403


def test_an_owner_does_not_move_the_due_date_of_an_own_item(site, release) -> None:
    own = add(site, release, "deliverables", text="Mine", owner=STAKEHOLDER)
    path = f"/releases/{release}/deliverables/{own['id']}"

    told = site.told(STAKEHOLDER, "PATCH", path, {"due_on": "2027-01-01"})

    assert told["due_on"] is None


def test_a_deliverable_is_waived_with_a_reason_and_not_while_it_must_be(
    site, release
) -> None:
    must = add(site, release, "deliverables", text="Support model", level="Must")
    path = f"/releases/{release}/deliverables/{must['id']}"

    bare = site.ask(MANAGER, "PATCH", path, {"state": "Waived", "reason": "No need"})
    site.told(MANAGER, "PATCH", path, {"level": "Should", "why": "Nobody uses it"})
    silent = site.ask(MANAGER, "PATCH", path, {"state": "Waived"})
    told = site.told(MANAGER, "PATCH", path, {"state": "Waived", "reason": "No need"})

    assert list(bare.json["errors"]) == ["state"]
    assert list(silent.json["errors"]) == ["reason"]
    assert (told["state"], told["reason"]) == ("Waived", "No need")


def test_moving_a_due_date_needs_a_reason_which_the_history_keeps(
    site, release
) -> None:
    item = add(site, release, "deliverables", text="Guide", due_on="2026-03-01")
    path = f"/releases/{release}/deliverables/{item['id']}"

    silent = site.ask(MANAGER, "PATCH", path, {"due_on": "2026-04-01"})
    site.told(MANAGER, "PATCH", path, {"due_on": "2026-04-01", "why": "Vendor is late"})

    assert silent.status_code == 422
    audit = site.told("auditor", "GET", f"/releases/{release}/audit")["items"]
    [moved] = [a for a in audit if a["field"] == f"deliverables/{item['id']}/due_on"]
    assert (moved["old"], moved["new"]) == ("2026-03-01", "2026-04-01")
    assert moved["why"] == "Vendor is late"


def test_a_stale_change_of_an_entry_is_refused(site, release) -> None:
    item = add(site, release, "actions", text="Call the vendor")
    path = f"/releases/{release}/actions/{item['id']}"
    seen = site.ask(MANAGER, "GET", path).headers["ETag"]
    site.clock.advance(timedelta(minutes=30))
    site.told(MANAGER, "PATCH", path, {"comment": "Called"})

    late = site.ask(MANAGER, "PATCH", path, {"state": "Done"}, If_Match=seen)

    assert late.status_code == 412


def test_a_note_is_history_and_never_changed(site, release) -> None:
    note = add(site, release, "notes", text="Called the vendor")
    path = f"/releases/{release}/notes/{note['id']}"

    assert site.ask(MANAGER, "PATCH", path, {"text": "Did not"}).status_code == 403


def test_who_becomes_a_stakeholder_reads_the_release(site) -> None:
    release = site.file()
    before = site.ask("service_owner", "GET", f"/releases/{release}").status_code

    add(site, release, "stakeholders", person="service_owner", area="Identity")

    after = site.ask("service_owner", "GET", f"/releases/{release}").status_code
    assert (before, after) == (404, 200)


def test_early_activation_is_assured_once_everything_has_a_result(
    site, release
) -> None:
    item = add(site, release, "esa", text="Early start in Guelph")
    path = f"/releases/{release}/esa/{item['id']}"
    on = {"tested_by": "Ana", "tested_on": "2026-01-04"}
    results = {
        **on,
        "testing": "Pass",
        "compliance": "Not applicable",
        "validation": "Pass",
        "validated_by": "Bo",
        "validated_on": "2026-01-05",
    }

    early = site.ask(MANAGER, "PATCH", path, {"state": "Assured"})
    assured = site.told(MANAGER, "PATCH", path, {**results, "state": "Assured"})

    assert list(early.json["errors"]) == ["state"]
    assert assured["state"] == "Assured"


def test_the_interface_says_what_an_entry_asks(site, release) -> None:
    told = site.told(MANAGER, "GET", f"/releases/{release}/issues/form")

    fields = {field["name"]: field for field in told["fields"]}
    assert fields["text"]["required"] is True
    values = [option["value"] for option in fields["severity"]["options"]]
    assert values == ["Critical", "High", "Medium", "Low"]


def test_an_entry_has_a_page_with_its_history(site, release) -> None:
    item = add(site, release, "issues", text="Mail is slow", severity="Low")
    page = f"/releases/{release}/entries/issues/{item['id']}"
    browser = site.browser(MANAGER)

    fields = {"text": "Mail is slow", "severity": "High", "why": "It got worse"}
    answer = browser.post(page, **fields)

    assert answer.status_code == 303
    text = browser.get(page).text
    assert "It got worse" in text
    assert "As it is now" in text


def test_who_may_not_change_an_entry_sees_no_form(site, release) -> None:
    item = add(site, release, "issues", text="Mail is slow")
    page = f"/releases/{release}/entries/issues/{item['id']}"

    text = site.browser("auditor").get(page).text

    assert "Mail is slow" in text
    assert 'name="why"' not in text


def test_a_wrong_entry_on_the_page_keeps_what_was_typed(site, release) -> None:
    browser = site.browser(MANAGER)
    page = f"/releases/{release}/entries/stakeholders"

    blank = browser.get(f"{page}/new")
    answer = browser.post(page, name="Ana Poe")

    assert blank.status_code == 200
    assert answer.status_code == 422
    assert 'value="Ana Poe"' in answer.text
