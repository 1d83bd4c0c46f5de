"""The executive summary: the period, both views, who may see it.  Source: MET-07–09."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tasks.people.persons import person_named
from tasks.reports import executive_summary as executive
from tasks.reports.lines import AHEAD, BACK
from tasks.reports.wanted import Wanted
from tests.tasks.conftest import MONDAY
from tests.tasks.reports.made import dated, report

TORONTO = ZoneInfo("America/Toronto")
TODAY = date(2026, 3, 2)
AROUND = Wanted(TODAY - timedelta(days=30), TODAY + timedelta(days=60))


def at(days: int) -> datetime:
    return MONDAY + timedelta(days=days)


def seen(context, view: str, wanted: Wanted = AROUND) -> list[str]:
    rows = executive.lines(context.conn, wanted, view, limit=50)
    return [row.release_id for row in rows]


def closed(context, days: int, reason: str, **more: object) -> str:
    return dated(
        context,
        at(days),
        status="Closed",
        milestone="Close down",
        status_reason=reason,
        closed_at=at(days + 1),
        **more,
    )


def test_both_processes_are_listed_and_the_totals_follow_the_period(context):
    dated(context, at(5))
    dated(context, at(40), process="dcs")
    closed(context, -5, "Successful")
    closed(context, -50, "Backed out", process="dcs")
    report(context)
    narrow = Wanted(TODAY - timedelta(days=10), TODAY + timedelta(days=10))
    wide = Wanted(TODAY - timedelta(days=90), TODAY + timedelta(days=90))

    few = executive.numbers(context.conn, narrow, TODAY)
    all_of_them = executive.numbers(context.conn, wide, TODAY)

    assert (few.ahead, few.back, few.went_wrong) == (1, 1, 0)
    assert (all_of_them.ahead, all_of_them.back, all_of_them.went_wrong) == (2, 2, 1)
    assert {process for process, _ in all_of_them.by} == {"smr", "dcs"}
    assert all_of_them.success == 50


def test_what_is_planned_is_looked_forward_to_and_what_is_over_looked_back_on(context):
    coming, over = dated(context, at(5)), closed(context, -5, "Successful")
    report(context)

    assert seen(context, AHEAD) == [coming]
    assert seen(context, BACK) == [over]


def test_what_should_be_over_by_now_comes_first_however_old(context):
    soon = dated(context, at(2))
    forgotten = dated(context, at(-200))
    dateless = dated(context, None)
    report(context)

    assert seen(context, AHEAD) == [forgotten, soon, dateless]
    assert executive.numbers(context.conn, AROUND, TODAY).late == 1


def test_the_newest_deployment_comes_first_looking_back(context):
    older, newer = closed(context, -9, "Successful"), closed(context, -2, "Backed out")
    report(context)

    assert seen(context, BACK) == [newer, older]


def test_the_week_counts_seven_days_from_today(context):
    for days in (0, 6, 7):
        dated(context, at(days))
    report(context)

    assert executive.numbers(context.conn, AROUND, TODAY).this_week == 2


def test_called_off_releases_are_told_and_are_no_failure(context):
    dated(context, at(-3), status="Cancelled", closed_at=at(-4))
    dated(context, None, status="Not required", closed_at=at(-4))
    report(context)

    found = executive.numbers(context.conn, AROUND, TODAY)

    assert (found.called_off, found.deployed, found.success) == (1, 0, None)


def test_a_line_has_all_that_the_standard_asks_for(context):
    dated(
        context,
        at(5),
        outage=True,
        outage_start=at(5),
        outage_end=at(5) + timedelta(hours=3),
        outage_text="No mail",
        director="Dana Wu",
        crq_no="CRQ1",
        crq_state="Approved",
    )
    report(context)

    [row] = executive.lines(context.conn, AROUND, AHEAD, limit=5)

    assert (row.director, row.crq_no, row.crq_state) == ("Dana Wu", "CRQ1", "Approved")
    assert (row.deployment_at, row.outage_end) == (at(5), at(5) + timedelta(hours=3))
    assert row.outage_text == "No mail"
    assert row.overall == "On track"


def test_one_page_goes_over_both_views(context):
    ahead = [dated(context, at(days)) for days in (1, 2, 3)]
    back = [closed(context, days, "Successful") for days in (-1, -2)]
    report(context)

    def page(number: int) -> list[str]:
        wanted = Wanted(AROUND.begins, AROUND.ends, page=number, per_page=2)
        return [r.release_id for r in executive.both(context.conn, wanted, None)]

    assert [page(1), page(2), page(3)] == [ahead[:2], [ahead[2], back[0]], back[1:]]


@pytest.mark.parametrize(
    ("who", "may"), [("eve", True), ("mara", True), ("pia", False)]
)
def test_it_is_for_internal_use(context, who, may):
    person = person_named(context.conn, who)
    assert person is not None
    if may:
        executive.require_internal(person)
        return
    with pytest.raises(executive.InternalReport):
        executive.require_internal(person)
