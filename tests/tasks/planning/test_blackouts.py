"""Blackouts: who keeps them, whom they concern, that they can be taken back."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from tasks.people.persons import person_named
from tasks.planning import blackouts
from tasks.planning.blackouts import Asked
from tasks.planning.errors import NoSuchEntry, NotYoursToPlan, PlanningRefused
from tasks.planning.windows import Window
from tests.tasks.conftest import MONDAY

WEEK = timedelta(weeks=1)


def asked(**more: object) -> Asked:
    given = {
        "starts_at": MONDAY,
        "ends_at": MONDAY + WEEK,
        "reason_en": "Elections",
        "reason_fr": "Élections",
    }
    return Asked(**{**given, **more})


@pytest.fixture
def mara(context):
    return person_named(context.conn, "mara")


def test_the_release_manager_enters_a_blackout_and_it_holds(context, mara):
    blackouts.add(context, mara, asked())

    [row] = blackouts.between(context.conn, MONDAY)
    assert (row.reason_en, row.reason_fr) == ("Elections", "Élections")
    assert context.audits[-1]["entity"] == "blackout"


def test_nobody_else_does(context):
    with pytest.raises(NotYoursToPlan):
        blackouts.add(context, person_named(context.conn, "cora"), asked())


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"starts_at": None}, "starts_at"),
        ({"ends_at": None}, "ends_at"),
        ({"ends_at": MONDAY}, "ends_at"),
        ({"reason_en": " ", "reason_fr": ""}, "reason_en"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(context, mara, wrong, field):
    with pytest.raises(PlanningRefused) as refused:
        blackouts.add(context, mara, asked(**wrong))

    assert refused.value.field == field


def test_a_reason_in_one_language_serves_both(context, mara):
    blackouts.add(context, mara, asked(reason_fr=""))

    [row] = blackouts.between(context.conn, MONDAY)
    assert row.reason_fr == "Elections"


def test_what_is_taken_back_holds_no_more_and_can_be_restored(context, mara):
    blackout_id = blackouts.add(context, mara, asked())

    blackouts.take_back(context, mara, blackout_id)
    assert blackouts.between(context.conn, MONDAY) == []
    with pytest.raises(NoSuchEntry):
        blackouts.take_back(context, mara, blackout_id)

    blackouts.restore(context, mara, blackout_id)
    assert len(blackouts.between(context.conn, MONDAY)) == 1


def test_a_blackout_concerns_its_scope_alone(context, mara):
    blackouts.add(context, mara, asked(organization="JTS", process="dcs"))
    rows = blackouts.between(context.conn, MONDAY)
    window = Window(MONDAY, MONDAY + timedelta(hours=1))

    def touches(process: str, organization: str) -> bool:
        release = SimpleNamespace(
            process=process, organization=organization, service=None
        )
        return blackouts.touching(rows, window, release) is not None

    assert touches("dcs", "JTS")
    assert not touches("smr", "JTS")
    assert not touches("dcs", "HSC")
