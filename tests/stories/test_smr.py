"""Service Management Readiness, from the request to the closed record (3.8)."""

import pytest

from tasks.forms.answers import AnswersInvalid
from tests.stories import smr as stretch
from tests.stories.office import Office


def test_a_release_is_requested_deployed_watched_for_thirty_days_and_closed(
    office: Office,
) -> None:
    smr = stretch.to_status_meetings(office)
    assert office.release(smr).milestone == "Build"
    stretch.to_go_no_go(office, smr)
    assert office.release(smr).milestone == "Test"
    office.do(smr, "S-7.5", decision="Go")
    assert office.release(smr).milestone == "Deployment"
    stretch.deployed(office, smr)
    assert office.open_steps(smr) == []

    stretch.stabilized(office, smr)
    assert office.release(smr).milestone == "Close down"
    stretch.closed(office, smr)

    assert office.release(smr).status == "Closed"
    assert office.release(smr).status_reason == "Successful"
    assert office.instance_status(smr) == "completed"


def test_two_no_gos_lead_back_to_the_meetings_and_then_go_with_action_is_tracked(
    office: Office,
) -> None:
    smr = stretch.to_status_meetings(office)
    for _ in range(2):
        stretch.to_go_no_go(office, smr)
        office.do(smr, "S-7.5", decision="No-Go", reason="Support is not trained")
        assert office.release(smr).milestone == "Build"
        assert office.open_steps(smr) == ["S-6.1"]
    stretch.to_go_no_go(office, smr)
    action = {
        "text": "Train the night shift",
        "owner": "stakeholder",
        "due": "2026-03-02",
    }
    office.do(smr, "S-7.5", decision="Go with Action", actions=[action])
    stretch.deployed(office, smr)

    office.pass_time(days=7, minutes=1)
    actions = office.rows(smr, "actions")
    open_one = next(a for a in actions if a.origin == "Go with Action")
    done = {"id": open_one.id, "text": open_one.text, "state": "Done"}
    office.do(smr, "S-9.6", actions=[done])
    office.do(smr, "S-9.5")

    stretch.stabilized(office, smr)
    stretch.closed(office, smr)
    values = [d.value for d in office.rows(smr, "decisions") if d.kind == "Go/No-Go"]
    assert values == ["No-Go", "No-Go", "Go with Action"]
    notes = [n.text for n in office.rows(smr, "notes") if n.kind == "Work Info"]
    assert len(notes) == 2
    assert "Support is not trained" in notes[0]
    assert office.release(smr).status == "Closed"


def test_an_open_action_item_keeps_the_stabilization_from_ending(
    office: Office,
) -> None:
    smr = stretch.to_status_meetings(office)
    stretch.to_go_no_go(office, smr)
    action = {"text": "Update the runbook", "owner": "stakeholder", "due": "2026-03-02"}
    office.do(smr, "S-7.5", decision="Go with Action", actions=[action])
    stretch.deployed(office, smr)
    office.pass_time(days=31)

    office.do(smr, "S-9.2", extend=False)
    office.do(smr, "S-9.3", service_confirmed=True)

    assert "S-9.2" in office.open_steps(smr)
    assert office.release(smr).milestone == "Deployment"
    office.do(smr, "S-9.6", actions=_done(office, smr))
    office.do(smr, "S-9.2", extend=False)
    office.do(smr, "S-9.3", service_confirmed=True)
    assert office.release(smr).milestone == "Close down"


def _done(office: Office, smr: str) -> list[dict[str, str]]:
    rows = office.rows(smr, "actions")
    return [{"id": r.id, "text": r.text, "state": "Done"} for r in rows]


def test_a_failed_deployment_goes_back_to_the_status_meetings(office: Office) -> None:
    smr = stretch.to_status_meetings(office)
    stretch.to_go_no_go(office, smr)
    office.do(smr, "S-7.5", decision="Go")
    office.do(smr, "S-8.1")
    office.do(smr, "S-8.2", result="Failure", text="The database did not start")
    office.do(smr, "S-8.5")

    assert office.open_steps(smr) == ["S-6.1"]
    assert office.release(smr).milestone == "Build"
    stretch.to_go_no_go(office, smr)
    office.do(smr, "S-7.5", decision="Go")
    stretch.deployed(office, smr)
    assert [a.result for a in office.rows(smr, "attempts")] == ["Failure", "Success"]
    assert "S-9.1" in office.waits_for(smr)


