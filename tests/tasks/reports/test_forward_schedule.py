"""The forward schedule: volumes, order, filters.  Source: MET-02 to MET-06."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from tasks.people.persons import person_named
from tasks.planning import blackouts
from tasks.planning.blackouts import Asked
from tasks.release.tables import release
from tasks.reports import forward_schedule as forward
from tasks.reports import schedule_views
from tasks.reports.colliding import collisions_of
from tasks.reports.wanted import Wanted
from tests.tasks.conftest import MONDAY
from tests.tasks.reports.made import dated, report

TORONTO = ZoneInfo("America/Toronto")
YEAR = Wanted(date(2026, 1, 1), date(2026, 12, 31))


def at(day: int, hour: int = 19, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=TORONTO)


def wanted(**more: object) -> Wanted:
    return Wanted(**{"begins": YEAR.begins, "ends": YEAR.ends, **more})


def volume(context, name: str, **more: object) -> dict[str | None, int]:
    return dict(forward.volume(context.conn, wanted(**more)).by[name])


def listed(context, **more: object) -> list[str]:
    return [row.release_id for row in forward.page(context.conn, wanted(**more))]


def test_counts_per_service_equal_the_filtered_list(context):
    for day, service in ((9, "E-mail"), (10, "E-mail"), (11, "Network"), (12, None)):
        dated(context, at(day), service=service)
    report(context)

    counted = volume(context, "service")

    assert counted == {"E-mail": 2, "Network": 1, None: 1}
    assert list(counted) == ["E-mail", "Network", None]
    assert len(listed(context, service="E-mail")) == counted["E-mail"]


def test_a_release_with_two_jurisdictions_counts_in_both(context):
    both = dated(context, at(9), jurisdictions=["Health", "Justice"])
    dated(context, at(10), jurisdictions=["Health"])
    report(context)

    assert volume(context, "jurisdiction") == {"Health": 2, "Justice": 1}
    assert listed(context, jurisdiction="Justice") == [both]
    assert volume(context, "jurisdiction", jurisdiction="Justice") == {
        "Health": 1,
        "Justice": 1,
    }
    assert listed(context, jurisdiction="Just") == []


def test_it_counts_by_status_milestone_and_type(context):
    dated(context, at(9), milestone="Planning", release_type="Minor / Localized")
    dated(context, at(10), process="dcs", status="Draft", release_type="DE")
    dated(context, at(11), status="Cancelled")
    report(context)

    found = forward.volume(context.conn, YEAR)

    assert dict(found.by["status"]) == {"Active": 1, "Draft": 1}
    assert dict(found.by["release_type"]) == {"Minor / Localized": 1, "DE": 1}
    assert found.by_milestone == {("smr", "Planning"): 1, ("dcs", None): 1}
    assert found.total == 2
    assert volume(context, "status", status="Cancelled") == {"Cancelled": 1}


def test_the_list_is_by_date_and_what_has_no_hour_stands_on_its_day(context):
    late = dated(context, at(10, 23))
    planned = dated(context, None, planned_deployment=date(2026, 3, 10))
    early = dated(context, at(9))
    dated(context, None)
    report(context)

    assert listed(context) == [early, planned, late]
    assert forward.volume(context.conn, YEAR).undated == 1


def test_a_day_is_the_offices_day(context):
    evening = dated(context, at(31, 23))
    report(context)

    assert listed(context, ends=date(2026, 3, 31)) == [evening]
    assert listed(context, begins=date(2026, 4, 1)) == []


@pytest.mark.parametrize(
    "choice",
    [
        {"process": "dcs"},
        {"organization": "JTS"},
        {"portfolio": "Courts"},
        {"coordinator": "cora"},
        {"release_type": "DE"},
        {"status": "Draft"},
        {"overall": "At risk"},
        {"q": "crq77"},
        {"troubled": True},
    ],
)
def test_every_filter_finds_what_it_should_and_counts_it(context, choice):
    one = dated(
        context,
        at(9),
        process="dcs",
        status="Draft",
        organization="JTS",
        portfolio="Courts",
        service="E-mail",
        release_type="DE",
        crq_no="CRQ77",
        coordinator="cora",
    )
    dated(context, at(12), service="Network")
    mara = person_named(context.conn, "mara")
    shut = Asked(at(9), at(10), "Elections", "", process="dcs")
    blackouts.add(context, mara, shut)
    report(context)

    assert listed(context, **choice) == [one]
    assert forward.volume(context.conn, wanted(**choice)).total == 1


def test_words_of_a_search_are_taken_as_they_are(context):
    dated(context, at(9))
    report(context)

    assert listed(context, q="%") == []
    assert listed(context, q="_ew e-mail") == []
    assert len(listed(context, q="new E-MAIL")) == 1


def test_who_collides_is_named_from_the_same_snapshot(context):
    one = dated(context, at(9), items=["CI-1"], service="E-mail")
    other = dated(context, at(9, 20), items=["CI-1"])
    dated(context, at(10), service="E-mail")
    report(context)

    rows = forward.page(context.conn, YEAR)
    found = collisions_of(context.conn, rows)

    assert [(each.release_id, each.kinds) for each in found[one]] == [
        (other, ("item",))
    ]
    assert set(found) == {one, other}
    assert rows[0].overall == "At risk"
    assert rows[0].reasons == ["conflict"]


def test_a_blackout_is_on_the_line_of_whom_it_concerns(context):
    one = dated(context, at(9), organization="JTS")
    dated(context, at(9), organization="HSC")
    mara = person_named(context.conn, "mara")
    shut = Asked(at(8), at(10), "Moving", "", organization="JTS")
    blackout_id = blackouts.add(context, mara, shut)
    report(context)

    marked = {r.release_id: r.blackout_id for r in forward.page(context.conn, YEAR)}

    assert marked[one] == blackout_id
    assert list(marked.values()).count(None) == 1


def test_a_lead_time_that_is_too_short_is_marked_unless_best_effort(context):
    soon = MONDAY + timedelta(days=3)
    dated(context, soon, process="dcs", release_type="DE")
    dated(context, soon, process="dcs", release_type="SI", best_effort=True)
    dated(context, soon, process="dcs", release_type="CO")
    dated(context, soon)
    report(context)

    rows = forward.page(context.conn, YEAR)

    assert [row.lead_short for row in rows] == [True, True, False, False]
    assert "short_lead_time" in rows[0].reasons
    assert rows[1].reasons is None


def test_the_month_shows_the_first_of_each_day_and_how_many_there_are(context):
    for hour in range(10, 16):
        dated(context, at(9, hour))
    dated(context, at(28))
    report(context)

    month = schedule_views.month(context.conn, YEAR, date(2026, 3, 1), TORONTO)

    assert month.numbers == {date(2026, 3, 9): 6, date(2026, 3, 28): 1}
    assert len(month.days[date(2026, 3, 9)]) == schedule_views.IN_A_DAY
    assert (month.before, month.after) == ("2026-02", "2026-04")


def test_lanes_hold_each_release_where_it_belongs(context):
    dated(context, at(9), jurisdictions=["Health", "Justice"])
    dated(context, at(10))
    report(context)

    found = schedule_views.timeline(context.conn, YEAR, "jurisdiction", TORONTO)

    assert [(name, len(rows)) for name, rows in found.lanes] == [
        *(("Health", 1), ("Justice", 1), (None, 1)),
    ]
    assert found.total == 2


def test_a_page_of_many_takes_as_many_statements_as_one_of_few(context, statements):
    dated(context, at(9), service="E-mail", items=["CI-1"])
    report(context)
    statements.clear()
    schedule_views.overview(context.conn, YEAR, TORONTO)
    few = len(statements)
    for day in range(2, 28):
        dated(context, at(day), service="E-mail", items=["CI-1"])
        dated(context, at(day, 20), service="Network", items=["CI-1"])
    report(context)
    statements.clear()

    found = schedule_views.overview(context.conn, wanted(per_page=20), TORONTO)

    assert len(statements) <= few + 1  # names of who collides
    assert len(found.rows) == 20
    assert found.volume.total == 53
    assert not any(" release " in text for text in statements)


def test_counting_a_period_reads_an_index_and_no_line(context):
    dated(context, at(9))
    report(context)
    text = (
        "EXPLAIN QUERY PLAN SELECT kind, count(*) FROM report_line "
        "WHERE on_day BETWEEN '2026-01-01' AND '2026-12-31' GROUP BY kind"
    )

    plan = [row[-1] for row in context.conn.exec_driver_sql(text)]

    assert "COVERING INDEX ix_report_line_on_day_kind" in plan[0]


def test_what_is_called_off_leaves_the_schedule_and_stays_in_calendars(context):
    gone = dated(context, at(9))
    context.conn.execute(
        update(release).where(release.c.id == gone).values(status="Cancelled")
    )
    report(context)

    kept = forward.for_calendar(context.conn, YEAR.begins, YEAR.ends)

    assert listed(context) == []
    assert [row.release_id for row in kept] == [gone]
