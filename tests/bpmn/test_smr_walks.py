"""Where the SMR diagram leads.  Source: GO-ITS 240PRS 3.8."""

from datetime import timedelta

import pytest

from tests.bpmn.walk import Walk


def days(count):
    return timedelta(days=count)


@pytest.fixture
def walk(tmp_path):
    return Walk(tmp_path, "smr_release")


def planned(walk):
    """As far as the release plan."""
    walk.do("S-1.1")
    walk.do("S-1.2", smr_required=True)
    walk.do("S-1.5", "S-1.6", "S-1.7", "S-2.1")
    walk.do("S-2.2", release_type="Significant / Large", formal_release=True)


def kicked_off(walk):
    """As far as the status meetings."""
    planned(walk)
    walk.do("S-3.1", "S-3.2", "S-3.3")
    walk.do("S-3.4", announcement_result="Approve")
    walk.do("S-3.5", "S-4.1", "S-5.1", "S-5.2", "S-5.3", "S-6.1")


def declared_ready(walk, **readiness):
    """As far as the Go/No-Go presentation, from the status meetings."""
    walk.do("S-6.5")
    walk.do("S-6.6", end_to_end=False, pilot=False)
    walk.do("S-6.7", pre_go_needed=False, **readiness)


def decided(walk, decision):
    """Through the Go/No-Go."""
    kicked_off(walk)
    declared_ready(walk)
    walk.do("S-7.3", "S-7.4")
    walk.do("S-7.5", go_no_go=decision)


def live(walk, review_in=400):
    """Into stabilization, which ends in 30 days."""
    decided(walk, "Go")
    walk.record.fields["outcome"] = "Success"
    walk.record.due["stabilization"] = walk.clock.now() + days(30)
    walk.record.due["issue_review"] = walk.clock.now() + days(review_in)
    walk.do("S-8.1", "S-8.2", "S-8.5")


def test_a_request_that_is_not_required_ends_without_a_record(walk):
    walk.do("S-1.1")
    walk.do("S-1.2", smr_required=False)
    walk.do("S-1.N2")

    assert walk.row().status == "completed"
    assert not walk.told("create_record")
    assert walk.told("set_status")[0]["status"] == "Not required"


def test_a_minor_release_without_formal_activities_is_closed(walk):
    walk.do("S-1.1")
    walk.do("S-1.2", smr_required=True)
    walk.do("S-1.5", "S-1.7", "S-2.1")
    walk.do("S-2.2", release_type="Minor / Localized", formal_release=False)

    assert walk.do("S-2.E") == []
    assert walk.row().status == "completed"
    assert walk.told("set_status")[-1]["status"] == "Closed"


def test_planning_waits_for_the_update_of_the_crm(walk):
    walk.do("S-1.1")
    walk.do("S-1.2", smr_required=True)
    walk.do("S-1.5", "S-1.7", "S-2.1")
    open_steps = walk.do(
        "S-2.2", release_type="Significant / Large", formal_release=True
    )

    assert open_steps == ["S-1.6"]
    assert walk.do("S-1.6") == ["S-3.1"]
    assert walk.milestones == ["Planning"]


def test_a_change_to_the_announcement_is_reviewed_again(walk):
    planned(walk)
    walk.do("S-3.1", "S-3.2", "S-3.3")

    assert walk.do("S-3.4", announcement_result="Change") == ["S-3.3"]


def test_the_announcement_leaves_at_the_chosen_moment(walk):
    planned(walk)
    walk.do("S-3.1", "S-3.2", "S-3.3")
    walk.do("S-3.4", announcement_result="Approve")
    walk.do("S-3.5")
    walk.do("S-4.1", send_at=(walk.clock.now() + days(2)).isoformat())
    before = walk.open_steps()
    walk.pass_time(days=2)

    assert before == []
    assert walk.open_steps() == ["S-5.1"]
    assert walk.told("send_mail")[-1]["mail"] == "release-announcement"


