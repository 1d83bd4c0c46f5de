"""Coordinated deployments: attempts begin afresh, updates go out as drafted."""

from datetime import timedelta

from tasks.release import series
from tasks.release.lifecycle import write
from tasks.release.records import rows_of, save
from tests.tasks.conftest import MONDAY
from tests.tasks.stored import stored

MAIL = {"mail/status.txt": b"Subject: {{ update.status }}\n\n{{ update.summary }}"}


def due(context, release_id, name="status_update"):
    context.changed()
    return series.next_due(series.named(context, release_id).get(name))


def test_a_second_attempt_does_not_leave_its_loops_at_once(context, dcs, run):
    write(
        context,
        dcs,
        {"outcome": "New dates", "stage": "deploy", "retries": 3},
        flags={"deployment_over": True, "cancel_requested": True},
    )
    run("begin_attempt")

    found = stored(context, dcs)
    assert (found.outcome, found.stage, found.retries) == (None, None, 0)
    assert found.flags == {"deployment_over": False, "cancel_requested": False}


def test_retries_are_counted(dcs, run):
    assert [run("count_retry"), run("count_retry")] == [1, 2]


def test_updates_go_out_at_the_frequency_of_the_plan(context, dcs, run):
    write(context, dcs, {"update_every": "PT30M"})
    run("start_updates")

    assert due(context, dcs) == MONDAY + timedelta(minutes=30)


def test_updates_go_out_at_the_times_of_the_plan(context, dcs, run):
    times = [{"at": (MONDAY + timedelta(hours=h)).isoformat()} for h in (-1, 2, 5)]
    write(context, dcs, {"update_times": times})
    run("start_updates")
    assert due(context, dcs) == MONDAY + timedelta(hours=2)

    context.at = MONDAY + timedelta(hours=2)
    run("next_slot", series="status_update")
    assert due(context, dcs) == MONDAY + timedelta(hours=5)


def test_a_simplified_release_may_have_one_update_at_the_end(context, dcs, run):
    run("start_updates")

    assert due(context, dcs) == series.NEVER
    assert due(context, dcs, "checkpoint_call") == series.NEVER


def test_scheduled_checkpoint_calls_keep_the_rhythm_that_was_agreed(context, dcs, run):
    write(context, dcs, {"checkpoint_calls": True})
    first = MONDAY + timedelta(hours=6)
    series.start(context, dcs, "checkpoint_call", every="PT12H", first_at=first)
    run("start_updates")

    assert due(context, dcs, "checkpoint_call") == first
    assert series.named(context, dcs)["checkpoint_call"]["every"] == "PT12H"


def test_an_update_goes_out_as_it_was_drafted_and_is_marked_as_sent(context, dcs, run):
    context.bundle = MAIL
    planned = {"status": "Planned", "state": "Final", "scheduled_at": MONDAY}
    save(context, "updates", dcs, planned)
    draft = {"status": "Green", "summary": "All well", "final": True}
    save(context, "updates", dcs, draft)
    run("send_update", mail="status", to="eve@x.ca")

    before, sent = rows_of(context.conn, "updates", dcs)
    assert before.sent_at is None
    assert (sent.state, sent.sent_at, sent.final) == ("Sent", MONDAY, True)
    assert sent.recipients == ["eve@x.ca"]
    assert [(m["subject"], m["body"].strip()) for m in context.mails] == [
        ("Green", "All well")
    ]


def test_the_result_of_a_backout_is_an_update_of_its_own(context, dcs, run):
    context.bundle = MAIL
    save(context, "updates", dcs, {"status": "Green"})
    run("send_update", mail="status", to="eve@x.ca", status="Backed out", final=False)

    draft, sent = rows_of(context.conn, "updates", dcs)
    assert draft.state == "Draft"
    assert (sent.status, sent.kind, sent.state) == ("Backed out", "Backout", "Sent")


def test_the_assessment_task_is_closed_once_with_its_note(context, dcs, run):
    run("set_assessment_task", state="WIP")
    run("close_assessment_task", note="MoP attached to the Change Request")
    run("close_assessment_task", note="Release collateral complete")

    found = stored(context, dcs)
    assert found.assessment_task_state == "Closed"
    assert found.assessment_task_note == "MoP attached to the Change Request"
