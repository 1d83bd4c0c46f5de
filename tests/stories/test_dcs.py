"""The Deployment Coordination Service, from the request to the closed record (3.9)."""

import pytest

from tasks.cancelling import CancellationRefused
from tests.stories import dcs as stretch
from tests.stories.filling import PAPER
from tests.stories.office import Office


@pytest.mark.parametrize("kind", ["SI", "DE", "CX"])
def test_a_coordinated_release_is_planned_deployed_validated_and_closed(
    office: Office, kind: str
) -> None:
    dcs = stretch.to_planning(office, kind)
    assert office.release(dcs).milestone == "Planning"
    stretch.prepared(office, dcs, kind)
    assert office.release(dcs).milestone == "Deployment"
    stretch.deployed(office, dcs)
    assert office.release(dcs).milestone == "Close down"
    stretch.closed(office, dcs)

    assert office.release(dcs).status == "Closed"
    assert office.release(dcs).status_reason == "Successful"
    assert office.instance_status(dcs) == "completed"


def test_a_communications_only_release_sends_updates_and_closes(
    office: Office,
) -> None:
    dcs = stretch.to_planning(office, "CO")
    stretch.prepared(office, dcs, "CO")
    office.do(dcs, "D-8.CO", complete=False)
    office.do(dcs, "D-8.CO", complete=True, result="Successful")
    office.do(dcs, "D-8.7")
    stretch.closed(office, dcs)

    assert office.release(dcs).status == "Closed"
    passed = set(office.path(dcs))
    assert not {"D-8.2", "D-8.5", "D-8.B1", "D-6.2", "D-7.1"} & passed


def test_scheduled_status_updates_go_out_while_the_deployment_lasts(
    office: Office,
) -> None:
    dcs = stretch.to_planning(office, "DE")
    stretch.prepared(office, dcs, "DE")

    for _ in range(3):
        office.pass_time(hours=1, minutes=1)
        assert office.open_steps(dcs).count("D-8.b") == 1
        office.do(dcs, "D-8.b")
    office.pass_time(hours=9)
    assert office.open_steps(dcs).count("D-8.b") == 1
    stretch.deployed(office, dcs)

    assert "D-8.b" not in office.open_steps(dcs)
    sent = [u for u in office.rows(dcs, "updates") if u.sent_at is not None]
    assert len(sent) >= 4
    assert sum(bool(u.final) for u in sent) == 1


def test_a_backout_is_decided_by_an_executive_run_and_validated(
    office: Office,
) -> None:
    dcs = stretch.to_planning(office, "DE")
    stretch.prepared(office, dcs, "DE")
    office.do(dcs, "D-8.2", result="Success")
    office.do(dcs, "D-8.3", result="Issue")
    office.do(dcs, "D-8.5", proposal="Decide backout")
    office.do(dcs, "D-8.5E", by="executive", decision="Backout", reason="Data at risk")
    office.do(dcs, "D-8.B1")
    office.do_all(dcs, "D-8.B2", **{"pass": "Pass"})
    office.do(dcs, "D-8.7")
    stretch.closed(office, dcs, "Backed out")

    assert office.release(dcs).status_reason == "Backed out"
    decisions = [d for d in office.rows(dcs, "decisions") if d.kind == "Backout"]
    assert [d.value for d in decisions] == ["Backout"]
    assert decisions[0].reason == "Data at risk"


def test_after_a_failed_backout_a_workaround_and_new_dates_lead_back_to_the_plan(
    office: Office,
) -> None:
    dcs = stretch.to_planning(office, "DE")
    stretch.prepared(office, dcs, "DE")
    office.do(dcs, "D-8.2", result="Success")
    office.do(dcs, "D-8.3", result="Issue")
    office.do(dcs, "D-8.5", proposal="Decide backout")
    office.do(dcs, "D-8.5E", by="executive", decision="Backout", reason="Data at risk")
    office.do(dcs, "D-8.B1")
    office.do_all(dcs, "D-8.B2", **{"pass": "Fail"})
    office.do(dcs, "D-8.B4", next="Retry backout")
    office.do(dcs, "D-8.B1")
    office.do_all(dcs, "D-8.B2", **{"pass": "Fail"})
    given = {"workaround": "Serve the old site", "new_date": "2026-03-02"}
    office.do(dcs, "D-8.B4", next="Workaround accepted and new dates", **given)
    office.do(dcs, "D-8.7")

    assert office.open_steps(dcs) == ["D-6.4"]
    assert office.release(dcs).milestone == "Build/Test"


@pytest.mark.parametrize("stage", ["D-8.2", "D-8.3", "D-8.4"])
def test_an_escalated_issue_is_triaged_and_the_stage_is_resumed(
    office: Office, stage: str
) -> None:
    dcs = stretch.to_planning(office, "SI")
    stretch.prepared(office, dcs, "SI")
    if stage != "D-8.2":
        office.do(dcs, "D-8.2", result="Success")
    if stage == "D-8.4":
        office.do(dcs, "D-8.3", result="Success", activated_at=stretch.moment(office))

    office.tell(dcs, "issue_escalated", by="release_coordinator_dcs")
    assert office.open_steps(dcs) == ["D-8.5"]
    office.do(dcs, "D-8.5", proposal="Fix and retry")

    assert set(office.open_steps(dcs)) == {stage}


