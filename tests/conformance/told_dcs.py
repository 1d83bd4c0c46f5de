"""The deployment releases on which requirements are observed."""

from typing import Any

from tests.stories import dcs as stretch
from tests.stories import smr as readiness
from tests.stories.filling import PAPER
from tests.stories.office import Office
from tests.stories.smr import moment

READERS = [{"email": "deputy.minister@example.org", "name": "Deputy Minister"}]
SECTIONS = ("pre-deployment", "deployment", "validation", "post-deployment", "back-out")
STEPS = [
    {"section": section, "text": f"{section} of the gateway", "source_crq": "CRQ000001"}
    for section in SECTIONS
]
VERIFIED = ["Release Questionnaire", "Resource Contact List"]
RESOURCES = [
    {"kind": kind, "contact": who}
    for kind, who in (
        ("application", "stakeholder"),
        ("technical", "service_owner"),
        ("business", "project_manager"),
    )
]


def done(section: str, office: Office, result: str = "Done") -> dict[str, Any]:
    """The result of a section's step."""
    at = moment(office)
    step = {"step": f"{section} of the gateway", "start": at, "end": at}
    return {"step_results": [{**step, "result": result}]}


def request(office: Office, title: str, kind: str, **asked: Any) -> str:
    """Requested, assessed, typed, and given to a coordinator."""
    dcs = office.file("dcs", title)
    meeting = {"meeting_needed": True, "meeting_at": moment(office)}
    given = {"crq_needed": True, "crq_no": None, "service_owner": "service_owner"}
    source = {"source": "Cluster Client / Release Committee", "executive": "executive"}
    office.do(
        dcs, "D-1.1", by="release_manager", **{**meeting, **given, **source, **asked}
    )
    if "D-1.2" in office.open_steps(dcs):
        office.do(dcs, "D-1.2", crq_no="CRQ000001", change_coordinator="Chan")
    risk = [{"application": "Mail", "risk": "High"}]
    office.do(dcs, "D-2.1", dcs_required=True, risk_per_application=risk)
    scope = {"projects": "A\nB", "applications": "Mail\nWeb", "ministries": "X\nY"}
    office.do(dcs, "D-3.1", release_type=kind, **scope)
    office.do(dcs, "D-3.2")
    office.do(dcs, "D-4.1", coordinator="release_coordinator_dcs")
    question = {"to": "project_manager", "question": "Which window?"}
    office.do(dcs, "D-4.3", type_ok=True, info_requests=[question])
    return dcs


def prepare(office: Office, dcs: str, kind: str) -> None:
    """Collateral, resources, plan and thread; the change request is approved."""
    office.do(dcs, "D-5.1")
    initial = {"name": "mop.txt", "content": PAPER}
    office.do(dcs, "D-5.2", initial_mop=initial, resources=RESOURCES)
    states = [{"contact": "stakeholder", "state": "Requested"}]
    drafts = ["Resource Contact List", "Release Questionnaire"]
    office.do(
        dcs, "D-5.3", resource_states=states, drafts=drafts, questionnaire_sent=True
    )
    if kind == "CX":
        office.do(dcs, "D-6.1", needed=True)
        office.do(dcs, "D-6.1a")
        sources = [{"title": f"MoP {n}", "source_crq": f"CRQ00000{n}"} for n in (1, 2)]
        office.do(dcs, "D-6.1b", source_mops=sources, order=STEPS)
    if kind in ("DE", "CX"):
        office.do(dcs, "D-6.2", steps=STEPS, backout_possible=True)
        people = ["release_coordinator_dcs", "project_manager", "stakeholder"]
        office.do(dcs, "D-6.3", another=True, attendance=people, comments="Swap 2, 3")
        office.do(dcs, "D-6.2", steps=STEPS, backout_possible=True)
        office.do(dcs, "D-6.3", another=False, attendance=people)
    if kind == "SI":
        task = {"text": "deployment of the gateway", "owner": "stakeholder"}
        tasks = [{**task, "kind": "deployment", "confirmed": True}]
        office.do(dcs, "D-6.5", tasks=tasks, walkthrough="Not required")
    office.do(
        dcs,
        "D-6.4",
        frequency="1 hour",
        recipients=READERS,
        client_comm_needed=True,
        channel="ITSM Communication Service",
        checkpoint_calls=True,
    )
    if kind != "CO":
        office.do(dcs, "D-7.1", verified=VERIFIED, changes_needed=False)
        if kind != "SI":
            office.do(dcs, "D-7.2", final=True)
        office.do(dcs, "D-7.2b", uat_ok=True)
        office.do(dcs, "D-7.3", recipients=READERS)
    office.do(dcs, "D-7.4", outage=False)
    if "D-8.W" in office.open_steps(dcs):
        office.tell(dcs, "crq_approved", by="release_coordinator_dcs")


