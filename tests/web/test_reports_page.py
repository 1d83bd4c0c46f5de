"""The reports as pages and files: everybody reads them, some may go on from there."""

import csv
from datetime import timedelta
from io import BytesIO, StringIO

from openpyxl import load_workbook


def link_to(release_id: str) -> str:
    return f'href="/releases/{release_id}"'


def test_the_executive_summary_links_only_what_one_may_open(site):
    smr = site.file(title="Payroll portal")
    site.do("intake", "S-1.1", needs_smr=True, PM="project_manager")
    site.do("release_manager", "S-1.2", smr_required=True)

    manager = site.browser("release_manager").get("/reports/executive-summary").text
    executive = site.browser("executive").get("/reports/executive-summary").text

    assert "Payroll portal" in manager
    assert link_to(smr) in manager
    assert "Payroll portal" in executive
    assert link_to(smr) not in executive


def planned(site, title="Portal", **more):
    at = {"deployment_at": "2026-01-20T19:00:00-05:00", "service": "Hosting"}
    return site.file(title=title, **{**at, **more})


def test_the_schedule_answers_by_page_with_its_volumes_and_the_snapshots_time(site):
    first, second = planned(site), planned(site, "Gateway", organization="JTS")

    told = site.told("stakeholder", "GET", "/reports/forward-schedule?per_page=1")

    assert told["as_of"] == "2026-01-05T14:00:00Z"
    assert told["volume"]["by_service"] == [{"service": "Hosting", "releases": 2}]
    assert told["total"] == 2
    [item] = told["items"]
    assert (item["id"], item["day"]) == (first, "2026-01-20")
    assert item["conflicts"] == [{"release_id": second, "kinds": ["service"]}]


def test_a_change_shows_when_the_snapshot_is_made_again(site):
    release_id = planned(site)
    path = "/reports/forward-schedule"
    site.told("auditor", "GET", path)
    planned(site, "Gateway")

    before = site.told("auditor", "GET", path)["total"]
    site.browser("release_manager").post("/reports/refresh", next=path)
    after = site.told("auditor", "GET", path)

    assert (before, after["total"]) == (1, 2)
    assert after["items"][0]["id"] == release_id


def test_after_half_an_hour_a_change_is_included(site):
    site.told("auditor", "GET", "/reports/executive-summary")
    planned(site)
    site.clock.advance(timedelta(minutes=30))

    told = site.told("auditor", "GET", "/reports/executive-summary")

    assert told["as_of"] == "2026-01-05T14:30:00Z"
    assert [each["title"] for each in told["items"]] == ["Portal"]


def test_filters_stay_in_the_address_of_files_and_views(site):
    planned(site)
    page = site.browser("intake").get("/reports/forward-schedule?service=Hosting").text

    assert 'href="/reports/forward-schedule.csv?service=Hosting"' in page
    assert "service=Hosting&amp;view=month" in page
    assert '<option value="Hosting" selected>' in page


def test_every_chart_has_its_table(site):
    planned(site)
    page = site.browser("intake").get("/reports/forward-schedule").text

    assert page.count('role="img"') == 4
    assert page.count("The same as a table") == 4


def test_files_hold_the_lines_and_their_time(site):
    release_id = planned(site, "=cmd()")
    browser = site.browser("release_manager")

    table = browser.get("/reports/forward-schedule.csv").text
    book = load_workbook(BytesIO(browser.get("/reports/forward-schedule.xlsx").data))
    rows = list(csv.DictReader(StringIO(table.removeprefix("\ufeff"))))

    assert [(row["id"], row["as_of"]) for row in rows] == [
        (release_id, "2026-01-05 09:00")
    ]
    assert rows[0]["title"] == "'=cmd()"
    assert book.active["A2"].value == release_id
    for report in ("forward-schedule", "executive-summary"):
        assert browser.get(f"/reports/{report}.pdf").data.startswith(b"%PDF")
    assert browser.get("/reports/forward-schedule.exe").status_code == 404


def test_the_file_of_the_summary_says_to_which_view_a_line_belongs(site):
    planned(site)

    told = site.ask("auditor", "GET", "/reports/executive-summary.csv").text

    assert told.splitlines()[1].startswith('"ahead","SMR-2026-0001"')


def test_the_summary_is_kept_from_others_in_every_form(site):
    browser = site.browser("project_manager")

    for path in ("", ".csv", ".xlsx", ".pdf"):
        assert browser.get(f"/reports/executive-summary{path}").status_code == 403
        told = site.ask("stakeholder", "GET", f"/reports/executive-summary{path}")
        assert told.status_code == 403
    assert browser.get("/reports/forward-schedule").status_code == 200


def test_the_month_and_the_timeline_show_what_is_planned(site):
    planned(site)
    browser = site.browser("executive")

    month = browser.get("/reports/forward-schedule?view=month&month=2026-01").text
    lanes = browser.get(
        "/reports/forward-schedule?view=timeline&lanes=coordinator"
    ).text

    assert "Portal" in month
    assert "Portal" in lanes
    assert "Not given" in lanes


def test_nonsense_in_the_address_is_forgiven(site):
    browser = site.browser("executive")

    for query in ("from=x&to=y", "from=9999-12-31", "page=-1&view=z", "month=2026-99"):
        path = f"/reports/forward-schedule?{query}"
        assert browser.get(path).status_code == 200
        assert browser.get(f"{path}&view=month").status_code == 200
        assert browser.get(f"/reports/executive-summary?{query}").status_code == 200
        assert browser.get(f"/calendar?{query}&on=nonsense").status_code == 200


def test_the_calendar_has_a_month_a_week_and_a_day(site):
    for number in range(5):
        planned(site, f"Portal {number}")
    browser = site.browser("release_manager")

    month = browser.get("/calendar?month=2026-01").text
    week = browser.get("/calendar?view=week&on=2026-01-20").text
    day = browser.get("/calendar?view=day&on=2026-01-20").text

    assert month.count("Portal ") == 3
    assert "2 more" in month
    assert "New Year" in month
    assert week.count("Portal ") == day.count("Portal ") == 5
    assert "Portal" not in browser.get("/calendar?on=2026-01-20&kind=Outage").text