def test_a_failed_validation_is_triaged(office: Office) -> None:
    dcs = stretch.to_planning(office, "SI")
    stretch.prepared(office, dcs, "SI")
    office.do(dcs, "D-8.2", result="Success")
    office.do(dcs, "D-8.3", result="Success", activated_at=stretch.moment(office))
    office.do_all(dcs, "D-8.4", **{"pass": "Fail"})

    assert office.open_steps(dcs) == ["D-8.5"]


def test_deployment_waits_for_the_approval_of_the_change_request(
    office: Office,
) -> None:
    dcs = stretch.to_planning(office, "SI", crq_needed=True, crq_no="CRQ000042")
    stretch.prepared(office, dcs, "SI")

    assert office.open_steps(dcs) == ["D-8.W"]
    office.tell(dcs, "crq_approved", by="release_coordinator_dcs")

    assert office.open_steps(dcs) == ["D-8.2"]


def test_a_rejected_change_request_leads_to_new_dates(office: Office) -> None:
    dcs = stretch.to_planning(office, "SI", crq_needed=True, crq_no="CRQ000042")
    stretch.prepared(office, dcs, "SI")
    office.do(dcs, "D-8.W", state="Rejected")

    office.do(dcs, "D-8.X", next="New dates", new_date="2026-03-02")

    assert office.open_steps(dcs) == ["D-6.4"]


def test_a_request_that_needs_no_coordination_ends_not_required(
    office: Office,
) -> None:
    dcs = office.file("dcs", "Restart a print server")
    given = {"source": "SMEI via SPIM", "crq_needed": False}
    office.do(dcs, "D-1.1", meeting_needed=False, **given)
    office.do(dcs, "D-2.1", dcs_required=False, reason="One team only")
    office.do(dcs, "D-2.N3")

    assert office.release(dcs).status == "Not required"


def test_a_second_walkthrough_makes_a_new_version_of_the_plan(office: Office) -> None:
    dcs = stretch.to_planning(office, "DE")
    office.do(dcs, "D-5.1")
    office.do(dcs, "D-5.2", initial_mop={"name": "mop.txt", "content": PAPER})
    office.do(dcs, "D-5.3")
    office.do(dcs, "D-6.2", backout_possible=True)

    office.do(dcs, "D-6.3", another=True)
    assert office.open_steps(dcs) == ["D-6.2"]
    office.do(dcs, "D-6.2", backout_possible=True)
    office.do(dcs, "D-6.3", another=False)

    assert office.open_steps(dcs) == ["D-6.4"]


@pytest.mark.parametrize("far", ["request", "planning"])
def test_a_release_is_cancelled_before_its_deployment(office: Office, far: str) -> None:
    dcs = office.file("dcs", "A deployment that is given up")
    if far == "planning":
        dcs = stretch.to_planning(office, "DE")
        assert any(r.process == "dcs" for r in office.releases())

    office.tell(dcs, "cancel_release", by="release_manager", reason="No longer needed")

    assert office.release(dcs).status == "Cancelled"
    assert office.open_tasks(dcs) == []
    assert office.instance_status(dcs) == "completed"


def _in_deployment(office: Office) -> str:
    """A detailed release whose deployment has begun."""
    dcs = stretch.to_planning(office, "DE")
    stretch.prepared(office, dcs, "DE")
    assert office.open_steps(dcs) == ["D-8.2"]
    return dcs


def test_a_cancellation_during_a_deployment_asks_the_executive_first(
    office: Office,
) -> None:
    dcs = _in_deployment(office)

    office.tell(dcs, "cancel_release", by="release_manager", reason="Storm warning")
    office.do(dcs, "D-8.5", proposal="Continue")

    assert office.release(dcs).status == "Active"
    assert office.open_steps(dcs) == ["D-8.5E"]


def test_a_cancellation_is_refused_with_the_reason_during_triage(
    office: Office,
) -> None:
    dcs = _in_deployment(office)
    office.tell(dcs, "issue_escalated", by="release_coordinator_dcs", text="Slow")
    assert office.open_steps(dcs) == ["D-8.5"]

    with pytest.raises(CancellationRefused, match="executive's decision"):
        office.tell(dcs, "cancel_release", by="release_manager", reason="Too slow")

    assert office.open_steps(dcs) == ["D-8.5"]


def test_the_reason_of_a_cancellation_is_the_status_reason(office: Office) -> None:
    chosen, told = office.file("dcs", "One"), office.file("dcs", "Other")
    both = {"reason": "No money", "status_reason": "Funding Not Available"}

    office.tell(chosen, "cancel_release", by="release_manager", **both)
    office.tell(told, "cancel_release", by="release_manager", reason="No money")

    assert office.release(chosen).status_reason == "Funding Not Available"
    assert office.release(told).status_reason == "No money"


def test_the_coordinator_records_the_change_request_from_the_release(
    office: Office,
) -> None:
    dcs = stretch.to_planning(
        office, "CO", source="CRQ assessment task", crq_needed=True, crq_no="CRQ-1"
    )
    stretch.prepared(office, dcs, "CO")

    office.tell(dcs, "crq_approved", by="release_coordinator_dcs", reason="CAB")

    assert office.release(dcs).crq_state == "Approved"
    assert "D-8.W" not in office.open_steps(dcs)


def test_the_coordinator_reports_weekly_until_the_deployment_starts(
    office: Office,
) -> None:
    dcs = stretch.to_planning(office, "SI")
    office.pass_time(days=7, minutes=1)
    weekly = [s for s in office.open_steps(dcs) if s.startswith("W-")]
    assert len(weekly) == 1
    office.do(dcs, weekly[0])

    stretch.prepared(office, dcs, "SI")

    assert office.open_steps(dcs) == ["D-8.2"]
