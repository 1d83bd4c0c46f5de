"""Who coordinates how much, who is away, who is free."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tasks.forms.offered import offered
from tasks.people.holders import assign
from tasks.people.persons import person_named
from tasks.planning import absences, capacity
from tasks.planning.availability import availabilities
from tasks.planning.errors import NoSuchEntry, NotYoursToPlan, PlanningRefused
from tasks.planning.resources import free_at, resource_schedule
from tests.tasks.conftest import MONDAY
from tests.tasks.forms.made import field, form
from tests.tasks.reports.made import dated, report
from tests.tasks.test_facts import ask

TORONTO = ZoneInfo("America/Toronto")
TUESDAY = date(2026, 3, 3)


@pytest.fixture
def cora(context):
    return person_named(context.conn, "cora")


@pytest.fixture
def mara(context):
    return person_named(context.conn, "mara")


def test_a_coordinator_enters_the_own_absence_and_the_manager_everybodys(
    context, cora, mara
):
    absences.enter(context, cora, "cora", TUESDAY, None)
    absences.enter(context, mara, "cora", TUESDAY, TUESDAY + timedelta(days=9))

    assert len(absences.between(context.conn, TUESDAY, TUESDAY)) == 2
    with pytest.raises(NotYoursToPlan):
        absences.enter(
            context, person_named(context.conn, "pia"), "cora", TUESDAY, None
        )


def test_an_absence_can_be_taken_back_and_restored(context, cora):
    absence_id = absences.enter(context, cora, "cora", TUESDAY, None)

    absences.take_back(context, cora, absence_id)
    assert absences.between(context.conn, TUESDAY, TUESDAY) == []
    with pytest.raises(NoSuchEntry):
        absences.take_back(context, cora, absence_id)
    absences.restore(context, cora, absence_id)

    assert len(absences.between(context.conn, TUESDAY, TUESDAY)) == 1


def test_an_absence_that_ends_before_it_begins_is_refused(context, cora):
    with pytest.raises(PlanningRefused) as refused:
        absences.enter(context, cora, "cora", TUESDAY, TUESDAY - timedelta(days=1))

    assert refused.value.field == "last_on"


def test_only_the_manager_sets_capacities(context, cora, mara):
    capacity.set_capacity(context, mara, "cora", 2)

    assert capacity.capacities(context.conn) == {"cora": 2}
    with pytest.raises(NotYoursToPlan):
        capacity.set_capacity(context, cora, "cora", 9)
    with pytest.raises(PlanningRefused):
        capacity.set_capacity(context, mara, "cora", 1000)


def test_open_releases_are_what_a_coordinator_carries(context, smr, mara):
    assign(context, smr, "release_coordinator_smr", "cora")
    capacity.set_capacity(context, mara, "cora", 1)

    found = availabilities(context.conn, ["cora", "mara"], TUESDAY, TUESDAY)

    assert (found["cora"].carries, found["cora"].capacity) == (1, 1)
    assert found["cora"].is_full
    assert (found["mara"].carries, found["mara"].capacity) == (0, capacity.USUAL)


def test_the_schedule_counts_deployments_and_days_away_by_week(context, mara):
    dated(context, datetime(2026, 3, 4, 19, tzinfo=TORONTO), coordinator="cora")
    absences.enter(context, mara, "cora", date(2026, 3, 6), date(2026, 3, 10))
    report(context)

    [row] = resource_schedule(context.conn, date(2026, 3, 2), 2)

    assert row.name == "Cora Lin"
    assert [week.deployments for week in row.weeks] == [1, 0]
    assert [week.days_away for week in row.weeks] == [1, 2]


def test_who_deploys_within_a_day_or_is_away_is_not_free(context, mara):
    at = datetime(2026, 3, 4, 19, tzinfo=TORONTO)
    [alone] = free_at(context.conn, at, TORONTO)
    release_id = dated(context, at, coordinator="cora")
    report(context)
    [busy] = free_at(context.conn, at + timedelta(hours=3), TORONTO)
    absences.enter(context, mara, "cora", date(2026, 3, 20), None)
    [away] = free_at(context.conn, at + timedelta(days=16), TORONTO)

    assert alone.is_free
    assert busy.deploys == [release_id]
    assert not busy.is_free
    assert away.standing.away == (date(2026, 3, 20), date(2026, 3, 20))
    assert not away.is_free


def test_load_and_absence_stand_beside_who_may_be_assigned(context, dcs, mara):
    assign(context, dcs, "release_coordinator_dcs", "cora")
    absences.enter(context, mara, "cora", TUESDAY, TUESDAY)
    asked = form(
        field("coordinator", "user", options_from="people:release_coordinator_dcs")
    )

    [option] = offered(context, asked)["coordinator"]

    assert option.value == "cora"
    assert option.label.en == (
        "Cora Lin – 1 of 5 releases, away 2026-03-03 to 2026-03-03"
    )
    assert "1 versions sur 5, absence du 2026-03-03" in option.label.fr


def test_a_list_of_other_people_costs_no_further_statement(context, dcs, statements):
    asked = form(
        field("who", "user", options_from="people:release_coordinator_dcs, executive")
    )

    labels = [option.label.en for option in offered(context, asked)["who"]]

    assert labels == ["Cora Lin", "Eve Tan"]
    assert len(statements) == 1


def test_who_is_away_or_full_is_warned_of_and_never_refused(context, dcs, mara):
    assert ask(context, "is_available", "cora") is True
    absences.enter(context, mara, "cora", MONDAY.date(), None)
    capacity.set_capacity(context, mara, "cora", 0)

    assert ask(context, "is_available", "cora") is False
    assert ask(context, "has_capacity", "cora") is False
    assert ask(context, "has_capacity", None) is True
    assert assign(context, dcs, "release_coordinator_dcs", "cora")