def test_a_type_without_its_project_number_goes_back_to_the_plan(walk):
    walk.record.shut = {"type_gate"}
    planned(walk)
    walk.do("S-3.1", "S-3.2", "S-3.3")
    walk.do("S-3.4", announcement_result="Approve")

    assert walk.do("S-3.5", "S-4.1") == ["S-3.1"]


def test_a_meeting_opens_when_it_is_due_until_readiness_is_declared(walk):
    kicked_off(walk)
    before = walk.open_steps()
    walk.record.due["status_meeting"] = walk.clock.now() + days(7)
    walk.signal("schedule_changed")
    walk.pass_time(days=7)

    assert before == ["S-6.5", "S-6.6", "S-6.7"]
    assert "S-6.3" in walk.open_steps()
    walk.record.due.clear()
    walk.do("S-6.3")
    declared_ready(walk)
    assert walk.open_steps() == ["S-7.3"]


def test_a_failed_test_is_repeated_on_demand(walk):
    kicked_off(walk)
    walk.do("S-6.6", end_to_end=True, pilot=False)
    walk.do("S-6.6a", "S-6.6b")
    walk.record.replies["S-6.6b"] = [{"by": "eli", "result": "Fail"}]

    assert "S-6.6b" in walk.do("S-6.6c", retest=True)
    assert "S-6.6b" not in walk.do("S-6.6b", "S-6.6c", retest=False)


def test_a_pre_go_is_held_on_demand(walk):
    kicked_off(walk)
    walk.do("S-6.5")
    walk.do("S-6.6", end_to_end=False, pilot=False)

    assert walk.do("S-6.7", pre_go_needed=True) == ["S-7.1"]
    assert walk.do("S-7.1") == ["S-7.2"]
    assert walk.do("S-7.2") == ["S-7.3"]


def test_missing_recommendations_do_not_hold_the_decision_up_for_ever(walk):
    walk.record.people = ["eli", "ann", "sam"]
    kicked_off(walk)
    declared_ready(walk)
    asked = walk.do("S-7.3")
    walk.send("proceed")

    assert asked == ["S-7.4"] * 3
    assert walk.open_steps() == ["S-7.5"]


def test_the_decision_waits_for_what_the_type_requires(walk):
    walk.record.shut = {"go_no_go_entry"}
    kicked_off(walk)
    declared_ready(walk)

    assert walk.do("S-7.3", "S-7.4") == ["S-6.1"]


def test_a_no_go_goes_back_to_build_and_to_the_meetings(walk):
    decided(walk, "No-Go")

    assert walk.open_steps() == ["S-6.1"]
    assert walk.milestones[-1] == "Build"
    walk.do("S-6.1")
    declared_ready(walk)
    assert walk.open_steps() == ["S-7.3"]


@pytest.mark.parametrize("decision", ["Go", "Go with Action"])
def test_a_go_enters_deployment(walk, decision):
    decided(walk, decision)

    assert walk.open_steps() == ["S-8.1"]
    assert walk.milestones[-1] == "Deployment"


def test_a_failed_deployment_goes_back_to_the_meetings(walk):
    decided(walk, "Go")
    walk.record.fields["outcome"] = "Failure"

    assert walk.do("S-8.1", "S-8.2", "S-8.5") == ["S-6.1"]
    assert walk.milestones[-1] == "Build"
    assert len(walk.told("record_attempt")) == 1


def test_with_coordination_the_result_of_the_linked_release_is_awaited(walk):
    walk.record.fields["dcs_required"] = True
    decided(walk, "Go")
    walk.do("S-8.D2")
    before = walk.open_steps()
    walk.send("dcs_result", result="Successful")

    assert walk.told("start_linked_release")
    assert walk.told("send_message")[-1]["message"] == "smr_go"
    assert before == []
    assert walk.open_steps() == ["S-8.5"]


def test_an_open_linked_release_is_not_started_twice(walk):
    walk.record.fields["dcs_required"] = True
    walk.record.linked = {"dcs"}
    decided(walk, "Go")

    assert not walk.told("start_linked_release")
    assert walk.open_steps() == ["S-8.D2"]


