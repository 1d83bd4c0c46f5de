"""Messages between releases: to the right receiver, with what goes with them."""

from pathlib import Path

import pytest
from sqlalchemy import insert, select

from engine.instances import instance
from engine.messages import message
from tasks.inbox.tables import human_task
from tasks.people.holders import assign
from tasks.release import series
from tasks.release.errors import RecordRefused
from tasks.release.lifecycle import link, write
from tasks.release.records import rows_of
from tests.tasks.conftest import MONDAY, file

CATALOGUE = {"catalogue.toml": Path("bpmn/catalogue.toml").read_bytes()}


def sent(context):
    return context.conn.execute(select(message).order_by(message.c.id)).all()


def test_a_message_goes_to_the_open_linked_release_with_the_named_fields(
    context, dcs, run
):
    context.bundle = CATALOGUE
    other = file(context, "smr")
    link(context, dcs, other)
    write(context, dcs, {"outcome": "Backed out", "activated_at": MONDAY})
    run(
        "send_message",
        message="dcs_result",
        to="linked:smr",
        **{"with": "result=outcome, activated_at"},
    )

    (found,) = sent(context)
    assert (found.name, found.instance_id) == ("dcs_result", "smr-1")
    assert found.payload == {
        "from_release": dcs,
        "result": "Backed out",
        "activated_at": "2026-03-02T14:30:00+00:00",
    }
    assert found.expires_at is not None


def test_a_message_to_a_linked_release_that_has_ended_is_not_sent(context, smr, run):
    other = file(context, "dcs")
    link(context, smr, other)
    write(context, other, {"status": "Cancelled"})
    context.changed()
    run("send_message", message="smr_go", to="linked:dcs")

    assert sent(context) == []


def test_a_message_to_oneself_is_kept_for_this_instance(context, smr, run):
    run("send_message", message="proceed", to="self")

    assert [m.instance_id for m in sent(context)] == ["smr-1"]


def test_a_receiver_that_does_not_exist_is_refused(smr, run):
    with pytest.raises(RecordRefused, match="no receiver"):
        run("send_message", message="x", to="everybody")


def test_a_companion_is_started_by_its_message_and_told_by_others(context, dcs, run):
    context.bundle = CATALOGUE
    companion = "companion:dcs_weekly_status"
    run("send_message", message="weekly_status_started", to=companion)
    run("send_message", message="weekly_status_ended", to=companion)
    (started,) = sent(context)
    assert (started.process_key, started.instance_id) == ("dcs_weekly_status", None)
    assert started.payload["release_id"] == dcs

    context.conn.execute(
        insert(instance).values(
            id="weekly",
            process_key="dcs_weekly_status",
            version_id="version-dcs-1",
            business_key=dcs,
            status="running",
            lock_version=0,
            started_at=MONDAY,
            changed_at=MONDAY,
        )
    )
    run("send_message", message="weekly_status_ended", to=companion)
    assert [m.instance_id for m in sent(context)][1:] == ["weekly"]


def test_a_linked_release_is_asked_for_once(context, smr, run):
    context.bundle = CATALOGUE
    assign(context, smr, "project_manager", "pia")
    write(context, smr, {"organization": "ITOD"})
    run("start_linked_release", process="dcs_release")
    run("start_linked_release", process="dcs_release")

    (found,) = sent(context)
    assert (found.name, found.process_key) == ("dcs_requested", "dcs_release")
    assert found.payload["from_release"] == smr
    assert found.payload["organization"] == "ITOD"
    assert found.payload["project_manager"] == "pia"


def test_an_open_linked_release_is_used_and_a_closed_one_replaced(context, smr, run):
    context.bundle = CATALOGUE
    other = file(context, "dcs")
    link(context, smr, other)
    run("start_linked_release", process="dcs_release")
    assert sent(context) == []

    write(context, other, {"status": "Cancelled"})
    context.changed()
    run("start_linked_release", process="dcs_release")
    assert len(sent(context)) == 1


def test_an_earlier_result_does_not_answer_a_new_attempt(context, smr, run):
    run("send_message", message="dcs_result", to="self")
    run("send_message", message="smr_go", to="self")
    run("forget_messages", message="dcs_result, dcs_closed")

    states = {m.name: m.state for m in sent(context)}
    assert states == {"dcs_result": "expired", "smr_go": "kept"}


def test_linked_releases_are_told_by_a_note_and_an_action(context, smr, run):
    other = file(context, "dcs")
    link(context, smr, other)
    assign(context, other, "release_coordinator_dcs", "cora")
    run("tell_linked", text="The readiness release was cancelled")

    (note,) = rows_of(context.conn, "notes", other)
    (action,) = rows_of(context.conn, "actions", other)
    assert note.kind == "Linked release"
    assert (action.origin, action.owner) == ("Linked release", "cora")


def test_the_end_of_a_release_ends_its_series_and_withdraws_items(context, smr, run):
    series.start(context, smr, "status_meeting", every="P7D")
    task = {
        "instance_id": "smr-1",
        "process_key": "smr_release",
        "version_id": "v",
        "release_id": smr,
        "step_id": "x",
        "name": "x",
        "role": "stakeholder",
        "roles": [],
        "state": "open",
        "opened_at": MONDAY,
    }
    context.conn.execute(
        insert(human_task),
        [
            {**task, "task_id": "item", "kind": "item"},
            {**task, "task_id": "step", "kind": "step"},
        ],
    )
    run("close_open_work")

    states = dict(
        context.conn.execute(select(human_task.c.task_id, human_task.c.state)).all()
    )
    assert states == {"item": "withdrawn", "step": "open"}
    assert series.named(context, smr)["status_meeting"]["ended_at"] is not None
