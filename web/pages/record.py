"""The fields of a release by the part of its life that fills them, with their names."""

from typing import Any

from tasks.release.fields import PARTS
from web.texts import N_

TITLES = {
    "request": N_("Request and assessment"),
    "type": N_("Categorization and type"),
    "planning": N_("Planning and readiness"),
    "change": N_("Change request and deployment plan"),
    "deployment": N_("Deployment and stabilization"),
    "close_down": N_("Close down"),
}

LABELS = {
    "source": N_("Source"), "organization": N_("Organization"),
    "portfolio": N_("Portfolio"), "ministry": N_("Ministry"),
    "service": N_("Service"), "application": N_("Application"),
    "service_confirmed": N_("Service confirmed by its owner"),
    "scope": N_("Scope"), "scope_in": N_("In scope"), "scope_out": N_("Out of scope"),
    "needs_opssc": N_("OPS Service Centre needed"),
    "assessment_answers": N_("Assessment questions"),
    "needs_smr": N_("Readiness release needed"),
    "needs_dcs": N_("Deployment coordination needed"),
    "recommended_type": N_("Recommended type"), "oa_date": N_("Assessment meeting"),
    "oa_attendees": N_("Attended the assessment"),
    "smr_required": N_("Readiness release decided"), "reason": N_("Reason"),
    "stakeholder_groups": N_("Stakeholder groups"), "crm_ref": N_("CRM reference"),
    "crm_updated_on": N_("CRM updated"), "requested_by": N_("Requested by"),
    "impact": N_("Impact"), "impact_text": N_("Impact in words"),
    "urgency": N_("Urgency"), "priority": N_("Priority"), "ice": N_("ICE"),
    "release_type": N_("Release type"), "criteria": N_("Criteria"),
    "risk_level": N_("Risk level"), "effort_business_days": N_("Effort, business days"),
    "costing_applicable": N_("Costing applicable"), "cost": N_("Cost"),
    "cost_confirmed_by": N_("Cost confirmed by"),
    "deployment_content": N_("What is deployed"),
    "service_description": N_("Input to the service description"),
    "crq_required": N_("Change request needed"),
    "registered_project_no": N_("Registered project"),
    "dcs_required": N_("DCS required"),
    "formal_release": N_("Formal release"), "jurisdictions": N_("Jurisdictions"),
    "projects": N_("Projects"), "crqs": N_("Change requests"),
    "ministries": N_("Ministries"), "applications": N_("Applications"),
    "schedule_reviewed": N_("Schedule reviewed"), "adjusted_date": N_("Adjusted date"),
    "urgent_unplanned": N_("Urgent and unplanned"), "best_effort": N_("Best effort"),
    "director": N_("Accountable director"),
    "participants_confirmed": N_("Participants confirmed"),
    "timelines_confirmed": N_("Timelines confirmed"), "background": N_("Background"),
    "objectives": N_("Objectives"), "distribution_list": N_("Distribution list"),
    "announcement_send_at": N_("Announcement planned"),
    "announcement_sent_at": N_("Announcement sent"), "plan_final": N_("Plan final"),
    "workshop_next_steps": N_("Next steps for workshops"),
    "end_to_end": N_("End-to-end test"), "pilot": N_("Pilot"),
    "pilot_group": N_("Pilot group"), "pilot_start": N_("Pilot begins"),
    "pilot_end": N_("Pilot ends"), "success_criteria": N_("Success criteria"),
    "retest": N_("Test again"), "pre_go_needed": N_("Pre-Go/No-Go needed"),
    "go_no_go_at": N_("Go/No-Go meeting"), "supportable": N_("Supportable"),
    "measurable": N_("Measurable"), "reportable": N_("Reportable"),
    "crq_no": N_("Change request"), "crq_state": N_("Change request state"),
    "crq_needed": N_("Change request has to be made"),
    "crq_attachment_ref": N_("MoP attached to the change request"),
    "assessment_task_state": N_("Assessment task"),
    "assessment_task_note": N_("Note of the assessment task"),
    "mop_variant": N_("MoP variant"), "mop_version": N_("MoP version"),
    "mop_attached": N_("MoP attached"), "backout_possible": N_("Backout possible"),
    "backout_impossible_reason": N_("Why no backout is possible"),
    "walkthrough": N_("Walkthrough"), "tasks_confirmed": N_("Tasks confirmed"),
    "kickoff_needed": N_("Kick-off needed"),
    "kickoff_waived_reason": N_("Why there is no kick-off"),
    "uat_ok": N_("UAT passed"), "uat_signed_off_by": N_("UAT signed off by"),
    "uat_signed_off_on": N_("UAT signed off"),
    "recipients_confirmed": N_("Recipients confirmed"),
    "thread_recipients": N_("Recipients of the thread"),
    "thread_text": N_("Deployment thread"), "thread_ready": N_("Thread ready"),
    "main_contact": N_("Main contact"), "update_parts": N_("Parts of an update"),
    "update_frequency": N_("Frequency of updates"), "update_every": N_("Every"),
    "update_times": N_("Times of updates"),
    "update_recipients": N_("Recipients of updates"),
    "update_plan_confirmed_by": N_("Update plan confirmed by"),
    "client_comm_needed": N_("Client communication needed"),
    "client_comm_channel": N_("Channel to clients"),
    "client_comm_on": N_("Client communication"),
    "checkpoint_calls": N_("Checkpoint calls"),
    "checkpoint_every": N_("Checkpoint every"),
    "deployment_at": N_("Deployment"), "outage": N_("Service outage"),
    "outage_start": N_("Outage begins"), "outage_end": N_("Outage ends"),
    "outage_text": N_("Outage"), "mop_followed": N_("MoP followed"),
    "stage": N_("Stage"), "retries": N_("Retries"), "outcome": N_("Outcome"),
    "outcome_text": N_("Outcome in words"), "status_reason": N_("Status reason"),
    "workaround": N_("Workaround"), "new_date": N_("New date"),
    "activation_at": N_("Activation planned"), "activated_at": N_("Activated"),
    "stabilization_start": N_("Stabilization begins"),
    "stabilization_end": N_("Stabilization ends"),
    "handover_signed_by": N_("Handover signed by"), "handover_on": N_("Handover"),
    "lessons_applicable": N_("Lessons learned apply"), "pir_date": N_("PIR"),
    "pir_result": N_("Result of the PIR"), "pir_attended": N_("PIR attended"),
    "catalogue_accurate": N_("Service Catalogue accurate"),
    "guide_version": N_("Version of the guide"), "data_validated": N_("Data validated"),
    "status_given_on": N_("Status given"), "status_given_note": N_("Status in words"),
    "completion_confirmed": N_("Completion confirmed"), "rating": N_("Rating"),
}  # fmt: skip

#: Long texts and structures take the whole width.
WIDE = frozenset(
    {
        *("scope", "background", "objectives", "impact_text", "outage_text"),
        *("assessment_answers", "criteria", "thread_text", "workaround", "pir_result"),
        *("service_description", "outcome_text", "reason", "workshop_next_steps"),
    }
)


def record_of(row: Any) -> list[dict[str, Any]]:
    """The filled fields, group by group: name, label, value, whether it is wide."""
    groups = []
    for key, fields in PARTS.items():
        filled = [
            {
                "name": name,
                "label": LABELS[name],
                "value": getattr(row, name),
                "wide": name in WIDE,
            }
            for name in fields
            if name in LABELS and getattr(row, name) not in (None, "", [])
        ]
        if filled:
            groups.append({"key": key, "title": TITLES[key], "fields": filled})
    return groups
