"""What a release type asks for is put on the record, once."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from tasks.people.holders import assign
from tasks.release.lifecycle import write
from tasks.release.records import rows_of
from tests.tasks.conftest import MONDAY
from tests.tasks.stored import stored

VALUES = {"values.toml": Path("bpmn/values.toml").read_bytes()}


def test_a_large_release_gets_checklist_approvals_and_documents(context, smr, run):
    context.bundle = VALUES
    assign(context, smr, "service_owner", "sol")
    large = {"release_type": "Significant / Large", "planned_test": "2026-05-01"}
    write(context, smr, large)
    run("apply_type_rules")

    approvals = rows_of(context.conn, "approvals", smr)
    assert [row.body for row in approvals] == ["ITSML", "ACT", "ARB"]
    (document,) = rows_of(context.conn, "documents", smr)
    assert (document.type, document.state) == ("Service Design Package", "Requested")
    items = {row.text: row for row in rows_of(context.conn, "deliverables", smr)}
    change = items["Change request submitted"]
    assert (change.level, change.milestone) == ("Must", "Test")
    assert (change.owner, change.due_on) == ("sol", date(2026, 5, 1))


def test_a_minor_release_is_asked_for_less(context, smr, run):
    context.bundle = VALUES
    write(context, smr, {"release_type": "Minor / Localized"})
    run("apply_type_rules")

    texts = [row.text for row in rows_of(context.conn, "deliverables", smr)]
    assert texts
    assert "Change request submitted" not in texts
    assert rows_of(context.conn, "approvals", smr) == []


def test_rules_applied_twice_add_nothing(context, smr, run):
    context.bundle = VALUES
    write(context, smr, {"release_type": "Significant / Large"})
    run("apply_type_rules")
    before = len(rows_of(context.conn, "deliverables", smr))
    run("apply_type_rules")

    assert len(rows_of(context.conn, "deliverables", smr)) == before


def test_the_usual_documents_of_a_process_are_listed(context, smr, run):
    context.bundle = VALUES
    run("preset_collateral")

    types = {row.type for row in rows_of(context.conn, "documents", smr)}
    assert {"Release Plan", "Release Announcement", "Scorecard"} <= types
    assert "Supporting document" not in types


@pytest.mark.parametrize(
    ("kind", "days", "short"),
    [("SI", 2, True), ("SI", 14, False), ("CX", 13, True), ("CX", 15, False)],
)
def test_a_short_lead_time_warns_and_refuses_nothing(
    context, dcs, run, kind, days, short
):
    deployment = MONDAY + timedelta(days=days)
    write(context, dcs, {"release_type": kind, "deployment_at": deployment})

    assert run("check_lead_time") is short
    assert bool(rows_of(context.conn, "notes", dcs)) is short


def test_an_urgent_unplanned_release_in_short_time_is_best_effort(context, dcs, run):
    urgent = {"deployment_at": MONDAY + timedelta(days=1), "urgent_unplanned": True}
    write(context, dcs, {"release_type": "CX", **urgent})
    run("check_lead_time")
    assert stored(context, dcs).best_effort is True

    write(context, dcs, {"release_type": "CO"})
    run("check_lead_time")
    assert stored(context, dcs).best_effort is False


def test_the_process_owner_may_set_other_lead_times(context, dcs, run):
    context.bundle = {
        "values.toml": b"[lead_time.CO]\nat_least=10\nat_most=20\nunit='weeks'"
    }
    deployment = MONDAY + timedelta(days=30)
    write(context, dcs, {"release_type": "CO", "deployment_at": deployment})

    assert run("check_lead_time") is True
