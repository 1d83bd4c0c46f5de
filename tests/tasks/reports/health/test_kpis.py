"""KPIs: the process owner defines them with targets; everybody reads them."""

import pytest
from sqlalchemy import insert, select

from engine.audit import audit_entry
from engine.errors import NotFound
from engine.unit import unit
from tasks.people.persons import person_named, person_role
from tasks.reports.health.kpis import (
    Given,
    KpiInvalid,
    MayNotDefine,
    define,
    is_met,
    kpi_with,
    kpis,
    retire,
)
from tests.tasks.conftest import MONDAY, TORONTO

GOOD = Given("Few No-Go decisions", "no_go", "at most", "12,5", "smr_release")
PROCESSES = ["smr_release", "dcs_release"]


@pytest.fixture
def owner(context):
    context.conn.execute(
        insert(person_role).values(user_name="sam", role="process_owner")
    )
    return person_named(context.conn, "sam")


def test_the_process_owner_defines_a_kpi_with_a_target(context, owner):
    kpi_id = define(context, owner, GOOD, PROCESSES)

    (row,) = kpis(context.conn)
    assert (row.id, row.name, row.target) == (kpi_id, "Few No-Go decisions", 12.5)


def test_nobody_else_does(context):
    with pytest.raises(MayNotDefine, match="Only the process owner"):
        define(context, person_named(context.conn, "mara"), GOOD, PROCESSES)


def test_a_change_and_an_end_are_told_by_the_audit_trail(database, context, owner):
    kpi_id = define(context, owner, GOOD, PROCESSES)
    context.conn.commit()
    better = Given("Few No-Go decisions", "no_go", "at most", "10", "smr_release")
    with unit(database, at=MONDAY, zone=TORONTO, by="sam", why="") as changing:
        define(changing, owner, better, PROCESSES, kpi_id)
        retire(changing, owner, kpi_id)

    with database.read() as conn:
        told = conn.execute(
            select(audit_entry.c.field, audit_entry.c.old, audit_entry.c.new).where(
                audit_entry.c.entity == "kpi"
            )
        ).all()
        assert next((row.field, row.old, row.new) for row in told) == (
            "target",
            12.5,
            10.0,
        )
        assert told[1].field == "ended_at"
        assert kpis(conn) == []
        with pytest.raises(NotFound):
            kpi_with(conn, kpi_id)


def test_every_mistake_is_told_beside_its_field(context, owner):
    with pytest.raises(KpiInvalid) as refused:
        define(context, owner, Given(" ", "love", "about", "many", "x"), PROCESSES)

    assert set(refused.value.messages) == {
        *("name", "measure", "direction", "target", "process_key")
    }
    assert "such as 90 or 2.5" in refused.value.messages["target"]


@pytest.mark.parametrize(
    ("direction", "value", "met"),
    [
        ("at least", 90.0, True),
        ("at least", 89.9, False),
        ("at most", 90.0, True),
        ("at most", 90.1, False),
        ("at most", None, None),
    ],
)
def test_a_target_is_met_or_not_or_there_is_nothing_to_say(
    context, owner, direction, value, met
):
    define(context, owner, Given("x", "no_go", direction, "90"), PROCESSES)
    (row,) = kpis(context.conn)

    assert is_met(row, value) is met
