"""What people of the office write, by the name of the field.

A key is a field's name, ``row.field``, or ``form.field`` where a form needs its own
words.  Several texts in brackets are variants.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any


@dataclass(frozen=True, slots=True)
class In:
    """A moment so many business days from now, at an hour, and so much later."""

    days: int = 0
    hour: int | None = None
    by: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Paper:
    """A file of this name."""

    name: str


@dataclass(frozen=True, slots=True)
class Entries:
    """Rows of which some are taken; ``@role`` stands for who has it."""

    lines: Sequence[dict[str, Any]]
    least: int
    most: int


#: The role of the person who is meant by a field.
PEOPLE = {
    "PM": "project_manager",
    "service_owner": "service_owner",
    "executive": "executive",
    "owner": "stakeholder",
    "stakeholder": "stakeholder",
    "person": "stakeholder",
    "contact": "stakeholder",
    "replacement": "stakeholder",
    "decided_by": "executive",
    "approver": "executive",
    "delegated_by": "executive",
    "escalated_to": "executive",
    "main_contact": "project_manager",
    "to": "project_manager",
}

#: What changes each time a step comes round.
IN_TURN: dict[str, Sequence[Any]] = {
    "s-6.3.deliverable_states.state": ("In progress", "Done"),
    "s-6.3.minutes": (
        "Round table by area. Support model and monitoring are under way; training "
        "dates are with the business. No change to the planned dates.",
        "All deliverables reviewed. Support documents are published, the service desk "
        "has its knowledge articles. Two questions on access were answered at once.",
        "Short meeting. Nothing outstanding from operations; the project confirmed the "
        "deployment window with the vendor.",
        "Status unchanged since last week. Go/No-Go presentation goes to the areas on "
        "Friday for comments.",
    ),
    "s-6.3.issues.state": ("In remediation", "Closed"),
    "s-9.5.issues.state": ("In remediation", "Closed"),
    "s-9.6.actions.state": ("In progress", "Done"),
    "d-5.3.resource_states.state": ("Obtained",),
    "d-8.b.status": ("On schedule",),
    "d-8.b.summary": (
        "Deployment began as planned. Backups verified, traffic drained from the old "
        "nodes.",
        "Database steps are complete and validated by Database Services. Application "
        "servers are being upgraded.",
        "First half of the application servers is back in service. No user impact "
        "reported to the service desk.",
        "All application servers are upgraded; technical validation has begun.",
        "Validation continues; one monitoring alert was checked and closed.",
    ),
    "d-8.b.milestones": (
        "Backup: done. Database: in progress. Application: not started. "
        "Validation: not started.",
        "Backup: done. Database: done. Application: in progress. "
        "Validation: not started.",
        "Backup: done. Database: done. Application: half done. "
        "Validation: not started.",
        "Backup: done. Database: done. Application: done. Validation: in progress.",
    ),
}

WORDS: dict[str, Any] = {
    # Where people meet and when
    "s-1.7.meeting_at": In(days=3, hour=10),
    "s-5.2.meeting_at": In(days=4, hour=14),
    "s-7.1.meeting_at": In(by=timedelta(hours=-2)),
    "s-7.5.meeting_at": In(by=timedelta(hours=-1)),
    "s-6.1.first_at": In(days=3, hour=10),
    "s-6.7.go_no_go_at": In(days=6, hour=13),
    "d-6.1a.meeting_at": In(days=2, hour=11),
    "d-6.3.meeting_at": In(by=timedelta(hours=-1)),
    "d-6.5.meeting_at": In(by=timedelta(hours=-1)),
    "d-1.1.meeting_at": In(days=2, hour=9),
    "d-8.b4.meeting_at": In(by=timedelta(hours=-1)),
    "workshops.at": In(days=5, hour=10),
    "call_at": In(by=timedelta(minutes=-15)),
    "deployment_at": In(days=4, hour=19),
    "deployment_date": In(days=16, hour=19),
    "activation_at": In(days=1, hour=7),
    "activated_at": In(by=timedelta(minutes=-20)),
    "activities.start": In(by=timedelta(hours=-5)),
    "activities.end": In(by=timedelta(hours=-2)),
    "steps.start": In(days=8, hour=19),
    "steps.end": In(days=8, hour=20),
    "step_results.start": In(by=timedelta(minutes=-45)),
    "step_results.end": In(by=timedelta(minutes=-10)),
    "scheduled_at": In(days=4, hour=20),
    "outage_start": In(days=4, hour=19),
    "outage_end": In(days=4, hour=23),
    "planned_planning": In(days=8),
    "planned_build": In(days=16),
    "planned_test": In(days=30),
    "planned_deployment": In(days=38),
    "planned_close_down": In(days=68),
    "oa_date": In(days=-3),
    "handover_on": In(),
    "pir_date": In(days=5),
    "starts_on": In(days=1),
    "ends_on": In(days=6),
    "meeting_date": In(),
    "deliverables.due": In(days=20),
    "due": In(days=8),
    "new_end": In(days=20),
    "new_date": In(days=15),
    "communication_plan.date": In(days=25),
    "training.date": In(days=22),
    # The request
    "source": ("SPIM", "SMEI", "Release Planning Committees"),
    "d-1.1.source": ("SMEI via SPIM", "Cluster Client / Release Committee"),
    "scope_in": ("End users affected", "Operational support", "Existing service"),
    "assessment_answers": Entries(
        (
            {
                "question": "Purpose",
                "answer": "{title}: the present set-up is at the end of its support.",
            },
            {
                "question": "Users",
                "answer": "Staff of several ministries, and the public through {service}.",
            },
            {
                "question": "Support",
                "answer": "First level by the service desk, second level by {service}.",
            },
            {
                "question": "Timeline",
                "answer": "Before the end of the quarter, outside of the change freeze.",
            },
            {
                "question": "Risk",
                "answer": "Low while the old environment is kept for thirty days.",
            },
        ),
        3,
        5,
    ),
    "oa_attendees": Entries(
        (
            {"name": "Ines Okafor"},
            {"name": "Priya Raman"},
            {"name": "Odile Tremblay"},
            {"name": "Yuki Mori"},
        ),
        2,
        4,
    ),
    "scope": (
        "Move of {title_lower} with its interfaces, monitoring, service desk knowledge "
        "and support contracts. Not in scope: changes to the business rules.",
        "All users of {service} in {organization}. Includes support model, training of "
        "second level and communication to users. Excludes procurement.",
        "Production and disaster recovery environments of {title_lower}; test "
        "environments were done before.",
    ),
    "project_charter": Paper("Project charter"),
    "opportunity_assessment": Paper("Opportunity assessment"),
    "project_plan": Paper("Project plan"),
    "charter_approved": True,
    "charter_signatures": True,
    "s-1.2.reason": (
        "Existing service changes for users and for second-level support.",
        "New support groups and a new vendor take part; readiness work is needed.",
    ),
    "crm_ref": ("CRM-{number}",),
    "s-1.5.note": (
        "Please meet the project manager this week; their dates are tight.",
        "The last release of this service had late training, keep an eye on it.",
    ),
    "s-1.7.minutes": (
        "Scope, stakeholders and dates discussed. The project sends its plan by Friday.",
        "Agreed on support groups to involve. Open: who signs the handover.",
    ),
    # Assessment and plan
    "type_reason": (
        "Few users are affected at a time and the service chain has one owner.",
        "Several businesses depend on the service; training is limited to support.",
        "Same platform as before, no change for the public.",
    ),
    "service_design_package": "Reviewed or updated",
    "costing_applicable": False,
    "crq_required": True,
    "registered_project_no": ("RP-{number}",),
    "director": ("Director, {organization}",),
    "criteria_moderate": ["Few users affected", "Minimal to no end-user involvement"],
    "criteria_minor": ["Few users affected"],
    "stakeholders.area": ("Network", "Hosting", "Service desk", "Database", "Security"),
    "stakeholders.role": "Technical",
    "contacts": Entries(
        (
            {
                "name": "Vendor support desk",
                "email": "support@vendor.example.org",
                "organization": "Vendor",
            },
            {
                "name": "Regional office managers",
                "email": "regional.offices@example.org",
                "organization": "{organization}",
            },
        ),
        1,
        2,
    ),
    "communication_plan.audience": ("All users of {service}",),
    "communication_plan": Entries(
        (
            {"audience": "All users of {service}", "channel": "E-mail"},
            {"audience": "Service desk", "channel": "Knowledge base"},
        ),
        1,
        2,
    ),
    "training": Entries(
        (
            {"audience": "Second-level support, {service}"},
            {"audience": "Service desk analysts"},
        ),
        1,
        2,
    ),
    "background": (
        "{title} replaces an environment that the vendor supports until the end of "
        "the fiscal year. The change was approved by the release planning committee.",
        "{service} has outgrown its platform: searches take too long at month end. "
        "{title} is the second of three steps.",
    ),
    "objectives": (
        "No interruption in business hours; support ready on day one; old environment "
        "retired thirty days later.",
        "Answer times below two seconds at month end, and one support contract instead "
        "of three.",
    ),
    "distribution_list": Entries(
        (
            {"email": "service.desk@example.org", "name": "Service desk"},
            {
                "email": "release.notices@example.org",
                "name": "Release notices",
            },
            {"email": "network.ops@example.org", "name": "Network"},
        ),
        2,
        3,
    ),
    "s-3.4.comments": (
        "Reads well.",
        "Please keep the outage window in bold.",
        "D’accord.",
    ),
    "s-5.1.content": (
        "Why now, what changes for users, who does what, dates, open questions.",
        "Overview of the target architecture, the deployment weekend and the support "
        "model after activation.",
    ),
    "workshop_next_steps": (
        "Support workshop next Tuesday; network and security confirm firewall rules "
        "before.",
        "Each area names a deputy and sends its tasks for the plan by Friday.",
    ),
    "workshops": Entries(
        ({"title": "Support model workshop"}, {"title": "Cut-over workshop"}),
        0,
        1,
    ),
    "s-5.3.minutes": (
        "All areas present. Plan accepted with one change: knowledge transfer a week "
        "earlier. Service desk asks for screenshots.",
        "Kick-off held. Deliverables agreed, no objection to the planned dates.",
    ),
    # Meetings, issues, tests
    "s-6.1.interval": "weekly",
    "s-6.3.issues": Entries(
        (
            {
                "text": "Firewall change for the new address range is not scheduled yet.",
                "owner": "@stakeholder",
            },
            {
                "text": "Knowledge articles lack the French version.",
                "owner": "@service_owner",
            },
            {
                "text": "Test accounts expire before the end of the pilot.",
                "owner": "@project_manager",
            },
            {
                "text": "Two regional offices have no date for the training.",
                "owner": "@project_manager",
            },
        ),
        0,
        1,
    ),
    "severity": ("Medium", "Low", "High"),
    "corrective_action": (
        "Owner named; to be closed before the next meeting.",
        "Change request raised, expected this week.",
        "Rule adjusted and checked with the reporter.",
    ),
    "s-6.3.links": Entries(
        ({"type": "Change Request", "number": "CRQ0000{number}"},), 0, 1
    ),
    "links.relation": "related",
    "links.state": ("Scheduled", "Approved", "In review"),
    "group": ("Twelve users of two regional offices", "Finance branch, two teams"),
    "success_criteria": (
        "Every user completes the three common tasks; no incident above medium; answer "
        "times within the target.",
    ),
    "findings": (
        "All cases passed; one label was cut off on small screens.",
        "Works as before. Printing takes a little longer the first time.",
        "Aucun problème. Les temps de réponse sont bons.",
    ),
    "s-6.6c.summary": ("Pilot passed without an incident above low.",),
    "collateral_complete": True,
    # Decisions
    "s-7.1.minutes": (
        "Reviewed what is outstanding; two areas ready, one waits for its training.",
    ),
    "outstanding": Entries(
        (
            {
                "text": "Publish the French knowledge article",
                "owner": "@stakeholder",
                "due": In(days=3),
            },
            {
                "text": "Confirm weekend contact numbers",
                "owner": "@stakeholder",
                "due": In(days=3),
            },
        ),
        1,
        2,
    ),
    "s-7.2.comment": (
        "Published and linked in the plan.",
        "Fait.",
        "Numbers confirmed.",
    ),
    "risks": Entries(
        (
            {"text": "Month-end load meets the first week of operation"},
            {"text": "Vendor has one specialist for the interface"},
            {"text": "Rollback takes longer than the window after step 12"},
        ),
        1,
        3,
    ),
    "risks.level": ("Medium", "Low", "High"),
    "risks.response": (
        "Accept; extra staff on the service desk",
        "Avoid; second specialist is booked",
        "Reduce; decision point before step 12",
    ),
    "s-7.4.text": (
        "Monitoring and contacts are in place.",
        "Support staff are trained, articles are published.",
        "Rien à signaler, notre équipe est prête.",
        "Backups and restore were tested last week.",
    ),
    "s-7.5.message": (
        "Thank you all. We go ahead as planned; please keep your phones on this weekend.",
        "The decision is Go. Contacts and window are in the presentation.",
    ),
    # Deployment without coordination
    "activities": Entries(
        (
            {"text": "Freeze and back up the old environment", "owner": "@stakeholder"},
            {"text": "Switch addresses and certificates", "owner": "@stakeholder"},
            {"text": "Smoke test with the business", "owner": "@service_owner"},
        ),
        2,
        3,
    ),
    "activities.result": ("Done", "Done, ten minutes late"),
    "components": Entries(
        (
            {"name": "Web front end", "version": "4.2"},
            {"name": "Interface service", "version": "2.9"},
        ),
        1,
        2,
    ),
    "s-8.2.text": (
        "All activities finished within the window; smoke test passed.",
        "Activated at 06:40 after a short delay of the certificates. Users work.",
    ),
    "s-8.5.text": (
        "The service is live. Thirty days of stabilization begin today.",
        "Activation confirmed by the service owner; the service desk reports no calls.",
    ),
    "s-8.d2.note": ("Coordinated by the deployment release; we support the call.",),
    # Stabilization and closure
    "s-9.5.summary": (
        "Three calls this week, all solved by the service desk. No open incident.",
        "One incident on slow searches, solved by an index. Nothing else.",
        "Quiet week. Usage is at the level of the old environment.",
    ),
    "s-9.5.issues": Entries(
        (
            {
                "text": "Search results load slowly on Monday mornings.",
                "owner": "@stakeholder",
                "incident": "INC0000{number}",
            },
            {
                "text": "Single sign-on asks twice in one regional office.",
                "owner": "@stakeholder",
                "incident": "INC0000{number}",
            },
        ),
        0,
        1,
    ),
    "s-9.6.actions.comment": ("On its way.", "Checked with the owner."),
    "handover_signed_by": ("Manager, {service}",),
    "feedback": (
        "Clear steps and quick answers; the weekly meeting could be shorter.",
        "Well run. More time between the presentation and the decision, please.",
        "Très bonne coordination; la documentation en français est arrivée tard.",
    ),
    "csi_input": ("Add the month-end check to the standard test cases.",),
    "rating": (4, 5, 4, 3),
    "catalogue_accurate": True,
    "lessons": Entries(
        (
            {"text": "Book the network team before the dates are announced"},
            {"text": "Ask for French texts with the English ones"},
            {"text": "Name a deputy for each decision maker"},
            {"text": "Test the restore, not the backup"},
        ),
        1,
        2,
    ),
    "lessons.category": ("Planning", "Communication", "Technology"),
    "lessons.action": ("Added to the checklist", "Raised at the release committee"),
    "pir_result": ("Objectives met; one recommendation for the next release.",),
    "pir_reviewer": ("Release Management Office",),
    "s-10.6.summary": ("Dates kept, feedback good. Nothing that needs a follow-up.",),
    "improvements": Entries(
        (
            {"text": "Offer the announcement in both languages from the start"},
            {"text": "Shorten the status meeting to thirty minutes"},
        ),
        0,
        1,
    ),
    "guide_version": "3.2",
    "s-10.r.resolution": ("Dashboard added to monitoring and shown to the area.",),
    # Deployment coordination
    "crq_no": ("CRQ0000{number}",),
    "change_coordinator": ("Change Management Office",),
    "details_complete": True,
    "urgent_unplanned": False,
    "d-2.1.reason": (
        "Several teams and two applications take part in one window.",
        "The window is short and the order of the steps matters.",
    ),
    "d-2.1.impact": (
        "Users of {service} are without it for up to four hours at night.",
        "No interruption expected; reduced redundancy during the window.",
    ),
    "risk_per_application": Entries(
        (
            {"application": "{service} front end", "risk": "Low"},
            {"application": "Document store", "risk": "Medium"},
            {"application": "Interfaces to finance", "risk": "Medium"},
        ),
        1,
        3,
    ),
    "mismatch_reason": (
        "Assessed with the service owner; users are affected at night only.",
    ),
    "schedule_reviewed": True,
    "projects": ("Modernization programme; certificate renewal",),
    "crqs": ("CRQ000041877, CRQ000041902",),
    "ministries": ("Finance, Transportation, Health",),
    "applications": ("{service}; document store; interfaces to finance",),
    "override_reason": ("Has done the earlier deployments of this service.",),
    "kick_off_presentation_reason": "Not needed for this type",
    "draft_mop_reason": "Tasks are confirmed by e-mail",
    "steps": Entries(
        (
            {
                "section": "pre-deployment",
                "text": "Confirm backups, open the bridge",
                "owner": "@stakeholder",
            },
            {
                "section": "pre-deployment",
                "text": "Stop scheduled jobs and interfaces",
                "owner": "@stakeholder",
            },
            {
                "section": "deployment",
                "text": "Upgrade the database",
                "owner": "@stakeholder",
            },
            {
                "section": "deployment",
                "text": "Upgrade application servers one by one",
                "owner": "@stakeholder",
            },
            {
                "section": "deployment",
                "text": "Switch the load balancer",
                "owner": "@stakeholder",
            },
            {
                "section": "validation",
                "text": "Technical and business validation",
                "owner": "@service_owner",
            },
            {
                "section": "post-deployment",
                "text": "Start jobs, close the bridge",
                "owner": "@stakeholder",
            },
            {
                "section": "back-out",
                "text": "Restore the database, switch back",
                "owner": "@stakeholder",
            },
        ),
        8,
        8,
    ),
    "resources": Entries(
        (
            {
                "kind": "application",
                "contact": "tomas.silva",
                "task": "Application servers",
            },
            {
                "kind": "technical",
                "contact": "@stakeholder",
                "task": "Network and load balancer",
            },
            {
                "kind": "business",
                "contact": "@service_owner",
                "task": "Business validation",
            },
        ),
        3,
        3,
    ),
    "recipients": Entries(
        (
            {"email": "deployment.updates@example.org", "name": "Deployment updates"},
            {"email": "service.desk@example.org", "name": "Service desk"},
        ),
        2,
        2,
    ),
    "initial_mop": Paper("Method of procedure, first draft"),
    "questionnaire_sent": True,
    "drafts": ["Release Deployment Status Updates", "Resource Contact List"],
    "backout_reason": ("Restore from the backup of the same evening.",),
    "d-6.2.outage": ("19:00 to 23:00, {service} not available",),
    "d-6.3.comments": ("Order of steps 4 and 5 changed; phone numbers completed.",),
    "d-6.1.reason": ("Teams know each other from the earlier release.",),
    "parts": ["Summary", "Milestones", "Outage info"],
    "channel": "E-mail",
    "crq_attachment_ref": ("CRQ attachment {number}",),
    "signed_off_by": ("Lead tester, {service}",),
    "d-7.3.text": (
        "Updates on {title_lower} go to this list during the deployment. Please reply to "
        "the coordinator only.",
    ),
    "d-7.4.drafts": Entries(
        (
            {
                "status": "On schedule",
                "summary": "Deployment of {title_lower} has begun.",
            },
            {
                "status": "Complete",
                "summary": "Deployment of {title_lower} is complete.",
            },
        ),
        2,
        2,
    ),
    "outage_text": ("{service} is not available during the window.",),
    "d-8.co.text": ("Vendor reports the work complete; no calls to the service desk.",),
    "d-8.2.issue": ("The backup of the evening did not finish.",),
    "d-8.3.issue": (
        "Validation queries fail on the new database: two indexes are missing.",
    ),
    "issue": ("Sign-in fails for part of the users since step 5.",),
    "incident_no": ("INC0000{number}",),
    "d-8.5.workaround": ("Users are sent to the old front end.",),
    "d-8.4.evidence": (
        "Ten cases checked, all as expected.",
        "Response times and logs are normal.",
        "Tous les essais ont réussi.",
    ),
    "d-8.b2.evidence": ("Old version is back; data checked against the last report.",),
    "sign_off_name": ("Shift lead, {service}",),
    "d-8.5e.reason": (
        "The window ends in an hour and the cause is not known; data could be at risk.",
    ),
    "status_given": (
        "All teams on the call. Next step is the load balancer at 22:15.",
    ),
    "d-8.7.summary": (
        "{title}: the deployment is finished and validated. Thank you all.",
    ),
    "d-8.7.outage": ("Over since the end of validation.",),
    "d-8.b.outage": ("Until 23:00; users see a maintenance page.",),
    "d-8.b4.workaround": ("Users work with the exported list until the new date.",),
    "d-9.2.note": ("Status given at the weekly team meeting; no question is open.",),
    "d-9.5.note": ("Record reviewed, documents complete.",),
    "d-9.3r.resolution": ("The open item was finished and confirmed by the team.",),
    "d-8.x.note": ("New window agreed with Change Management.",),
    "d-8.w.reason": ("Approved by the change advisory board.",),
    "info_requests": Entries(
        (
            {
                "to": "@project_manager",
                "question": "Which interfaces stop during the window?",
            },
        ),
        0,
        1,
    ),
    "d-weekly-status.risks": (
        "None new.",
        "One resource is on leave in the week of the deployment.",
    ),
    "d-weekly-status.status": (
        "On schedule. The method of procedure is with the technical teams for review.",
        "On schedule. Resources are confirmed except for one database administrator.",
        "Walkthrough held; two steps were put in another order.",
    ),
}
