"""The forms of the DCS process.  Source: the fields that GO-ITS 240PRS asks for."""

import re
from pathlib import Path

import pytest

from tasks.facts import FACTS
from tasks.forms.lint import findings
from tasks.publishing import bundle_for, folder_bundle
from tests.bpmn.folder import (
    FOLDER,
    diagram,
    field,
    flat,
    form,
    forms,
    options,
    rules,
    table,
)

PROCESSES = ("dcs_release", "dcs_weekly_status")
FORMS = {
    name: read
    for key in PROCESSES
    for name, read in forms(key).items()
    if name != "crm-update"
}
#: The columns of the RACI table.
COLUMNS = [
    "intake",
    "release_manager",
    "release_coordinator_dcs",
    "project_manager",
    "stakeholder",
]

#: Form → name:type of each field; * required when shown, {…} the values it offers.
FIELDS_OF_THE_STANDARD = {
    "d-1.1": """source:choice*{CRQ assessment task, Cluster Client / Release Committee,
        SMEI via SPIM, SMR release} organization:ref* PM:user* crq_no:text
        service:ref deployment_date:datetime urgent_unplanned:bool* smr_release:ref
        service_owner:user executive:user meeting_needed:bool* meeting_at:datetime*
        invitees:choices* minutes:long crq_needed:bool*""",
    "d-1.2": """crq_no:text* impact:choice urgency:choice priority:choice
        change_coordinator:text details_complete:bool""",
    "d-2.1": """dcs_required:bool* reason:long* impact:long* scope:long*
        risk_per_application:rows* risk_per_application.application:text*
        risk_per_application.risk:choice*{Low, Medium, High} groups:choices*
        assessment_task_note:text*""",
    "d-3.1": """impact:choice* urgency:choice* priority:choice* mismatch_reason:text
        release_type:choice*{CO, SI, DE, CX} projects:long crqs:long ministries:long
        applications:long schedule_reviewed:bool* adjusted_date:date""",
    "d-4.1": """coordinator:user* override_reason:text management_delegated:bool
        delegated_by:user*""",
    "d-4.3": """scope_confirmed:bool* type_ok:bool* info_requests:rows
        info_requests.to:user* info_requests.question:text*""",
    "d-3.1r": "release_type:choice*{CO, SI, DE, CX} reason:long*",
    "d-5.1": """kick_off_presentation:choice*{Needed, Not applicable}
        kick_off_presentation_reason:text release_questionnaire:choice*{Needed, Not
        applicable} release_questionnaire_reason:text draft_mop:choice*{Needed, Not
        applicable} draft_mop_reason:text resource_contact_list:choice*{Needed, Not
        applicable} resource_contact_list_reason:text status_updates:choice*{Needed,
        Not applicable} status_updates_reason:text""",
    "d-5.2": """initial_mop:file steps:rows steps.section:choice*{pre-deployment,
        deployment, validation, post-deployment, back-out} steps.text:text*
        steps.owner:user steps.start:datetime steps.end:datetime
        steps.source_crq:text resources:rows* resources.kind:choice*{application,
        technical, business} resources.contact:user* resources.task:text
        kinds_not_applicable:choices recipients:rows recipients.email:text*
        recipients.name:text""",
    "d-5.3": """resource_states:rows* resource_states.contact:user*
        resource_states.state:choice*{Requested, Obtained} questionnaire_sent:bool
        drafts:choices* files:rows files.file:file*""",
    "d-6.1": "needed:bool* reason:long*",
    "d-6.1a": """presentation:file* meeting_at:datetime* attendance:choices*
        minutes:long*""",
    "d-6.1b": """source_mops:rows* source_mops.title:text* source_mops.source_crq:text*
        source_mops.file:file order:rows* order.section:choice*{pre-deployment,
        deployment, validation, post-deployment, back-out} order.text:text*
        order.owner:user order.start:datetime order.end:datetime
        order.source_crq:text*""",
    "d-6.2": """scope:long* variant:choice*{Simplified, Detailed, Vendor} steps:rows*
        steps.section:choice*{pre-deployment, deployment, validation,
        post-deployment, back-out} steps.text:text* steps.owner:user
        steps.start:datetime steps.end:datetime steps.source_crq:text
        sections_not_applicable:choices backout_possible:bool* backout_reason:long*
        outage:text file:file""",
    "d-6.3": "meeting_at:datetime* attendance:choices* comments:long another:bool*",
    "d-6.5": """tasks:rows* tasks.text:text* tasks.owner:user*
        tasks.kind:choice*{deployment, validation} tasks.confirmed:bool*
        walkthrough:choice*{Held, Not required} meeting_at:datetime*
        attendance:choices*""",
    "d-6.4": """parts:choices* frequency:choice*{At completion, 30 minutes, 1 hour, 2
        hours, 4 hours, Daily, At set times} times:rows* times.at:datetime*
        recipients:rows* recipients.email:text* recipients.name:text
        recipients_confirmed:bool* main_contact:user* client_comm_needed:bool*
        channel:text* date:date* checkpoint_calls:bool checkpoint_every:choice*{2
        hours, 4 hours, 12 hours, Daily} resources:rows resources.contact:user*
        resources.confirmed:bool* resources.replacement:user""",
    "d-7.1": "verified:choices* attendance:choices changes_needed:bool* changes:long*",
    "d-7.2": "crq_attachment_ref:text* final:bool* file:file",
    "d-7.2b": "uat_ok:bool* signed_off_by:text* date:date* recipients_confirmed:bool*",
    "d-7.3": "recipients:rows* recipients.email:text* recipients.name:text text:long*",
    "d-7.4": """drafts:rows* drafts.status:choice* drafts.outage:long
        drafts.summary:long* drafts.milestones:long drafts.issues:long
        drafts.scheduled_at:datetime director:text* deployment_at:datetime*
        outage:bool outage_start:datetime outage_end:datetime outage_text:text*""",
    "d-8.w": "state:choice*{Approved, Rejected, Rescheduled} new_date:date reason:long",
    "d-8.x": """next:choice*{New dates, Wait again, Ask RM to cancel} new_date:date*
        note:long""",
    "d-8.co": "complete:bool* result:choice*{Successful, Unsuccessful} text:long",
    "d-8.2": """step_results:rows* step_results.step:text* step_results.start:datetime*
        step_results.end:datetime* step_results.result:choice*{Done, Failed, Not
        needed} result:choice*{Success, Issue} issue:long*""",
    "d-8.3": """step_results:rows* step_results.step:text* step_results.start:datetime*
        step_results.end:datetime* step_results.result:choice*{Done, Failed, Not
        needed} result:choice*{Success, Issue} issue:long* mop_followed:bool*
        deviation:long* activated_at:datetime""",
    "d-8.4": "pass:choice*{Pass, Fail} evidence:long sign_off_name:text*",
    "d-8.5": """call_at:datetime* attendees:choices* issue:long* incident_no:text
        workaround:text escalated_to:user management_answer:text
        proposal:choice*{Continue, Fix and retry, Decide backout}""",
    "d-8.5e": """decision:choice*{Continue, Fix and retry, Backout, Close unsuccessful}
        approver:user* call_at:datetime* attendees:choices* reason:long*""",
    "d-8.6": """step_results:rows* step_results.step:text* step_results.start:datetime*
        step_results.end:datetime* step_results.result:choice*{Done, Failed, Not
        needed, During close down}""",
    "d-8.7": "status:choice* outage:long summary:long* milestones:long issues:long",
    "d-8.b": "status:choice* outage:long summary:long* milestones:long issues:long",
    "d-8.c": "call_at:datetime* attendees:choices* status_given:long*",
    "d-8.b1": """step_results:rows* step_results.step:text*
        step_results.start:datetime* step_results.end:datetime*
        step_results.result:choice*{Done, Failed, Not needed} outage:text""",
    "d-8.b2": "pass:choice*{Pass, Fail} evidence:long",
    "d-8.b4": """workaround:long* next:choice*{Retry backout, Workaround accepted and
        new dates, Close unsuccessful} new_date:date* meeting_at:datetime
        attendance:choices""",
    "d-9.2": "meeting_date:date* note:long*",
    "d-9.3": "all_complete:choice*{Yes, No} open_items:long* feedback:long rating:int",
    "d-9.3r": "resolution:long*",
    "d-9.4": """step_results:rows step_results.step:text* step_results.start:datetime*
        step_results.end:datetime* step_results.result:choice*{Done, Failed, Not
        needed} applicable:bool* lessons:rows lessons.text:text*
        lessons.category:text lessons.action:text pir_date:date pir_result:long
        attended:bool data_correct:bool*""",
    "d-9.5": """status_reason:choice*{Successful, Successful with issues, Backed out,
        Unsuccessful} note:long""",
    "d-weekly-status": "status:long* risks:long",
}
_SPEC = re.compile(r"([\w.]+):(\w+)(\*?)(?:\{([^}]*)\})?")


