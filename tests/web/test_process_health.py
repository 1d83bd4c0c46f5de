"""Process health: a page for everybody, KPIs of the process owner, files, the API."""

import csv
import io
from datetime import timedelta

import pytest

from tests.support.pdf import Pdf
from tests.web.conftest import Site

KPI = {
    "name": "Few late tasks",
    "measure": "late_tasks",
    "direction": "at most",
    "target": "10",
    "process_key": "smr_release",
}


@pytest.fixture
def worked(site: Site) -> Site:
    """A site where a first task was done after two days."""
    site.file()
    site.clock.advance(timedelta(days=2))
    site.do("intake", "S-1.1")
    return site


def defined(site: Site, **other: str) -> str:
    """A KPI that the process owner has defined; its id."""
    site.browser("process_owner").post("/reports/health/kpis", **{**KPI, **other})
    told = site.told("auditor", "GET", "/reports/health")
    return str(told["kpis"][0]["id"])


def test_the_page_shows_sections_steps_and_the_tinted_diagram(worked: Site) -> None:
    text = worked.browser("stakeholder").get("/reports/health").text

    for heading in ("Performance", "Improvement", "Strategy", "Steps"):
        assert f">{heading}" in text
    assert "Time from a task’s opening to its completion" in text
    assert '<small class="erm-id">S-1.1</small>' in text
    assert 'class="erm-legend"' in text
    assert 'fill="#f28b30"' in text


def test_the_diagram_may_be_tinted_by_another_figure(worked: Site) -> None:
    browser = worked.browser("stakeholder")

    assert "tinted by done again" in browser.get("/reports/health?heat=again").text
    assert "tinted by median" in browser.get("/reports/health?heat=colour").text


def test_a_time_without_work_says_so(worked: Site) -> None:
    text = (
        worked.browser("auditor")
        .get("/reports/health?from=2020-01-01&to=2020-02-01")
        .text
    )

    assert "Nothing was done in this time; choose a longer one." in text


def test_the_process_owner_defines_changes_and_ends_a_kpi(worked: Site) -> None:
    browser = worked.browser("process_owner")
    kpi_id = defined(worked)
    path = f"/reports/health/kpis/{kpi_id}"

    assert "Few late tasks" in browser.get("/reports/health").text
    assert 'value="10"' in browser.get(path).text
    browser.post(path, **{**KPI, "target": "12,5"})
    assert "at most 12.5 %" in browser.get("/reports/health/kpis").text
    browser.post(f"{path}/end")
    assert "No KPI is watched yet." in browser.get("/reports/health/kpis").text


def test_a_mistake_is_told_beside_its_field_and_nothing_is_lost(worked: Site) -> None:
    answer = worked.browser("process_owner").post(
        "/reports/health/kpis", **{**KPI, "target": "many"}
    )

    assert answer.status_code == 422
    assert "<title>Error: KPIs and measures" in answer.text
    assert "Give the target as a number, such as 90 or 2.5." in answer.text
    assert 'value="Few late tasks"' in answer.text


def test_others_read_kpis_and_define_none(worked: Site) -> None:
    browser = worked.browser("release_manager")

    assert browser.post("/reports/health/kpis", **KPI).status_code == 403
    assert "Define a KPI" not in browser.get("/reports/health/kpis").text


def test_a_kpi_says_whether_its_target_is_met(worked: Site) -> None:
    defined(worked, measure="task_time", target="1")

    text = worked.browser("executive").get("/reports/health").text

    assert '<span class="erm-badge erm-badge--red">missed</span>' in text


def test_the_report_is_taken_along_as_csv_xlsx_and_pdf(worked: Site) -> None:
    browser = worked.browser("auditor")

    table = browser.get("/reports/health.csv").data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table)))
    book = browser.get("/reports/health.xlsx")
    paper = browser.get("/reports/health.pdf")

    [step] = [row for row in rows if row["kind"] == "step" and row["id"] == "S-1.1"]
    assert (step["done"], step["late_percent"]) == ("1", "0.0")
    assert 1.9 < float(step["median_days"]) < 2.1
    assert book.data.startswith(b"PK")
    assert "Process health" in Pdf(paper.data).text()
    assert browser.get("/reports/health.odt").status_code == 404


def test_programs_read_the_same(worked: Site) -> None:
    kpi_id = defined(worked)

    told = worked.told("executive", "GET", "/reports/health?process=smr_release")

    assert told["process"] == "smr_release"
    assert [each["id"] for each in told["kpis"]] == [kpi_id]
    [step] = [each for each in told["steps"] if each["step"] == "S-1.1"]
    assert step["done"] == 1
    assert len(told["measures"][0]["months"]) == 13
