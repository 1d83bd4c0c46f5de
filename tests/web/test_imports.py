"""Existing releases are imported: tried first, row by row, never twice."""

import base64
import io
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from tests.web.conftest import Site
from web.cli import erm

MANAGER = "release_manager"
EXPORT = """\
Release ID,Summary,Impact,Urgency,Status,Status Reason,Milestone,Submit Date,Completed Date,Change ID,Work Info
RLM-1,Old mail gateway,2-Significant/Large,2-High,Closed,Successful with Issues,Close Down,03/02/2024 09:00:00 AM,05/02/2024 05:00:00 PM,CRQ-9,Called the vendor
RLM-2,Portal of licences,3-Moderate/Limited,3-Medium,In Progress,,Build,,,,
RLM-3,Broken row,Dreadful,,Closed,,,,,,
RLM-1,Twice,,,Closed,,,,,,
"""  # noqa: E501 - a line of an export is as long as it is


def send(site: Site, *, user: str = MANAGER, **more: Any) -> Any:
    """Import the export by the interface."""
    content = base64.b64encode(EXPORT.encode()).decode()
    body = {"file": {"name": "remedy.csv", "content": content}, **more}
    return site.ask(user, "POST", "/imports", body)


def test_a_trial_says_of_every_row_what_would_happen_and_writes_nothing(site) -> None:
    report = send(site, dry_run=True).json

    outcomes = [row["outcome"] for row in report["rows"]]
    assert outcomes == ["imported", "imported", "refused", "skipped"]
    assert site.told("auditor", "GET", "/releases")["total"] == 0


def test_what_has_ended_becomes_a_read_only_record(site: Site) -> None:
    send(site)
    [found] = site.told("auditor", "GET", "/releases?q=RLM-1")["items"]
    path = f"/releases/{found['id']}"

    assert found["id"] == "SMR-2024-0001"
    assert (found["status"], found["milestone"]) == ("Closed", "Close down")
    assert found["status_reason"] == "Successful with issues"
    assert found["release_type"] == "Significant / Large"
    assert found["priority"] == "High"
    assert found["closed_at"] == "2024-05-02T21:00:00Z"
    [link] = site.told("auditor", "GET", f"{path}/links")["items"]
    assert (link["type"], link["number"]) == ("Change Request", "CRQ-9")
    assert site.ask(MANAGER, "POST", f"{path}/notes", {"text": "X"}).status_code == 409


def test_an_open_release_begins_its_process_with_what_is_known(site: Site) -> None:
    send(site)
    [found] = site.told("auditor", "GET", "/releases?q=RLM-2")["items"]

    assert found["status"] == "Submitted"
    assert found["impact"] == "3-Moderate/Limited"
    instance = site.told("auditor", "GET", f"/instances/{found['instance_id']}")
    assert instance["state"] == "running"


def test_repeating_an_import_imports_nothing_twice(site: Site) -> None:
    send(site)
    again = send(site).json

    assert (again["imported"], again["skipped"], again["refused"]) == (0, 3, 1)
    assert site.told("auditor", "GET", "/releases")["total"] == 2


def test_the_report_is_kept_and_audited(site: Site) -> None:
    made = send(site).json
    kept = site.told(MANAGER, "GET", f"/imports/{made['id']}")

    assert kept["rows"] == made["rows"]
    [entry] = site.told("auditor", "GET", "/audit?entity=import")["items"]
    assert entry["new"] == {"imported": 2, "skipped": 1, "refused": 1}


def test_only_a_release_manager_imports(site: Site) -> None:
    assert send(site, user="release_coordinator_smr").status_code == 403
    assert site.browser("intake").get("/imports").status_code == 403


def test_a_mapping_is_kept_and_used(site: Site) -> None:
    mapping = {"columns": {"external_no": "Release ID", "title": "Work Info"}}
    site.told(MANAGER, "PUT", "/imports/mappings/other", mapping)

    report = send(site, mapping="other", dry_run=True).json

    assert report["rows"][0]["title"] == "Called the vendor"
    assert send(site, mapping="unknown").status_code == 404


def test_an_export_is_tried_and_imported_on_the_page(site: Site) -> None:
    browser = site.browser(MANAGER)
    upload = (io.BytesIO(EXPORT.encode()), "remedy.csv")

    tried = browser.post("/imports", {"mapping": "remedy", "do": "try"}, file=upload)
    sha256 = tried.text.split('name="sha256" value="')[1].split('"')[0]
    again = {"mapping": "remedy", "sha256": sha256, "file_name": "remedy.csv"}
    done = browser.post("/imports", again, do="import")

    assert tried.status_code == 200
    assert "has no value “Dreadful”" in tried.text
    assert done.status_code == 303
    assert "SMR-2024-0001" in browser.get(done.headers["Location"]).text


def test_without_a_file_the_page_asks_for_one(site: Site) -> None:
    answer = site.browser(MANAGER).post("/imports", mapping="remedy", do="try")

    assert answer.status_code == 422
    assert "Choose the file" in answer.text


def test_a_mapping_is_changed_on_its_page(site: Site) -> None:
    browser = site.browser(MANAGER)
    shown = browser.get("/imports/mappings/remedy").text
    form = {
        "name": "mine",
        "process": "dcs",
        "columns.0.field": "external_no",
        "columns.0.column": "No",
        "columns.1.field": "title",
        "columns.1.column": "Name",
    }

    told = browser.post("/imports/mappings/remedy", form)

    assert "Release Coordinator" in shown
    assert told.status_code == 303
    kept = site.told(MANAGER, "GET", "/imports/mappings")["mine"]
    assert kept["columns"] == {"external_no": "No", "title": "Name"}


def test_the_command_imports_and_says_every_row(
    site: Site, tmp_path: Path, monkeypatch
) -> None:
    export = tmp_path / "remedy.csv"
    export.write_text(EXPORT)
    monkeypatch.setenv("ERM_DATABASE_URL", site.settings.database_url)

    done = CliRunner().invoke(erm, ["release", "import", str(export), "--by", MANAGER])

    assert done.exit_code == 0, done.output
    assert "2 imported, 1 skipped, 1 refused" in done.output
    assert "SMR-2024-0001" in done.output