def test_the_stabilization_can_be_extended_with_a_reason(office: Office) -> None:
    smr = stretch.to_status_meetings(office)
    stretch.to_go_no_go(office, smr)
    office.do(smr, "S-7.5", decision="Go")
    stretch.deployed(office, smr)
    office.pass_time(days=31)

    office.do(
        smr, "S-9.2", extend=True, new_end="2026-03-20", reason="Month end must pass"
    )

    assert "S-9.2" not in office.open_steps(smr)
    office.pass_time(days=20)
    assert "S-9.2" not in office.open_steps(smr)
    office.pass_time(days=40)
    assert "S-9.2" in office.open_steps(smr)
    office.do(smr, "S-9.2", extend=False)


def test_a_new_end_of_stabilization_must_be_later_than_the_old_one(
    office: Office,
) -> None:
    smr = stretch.to_status_meetings(office)
    stretch.to_go_no_go(office, smr)
    office.do(smr, "S-7.5", decision="Go")
    stretch.deployed(office, smr)
    office.pass_time(days=31)

    with pytest.raises(AnswersInvalid) as refused:
        office.do(smr, "S-9.2", extend=True, new_end="2026-01-10", reason="Sooner")

    assert "new_end" in refused.value.messages
    assert "S-9.2" in office.open_steps(smr)


def test_without_the_service_field_the_release_stays_in_stabilization(
    office: Office,
) -> None:
    smr = stretch.to_status_meetings(office)
    stretch.to_go_no_go(office, smr)
    office.do(smr, "S-7.5", decision="Go")
    stretch.deployed(office, smr)
    office.pass_time(days=31)
    office.do(smr, "S-9.2", extend=False)

    office.do(smr, "S-9.3", service_confirmed=False)

    assert "S-9.2" in office.open_steps(smr)
    assert office.release(smr).milestone == "Deployment"


def test_an_objection_at_closure_is_resolved_and_everybody_is_asked_again(
    office: Office,
) -> None:
    smr = stretch.to_status_meetings(office)
    stretch.to_go_no_go(office, smr)
    office.do(smr, "S-7.5", decision="Go")
    stretch.deployed(office, smr)
    stretch.stabilized(office, smr)
    office.do(smr, "S-10.2", approve="Approve")
    office.do(smr, "S-10.3", approve="Approve")
    office.do(smr, "S-10.5")
    office.do_all(smr, "S-10.4v", reply="Objection", text="Monitoring is missing")

    assert office.open_steps(smr) == ["S-10.R"]
    office.do(smr, "S-10.R", resolution="Monitoring is in place")
    stretch.closed(office, smr)
    assert office.release(smr).status == "Closed"


def test_an_objection_counts_although_the_time_to_reply_runs_out(
    office: Office,
) -> None:
    smr = stretch.to_status_meetings(office)
    stretch.to_go_no_go(office, smr)
    office.do(smr, "S-7.5", decision="Go")
    stretch.deployed(office, smr)
    stretch.stabilized(office, smr)
    office.do(smr, "S-10.2", approve="Approve")
    office.do(smr, "S-10.3", approve="Approve")
    office.do(smr, "S-10.5")
    office.do(smr, "S-10.4v", reply="Objection", text="Not yet")

    office.pass_time(days=10)

    assert office.open_steps(smr) == ["S-10.R"]


def test_silence_for_five_business_days_is_no_objection(office: Office) -> None:
    smr = stretch.to_status_meetings(office)
    stretch.to_go_no_go(office, smr)
    office.do(smr, "S-7.5", decision="Go")
    stretch.deployed(office, smr)
    stretch.stabilized(office, smr)
    office.do(smr, "S-10.2", approve="Approve")
    office.do(smr, "S-10.3", approve="Approve")
    office.do(smr, "S-10.5")

    office.pass_time(days=10)

    assert office.open_steps(smr) == ["S-10.6"]
    notes = [n.kind for n in office.rows(smr, "notes")]
    assert "Closure validation" in notes


def test_a_request_that_needs_no_readiness_work_ends_not_required(
    office: Office,
) -> None:
    smr = office.file("smr", "New wallpaper for the intranet")
    office.do(smr, "S-1.1", needs_smr=False)
    office.do(smr, "S-1.2", smr_required=False, reason="No service changes")
    office.do(smr, "S-1.N2")

    assert office.release(smr).status == "Not required"
    assert office.release(smr).milestone is None
    assert office.instance_status(smr) == "completed"


