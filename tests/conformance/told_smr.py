"""The readiness releases on which requirements are observed."""

from typing import Any

from tests.stories import smr as stretch
from tests.stories.filling import PAPER
from tests.stories.office import Office
from tests.stories.smr import moment

ACTION = {"text": "Train the night shift", "owner": "stakeholder", "due": "2026-09-01"}
ISSUE = {
    "text": "Reports are slow",
    "severity": "High",
    "impacted": ["stakeholder"],
    "owner": "stakeholder",
    "state": "Open",
    "corrective_action": "Add an index",
    "due": "2026-09-01",
}
LINK = {"type": "Incident", "number": "INC000042", "relation": "caused"}


def request(office: Office, title: str, **given: Any) -> str:
    """Requested with everything the intake knows, and reviewed."""
    smr = office.file("smr", title)
    office.do(
        smr,
        "S-1.1",
        source="SM-CAFE",
        needs_smr=True,
        needs_OPSSC=True,
        scope_in=["New service", "End users affected"],
        scope_out=["Project management"],
        recommended_type="Significant / Large",
        ice="Medium",
        project_charter={"name": "charter.txt", "content": PAPER},
        charter_approved=True,
        charter_signatures=True,
        **given,
    )
    reviewed = {"smr_required": True, "reason": "New to the OPSSC"}
    office.do(smr, "S-1.2", by="release_manager", **reviewed)
    office.do(smr, "S-1.5", coordinator="release_coordinator_smr")
    office.do(smr, "S-1.6")
    office.do(smr, "S-1.7", invitees=["project_manager"])
    return smr


def assess(office: Office, smr: str, **assessed: Any) -> None:
    """Validated, and its type confirmed."""
    office.do(
        smr,
        "S-2.1",
        impact_confirmed=False,
        impact="2-Significant/Large",
        impact_reason="More ministries joined",
        urgency_confirmed=True,
        priority_confirmed=True,
    )
    given = {"formal_release": True, "dcs_required": False, "ice": "Medium"}
    office.do(smr, "S-2.2", **{**given, **assessed})


def plan(office: Office, smr: str) -> None:
    """Planned with training and communications, announced, kicked off."""
    office.do(
        smr,
        "S-3.1",
        stakeholders=stretch.STAKEHOLDERS,
        registered_project_no="RP-7",
        training=[{"audience": "Service desk", "kind": "knowledge transfer"}],
        communication_plan=[{"text": "Bulletin", "audience": "All staff"}],
    )
    office.do(smr, "S-3.2")
    office.do(smr, "S-3.3")
    office.do(smr, "S-3.4", result="Change", comments="Say when")
    office.do(smr, "S-3.3")
    office.do(smr, "S-3.4", result="Approve")
    office.do(smr, "S-3.5")
    office.do(smr, "S-4.1", send_at=None)
    office.do(smr, "S-5.1")
    office.do(smr, "S-5.2", invitees=["project_manager", "stakeholder"])
    workshop = {"title": "Cut-over workshop", "at": moment(office)}
    people = ["project_manager", "stakeholder"]
    office.do(smr, "S-5.3", attendance=people, workshops=[workshop])


def meet(office: Office, smr: str) -> None:
    """One status meeting with an issue, a changed date and a link."""
    people = ["project_manager", "stakeholder"]
    office.do(smr, "S-6.1", first_at=moment(office), interval="weekly", invitees=people)
    office.pass_time(minutes=61)
    deliverables = office.rows(smr, "deliverables")
    first = {"id": deliverables[0].id, "text": deliverables[0].text, "state": "Done"}
    office.do(
        smr,
        "S-6.3",
        attendance=people,
        deliverable_states=[first],
        issues=[ISSUE],
        links=[LINK],
        date_changes=[
            {"milestone": "Deployment", "date": "2026-09-30", "reason": "Freeze"}
        ],
    )


def ready(office: Office, smr: str, *, pre_go: bool = False) -> None:
    """Tested and piloted, declared ready, recommended."""
    office.do(smr, "S-6.5")
    office.do(smr, "S-6.6", end_to_end=True, pilot=True)
    office.do(smr, "S-6.6a", testers=["stakeholder"])
    office.do_all(smr, "S-6.6b", result="Pass")
    office.do(smr, "S-6.6c", retest=False)
    office.do(smr, "S-6.7", pre_go_needed=pre_go)
    if pre_go:
        said = {"person": "stakeholder", "recommendation": "Ready with action"}
        outstanding = {**ACTION, "text": "Sign the runbook"}
        office.do(smr, "S-7.1", recommendations=[said], outstanding=[outstanding])
        office.do_all(smr, "S-7.2", state="Done")
    office.do(smr, "S-7.3", risks=[{"text": "Late vendor", "owner": "stakeholder"}])
    office.do_all(smr, "S-7.4", recommendation="Ready")