@pytest.mark.parametrize(
    ("answer", "status", "open_steps"),
    [
        ("Back to status meetings", "running", ["S-6.1"]),
        ("Cancel SMR release", "completed", []),
    ],
)
def test_the_manager_decides_after_coordination_is_cancelled(
    walk, answer, status, open_steps
):
    decided(walk, "Go")
    walk.record.fields["outcome"] = "Cancelled"
    walk.do("S-8.1", "S-8.2", "S-8.5")

    assert walk.do("S-8.C", after_dcs_cancelled=answer) == open_steps
    assert walk.row().status == status


def test_stabilization_waits_thirty_days_and_can_be_extended(walk):
    live(walk)
    walk.pass_time(days=29)
    before = walk.open_steps()
    walk.pass_time(days=1)
    due = walk.open_steps()
    walk.record.due["stabilization"] = walk.clock.now() + days(10)
    extended = walk.do("S-9.2", extend=True)
    walk.pass_time(days=10)

    assert "S-9.2" not in before
    assert "S-9.2" in due
    assert "S-9.2" not in extended
    assert "S-9.2" in walk.open_steps()


def test_issue_reviews_recur_and_feedback_is_taken_again_and_again(walk):
    live(walk, review_in=7)
    walk.pass_time(days=7)
    first = walk.open_steps()
    walk.record.due["issue_review"] = walk.clock.now() + days(7)
    walk.do("S-9.5")
    walk.pass_time(days=7)

    assert first == walk.open_steps() == ["S-9.5"]
    assert walk.send("feedback_submitted", feedback="Slow") == "taken"
    assert walk.send("feedback_submitted", feedback="Better") == "taken"


def test_what_is_missing_keeps_stabilization_from_ending(walk):
    live(walk)
    walk.pass_time(days=30)
    walk.record.shut = {"stabilization_end"}

    assert walk.do("S-9.2", "S-9.3", extend=False) == ["S-9.2"]


def test_a_review_that_is_open_ends_with_the_stabilization(walk):
    live(walk, review_in=7)
    walk.pass_time(days=30)
    before = walk.open_steps()
    after = walk.do("S-9.2", "S-9.3", extend=False)

    assert before == ["S-9.2", "S-9.5"]
    assert after == ["S-10.2", "S-10.3", "S-10.4v", "S-10.5"]
    assert walk.milestones[-1] == "Close down"


def closing(walk, stakeholders=("eli",)):
    """As far as the approvals."""
    live(walk)
    walk.record.people = list(stakeholders)
    walk.pass_time(days=30)
    walk.do("S-9.2", "S-9.3", extend=False)


def test_a_release_is_closed_when_all_have_approved(walk):
    closing(walk)
    asked = walk.open_steps()
    walk.do("S-10.2", "S-10.3", approve="Approve")
    walk.do("S-10.4v", "S-10.5", "S-10.6", "S-10.7")

    assert asked == ["S-10.2", "S-10.3", "S-10.4v", "S-10.5"]
    assert walk.row().status == "completed"
    assert walk.told("set_status")[-1]["status"] == "Closed"


def test_an_objection_is_resolved_and_approval_asked_again(walk):
    closing(walk)
    walk.do("S-10.2", "S-10.3", approve="Approve")
    walk.record.replies["S-10.4v"] = [{"by": "eli", "reply": "Objection"}]

    assert walk.do("S-10.4v", "S-10.5") == ["S-10.R"]
    assert walk.do("S-10.R") == ["S-10.2", "S-10.3", "S-10.4v", "S-10.5"]


def test_silence_for_five_business_days_lets_the_release_close(walk):
    closing(walk, stakeholders=("eli", "ann"))
    walk.do("S-10.2", "S-10.3", approve="Approve")
    walk.do("S-10.5", "S-10.4v")
    walk.pass_time(days=5)

    assert walk.open_steps() == ["S-10.6"]
    assert walk.told("add_note")


@pytest.mark.parametrize("reached", [planned, kicked_off, live, closing])
def test_a_cancellation_takes_all_open_work_away(walk, reached):
    reached(walk)
    walk.send("cancel_release")

    assert walk.open_steps() == []
    assert walk.row().status == "completed"
    assert walk.told("set_status")[-1]["status"] == "Cancelled"
