"""Every field of a release, by the part of its life that fills it.

Source: processes.md E.1, Request and Release, and the form fields of parts B and C.
A request and the record it becomes are one row, because the number stays the same.
"""

from collections.abc import Mapping
from types import MappingProxyType

from tasks.release.columns import (
    DATE,
    INT,
    JSON,
    LIST,
    LONGTEXT,
    MOMENT,
    NUMBER,
    TEXT,
    YESNO,
    Field,
    one_of,
)
from tasks.release.states import MILESTONE_COLUMNS, STATUSES

_KEY_DATES = {
    f"{when}_{name}": DATE
    for when in ("planned", "actual")
    for name in sorted(set(MILESTONE_COLUMNS.values()))
}

_REQUEST: dict[str, Field] = {
    "title": TEXT,
    "source": TEXT,
    "requested_by": TEXT,
    "organization": TEXT,
    "portfolio": TEXT,
    "ministry": TEXT,
    "service": TEXT,
    "service_confirmed": YESNO,
    "application": TEXT,
    "scope": LONGTEXT,
    "scope_in": LIST,
    "scope_out": LIST,
    "needs_opssc": YESNO,
    "assessment_answers": JSON,
    "needs_smr": YESNO,
    "needs_dcs": YESNO,
    "recommended_type": TEXT,
    "oa_date": DATE,
    "oa_attendees": LIST,
    "smr_required": YESNO,
    "reason": LONGTEXT,
    "stakeholder_groups": LIST,
    "crm_ref": TEXT,
    "crm_updated_on": DATE,
}

_TYPE: dict[str, Field] = {
    "impact": TEXT,
    "impact_text": LONGTEXT,
    "urgency": TEXT,
    "priority": TEXT,
    "ice": TEXT,
    "release_type": TEXT,
    "criteria": LIST,
    "effort_business_days": INT,
    "costing_applicable": YESNO,
    "cost": NUMBER,
    "cost_confirmed_by": TEXT,
    "deployment_content": LIST,
    "service_description": LONGTEXT,
    "risk_level": TEXT,
    "crq_required": YESNO,
    "registered_project_no": TEXT,
    "dcs_required": YESNO,
    "formal_release": YESNO,
    "jurisdictions": LIST,
    "projects": LIST,
    "crqs": LIST,
    "ministries": LIST,
    "applications": LIST,
    "schedule_reviewed": YESNO,
    "adjusted_date": DATE,
    "urgent_unplanned": YESNO,
    "best_effort": YESNO,
}

_PLANNING: dict[str, Field] = {
    "director": TEXT,
    "participants_confirmed": YESNO,
    "timelines_confirmed": YESNO,
    "background": LONGTEXT,
    "objectives": LONGTEXT,
    "distribution_list": LIST,
    "announcement_send_at": MOMENT,
    "announcement_sent_at": MOMENT,
    "plan_final": YESNO,
    "workshop_next_steps": LONGTEXT,
    "end_to_end": YESNO,
    "pilot": YESNO,
    "pilot_group": TEXT,
    "pilot_start": DATE,
    "pilot_end": DATE,
    "success_criteria": LONGTEXT,
    "retest": YESNO,
    "pre_go_needed": YESNO,
    "go_no_go_at": MOMENT,
    "supportable": YESNO,
    "measurable": YESNO,
    "reportable": YESNO,
}

_CHANGE: dict[str, Field] = {
    "crq_no": TEXT,
    "crq_state": one_of("Waiting", "Approved", "Rejected", "Rescheduled", "Withdrawn"),
    "crq_needed": YESNO,
    "crq_attachment_ref": TEXT,
    "assessment_task_state": one_of("Assigned", "WIP", "Closed"),
    "assessment_task_note": TEXT,
    "mop_variant": TEXT,
    "mop_version": INT,
    "mop_attached": YESNO,
    "backout_possible": YESNO,
    "backout_impossible_reason": LONGTEXT,
    "walkthrough": TEXT,
    "tasks_confirmed": YESNO,
    "kickoff_needed": YESNO,
    "kickoff_waived_reason": LONGTEXT,
    "uat_ok": YESNO,
    "uat_signed_off_by": TEXT,
    "uat_signed_off_on": DATE,
    "recipients_confirmed": YESNO,
    "thread_recipients": LIST,
    "thread_text": LONGTEXT,
    "thread_ready": YESNO,
    "main_contact": TEXT,
    "update_parts": LIST,
    "update_frequency": TEXT,
    "update_every": TEXT,
    "update_times": LIST,
    "update_recipients": LIST,
    "update_plan_confirmed_by": TEXT,
    "client_comm_needed": YESNO,
    "client_comm_channel": TEXT,
    "client_comm_on": DATE,
    "checkpoint_calls": YESNO,
    "checkpoint_every": TEXT,
}

_DEPLOYMENT: dict[str, Field] = {
    "deployment_at": MOMENT,
    "outage": YESNO,
    "outage_start": MOMENT,
    "outage_end": MOMENT,
    "outage_text": LONGTEXT,
    "mop_followed": YESNO,
    "stage": TEXT,
    "retries": INT,
    "outcome": TEXT,
    "outcome_text": LONGTEXT,
    "status_reason": LONGTEXT,
    "workaround": LONGTEXT,
    "new_date": DATE,
    "activation_at": MOMENT,
    "activated_at": MOMENT,
    "stabilization_start": MOMENT,
    "stabilization_end": MOMENT,
}

_CLOSE_DOWN: dict[str, Field] = {
    "handover_signed_by": TEXT,
    "handover_on": DATE,
    "lessons_applicable": YESNO,
    "pir_date": DATE,
    "pir_result": LONGTEXT,
    "pir_attended": YESNO,
    "catalogue_accurate": YESNO,
    "guide_version": TEXT,
    "data_validated": YESNO,
    "status_given_on": DATE,
    "status_given_note": LONGTEXT,
    "completion_confirmed": YESNO,
    "rating": INT,
}

#: What people fill in and forms' effects may write.
FIELDS: Mapping[str, Field] = MappingProxyType(
    _REQUEST | _TYPE | _PLANNING | _CHANGE | _DEPLOYMENT | _CLOSE_DOWN | _KEY_DATES
)

#: What only the process writes, through its operators.
PROCESS_FIELDS: Mapping[str, Field] = MappingProxyType(
    {
        "status": one_of(*STATUSES),
        "milestone": TEXT,
        "instance_id": TEXT,
        "recorded_at": MOMENT,
        "closed_at": MOMENT,
        "reopened_at": MOMENT,
        "recorded_afterwards": YESNO,
        "external_no": TEXT,
        "copied_from": TEXT,
    }
)

#: The fields by the part of a release's life that fills them.
PARTS: Mapping[str, Mapping[str, Field]] = MappingProxyType(
    {
        "request": _REQUEST,
        "type": _TYPE,
        "planning": _PLANNING,
        "change": _CHANGE,
        "deployment": _DEPLOYMENT,
        "close_down": _CLOSE_DOWN,
    }
)
