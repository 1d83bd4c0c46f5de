"""Gates: what is missing before a release may pass, in both languages."""

from datetime import timedelta

import pytest
from sqlalchemy import insert

from engine.db import new_id
from engine.model import Diagram, Node
from tasks import gates
from tasks.inbox.tables import human_task
from tasks.release.errors import RecordRefused
from tasks.release.lifecycle import write
from tasks.release.records import save, save_all
from tasks.repository.documents import attach
from tests.tasks.conftest import MONDAY

LARGE = "Significant / Large"


def missing(context, release_id, gate):
    return [item.en for item in gates.missing(context, release_id, gate)]


@pytest.mark.parametrize("kind", [LARGE, "Extensive / Widespread"])
def test_a_large_release_needs_a_registered_project(context, smr, kind):
    write(context, smr, {"release_type": kind})

    assert missing(context, smr, "type_gate") == [
        f"A {kind} release needs the number of its registered project."
    ]
    write(context, smr, {"registered_project_no": "P-77"})
    assert missing(context, smr, "type_gate") == []


def test_a_moderate_release_needs_no_registered_project(context, smr):
    write(context, smr, {"release_type": "Moderate / Limited"})

    assert missing(context, smr, "type_gate") == []


def test_the_values_file_may_ask_for_more_but_not_for_less(context, smr):
    context.bundle = {
        "values.toml": b'[types."Moderate / Limited"]\n'
        b'requires=["registered_project"]\n'
        b'[types."Significant / Large"]\nrequires=[]\n'
    }
    for kind in ("Moderate / Limited", LARGE):
        write(context, smr, {"release_type": kind})
        assert missing(context, smr, "type_gate") != []


def test_build_begins_when_everybody_is_agreed_and_the_plan_is_final(context, smr):
    assert len(missing(context, smr, "kickoff")) == 2

    record_id = save(context, "stakeholders", smr, {"person": "eli"})
    attach(context, smr, "Release Plan", "Final", text="the plan")
    assert missing(context, smr, "kickoff") == [
        "The involvement of eli is not confirmed."
    ]

    save(context, "stakeholders", smr, {"state": "Declined"}, record_id)
    assert missing(context, smr, "kickoff") == []


def test_a_deliverable_that_is_not_agreed_holds_build_back(context, smr):
    save(context, "stakeholders", smr, {"person": "eli", "state": "Confirmed"})
    attach(context, smr, "Release Plan", "Final", text="the plan")
    save(context, "deliverables", smr, {"text": "Manual", "agreed": False})

    assert missing(context, smr, "kickoff") == ["A deliverable is not agreed."]


def diagram_with(**holds):
    nodes = {
        step: Node(step, "userTask", f"Do {step}", 1, properties={"holds": gate})
        for step, gate in holds.items()
    }
    return Diagram(
        *("p", "P", "", {}, nodes, {}),
        *((), (), (), {}, {}, {}),
    )


def test_readiness_waits_for_open_steps_that_say_they_hold_it(context, smr):
    context.diagram = diagram_with(testing="readiness", other="close_down")
    for step in ("testing", "other"):
        context.conn.execute(
            insert(human_task).values(
                task_id=new_id(),
                instance_id=context.instance.id,
                process_key="smr_release",
                version_id="v",
                step_id=step,
                kind="step",
                name=step,
                role="stakeholder",
                roles=[],
                state="open",
                opened_at=MONDAY,
            )
        )

    assert missing(context, smr, "readiness") == ["“Do testing” is still open."]


def test_a_large_release_needs_change_request_and_test_before_go_no_go(context, smr):
    write(context, smr, {"release_type": LARGE})
    attach(context, smr, "Go/No-Go presentation", "Final", text="slides")
    assert missing(context, smr, "go_no_go_entry") == [
        "A change request (CRQ) must be linked, or waived with a reason.",
        "A test or pilot result is needed, or a waiver with a reason.",
    ]

    save(context, "links", smr, {"type": "Change Request", "number": "CRQ1"})
    save(context, "tests", smr, {"kind": "Pilot"})
    assert len(missing(context, smr, "go_no_go_entry")) == 1
    save(context, "tests", smr, {"kind": "Pilot", "result": "Fail"})
    assert missing(context, smr, "go_no_go_entry") == []