def specified():
    for name, text in FIELDS_OF_THE_STANDARD.items():
        for path, type_, star, values in _SPEC.findall(" ".join(text.split())):
            wanted = [v.strip() for v in values.split(",") if v.strip()]
            yield pytest.param(name, path, type_, star, wanted, id=f"{name} {path}")


def effects(name, deed):
    return [e for e in form(name).get("effects", []) if deed in e]


def test_every_form_of_the_process_is_specified():
    assert set(FORMS) == set(FIELDS_OF_THE_STANDARD)


def test_no_form_lies_about_that_no_task_uses():
    written = {Path(f).stem for f in FOLDER.glob("forms/d-*.json")}

    assert written == set(FORMS)


@pytest.mark.parametrize(("name", "path", "type_", "star", "wanted"), list(specified()))
def test_a_field_of_the_standard_is_in_its_form(name, path, type_, star, wanted):
    found = field(name, path)

    assert found["type"] == type_
    assert found.get("required", False) is bool(star) or isinstance(
        found["required"], str
    )
    assert not wanted or options(found) == wanted


@pytest.mark.parametrize("name", FORMS)
def test_a_field_has_labels_in_both_languages(name):
    for each in flat(form(name)):
        assert each["label"]["en"]
        assert each["label"]["fr"]
        assert set(each.get("help", {"en", "fr"})) == {"en", "fr"}