def deploy(office: Office, dcs: str) -> None:
    """Deployed beside its updates and calls, after one issue that was mended."""
    office.do(dcs, "D-8.2", result="Success", **done("pre-deployment", office))
    office.pass_time(hours=1, minutes=1)
    office.do(dcs, "D-8.b")
    office.pass_time(hours=24)
    if "D-8.c" in office.open_steps(dcs):
        office.do(dcs, "D-8.c")
    office.do(dcs, "D-8.3", result="Issue", **done("deployment", office, "Failed"))
    escalated = {"escalated_to": "executive", "management_answer": "Go on"}
    office.do(dcs, "D-8.5", proposal="Fix and retry", incident_no="INC7", **escalated)
    at = moment(office)
    office.do(
        dcs, "D-8.3", result="Success", activated_at=at, **done("deployment", office)
    )
    office.do_all(dcs, "D-8.4", **{"pass": "Pass"})
    if "D-8.6" in office.open_steps(dcs):
        office.do(dcs, "D-8.6", **done("post-deployment", office))
    office.do(dcs, "D-8.7", status="Complete")


def close(office: Office, dcs: str) -> None:
    """Closed, with what the project manager thinks of it."""
    office.do(dcs, "D-9.2")
    office.do(dcs, "D-9.3", all_complete="Yes", feedback="Smooth", rating=5)
    office.do(dcs, "D-9.4", applicable=False, data_correct=True)
    office.do(dcs, "D-9.5", status_reason="Successful")


def detailed(office: Office) -> str:
    """A Detailed release with everything that may come up."""
    dcs = request(office, "Replace the load balancers", "DE")
    office.pass_time(days=7, minutes=1)
    office.do(dcs, "W-1")
    prepare(office, dcs, "DE")
    deploy(office, dcs)
    close(office, dcs)
    return dcs


def complex_(office: Office) -> str:
    """A Complex release of several change requests."""
    soon = {"urgent_unplanned": True, "deployment_date": moment(office)}
    dcs = request(office, "Move the data centre", "CX", **soon)
    prepare(office, dcs, "CX")
    deploy(office, dcs)
    stretch.closed(office, dcs)
    return dcs


def simplified(office: Office) -> str:
    """A Simplified release: cancelling it asks the executive, who lets it go on."""
    dcs = request(office, "Patch the printers", "SI")
    prepare(office, dcs, "SI")
    asked = {"cancel_requested": True, "reason": "No longer needed"}
    office.tell(dcs, "issue_escalated", by="release_coordinator_dcs", **asked)
    office.do(dcs, "D-8.5", proposal="Continue")
    given = {"decision": "Continue", "approver": "executive"}
    office.do(dcs, "D-8.5E", by="executive", **given)
    deploy(office, dcs)
    stretch.closed(office, dcs)
    return dcs


def communications(office: Office) -> str:
    """A Communications-Only release."""
    dcs = request(office, "The vendor renews the storage", "CO", crq_needed=False)
    prepare(office, dcs, "CO")
    office.do(dcs, "D-8.CO", complete=True, result="Successful")
    office.do(dcs, "D-8.7", status="Complete")
    stretch.closed(office, dcs)
    return dcs


def backed_out(office: Office) -> str:
    """A Detailed release that is backed out at the second try."""
    dcs = request(office, "Upgrade the directory", "DE")
    prepare(office, dcs, "DE")
    office.do(dcs, "D-8.2", result="Success")
    office.do(dcs, "D-8.3", result="Issue")
    office.do(dcs, "D-8.5", proposal="Decide backout")
    given = {"approver": "executive", "reason": "Data at risk"}
    office.do(dcs, "D-8.5E", by="executive", decision="Backout", **given)
    office.do(dcs, "D-8.B1", **done("back-out", office))
    office.do_all(dcs, "D-8.B2", **{"pass": "Fail"})
    office.do(dcs, "D-8.B4", next="Retry backout", workaround="Serve the old site")
    office.do(dcs, "D-8.B1", **done("back-out", office))
    office.do_all(dcs, "D-8.B2", **{"pass": "Pass"})
    office.do(dcs, "D-8.7", status="Backed out")
    stretch.closed(office, dcs, "Backed out")
    return dcs


def not_required(office: Office) -> str:
    """A request that needs no coordination."""
    dcs = office.file("dcs", "Restart a print server")
    office.do(
        dcs,
        "D-1.1",
        source="CRQ assessment task",
        crq_no="CRQ000009",
        crq_needed=False,
        meeting_needed=False,
    )
    note = {"assessment_task_note": "One team only"}
    office.do(dcs, "D-2.1", dcs_required=False, reason="One team only", **note)
    office.do(dcs, "D-2.N3")
    return dcs


def cancelled(office: Office) -> str:
    """A release that is given up in planning."""
    dcs = request(office, "A deployment that is given up", "DE")
    office.tell(dcs, "cancel_release", by="release_manager", reason="No funding")
    return dcs


def linked(office: Office) -> tuple[str, str]:
    """A readiness release whose Go starts its deployment release, both closed."""
    smr = readiness.to_status_meetings(office, dcs_required=True)
    readiness.to_go_no_go(office, smr)
    office.do(smr, "S-7.5", decision="Go")
    started = [r for r in office.releases() if r.process == "dcs"]
    dcs = str(started[-1].id)
    stretch.to_planning(office, "SI", dcs)
    stretch.prepared(office, dcs, "SI")
    stretch.deployed(office, dcs)
    office.do(smr, "S-8.D2")
    office.do(smr, "S-8.5")
    stretch.closed(office, dcs)
    readiness.stabilized(office, smr)
    readiness.closed(office, smr)
    return smr, dcs
