"""Instances, messages and processes by the interface."""

import re
from pathlib import Path

from tests.web.conftest import Site

BPMN = Path(__file__).parents[2] / "bpmn" / "smr_release.bpmn"


def instance_of(site: Site, release_id: str) -> str:
    """The instance of a release."""
    return str(site.told("auditor", "GET", f"/releases/{release_id}")["instance_id"])


def test_an_instance_says_what_it_waits_for_and_how_it_came_there(site: Site) -> None:
    release_id = site.file()
    site.do("intake", "S-1.1", needs_smr=True)

    told = site.told("auditor", "GET", f"/instances/{instance_of(site, release_id)}")

    assert told["state"] == "running"
    assert told["release_id"] == release_id
    kinds = {wait["step"]: wait["kind"] for wait in told["waiting"]}
    assert kinds["S-1.2"] == "task"
    assert "message" in kinds.values()
    done = {step["step"]: step["by"] for step in told["path"]}
    assert done["S-1.1"] == "intake"


def test_the_picture_is_safe_svg_and_the_outline_says_the_same(site: Site) -> None:
    path = f"/instances/{instance_of(site, site.file())}"

    picture = site.ask("auditor", "GET", f"{path}/diagram.svg")
    outline = site.told("auditor", "GET", f"{path}/outline")

    assert picture.mimetype == "image/svg+xml"
    assert picture.text.startswith("<svg")
    assert not re.search(r"<style|\sstyle=|<script", picture.text)
    states = {step["step"]: step["states"] for step in outline["steps"]}
    assert {"number", "name", "kind", "role", "next"} <= set(outline["steps"][0])
    assert states["S-1.1"] == ["open"]
    assert states["S-0"] == ["done"]


def test_operators_hold_an_instance_with_a_reason(site: Site) -> None:
    site.file()
    task = site.task("intake", "S-1.1")
    path = f"/instances/{task['instance_id']}"

    silent = site.ask("admin", "POST", f"{path}/suspend", {})
    others = site.ask("intake", "POST", f"{path}/suspend", {"reason": "no"})
    held = site.told("admin", "POST", f"{path}/suspend", {"reason": "Freeze"})
    refused = site.ask(
        "intake",
        "POST",
        f"/tasks/{task['id']}/complete",
        {"answers": site.answers(task, needs_smr=True)},
    )
    freed = site.told("admin", "POST", f"{path}/resume", {"reason": "Thaw"})

    assert (silent.status_code, others.status_code) == (422, 403)
    assert held["state"] == "suspended"
    assert refused.status_code == 409
    assert freed["state"] == "running"


def test_a_release_s_instance_is_not_cancelled_from_outside(site: Site) -> None:
    path = f"/instances/{instance_of(site, site.file())}/cancel"

    answer = site.ask("admin", "POST", path, {"reason": "no"})

    assert answer.status_code == 409
    assert "Cancel the release instead" in answer.json["detail"]


def test_a_message_nobody_waits_for_is_refused(site: Site) -> None:
    body = {"name": "proceed", "correlation": {"release_id": site.file()}}

    answer = site.ask("release_manager", "POST", "/messages", body)

    assert answer.status_code in (403, 409)


def test_a_kept_message_waits_and_comes_once(site: Site) -> None:
    release_id = site.file("dcs")
    body = {
        "name": "crq_approved",
        "correlation": {"release_id": release_id},
        "idempotency_key": "change-system-17",
    }

    first = site.ask("release_manager", "POST", "/messages", body)
    second = site.ask("release_manager", "POST", "/messages", body)

    assert (first.status_code, second.status_code) == (202, 202)
    assert site.told("auditor", "GET", f"/releases/{release_id}/messages")["total"] == 1


def test_an_unknown_message_is_told(site: Site) -> None:
    body = {"name": "no_such", "correlation": {"release_id": site.file()}}

    answer = site.ask("release_manager", "POST", "/messages", body)

    assert answer.status_code == 422
    assert "No diagram declares" in answer.json["detail"]


def test_a_message_needs_a_receiver(site: Site) -> None:
    assert (
        site.ask("admin", "POST", "/messages", {"name": "crq_approved"}).status_code
        == 422
    )


