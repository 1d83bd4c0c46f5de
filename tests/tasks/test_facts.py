"""Facts: what conditions and forms ask of the record, each table read once a step."""

from datetime import date, timedelta

import pytest
from sqlalchemy import insert

from engine.db import new_id
from engine.expressions.functions import BUILT_IN
from tasks.facts import FACTS, RecordFacts
from tasks.inbox.tables import human_task
from tasks.people.holders import assign
from tasks.release import series
from tasks.release.errors import RecordRefused
from tasks.release.lifecycle import link, write
from tasks.release.records import save, save_all
from tests.tasks.conftest import MONDAY, TORONTO, file, stand_in


def ask(context, name, *arguments):
    return RecordFacts().functions(context)[name](*arguments)


def task(context, step, *, minutes, by=None, answers=None, round_id=None, asked=None):
    """A task that was opened some minutes after Monday's step; done if answered."""
    assert context.instance is not None
    done = answers is not None
    at = MONDAY + timedelta(minutes=minutes)
    context.conn.execute(
        insert(human_task).values(
            task_id=new_id(),
            instance_id=context.instance.id,
            process_key="smr_release",
            version_id="v",
            release_id=context.instance.business_key,
            step_id=step,
            round_id=round_id,
            kind="step",
            name=step,
            role="stakeholder",
            roles=["stakeholder"],
            state="done" if done else "open",
            assignee=by or asked,
            opened_at=at,
            answers=answers,
            completed_at=at if done else None,
            completed_by=by,
        )
    )


def test_a_record_is_asked_by_field_or_by_flag(context, smr):
    write(
        context,
        smr,
        {"crq_no": "CRQ1", "planned_test": "2026-05-01"},
        flags={"deployment_result": "Successful"},
    )

    assert ask(context, "record", "crq_no") == "CRQ1"
    assert ask(context, "record", "planned_test") == date(2026, 5, 1)
    assert ask(context, "record", "deployment_result") == "Successful"
    assert ask(context, "record", "never_set") is None


def test_moments_are_given_by_the_clock_of_the_office(context, smr):
    write(context, smr, {"activated_at": MONDAY})

    assert ask(context, "activated_at").tzinfo == TORONTO
    assert ask(context, "record", "activated_at") == MONDAY


def test_a_flag_is_true_only_when_it_was_set_to_true(context, smr):
    assert ask(context, "flag", "readiness_declared") is False
    write(context, smr, {}, flags={"readiness_declared": True})

    assert ask(context, "flag", "readiness_declared") is True


def test_the_last_answer_to_a_step_counts(context, smr):
    task(context, "S-10.2", minutes=1, by="pia", answers={"approve": "Not complete"})
    task(context, "S-10.2", minutes=2, by="pia", answers={"approve": "Approve"})

    assert ask(context, "answer", "S-10.2", "approve") == "Approve"
    assert ask(context, "answer", "S-10.2", "open_items") is None
    assert ask(context, "answer", "S-10.3", "approve") is None


def test_an_answer_stays_while_the_step_is_open_again(context, smr):
    task(context, "S-3.4", minutes=1, by="pia", answers={"result": "Change"})
    task(context, "S-3.4", minutes=2, asked="pia")

    assert ask(context, "answer", "S-3.4", "result") == "Change"


def test_replies_are_those_of_the_newest_round_with_who_gave_them(context, smr):
    task(context, "S-7.4", minutes=1, by="eli", answers={"r": "Ready"}, round_id="1")
    task(context, "S-7.4", minutes=5, by="eli", answers={"r": "Not"}, round_id="2")
    task(context, "S-7.4", minutes=5, asked="sol", round_id="2")

    (reply,) = ask(context, "replies", "S-7.4")
    assert (reply["by"], reply["r"]) == ("eli", "Not")
    assert ask(context, "missing_replies", "S-7.4") == ["Sol Ode"]


def test_a_new_round_without_replies_has_none(context, smr):
    task(context, "S-7.4", minutes=1, by="eli", answers={"r": "Ready"}, round_id="1")
    task(context, "S-7.4", minutes=5, asked="eli", round_id="2")

    assert ask(context, "replies", "S-7.4") == []


def test_answers_of_another_release_do_not_count(context, smr):
    other = file(context, "smr")
    stand_in(context, other)
    task(context, "S-10.2", minutes=1, by="pia", answers={"approve": "Approve"})
    stand_in(context, smr)

    assert ask(context, "answer", "S-10.2", "approve") is None


def test_a_series_is_due_at_its_next_slot_or_far_away(context, smr):
    assert ask(context, "next_due", "issue_review") > MONDAY + timedelta(days=36500)
    series.start(context, smr, "issue_review", every="P7D", first_at=MONDAY)

    assert ask(context, "next_due", "issue_review") == MONDAY
    assert ask(context, "series_open", "issue_review") is True
    series.end(context, smr, "issue_review")
    assert ask(context, "series_open", "issue_review") is False