def stabilize(office: Office, smr: str) -> None:
    """Feedback, an issue and the action items, an extension, and the handover."""
    office.tell(smr, "feedback_submitted", by="stakeholder", feedback="Fast", rating=5)
    office.pass_time(days=7, minutes=1)
    small = {**ISSUE, "text": "Labels are small", "state": "In remediation"}
    component = {"type": "Configuration Item", "number": "CI-7"}
    office.do(smr, "S-9.5", issues=[small], links=[component], summary="Calm")
    if "S-9.6" in office.open_steps(smr):
        rows = office.rows(smr, "actions")
        done = [{"id": r.id, "text": r.text, "state": "Done"} for r in rows]
        office.do(smr, "S-9.6", actions=done)
    office.pass_time(days=24)
    end = office.release(smr).stabilization_end
    longer = end.replace(year=end.year + (end.month == 12), month=end.month % 12 + 1)
    given = {
        "new_end": longer.date().replace(day=28).isoformat(),
        "reason": "Month end",
    }
    office.do(smr, "S-9.2", extend=True, **given)
    office.pass_time(days=70)
    office.do(smr, "S-9.2", extend=False)
    office.do(smr, "S-9.3", service_confirmed=True)


def close(office: Office, smr: str) -> None:
    """Approved with feedback, lessons and improvements, and closed."""
    office.do(smr, "S-10.2", approve="Approve")
    office.do(smr, "S-10.3", approve="Approve", csi_input="Publish targets")
    office.do_all(smr, "S-10.4v", reply="Confirm")
    office.do(
        smr,
        "S-10.5",
        applicable=True,
        lessons=[{"text": "Test earlier"}],
        pir_date="2026-12-01",
        pir_result="As planned",
        attended=True,
    )
    better = {"text": "Shorter forms", "priority": "High"}
    office.do(smr, "S-10.6", improvements=[better])
    office.do(smr, "S-10.7", all_correct=True)


def whole(office: Office) -> str:
    """A large release without DCS: everything that may come up does."""
    smr = request(office, "Payroll portal")
    criteria = ["Training needed, for example complex processing"]
    assess(
        office,
        smr,
        release_type="Significant / Large",
        criteria_significant=criteria,
        costing_applicable=True,
        cost=1000,
        crq_required=True,
        effort_business_days=45,
        registered_project_no="RP-7",
    )
    plan(office, smr)
    meet(office, smr)
    crq = {"type": "Change Request", "number": "CRQ000007", "relation": "part of"}
    office.pass_time(days=7, minutes=1)
    office.do(smr, "S-6.3", links=[crq])
    ready(office, smr, pre_go=True)
    office.do(smr, "S-7.5", decision="No-Go", reason="Not trained", next_steps="Train")
    office.do(smr, "S-6.1")
    ready(office, smr)
    office.do(smr, "S-7.5", decision="Go with Action", actions=[ACTION])
    deploy(office, smr)
    stabilize(office, smr)
    close(office, smr)
    return smr


def deploy(office: Office, smr: str) -> None:
    """Failed once, decided again, then live."""
    approved = {"name": "portal", "version": "2.0", "approved": True}
    office.do(smr, "S-8.1", components=[approved])
    office.do(smr, "S-8.2", result="Failure", text="The database did not start")
    office.do(smr, "S-8.5")
    office.do(smr, "S-6.1")
    ready(office, smr)
    office.do(smr, "S-7.5", decision="Go with Action", actions=[ACTION])
    office.do(smr, "S-8.1", components=[approved])
    office.do(smr, "S-8.2", result="Success", activated_at=moment(office))
    office.do(smr, "S-8.5")


def of_type(office: Office, release_type: str, **criteria: Any) -> str:
    """A release assessed as of this type, as far as the kick-off."""
    smr = request(office, f"A release that is {release_type}")
    assess(office, smr, release_type=release_type, effort_business_days=20, **criteria)
    plan(office, smr)
    link = {"type": "Release", "number": "SMR-2025-0001", "relation": "supersedes"}
    office.do(smr, "S-6.1", first_at=moment(office), interval="weekly")
    office.pass_time(minutes=61)
    office.do(smr, "S-6.3", links=[link])
    return smr


def informal(office: Office) -> str:
    """A minor release that ends without formal activities."""
    smr = request(office, "A new label")
    assess(
        office,
        smr,
        release_type="Minor / Localized",
        formal_release=False,
        criteria_minor=["Few users affected"],
        service_design_package="Not needed",
    )
    office.do(smr, "S-2.E")
    return smr


def not_required(office: Office) -> str:
    """A request that needs no readiness work."""
    smr = office.file("smr", "A poster in the lobby")
    office.do(smr, "S-1.1", needs_smr=False)
    groups = [{"group": "Facilities"}]
    office.do(
        smr,
        "S-1.2",
        smr_required=False,
        reason="Nothing to support",
        stakeholder_groups=groups,
    )
    office.do(smr, "S-1.N2")
    return smr


def cancelled(office: Office) -> str:
    """A release that is given up in planning."""
    smr = stretch.to_planning(office)
    office.do(smr, "S-3.1", stakeholders=stretch.STAKEHOLDERS)
    office.tell(smr, "cancel_release", by="release_manager", reason="No funding")
    return smr