def test_a_minor_release_closes_without_formal_release(office: Office) -> None:
    smr = stretch.to_planning(
        office, release_type="Minor / Localized", formal_release=False
    )
    office.do(smr, "S-2.E")

    assert office.release(smr).status == "Closed"
    assert office.release(smr).status_reason == "No formal release activities"


def test_a_change_to_the_announcement_is_asked_for_and_made(office: Office) -> None:
    smr = stretch.to_planning(office)
    office.do(smr, "S-3.1", stakeholders=stretch.STAKEHOLDERS)
    office.do(smr, "S-3.2")
    office.do(smr, "S-3.3")

    office.do(smr, "S-3.4", result="Change", comments="Name the outage")
    assert office.open_steps(smr) == ["S-3.3"]
    office.do(smr, "S-3.3")
    office.do(smr, "S-3.4", result="Approve")

    assert office.open_steps(smr) == ["S-3.5"]


def test_the_coordinator_goes_on_without_the_missing_recommendations(
    office: Office,
) -> None:
    smr = stretch.to_status_meetings(office)
    office.do(smr, "S-6.1")
    office.do(smr, "S-6.5")
    office.do(smr, "S-6.6", end_to_end=False, pilot=False)
    office.do(smr, "S-6.7", pre_go_needed=False)
    office.do(smr, "S-7.3")
    office.do(smr, "S-7.4", recommendation="Ready")

    office.tell(smr, "proceed", by="release_coordinator_smr")

    assert office.open_steps(smr) == ["S-7.5"]


def test_status_meetings_come_at_their_slots_until_readiness_is_declared(
    office: Office,
) -> None:
    smr = stretch.to_status_meetings(office)
    first = "2026-01-12T15:00:00Z"
    office.do(smr, "S-6.1", first_at=first, interval="weekly")

    for _ in range(3):
        office.pass_time(days=7, minutes=61)
        assert office.open_steps(smr).count("S-6.3") == 1
        office.do(smr, "S-6.3")
        assert "S-6.3" not in office.open_steps(smr)

    office.do(smr, "S-6.5")
    office.do(smr, "S-6.6", end_to_end=False, pilot=False)
    office.do(smr, "S-6.7", pre_go_needed=True)
    assert office.open_steps(smr) == ["S-7.1"]


@pytest.mark.parametrize("far", ["request", "planning", "meetings", "stabilization"])
def test_a_release_is_cancelled_wherever_it_stands(office: Office, far: str) -> None:
    smr = office.file("smr", "A release that is given up")
    if far == "planning":
        smr = stretch.to_planning(office)
    if far == "meetings":
        smr = stretch.to_status_meetings(office)
        office.do(smr, "S-6.1")
    if far == "stabilization":
        smr = stretch.to_status_meetings(office)
        stretch.to_go_no_go(office, smr)
        office.do(smr, "S-7.5", decision="Go")
        stretch.deployed(office, smr)

    office.tell(smr, "cancel_release", by="release_manager", reason="No funding")

    assert office.release(smr).status == "Cancelled"
    assert office.open_tasks(smr) == []
    assert office.waits_for(smr) == set()
    assert office.instance_status(smr) == "completed"


def test_after_a_year_of_downtime_overdue_timers_bring_one_item_each(
    office: Office,
) -> None:
    smr = stretch.to_status_meetings(office)
    stretch.to_go_no_go(office, smr)
    office.do(smr, "S-7.5", decision="Go")
    stretch.deployed(office, smr)

    office.pass_time(days=365)

    assert office.open_steps(smr) == ["S-9.2", "S-9.5"]
    office.do(smr, "S-9.5")
    assert "S-9.5" not in office.open_steps(smr)
    office.pass_time(days=7, minutes=1)
    assert office.open_steps(smr) == ["S-9.2", "S-9.5"]


def test_deliverables_of_the_final_plan_are_items_in_their_owners_inboxes(
    office: Office,
) -> None:
    smr = stretch.to_planning(office)
    assert office.open_items(smr) == []
    stretch.planned(office, smr)

    wanted = office.open_items(smr)
    assert wanted
    office.do(smr, "plan-item", state="Done")
    office.do(smr, "plan-item", state="Waived", reason="The vendor does it")

    assert len(office.open_items(smr)) == len(wanted) - 2
    states = {d.state for d in office.rows(smr, "deliverables")}
    assert {"Done", "Waived"} <= states
    office.tell(smr, "cancel_release", by="release_manager", reason="No funding")
    assert office.open_items(smr) == []
