"""The forms of the SMR process.  Source: the fields that GO-ITS 240PRS asks for."""

import re

import pytest

from engine.expressions.functions import BUILT_IN
from engine.expressions.syntax import check
from tasks.facts import FACTS
from tasks.release.collections import COLLECTIONS
from tasks.release.fields import FIELDS
from tests.bpmn.folder import (
    expressions_of_form,
    field,
    flat,
    form,
    forms,
    options,
    rules,
    table,
)

FORMS = forms("smr_release")
#: The columns of the RACI table.
COLUMNS = [
    "intake",
    "release_manager",
    "release_coordinator_smr",
    "project_manager",
    "stakeholder",
]
TYPES = {"text", "long", "date", "datetime", "bool", "int", "number", "choice"} | {
    "choices",
    "user",
    "ref",
    "file",
    "rows",
}

#: Form → name:type of each field; * required when shown, {…} the values it offers.
FIELDS_OF_THE_STANDARD = {
    "s-1.1": """title:text* source:choice*{SPIM, SMEI, SM-CAFE, Release Planning
        Committees, CRQ assessment task} organization:ref* service:ref PM:user*
        scope_in:choices* scope_out:choices needs_OPSSC:bool* assessment_answers:rows*
        needs_smr:bool* needs_dcs:bool* ice:choice*{X-Small, Small, Medium, Large}
        recommended_type:choice* oa_date:date* oa_attendees:rows* scope:long*
        impact:choice* urgency:choice* priority:choice* opportunity_assessment:file*
        project_charter:file charter_approved:bool charter_signatures:bool
        project_plan:file""",
    "s-1.2": "smr_required:bool* reason:long* stakeholder_groups:rows*",
    "crm-update": "crm_ref:text* date:date*",
    "s-1.5": "coordinator:user* note:long",
    "s-1.7": "meeting_at:datetime* invitees:choices* minutes:long",
    "s-2.1": """impact_confirmed:bool* impact:choice* impact_reason:long*
        urgency_confirmed:bool* urgency:choice* urgency_reason:long*
        priority_confirmed:bool* priority:choice* priority_reason:long* scope:long*""",
    "s-2.2": """release_type:choice*{Minor / Localized, Moderate / Limited,
        Significant / Large, Extensive / Widespread} effort_business_days:int
        costing_applicable:bool* cost:number* crq_required:bool*
        registered_project_no:text dcs_required:bool* formal_release:bool*
        criteria_minor:choices criteria_moderate:choices criteria_significant:choices
        criteria_extensive:choices""",
    "s-3.1": """planned_planning:date* planned_build:date* planned_test:date*
        planned_deployment:date* planned_close_down:date* stakeholders:rows*
        stakeholders.person:user* stakeholders.area:text* stakeholders.role:choice*
        communication_plan:rows training:rows participants_confirmed:bool*
        timelines_confirmed:bool*""",
    "s-3.2": """deliverables:rows* deliverables.stakeholder:user*
        deliverables.milestone:choice* deliverables.kind:choice*{technical,
        non-technical} deliverables.due:date*
        deliverables.level:choice*{Must, Should}""",
    "s-3.3": "background:long* scope:long* objectives:long* distribution_list:rows*",
    "s-3.4": "result:choice*{Approve, Change} comments:long",
    "s-3.5": "content:long file:file",
    "s-4.1": "list_checked:bool* send_at:datetime",
    "s-5.1": "content:long* files:rows",
    "s-5.2": """file:file* meeting_at:datetime* invitees:choices* agenda:choices*{
        overview and scope, involvement and deliverables, plan, next steps}""",
    "s-5.3": """attendance:choices* involvement:rows* involvement.involvement:choice*{
        Confirmed, Changed, Declined} deliverables_agreed:rows* plan_final:bool*
        workshop_next_steps:long* minutes:long*""",
    "s-6.1": """first_at:datetime* interval:choice*{weekly, 2 weeks, other}
        invitees:choices*""",
    "s-6.3": """attendance:choices* deliverable_states:rows* issues:rows
        date_changes:rows links:rows minutes:long*""",
    "s-6.5": "presentation:choice* file:file*",
    "s-6.6": "end_to_end:bool* pilot:bool*",
    "s-6.6a": "group:text* starts_on:date* ends_on:date* success_criteria:long*",
    "s-6.6b": "result:choice*{Pass, Fail} evidence:file findings:long",
    "s-6.6c": "retest:bool*",
    "s-6.7": "collateral_complete:bool* pre_go_needed:bool* go_no_go_at:datetime*",
    "s-7.1": """meeting_at:datetime* attendance:choices* minutes:long*
        recommendations:rows outstanding:rows outstanding.owner:user*
        outstanding.due:date*""",
    "s-7.2": "state:choice*{Done, Open} comment:long",
    "s-7.3": """file:file* supportable:bool* measurable:bool* reportable:bool*
        risks:rows""",
    "s-7.4": "recommendation:choice*{Ready, Ready with action, Not ready} text:long",
    "s-7.5": """attendance:choices* decision:choice*{Go, Go with Action, No-Go}
        decided_by:user* reason:long* next_steps:long* actions:rows*
        actions.owner:user* actions.due:date*""",
    "s-8.1": """activities:rows activities.owner:user activities.start:datetime
        activities.end:datetime activities.result:text activation_at:datetime""",
    "s-8.2": "result:choice*{Success, Failure} activated_at:datetime* text:long*",
    "s-8.d2": "note:long done:bool*",
    "s-8.5": "result_confirmed:bool* text:long*",
    "s-8.c": "next:choice*{Back to status meetings, Cancel SMR release}",
    "s-9.2": "extend:bool* new_end:date* reason:long*",
    "s-9.3": """service:ref* service_confirmed:bool* handover_signed:bool*
        handover_signed_by:text* handover_on:date*""",
    "s-9.5": """issues:rows issues.severity:choice* issues.impacted:choices*
        issues.owner:user issues.state:choice* links:rows remediation:rows""",
    "s-9.6": "actions:rows* actions.state:choice*{Open, In progress, Done} "
    "actions.comment:text",
    "s-10.2": """approve:choice*{Approve, Not complete} open_items:long feedback:long*
        rating:int*""",
    "s-10.3": """approve:choice*{Approve, Not complete} catalogue_accurate:bool*
        csi_input:long feedback:long* rating:int*""",
    "s-10.4": "reply:choice*{Confirm, Objection} text:long",
    "s-10.5": """applicable:bool* lessons:rows* pir_date:date pir_result:long
        attended:bool""",
    "s-10.r": "resolution:long*",
    "s-10.6": "summary:long improvements:rows",
    "s-10.7": """section_dates:bool* section_documents:bool* section_plan:bool*
        section_issues:bool* section_decisions:bool* section_messages:bool*
        section_links:bool* section_service:bool* guide_version:text*
        all_correct:bool*""",
}
_SPEC = re.compile(r"([\w.]+):(\w+)(\*?)(?:\{([^}]*)\})?")


