"""Where the DCS diagrams lead.  Source: GO-ITS 240PRS 3.7.4 and 3.9."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.bpmn.walk import Walk


class Deploying(Walk):
    """A walk whose release keeps the fields that the diagram sets."""

    def __init__(self, folder, key="dcs_release"):
        super().__init__(folder, key)
        self.steps = {}
        asked = self.record.functions
        self.record.functions = lambda context: {
            **asked(context),
            "open_steps": lambda section: self.steps.get(section, 0),
            "linked_decision": lambda kind: self.record.fields.get(f"linked {kind}"),
        }

    def _noting(self, name):
        noted = super()._noting(name)

        def call(context, **given):
            if name == "set_field":
                self.record.fields[given["field"]] = given["value"]
            return noted.call(context, **given)

        return replace(noted, call=call)


@pytest.fixture
def walk(tmp_path):
    return Deploying(tmp_path)


def planned(walk, kind):
    """As far as the first step of Build/Test, with a change request."""
    walk.record.fields |= {"release_type": kind, "crq_no": "CRQ1"}
    walk.do("D-1.1", crq_needed=True)
    walk.do("D-2.1", dcs_required=True)
    walk.do("D-3.1", "D-3.2", "D-4.1")
    walk.do("D-4.3", type_ok=True)
    return walk.do("D-5.1", "D-5.2", "D-5.3")


def prepared(walk, kind):
    """As far as the state of the change request."""
    planned(walk, kind)
    if kind == "CX":
        walk.do("D-6.1", kickoff_needed=False)
        walk.do("D-6.1b")
    if kind in ("DE", "CX"):
        walk.do("D-6.2")
        walk.do("D-6.3", another_walkthrough=False)
    if kind == "SI":
        walk.do("D-6.5")
    walk.do("D-6.4")
    if kind != "CO":
        walk.do("D-7.1", changes_needed=False)
        if kind != "SI":
            walk.do("D-7.2", mop_final=True)
        walk.do("D-7.2b", "D-7.3")
    return walk.do("D-7.4")


def deploying(walk, kind="DE"):
    """Into the deployment."""
    prepared(walk, kind)
    walk.send("crq_approved")
    return walk.open_steps()


def succeeded(walk):
    """Through the stages of a coordinated deployment."""
    walk.do("D-8.2", pre_deployment_result="Success")
    walk.do("D-8.3", deployment_result="Success")
    return walk.do("D-8.4")


def in_triage(walk, **proposal):
    """An issue before the deployment, as far as the end of the triage call."""
    deploying(walk)
    walk.do("D-8.2", pre_deployment_result="Issue")
    return walk.do("D-8.5", **proposal)


def backed_out(walk):
    """A backout is approved and coordinated."""
    in_triage(walk, triage_proposal="Decide backout")
    walk.do("D-8.5E", executive_decision="Backout")
    return walk.do("D-8.B1")


def closed(walk):
    """From the weekly team meeting to the end."""
    walk.do("D-9.2")
    walk.do("D-9.3", all_complete="Yes")
    return walk.do("D-9.4", "D-9.5")


def test_a_request_that_is_not_required_ends_without_a_record(walk):
    walk.do("D-1.1", crq_needed=False)
    walk.do("D-2.1", dcs_required=False)
    walk.do("D-2.N3")

    assert walk.row().status == "completed"
    assert not walk.told("create_record")
    assert walk.told("set_status")[0]["status"] == "Not required"
    assert walk.told("close_assessment_task")


def test_a_missing_change_request_is_asked_for(walk):
    assert walk.do("D-1.1", crq_needed=True) == ["D-1.2"]
    assert walk.do("D-1.2") == ["D-2.1"]


def test_planning_waits_for_the_update_of_the_crm_and_for_the_scope(walk):
    walk.record.fields["release_type"] = "DE"
    walk.do("D-1.1", crq_needed=False)
    walk.do("D-2.1", dcs_required=True)

    assert walk.do("D-3.1") == ["D-3.2", "D-4.1"]
    assert walk.do("D-4.1") == ["D-3.2", "D-4.3"]
    assert walk.do("D-4.3", type_ok=True) == ["D-3.2"]
    assert walk.do("D-3.2") == ["D-5.1"]


def test_a_type_that_does_not_suit_is_reconsidered(walk):
    walk.do("D-1.1", crq_needed=False)
    walk.do("D-2.1", dcs_required=True)
    walk.do("D-3.1", "D-3.2", "D-4.1")

    assert walk.do("D-4.3", type_ok=False) == ["D-3.1R"]
    assert walk.do("D-3.1R") == ["D-4.3"]
    assert len(walk.told("check_lead_time")) == 2


@pytest.mark.parametrize(
    ("kind", "first"),
    [("CO", "D-6.4"), ("SI", "D-6.5"), ("DE", "D-6.2"), ("CX", "D-6.1")],
)
def test_build_begins_with_the_first_step_of_the_type(walk, kind, first):
    assert planned(walk, kind) == [first]
    assert walk.milestones[-1] == "Build/Test"


@pytest.mark.parametrize("kind", ["CO", "SI", "DE", "CX"])
def test_each_type_is_prepared_deployed_and_closed(walk, kind):
    deploying(walk, kind)
    if kind == "CO":
        walk.record.fields["outcome"] = "Successful"
        walk.do("D-8.CO", co_complete=False)
        walk.do("D-8.CO", co_complete=True)
    else:
        succeeded(walk)
    walk.do("D-8.7")

    assert closed(walk) == []
    assert walk.row().status == "completed"
    assert walk.milestones == ["Planning", "Build/Test", "Deployment", "Close down"]
    assert walk.told("set_status")[-1]["status"] == "Closed"


def test_only_coordinated_types_have_stages_to_coordinate(walk):
    assert deploying(walk, "CO") == ["D-8.CO"]


def test_walkthroughs_are_held_as_often_as_needed(walk):
    planned(walk, "DE")
    walk.do("D-6.2")

    assert walk.do("D-6.3", another_walkthrough=True) == ["D-6.2"]
    assert walk.do("D-6.2") == ["D-6.3"]
    assert walk.do("D-6.3", another_walkthrough=False) == ["D-6.4"]


def test_a_kick_off_that_is_needed_is_held(walk):
    planned(walk, "CX")

    assert walk.do("D-6.1", kickoff_needed=True) == ["D-6.1a"]
    assert walk.do("D-6.1a") == ["D-6.1b"]


@pytest.mark.parametrize(("kind", "back_to"), [("SI", "D-6.5"), ("DE", "D-6.2")])
def test_changes_found_in_the_final_walkthrough_go_back(walk, kind, back_to):
    planned(walk, kind)
    if kind == "DE":
        walk.do("D-6.2")
        walk.do("D-6.3", another_walkthrough=False)
    else:
        walk.do("D-6.5")
    walk.do("D-6.4")

    assert walk.do("D-7.1", changes_needed=True) == [back_to]


@pytest.mark.parametrize(
    ("gate", "step"),
    [
        ("mop_final", "D-7.2"),
        ("tasks_confirmed", "D-6.5"),
        ("update_plan", "D-6.4"),
        ("uat_signed", "D-7.2b"),
        ("thread_ready", "D-7.3"),
        ("deployment_entry", "D-7.4"),
    ],
)
def test_deployment_is_refused_while_something_is_missing(walk, gate, step):
    walk.record.shut = {gate}

    assert prepared(walk, "DE") == [step]
    assert walk.told("list_missing")[-1] == {"gate": "deployment_entry"}


def test_the_deployment_waits_for_the_go_of_the_linked_release(walk):
    walk.record.linked = {"smr"}
    waiting = prepared(walk, "DE")
    walk.send("smr_go")

    assert waiting == []
    assert walk.open_steps() == ["D-8.W"]


@pytest.mark.parametrize("decision", ["Go", "Go with Action"])
def test_a_go_that_was_given_before_is_read(walk, decision):
    walk.record.linked = {"smr"}
    walk.record.fields["linked Go/No-Go"] = decision

    assert prepared(walk, "DE") == ["D-8.W"]


def test_without_a_change_request_nothing_is_waited_for(walk):
    planned(walk, "CO")
    walk.record.fields["crq_no"] = None

    assert walk.do("D-6.4", "D-7.4") == ["D-8.CO"]


def test_an_approval_that_is_on_the_record_is_read(walk):
    walk.record.fields["crq_state"] = "Approved"

    assert prepared(walk, "DE") == ["D-8.2"]


def test_the_coordinator_may_record_the_approval(walk):
    prepared(walk, "DE")
    walk.record.fields["crq_state"] = "Approved"

    assert walk.do("D-8.W") == ["D-8.2"]


@pytest.mark.parametrize("message", ["crq_rejected", "crq_rescheduled"])
def test_a_change_that_is_not_approved_is_replanned(walk, message):
    prepared(walk, "DE")
    walk.send(message)

    assert walk.open_steps() == ["D-8.X"]
    assert walk.do("D-8.X", replan_next="Wait again") == ["D-8.W"]
    walk.send(message)
    assert walk.do("D-8.X", replan_next="New dates") == ["D-6.4"]
    assert walk.told("forget_messages")


def test_an_approval_sent_too_early_waits_for_its_step(walk):
    planned(walk, "CO")
    walk.send("crq_approved")
    walk.do("D-6.4", "D-7.4")
    walk.pass_time(minutes=1)

    assert walk.open_steps() == ["D-8.CO"]


def test_deployment_starts_only_after_a_successful_pre_deployment(walk):
    deploying(walk)

    assert walk.do("D-8.2", pre_deployment_result="Issue") == ["D-8.5"]
    assert walk.do("D-8.5", triage_proposal="Fix and retry") == ["D-8.2"]
    assert walk.do("D-8.2", pre_deployment_result="Success") == ["D-8.3"]


@pytest.mark.parametrize("stage", ["D-8.2", "D-8.3", "D-8.4"])
def test_an_issue_can_be_raised_in_each_stage_and_the_stage_is_resumed(walk, stage):
    deploying(walk)
    answers = {"pre_deployment_result": "Success", "deployment_result": "Success"}
    for step in ("D-8.2", "D-8.3"):
        if step < stage:
            walk.do(step, **answers)
    walk.send("issue_escalated")

    assert walk.open_steps() == ["D-8.5"]
    assert walk.do("D-8.5", triage_proposal="Decide backout") == ["D-8.5E"]
    assert walk.do("D-8.5E", executive_decision="Fix and retry") == [stage]
    assert walk.told("count_retry")


def test_every_resource_validates_and_one_fail_leads_to_triage(walk):
    walk.record.people = ["eli", "ann", "sam"]
    deploying(walk)
    walk.do("D-8.2", pre_deployment_result="Success")
    asked = walk.do("D-8.3", deployment_result="Success")
    walk.record.replies["D-8.4"] = [{"by": "eli", "pass": "Fail"}]
    walk.do("D-8.4", "D-8.4")

    assert asked == ["D-8.4"] * 3
    assert walk.do("D-8.4") == ["D-8.5"]
    assert walk.do("D-8.5", triage_proposal="Continue") == ["D-8.4"] * 3


def test_steps_after_the_deployment_are_done_where_there_are_any(walk):
    deploying(walk)
    walk.steps["post-deployment"] = 2

    assert succeeded(walk) == ["D-8.6"]
    assert walk.do("D-8.6") == ["D-8.7"]


def test_a_cancellation_in_deployment_opens_the_executive_decision(walk):
    deploying(walk)
    walk.record.flags["cancel_requested"] = True
    walk.send("issue_escalated")

    assert walk.do("D-8.5", triage_proposal="Continue") == ["D-8.5E"]


def test_a_validated_backout_ends_the_deployment(walk):
    assert backed_out(walk) == ["D-8.B2"]
    assert walk.do("D-8.B2") == ["D-8.7"]
    walk.do("D-8.7")

    assert walk.record.fields["outcome"] == "Backed out"
    assert walk.open_steps() == ["D-9.2"]
    assert walk.told("send_message")[-1]["message"] == "dcs_result"


@pytest.mark.parametrize(
    ("choice", "steps", "outcome"),
    [
        ("Workaround accepted and new dates", ["D-6.4"], "New dates"),
        ("Close unsuccessful", ["D-9.2"], "Unsuccessful"),
    ],
)
def test_a_failed_backout_ends_in_new_dates_or_unsuccessful(
    walk, choice, steps, outcome
):
    backed_out(walk)
    walk.record.replies["D-8.B2"] = [{"by": "eli", "pass": "Fail"}]

    assert walk.do("D-8.B2") == ["D-8.B4"]
    assert walk.do("D-8.B4", backout_next=choice) == ["D-8.7"]
    assert walk.do("D-8.7") == steps
    assert walk.told("record_attempt")[-1]["result"] == outcome


def test_a_failed_backout_may_be_tried_again(walk):
    backed_out(walk)
    walk.record.replies["D-8.B2"] = [{"by": "eli", "pass": "Fail"}]
    walk.do("D-8.B2")

    assert walk.do("D-8.B4", backout_next="Retry backout") == ["D-8.B1"]
    assert walk.do("D-8.B1") == ["D-8.B2"]


def test_new_dates_lead_to_a_second_deployment_with_its_own_updates(walk):
    backed_out(walk)
    walk.record.replies["D-8.B2"] = [{"by": "eli", "pass": "Fail"}]
    walk.do("D-8.B2")
    walk.do("D-8.B4", backout_next="Workaround accepted and new dates")
    walk.do("D-8.7", "D-6.4")
    walk.record.flags["deployment_over"] = False
    walk.record.due["status_update"] = walk.clock.now() + timedelta(hours=1)
    walk.do("D-7.1", changes_needed=False)
    walk.do("D-7.2", mop_final=True)
    walk.do("D-7.2b", "D-7.3", "D-7.4")
    walk.send("crq_approved")
    walk.pass_time(hours=1)

    assert walk.open_steps() == ["D-8.2", "D-8.b"]


def test_an_update_opens_at_each_slot_beside_the_stages(walk):
    walk.record.due["status_update"] = walk.clock.now() + timedelta(hours=1)
    deploying(walk)
    walk.pass_time(hours=1)
    first = walk.open_steps()
    walk.record.due["status_update"] = walk.clock.now() + timedelta(hours=1)
    walk.do("D-8.b")
    walk.pass_time(hours=1)

    assert first == ["D-8.2", "D-8.b"]
    assert walk.open_steps() == ["D-8.2", "D-8.b"]
    assert len(walk.told("send_update")) == 1


def test_a_changed_schedule_moves_the_next_update(walk):
    walk.record.due["status_update"] = walk.clock.now() + timedelta(hours=8)
    deploying(walk)
    walk.record.due["status_update"] = walk.clock.now() + timedelta(hours=1)
    walk.signal("schedule_changed")
    walk.pass_time(hours=1)

    assert "D-8.b" in walk.open_steps()


def test_open_updates_and_calls_end_with_the_deployment(walk):
    walk.record.due["status_update"] = walk.clock.now() + timedelta(hours=1)
    walk.record.due["checkpoint_call"] = walk.clock.now() + timedelta(hours=1)
    deploying(walk)
    walk.pass_time(hours=1)
    beside = walk.open_steps()
    succeeded(walk)

    assert beside == ["D-8.2", "D-8.b", "D-8.c"]
    assert walk.do("D-8.7") == ["D-9.2"]


def test_completion_that_is_denied_is_resolved_first(walk):
    deploying(walk)
    succeeded(walk)
    walk.do("D-8.7", "D-9.2")

    assert walk.do("D-9.3", all_complete="No") == ["D-9.3R"]
    assert walk.do("D-9.3R") == ["D-9.3"]


@pytest.mark.parametrize(
    ("gate", "steps"),
    [("post_deployment", ["D-9.4"]), ("dcs_close_down", ["D-9.4", "D-9.5"])],
)
def test_the_record_is_not_closed_while_something_is_missing(walk, gate, steps):
    deploying(walk)
    succeeded(walk)
    walk.record.shut = {gate}
    walk.do("D-8.7", "D-9.2")
    walk.do("D-9.3", all_complete="Yes")

    assert walk.do(*steps) == ["D-9.4"]


@pytest.mark.parametrize("when", ["requested", "planned", "waiting"])
def test_a_release_can_be_cancelled_before_its_deployment(walk, when):
    if when == "planned":
        planned(walk, "DE")
    if when == "waiting":
        prepared(walk, "DE")
    walk.send("cancel_release")

    assert walk.open_steps() == []
    assert walk.row().status == "completed"
    assert walk.told("set_status")[-1]["status"] == "Cancelled"


def test_communications_only_is_cancelled_directly_even_in_deployment(walk):
    deploying(walk, "CO")
    walk.send("cancel_release")

    assert walk.row().status == "completed"


class Weekly(Deploying):
    """The weekly status of a release in Planning; the next is due in a week."""

    def __init__(self, folder):
        super().__init__(folder, "dcs_weekly_status")

    def start(self, key="P", **data):
        self.record.fields |= {"status": "Active", "milestone": "Planning"}
        self.next_week()
        return super().start(key, **data)

    def next_week(self):
        self.record.due["weekly_status"] = self.clock.now() + timedelta(days=7)


@pytest.fixture
def weekly(tmp_path):
    return Weekly(tmp_path)


def test_a_status_is_asked_each_week(weekly):
    weekly.pass_time(days=7)
    first = weekly.open_steps()
    weekly.next_week()
    answered = weekly.do("W-1")
    weekly.pass_time(days=7)

    assert (first, answered, weekly.open_steps()) == (["W-1"], [], ["W-1"])
    assert weekly.told("send_mail") == [
        {"mail": "dcs-weekly-status", "to": "release_manager"}
    ]


def test_the_weekly_status_ends_when_the_release_says_so(weekly):
    weekly.pass_time(days=7)
    weekly.send("weekly_status_ended")

    assert weekly.open_steps() == []
    assert weekly.row().status == "completed"


@pytest.mark.parametrize(
    "ended", [{"status": "Cancelled"}, {"milestone": "Deployment"}], ids=str
)
def test_no_status_is_asked_once_the_deployment_has_begun(weekly, ended):
    weekly.record.fields |= ended
    weekly.pass_time(days=7)

    assert weekly.row().status == "completed"
