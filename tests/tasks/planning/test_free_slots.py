"""The next free slot avoids what nobody may collide with, and says why not before."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tasks.people.persons import person_named
from tasks.planning import absences, blackouts
from tasks.planning.free_slots import Asked, free_slots
from tests.tasks.conftest import MONDAY
from tests.tasks.reports.made import dated, report

TORONTO = ZoneInfo("America/Toronto")
TUESDAY = date(2026, 3, 3)


def asked(**more: object) -> Asked:
    return Asked(**{"after": TUESDAY, "clock": time(19), "hours": 2.0, **more})


def slots(context, **more: object) -> list[datetime]:
    found = free_slots(context.conn, asked(**more), TORONTO, MONDAY)
    return [each.starts_at.astimezone(TORONTO) for each in found.slots]


def days(context, **more: object) -> list[str]:
    return [each.date().isoformat() for each in slots(context, **more)]


def test_the_first_business_days_are_free_when_nothing_is_planned(context):
    found = slots(context)

    assert [each.strftime("%a %d") for each in found] == [
        *("Tue 03", "Wed 04", "Thu 05", "Fri 06", "Mon 09"),
    ]
    assert {each.hour for each in found} == {19}  # also after the clocks change


def test_weekends_count_when_they_are_allowed(context):
    assert "2026-03-07" in days(context, weekends=True)


def test_public_holidays_are_passed_over(context):
    assert days(context, after=date(2026, 4, 2))[:2] == ["2026-04-02", "2026-04-06"]


def test_a_blackout_is_avoided_and_named(context):
    begin = datetime(2026, 3, 3, 0, tzinfo=TORONTO)
    blackouts.add(
        context,
        person_named(context.conn, "mara"),
        blackouts.Asked(begin, begin + timedelta(days=2), "Elections", ""),
    )

    found = free_slots(context.conn, asked(), TORONTO, MONDAY)

    assert days(context)[0] == "2026-03-05"
    assert [each.reasons for each in found.passed] == [("blackout",), ("blackout",)]
    assert found.passed[0].blackout.reason_en == "Elections"


@pytest.mark.parametrize(
    "shared", [{"service": "E-mail"}, {"items": ("CI-1",)}, {"coordinator": "cora"}]
)
def test_a_conflict_is_avoided_and_named(context, shared):
    other = dated(
        context,
        datetime(2026, 3, 3, 20, tzinfo=TORONTO),
        service="E-mail",
        items=["CI-1"],
        coordinator="cora",
    )
    report(context)

    found = free_slots(context.conn, asked(**shared), TORONTO, MONDAY)

    assert days(context, **shared)[0] == "2026-03-04"
    assert found.passed[0].reasons == ("conflict",)
    assert found.passed[0].collisions[0].release_id == other


def test_a_release_does_not_collide_with_itself(context):
    own = dated(context, datetime(2026, 3, 3, 19, tzinfo=TORONTO), service="E-mail")
    report(context)

    assert days(context, release_id=own, service="E-mail")[0] == "2026-03-03"


def test_an_absence_of_the_coordinator_is_avoided(context):
    mara = person_named(context.conn, "mara")
    absences.enter(context, mara, "cora", TUESDAY, TUESDAY + timedelta(days=1))

    assert days(context, coordinator="cora")[0] == "2026-03-05"


def test_a_detailed_deployment_keeps_its_lead_time(context):
    assert days(context, release_type="DE")[0] == "2026-03-09"