def specified():
    for name, text in FIELDS_OF_THE_STANDARD.items():
        for path, type_, star, values in _SPEC.findall(" ".join(text.split())):
            wanted = [v.strip() for v in values.split(",") if v.strip()]
            yield pytest.param(name, path, type_, star, wanted, id=f"{name} {path}")


def test_every_form_of_the_process_is_specified():
    assert set(FORMS) == set(FIELDS_OF_THE_STANDARD)


@pytest.mark.parametrize(("name", "path", "type_", "star", "wanted"), list(specified()))
def test_a_field_of_the_standard_is_in_its_form(name, path, type_, star, wanted):
    found = field(name, path)

    assert found["type"] == type_
    assert found.get("required", False) is bool(star)
    assert not wanted or options(found) == wanted


@pytest.mark.parametrize("name", FORMS)
def test_a_field_has_a_known_type_and_labels_in_both_languages(name):
    for each in flat(form(name)):
        assert each["type"] in TYPES
        assert each["label"]["en"]
        assert each["label"]["fr"]
        assert set(each.get("help", {"en", "fr"})) == {"en", "fr"}


@pytest.mark.parametrize("name", FORMS)
def test_a_choice_offers_something(name):
    for each in flat(form(name)):
        offers = each.get("options") or each.get("options_from", "")
        assert bool(offers) is (each["type"] in {"choice", "choices", "user", "ref"})
        if str(offers).startswith("values:"):
            assert options(each)