def test_change_request_and_test_may_be_waived_with_a_reason(context, smr):
    write(context, smr, {"release_type": LARGE})
    attach(context, smr, "Go/No-Go presentation", "Final", text="slides")
    waivers = [
        {"rule": "CRQ", "reason": "None is needed"},
        {"rule": "Test or pilot", "reason": "Tested by the vendor"},
    ]
    save_all(context, "deviations", smr, waivers)

    assert missing(context, smr, "go_no_go_entry") == []


def test_a_waiver_that_was_rejected_or_has_no_reason_waives_nothing(context, smr):
    write(context, smr, {"release_type": LARGE})
    attach(context, smr, "Go/No-Go presentation", "Final", text="slides")
    waivers = [
        {"rule": "CRQ", "reason": "None is needed", "state": "Rejected"},
        {"rule": "Test or pilot"},
    ]
    save_all(context, "deviations", smr, waivers)

    assert len(missing(context, smr, "go_no_go_entry")) == 2


def test_the_presentation_must_be_final_for_every_type(context, smr):
    attach(context, smr, "Go/No-Go presentation", "Draft", text="slides")

    assert missing(context, smr, "go_no_go_entry") == [
        "The Go/No-Go presentation is not final."
    ]


def test_stabilization_ends_when_its_days_actions_service_and_handover_are_there(
    context, smr
):
    write(context, smr, {"stabilization_end": MONDAY + timedelta(seconds=1)})
    action = save(context, "actions", smr, {"text": "Fix the link"})
    assert missing(context, smr, "stabilization_end") == [
        "The stabilization period is not over.",
        "The field Service is empty.",
        "The action “Fix the link” is not done.",
        "The handover to Operations is not signed.",
    ]

    context.at = MONDAY + timedelta(seconds=1)
    write(context, smr, {"service": "E-mail"})
    save(context, "actions", smr, {"state": "Done"}, action)
    write(context, smr, {"handover_signed_by": "Ola", "handover_on": "2026-03-02"})
    assert missing(context, smr, "stabilization_end") == [
        "The field Service is not confirmed."
    ]

    write(context, smr, {"service_confirmed": True})
    assert missing(context, smr, "stabilization_end") == []


def closable(context, release_id):
    write(
        context,
        release_id,
        {
            "service": "E-mail",
            "service_confirmed": True,
            "guide_version": "1.2",
            "data_validated": True,
        },
    )
    bodies = ("Project manager", "Service owner")
    save_all(
        context,
        "approvals",
        release_id,
        [{"body": body, "result": "Approved"} for body in bodies],
    )
    check = {"kind": "Record review", "text": "Dates and milestones", "ok": True}
    save(context, "checks", release_id, check)
    save(context, "scorecards", release_id, {"text": "Dates kept: 5 of 5"})
    attach(context, release_id, "Feedback report", "Final", text="report")


def test_a_complete_record_may_be_closed(context, smr):
    closable(context, smr)

    assert missing(context, smr, "close_down") == []


def test_an_empty_record_may_not_be_closed(context, smr):
    assert missing(context, smr, "close_down") == [
        "The record has not been reviewed.",
        "The data of the record is not validated.",
        "The version of the Process Procedures Guide is missing.",
        "The project manager has not approved.",
        "The service owner has not approved.",
        "The field Service is empty.",
        "There is no scorecard.",
        "The Feedback report is not final.",
    ]


def test_the_latest_approval_counts(context, smr):
    closable(context, smr)
    later = {"body": "Service owner", "result": "Not complete"}
    save(context, "approvals", smr, later)

    assert missing(context, smr, "close_down") == [
        "The service owner has not approved."
    ]


def test_a_review_that_found_something_wrong_holds_the_record_open(context, smr):
    closable(context, smr)
    check = {"kind": "Record review", "text": "Linked records", "ok": False}
    save(context, "checks", smr, check)

    assert missing(context, smr, "close_down") == [
        "The review found “Linked records” not correct."
    ]


def test_applicable_lessons_must_be_recorded(context, smr):
    closable(context, smr)
    write(context, smr, {"lessons_applicable": True})
    assert missing(context, smr, "close_down") == ["No lesson is recorded."]

    save(context, "lessons", smr, {"text": "Begin earlier"})
    assert missing(context, smr, "close_down") == []


