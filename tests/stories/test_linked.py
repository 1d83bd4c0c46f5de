"""Readiness and deployment coordination, linked by messages (AMB-53)."""

from tests.stories import dcs as deployment
from tests.stories import smr as readiness
from tests.stories.office import Office


def test_a_deployment_release_started_in_planning_waits_for_the_go_and_reports_back(
    office: Office,
) -> None:
    smr = readiness.to_status_meetings(office, dcs_required=True)
    dcs = office.file("dcs", "Deploy the payroll portal")
    deployment.to_planning(office, "DE", dcs, smr_release=smr)
    deployment.prepared(office, dcs, "DE")
    assert office.open_steps(dcs) == []
    assert "smr_go" in office.waits_for(dcs)

    readiness.to_go_no_go(office, smr)
    office.do(smr, "S-7.5", decision="Go")
    assert office.open_steps(dcs) == ["D-8.2"]
    deployment.deployed(office, dcs)
    office.do(smr, "S-8.D2")
    office.do(smr, "S-8.5")

    assert "S-9.1" in office.waits_for(smr)
    deployment.closed(office, dcs)
    readiness.stabilized(office, smr)
    readiness.closed(office, smr)
    assert office.release(smr).status == "Closed"
    assert office.release(dcs).status == "Closed"


def test_a_go_starts_and_links_the_deployment_release_when_there_is_none(
    office: Office,
) -> None:
    smr = readiness.to_status_meetings(office, dcs_required=True)
    readiness.to_go_no_go(office, smr)

    office.do(smr, "S-7.5", decision="Go")

    started = [r for r in office.releases() if r.process == "dcs"]
    assert len(started) == 1
    assert office.open_steps(started[0].id) == ["D-1.1"]


def test_a_backed_out_deployment_sends_the_readiness_release_back_to_its_meetings(
    office: Office,
) -> None:
    smr = readiness.to_status_meetings(office, dcs_required=True)
    readiness.to_go_no_go(office, smr)
    office.do(smr, "S-7.5", decision="Go")
    dcs = next(r.id for r in office.releases() if r.process == "dcs")
    deployment.to_planning(office, "SI", dcs)
    deployment.prepared(office, dcs, "SI")
    office.do(dcs, "D-8.2", result="Success")
    office.do(dcs, "D-8.3", result="Issue")
    office.do(dcs, "D-8.5", proposal="Decide backout")
    office.do(dcs, "D-8.5E", by="executive", decision="Backout", reason="Data at risk")
    office.do(dcs, "D-8.B1")
    office.do_all(dcs, "D-8.B2", **{"pass": "Pass"})
    office.do(dcs, "D-8.7")

    office.do(smr, "S-8.D2")
    office.do(smr, "S-8.5")

    assert office.open_steps(smr) == ["S-6.1"]
    assert office.release(smr).milestone == "Build"


def test_a_cancelled_deployment_asks_the_release_manager_what_to_do(
    office: Office,
) -> None:
    smr = readiness.to_status_meetings(office, dcs_required=True)
    readiness.to_go_no_go(office, smr)
    office.do(smr, "S-7.5", decision="Go")
    dcs = next(r.id for r in office.releases() if r.process == "dcs")

    office.tell(dcs, "cancel_release", by="release_manager", reason="No window")
    office.do(smr, "S-8.D2")
    office.do(smr, "S-8.5")
    assert office.open_steps(smr) == ["S-8.C"]
    office.do(smr, "S-8.C", next="Cancel SMR release")

    assert office.release(smr).status == "Cancelled"
    assert office.instance_status(smr) == "completed"