@pytest.mark.parametrize("name", FORMS)
def test_what_a_form_evaluates_reads_its_own_fields_and_facts(name):
    definition = form(name)
    known = {f["name"] for f in definition["fields"]} | {"item", "row"}

    for text in expressions_of_form(definition):
        assert check(text, known, {**BUILT_IN, **FACTS}) == []


@pytest.mark.parametrize("name", FORMS)
def test_a_check_names_its_field_and_speaks_both_languages(name):
    for rule in rules(form(name)):
        assert rule["field"] in {f["name"] for f in form(name)["fields"]}
        assert rule["say"]["en"]
        assert rule["say"]["fr"]


@pytest.mark.parametrize("name", FORMS)
def test_answers_are_saved_to_columns_that_exist(name):
    for effect in form(name).get("effects", []):
        target = effect.get("save")
        if target:
            columns = FIELDS if target == "release" else COLLECTIONS[target].fields
            assert set(effect["values"]) <= set(columns)


@pytest.mark.parametrize("name", FORMS)
def test_documents_are_of_a_known_type(name):
    known = {d["value"] for d in table("values")["document_type"]}

    assert {
        e["document"] for e in form(name).get("effects", []) if "document" in e
    } <= known


def test_a_no_go_asks_for_reason_and_next_steps_and_leaves_a_work_info_note():
    asked = {n: field("s-7.5", n)["shown_when"] for n in ("reason", "next_steps")}
    notes = [e for e in form("s-7.5")["effects"] if e.get("note") == "Work Info"]

    assert set(asked.values()) == {"decision == 'No-Go'"}
    assert notes[0]["when"] == "decision == 'No-Go'"


def test_a_go_with_action_asks_for_at_least_one_action():
    actions = field("s-7.5", "actions")

    assert actions["shown_when"] == "decision == 'Go with Action'"
    assert (actions["required"], actions["min"]) == (True, 1)


def test_the_project_manager_is_assigned_and_stakeholders_become_holders():
    assigned = {e["assign"] for e in form("s-1.1")["effects"] if "assign" in e}
    named = next(
        e for e in form("s-3.1")["effects"] if e.get("assign") == "stakeholder"
    )

    assert assigned == {"project_manager", "service_owner", "executive"}
    assert (named["each"], named["person"]) == ("stakeholders", "item.person")


@pytest.mark.parametrize(
    ("activity", "duties"),
    {
        "1.0": "RA RC I C I",
        "2.0": "I RA R RCI I",
        "3.0": "I RC RA C C",
        "4.0": "I RI RCA RCI I",
        "5.0": "I RC RA RCI RCI",
        "6.0": "I R RA RC RC",
        "7.0": "I RCI RA RCI RCI",
        "8.0": "I RI RCI RA RCI",
        "9.0": "I RCI RA RCI RCI",
        "10.0": "I RCI RA CI CI",
    }.items(),
)
def test_the_raci_of_an_activity_is_that_of_the_standard(activity, duties):
    found = table("raci")["smr_release"][activity]

    for role, letters in zip(COLUMNS, duties.split(), strict=True):
        assert {d for d in "RACI" if role in found[d]} == set(letters)


@pytest.mark.parametrize(
    ("impact", "urgency", "priority"),
    [
        ("1-Extensive/Widespread", "4-Low", "Low"),
        ("2-Significant/Large", "1-Critical", "Critical"),
        ("3-Moderate/Limited", "2-High", "High"),
        ("4-Minor/Localized", "3-Medium", "Medium"),
    ],
)
def test_priority_is_read_off_the_weights(impact, urgency, priority):
    values = table("values")
    weight = {o["value"]: o["weight"] for n in ("impact", "urgency") for o in values[n]}
    total = weight[impact] + weight[urgency]

    reached = [o["value"] for o in values["priority"] if total >= o["from"]]
    assert reached[0] == priority


def test_each_release_type_has_as_many_criteria_as_the_standard():
    values = table("values")
    kinds = ("minor", "moderate", "significant", "extensive")

    assert [len(values[f"criteria_{k}"]) for k in kinds] == [7, 7, 12, 13]