UPDATE_PLAN = {
    "update_recipients": ["eve"],
    "main_contact": "pia",
    "update_frequency": "At completion",
    "recipients_confirmed": True,
}
UAT = {"uat_ok": True, "uat_signed_off_by": "Ola", "uat_signed_off_on": "2026-03-01"}
THREAD = {"thread_recipients": ["eve"], "thread_text": "We begin"}


def test_a_communications_only_release_deploys_with_its_update_plan(context, dcs):
    write(context, dcs, {"release_type": "CO"})
    assert len(missing(context, dcs, "deployment_entry")) == 4

    write(context, dcs, UPDATE_PLAN)
    assert missing(context, dcs, "deployment_entry") == []


def test_a_simplified_release_needs_confirmed_tasks_thread_and_sign_off(context, dcs):
    write(context, dcs, {"release_type": "SI", **UPDATE_PLAN})
    assert missing(context, dcs, "deployment_entry") == [
        "The tasks are not confirmed by all resources.",
        "The deployment e-mail thread is not prepared.",
        "The UAT or Pre-Prod deployment is not signed off.",
    ]

    write(context, dcs, {"tasks_confirmed": True, **THREAD, **UAT})
    assert missing(context, dcs, "deployment_entry") == []


def test_a_walkthrough_confirms_the_tasks_of_a_simplified_release(context, dcs):
    write(context, dcs, {"release_type": "SI", "walkthrough": "Held"})
    assert missing(context, dcs, "tasks_confirmed") != []

    save(context, "mop_steps", dcs, {"section": "deployment", "text": "Restart"})
    assert missing(context, dcs, "tasks_confirmed") == []


@pytest.mark.parametrize("kind", ["DE", "CX"])
def test_a_detailed_or_complex_release_needs_its_mop_final_and_attached(
    context, dcs, kind
):
    write(context, dcs, {"release_type": kind, **UPDATE_PLAN, **THREAD, **UAT})
    assert missing(context, dcs, "deployment_entry") == [
        "The Method of Procedure is not final.",
        "The Method of Procedure is not attached to the CRQ.",
    ]

    attach(context, dcs, "Method of Procedure", "Final", text="steps")
    write(context, dcs, {"crq_attachment_ref": "CRQ1-A"})
    assert missing(context, dcs, "deployment_entry") == []


def test_post_deployment_steps_moved_to_close_down_must_be_done_there(context, dcs):
    step = {"section": "post-deployment", "text": "Clean up", "state": "Close down"}
    record_id = save(context, "mop_steps", dcs, step)
    assert missing(context, dcs, "post_deployment") == [
        "The post-deployment step “Clean up” is not done."
    ]

    save(context, "mop_steps", dcs, {"state": "Done"}, record_id)
    assert missing(context, dcs, "post_deployment") == []


@pytest.mark.parametrize("outcome", ["Backed out", "Unsuccessful"])
def test_nothing_follows_a_deployment_that_did_not_succeed(context, dcs, outcome):
    save(context, "mop_steps", dcs, {"section": "post-deployment", "text": "Clean up"})
    write(context, dcs, {"outcome": outcome})

    assert missing(context, dcs, "post_deployment") == []


def test_a_coordinated_release_closes_with_its_final_update_and_confirmations(
    context, dcs
):
    assert len(missing(context, dcs, "dcs_close_down")) == 5

    save(context, "updates", dcs, {"final": True, "sent_at": MONDAY, "state": "Sent"})
    attach(context, dcs, "Final status update", "Final", text="All well")
    write(
        context,
        dcs,
        {
            "status_given_on": "2026-03-02",
            "data_validated": True,
            "completion_confirmed": True,
        },
    )
    assert missing(context, dcs, "dcs_close_down") == []


@pytest.mark.parametrize("gate", gates.GATES)
def test_every_gate_speaks_both_languages(context, smr, gate):
    write(context, smr, {"release_type": LARGE})
    for item in gates.missing(context, smr, gate):
        assert item.in_language("en").endswith(".")
        assert item.in_language("fr").endswith(".")
        assert item.en != item.fr


def test_an_unknown_gate_is_refused(context, smr):
    with pytest.raises(RecordRefused, match="no gate"):
        gates.missing(context, smr, "back_door")