@pytest.mark.parametrize("name", FORMS)
def test_a_check_names_its_field_and_speaks_both_languages(name):
    for rule in rules(form(name)):
        assert rule["field"] in {f["name"] for f in form(name)["fields"]}
        assert rule["say"]["en"]
        assert rule["say"]["fr"]


@pytest.mark.parametrize("name", FORMS)
def test_documents_are_of_a_known_type(name):
    known = {d["value"] for d in table("values")["document_type"]}

    assert {e["document"] for e in effects(name, "document")} <= known


@pytest.mark.parametrize("key", PROCESSES)
def test_the_forms_have_no_mistake_that_can_be_found_unread(key):
    bundle = bundle_for(diagram(key), folder_bundle(FOLDER))

    assert list(findings(diagram(key), bundle, FACTS)) == []


def test_a_change_request_is_needed_for_that_source_alone():
    assert field("d-1.1", "crq_no")["required"] == "source == 'CRQ assessment task'"


def test_not_required_names_the_groups_and_a_note_for_the_assessment_task():
    for name in ("groups", "assessment_task_note"):
        assert field("d-2.1", name)["shown_when"] == "dcs_required == False"


def test_a_complex_release_lists_projects_ministries_and_applications():
    for name in ("projects", "crqs", "ministries", "applications"):
        assert field("d-3.1", name)["shown_when"] == "release_type == 'CX'"


def test_an_item_of_the_collateral_is_left_out_only_with_a_reason():
    items = [f["name"] for f in form("d-5.1")["fields"] if f["type"] == "choice"]
    checked = {c["field"] for c in form("d-5.1")["checks"]}

    assert checked == {f"{item}_reason" for item in items}
    assert len(items) == 5


def test_a_method_of_procedure_has_the_five_sections():
    assert options(field("d-6.2", "steps.section")) == [
        *("pre-deployment", "deployment", "validation", "post-deployment"),
        "back-out",
    ]


def test_a_walkthrough_is_left_out_only_when_every_resource_has_confirmed():
    rule = form("d-6.5")["checks"][0]["that"]

    assert rule == "walkthrough == 'Held' or all_of(tasks, 'confirmed', True)"


def test_a_step_may_be_moved_to_the_close_down_after_deployment_only():
    assert "During close down" in options(field("d-8.6", "step_results.result"))
    for name in ("d-8.2", "d-8.3", "d-8.b1"):
        found = options(field(name, "step_results.result"))
        assert found == ["Done", "Failed", "Not needed"]


def test_the_parts_of_a_status_update_are_those_of_the_standard():
    for name in ("d-8.b", "d-8.7"):
        parts = [f["name"] for f in form(name)["fields"]]
        assert parts == ["status", "outage", "summary", "milestones", "issues"]


def test_each_step_of_the_deployment_is_told_in_the_thread():
    for name in ("d-8.2", "d-8.3", "d-8.6", "d-8.b1"):
        assert effects(name, "notify") == [
            {"notify": "dcs-thread", "to": "thread_recipients"}
        ]


def test_the_executive_decision_is_kept_with_who_decided():
    kept = effects("d-8.5e", "save")[0]

    assert kept["save"] == "decisions"
    assert kept["values"]["kind"] == "'Backout'"
    assert kept["values"]["decided_by"] == "approver"


def test_a_deviation_from_the_method_of_procedure_needs_its_reason():
    assert field("d-8.3", "deviation")["shown_when"] == "mop_followed == False"
    assert field("d-8.3", "deviation")["required"] is True


@pytest.mark.parametrize(
    ("activity", "duties"),
    {
        "1.0": "RA RC I I I",
        "2.0": "I RA I C C",
        "3.0": "I RA RC C C",
        "4.0": "I RA C I I",
        "5.0": "I C RA R C",
        "6.0": "I I RA RC RC",
        "7.0": "I I RA RC RC",
        "8.0": "I I RA CI R",
        "8.1": "I I RA CI RCI",
        "9.0": "I IR RA CI CI",
    }.items(),
)
def test_the_raci_of_an_activity_is_that_of_the_standard(activity, duties):
    found = table("raci")["dcs_release"][activity]

    for role, letters in zip(COLUMNS, duties.split(), strict=True):
        assert {d for d in "RACI" if role in found[d]} == set(letters)
