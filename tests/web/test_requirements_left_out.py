"""A diagram that leaves a must of the standard without an element is not published."""

import re

import pytest

from tests.web.conftest import Site

KEY = "smr_release"


@pytest.fixture
def without_thirty_days(site: Site) -> bytes:
    """The SMR diagram with a stabilization of twenty days."""
    xml = site.browser("process_owner").get(f"/processes/{KEY}/versions/1.bpmn").data
    cut, times = re.subn(rb'(id="days"[^>]*value=")30"', rb'\g<1>20"', xml, count=1)
    assert times == 1
    return cut


def drafted(site: Site, xml: bytes) -> dict:
    answer = site.flask.test_client().post(
        f"/api/v1/processes/{KEY}/drafts",
        data=xml,
        headers={
            "Authorization": f"Bearer {site.token('process_owner')}",
            "Content-Type": "application/xml",
        },
    )
    assert answer.status_code == 201, answer.text
    return answer.json


def errors(draft: dict) -> list[dict]:
    return [f for f in draft["findings"] if f["severity"] == "error"]


def test_the_finding_names_the_requirement_and_what_to_do(site, without_thirty_days):
    draft = drafted(site, without_thirty_days)

    [error] = errors(draft)
    assert error["rule"] == "clause"
    assert "SMR-9.01" in error["message"]
    assert "Stabilization lasts at least 30 calendar days." in error["message"]
    assert "Put it back, or have the process owner waive" in error["message"]


def test_it_is_refused_until_the_process_owner_waives_it(site, without_thirty_days):
    draft = drafted(site, without_thirty_days)["draft"]
    publish = f"/processes/{KEY}/drafts/{draft}/publish"
    waive = f"/processes/{KEY}/drafts/{draft}/waivers"
    asked = {"clauses": ["SMR-9.01"], "reason": "A pilot of the ministry."}

    refused = site.ask("process_owner", "POST", publish, {"reason": "Pilot"})
    assert refused.status_code == 422
    assert site.ask("release_manager", "POST", waive, asked).status_code == 403
    empty = {**asked, "reason": " "}
    assert site.ask("process_owner", "POST", waive, empty).status_code == 422
    other = {**asked, "clauses": ["SMR-9.08"]}
    assert site.ask("process_owner", "POST", waive, other).status_code == 422
    waived = site.told("process_owner", "POST", waive, asked)

    assert errors(waived) == []
    published = site.told("process_owner", "POST", publish, {"reason": "Pilot"})
    number = published["version"]
    page = site.browser("auditor").get(f"/processes/{KEY}/versions/{number}").text
    assert "Waived requirements" in page
    assert "A pilot of the ministry." in page


def test_releases_of_the_version_count_it_as_waived(site, without_thirty_days):
    draft = drafted(site, without_thirty_days)["draft"]
    asked = {"clauses": ["SMR-9.01"], "reason": "A pilot of the ministry."}
    path = f"/processes/{KEY}/drafts/{draft}"
    before = site.file()
    site.told("process_owner", "POST", f"{path}/waivers", asked)
    site.told("process_owner", "POST", f"{path}/publish", {"reason": "Pilot"})
    after = site.file()

    def states(release: str) -> dict[str, str]:
        where = f"/releases/{release}/conformance?per_page=200&page="
        pages = [site.told("auditor", "GET", f"{where}{n}")["items"] for n in (1, 2)]
        return {item["id"]: item["state"] for page in pages for item in page}

    assert states(before)["SMR-9.01"] == "not_yet"
    assert states(after)["SMR-9.01"] == "waived"


def test_the_page_of_a_draft_leads_to_what_it_leaves_out(site, without_thirty_days):
    draft = drafted(site, without_thirty_days)["draft"]
    browser = site.browser("process_owner")
    where = f"/processes/{KEY}/drafts/{draft}"
    assert f"{where}/requirements" in browser.get(where).text
    page = browser.get(f"{where}/requirements").text
    assert "SMR-9.01" in page
    assert "calls start_stabilization days&gt;=30" in page

    refused = browser.post(f"{where}/requirements", reason="", clause="SMR-9.01")
    assert refused.status_code == 422
    assert "checked" in refused.text
    done = browser.post(
        f"{where}/requirements", reason="A pilot of the ministry.", clause="SMR-9.01"
    )

    assert done.status_code == 303
    assert "waived by process_owner" in browser.get(where).text


def test_what_the_standard_only_describes_is_a_warning(site):
    xml = site.browser("process_owner").get(f"/processes/{KEY}/versions/1.bpmn").data
    without = xml.replace(b"'announcement_sent_at'", b"'activation_at'")
    assert without != xml

    draft = drafted(site, without)

    assert errors(draft) == []
    warnings = [f["message"] for f in draft["findings"] if f["rule"] == "clause"]
    assert any("SMR-4.01" in text for text in warnings)


def test_diagrams_of_other_processes_have_no_requirements(site):
    owner = site.browser("process_owner")
    xml = owner.get("/processes/dcs_weekly_status/versions/1.bpmn").data
    answer = site.flask.test_client().post(
        "/api/v1/processes/dcs_weekly_status/drafts",
        data=xml,
        headers={
            "Authorization": f"Bearer {site.token('process_owner')}",
            "Content-Type": "application/xml",
        },
    )

    assert [f for f in answer.json["findings"] if f["rule"] == "clause"] == []