def test_stabilization_ends_far_away_before_it_begins(context, smr):
    assert ask(context, "stabilization_end") > MONDAY + timedelta(days=36500)


def test_entries_are_open_by_their_state(context, smr):
    save_all(
        context,
        "actions",
        smr,
        [{"text": "a"}, {"text": "b", "state": "In progress"}, {"state": "Done"}],
    )

    assert ask(context, "open_count", "actions") == 2
    with pytest.raises(RecordRefused):
        ask(context, "open_count", "secrets")


def test_steps_of_a_section_are_open_until_done_or_moved_to_close_down(context, dcs):
    section = {"section": "post-deployment"}
    save_all(
        context,
        "mop_steps",
        dcs,
        [
            {**section, "text": "a"},
            {**section, "text": "b", "state": "Close down"},
            {"section": "deployment", "text": "c"},
        ],
    )

    assert ask(context, "open_steps", "post-deployment") == 1


def test_a_closed_release_of_an_earlier_attempt_does_not_count_as_linked(context, smr):
    earlier = file(context, "dcs")
    link(context, smr, earlier)
    assert ask(context, "linked", "dcs") is True

    write(context, earlier, {"status": "Cancelled"})
    context.changed()
    assert ask(context, "linked", "dcs") is False


def test_a_release_reads_the_latest_decision_of_the_linked_one(context, smr):
    other = file(context, "dcs")
    link(context, smr, other)
    save(context, "decisions", smr, {"kind": "Go/No-Go", "value": "No-Go"})
    save(context, "decisions", smr, {"kind": "Go/No-Go", "value": "Go"})
    save(context, "decisions", smr, {"kind": "Type", "value": "Moderate / Limited"})

    assert ask(context, "decision", "Go/No-Go") == "Go"
    stand_in(context, other)
    assert ask(context, "linked_decision", "Go/No-Go") == "Go"
    assert ask(context, "decision", "Go/No-Go") is None


def test_roles_on_the_release_are_counted_and_named(context, smr):
    assign(context, smr, "stakeholder", "eli")
    assign(context, smr, "stakeholder", "sol")
    assign(context, smr, "project_manager", "pia")

    assert ask(context, "people_count", "stakeholder") == 2
    assert ask(context, "role_holder", "project_manager") == "pia"
    assert ask(context, "role_holder", "executive") is None


def test_who_acts_holds_a_role_here_or_at_all(context, smr):
    assert ask(context, "me") == "cora"
    assert ask(context, "holds_role", "release_coordinator_dcs") is True
    assert ask(context, "holds_role", "executive") is False
    context.by = None
    assert ask(context, "holds_role", "executive") is False


def test_a_coordinator_who_deploys_another_release_that_day_is_not_available(
    context, dcs
):
    other = file(context, "dcs", deployment_at=MONDAY + timedelta(hours=3))
    assign(context, other, "release_coordinator_dcs", "cora")
    assert ask(context, "is_available", "cora") is True

    write(context, dcs, {"deployment_at": MONDAY})
    assert ask(context, "is_available", "cora") is False
    assert ask(context, "is_available", "eli") is True


def test_the_newest_status_update_prefills_the_next(context, dcs):
    assert ask(context, "last_update", "summary") is None
    save(context, "updates", dcs, {"summary": "All well"})

    assert ask(context, "last_update", "summary") == "All well"


def test_business_days_from_now_keep_the_time_of_day(context, smr):
    found = ask(context, "business_days_from_now", 5)

    assert found.isoformat() == "2026-03-09T09:30:00-04:00"


def test_a_process_without_a_release_has_no_record(context):
    with pytest.raises(RecordRefused, match="belongs to no release"):
        ask(context, "record", "title")


def test_many_questions_read_each_table_once(context, smr, statements):
    write(context, smr, {"service": "E-mail"})
    context.changed()
    statements.clear()

    for _ in range(5):
        ask(context, "record", "service")
        ask(context, "flag", "readiness_declared")
        ask(context, "open_count", "actions")
        ask(context, "gate_open", "stabilization_end")
        ask(context, "answer", "S-10.2", "approve")
        ask(context, "replies", "S-10.2")

    assert len(statements) == 3


def test_lint_knows_every_fact_and_none_hides_a_built_in_function():
    facts = RecordFacts()

    assert set(facts.signatures) == set(FACTS)
    assert not set(FACTS) & set(BUILT_IN)
    for name, fact in FACTS.items():
        assert fact.help.startswith(f"{name}(")
        assert fact.instant is False