def test_a_version_gives_back_its_very_bytes(site: Site) -> None:
    listed = site.told("auditor", "GET", "/processes")
    answer = site.ask("auditor", "GET", "/processes/smr_release/versions/1.bpmn")

    assert {p["key"] for p in listed["items"]} >= {"smr_release", "dcs_release"}
    assert answer.data == BPMN.read_bytes()


def send_draft(site: Site, user: str, xml: bytes, key: str = "smr_release"):
    """Import a BPMN file by the interface."""
    return site.flask.test_client().post(
        f"/api/v1/processes/{key}/drafts",
        data=xml,
        content_type="application/xml",
        headers={"Authorization": f"Bearer {site.token(user)}"},
    )


def test_a_draft_is_kept_and_published_by_the_process_owner(site: Site) -> None:
    xml = BPMN.read_bytes().replace(
        b"</bpmn:definitions>", b"<!-- n --></bpmn:definitions>"
    )

    kept = send_draft(site, "process_owner", xml)
    refused = site.ask(
        "release_manager", "POST", "/processes/smr_release/drafts/1/publish", {}
    )
    published = site.ask(
        "process_owner", "POST", "/processes/smr_release/drafts/1/publish", {}
    )

    assert kept.status_code == 201
    assert kept.json["draft"] == 1
    assert isinstance(kept.json["findings"], list)
    assert refused.status_code == 403
    assert published.status_code == 201
    assert published.json["version"] == 2


def test_a_wrong_diagram_is_kept_and_not_published(site: Site) -> None:
    xml = BPMN.read_bytes().replace(b'isExecutable="true"', b'isExecutable="false"')

    kept = send_draft(site, "process_owner", xml)
    published = site.ask(
        "process_owner", "POST", "/processes/smr_release/drafts/1/publish", {}
    )

    assert kept.status_code == 201
    errors = [f for f in kept.json["findings"] if f["severity"] == "error"]
    assert errors
    assert set(errors[0]) >= {"severity", "rule", "element", "line", "message"}
    assert published.status_code == 422
    assert published.json["findings"]


def test_what_is_no_bpmn_is_refused(site: Site) -> None:
    hostile = (
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
        b"<not closed",
        b"<html/>",
        b"",
    )

    statuses = [send_draft(site, "process_owner", xml).status_code for xml in hostile]

    assert statuses == [422, 422, 422, 422]


def test_the_audit_trail_is_filtered_and_within_one_s_rights(site: Site) -> None:
    release_id = site.file()

    everything = site.told(
        "auditor", "GET", f"/audit?entity=release&entity_id={release_id}"
    )
    nothing = site.told("stakeholder", "GET", f"/audit?entity_id={release_id}")
    wrong = site.ask("auditor", "GET", "/audit?since=yesterday")

    assert everything["total"] >= 1
    assert everything["items"][0]["by"] == "intake"
    assert nothing["total"] == 0
    assert wrong.status_code == 422


def test_reports_come_as_json_csv_excel_and_calendar(site: Site) -> None:
    site.file(title="=HYPERLINK(1)", deployment_at="2026-02-01T15:00:00Z")

    told = site.told("auditor", "GET", "/reports/forward-schedule")
    csv = site.ask("auditor", "GET", "/reports/forward-schedule.csv")
    xlsx = site.ask("auditor", "GET", "/reports/forward-schedule.xlsx")
    ics = site.ask("auditor", "GET", "/reports/forward-schedule.ics")

    assert told["items"][0]["day"] == "2026-02-01"
    assert '"\'=HYPERLINK(1)"' in csv.text
    assert xlsx.data.startswith(b"PK")
    assert "DTSTART:20260201T150000Z" in ics.text
    assert all(
        "attachment" in a.headers["Content-Disposition"] for a in (csv, xlsx, ics)
    )


def test_the_executive_summary_is_internal(site: Site) -> None:
    assert site.ask("executive", "GET", "/reports/executive-summary").status_code == 200
    assert (
        site.ask("stakeholder", "GET", "/reports/executive-summary").status_code == 403
    )
