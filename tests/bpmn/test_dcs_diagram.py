"""The DCS process as drawn.  Source: GO-ITS 240PRS 3.6.2, 3.7.2.2, 3.7.4 and 3.9."""

import pytest

from engine.expressions.functions import BUILT_IN
from engine.expressions.syntax import check
from engine.model import Diagram, Node
from engine.spiff.specs import executable
from engine.variables import expressions_of
from tasks.facts import FACTS
from tasks.forms.catalogue_table import catalogue_table
from tasks.operators.registry import OPERATORS
from tasks.people.audience import audience_problem
from tasks.publishing import folder_bundle
from tests.bpmn.folder import FOLDER, diagram, form, forms, role, table, xml

KEY = "dcs_release"
DCS, WEEKLY = diagram(KEY), diagram("dcs_weekly_status")
IN, RM, RC = "intake", "release_manager", "release_coordinator_dcs"
PM, ST, SO, EX = "project_manager", "stakeholder", "service_owner", "executive"

#: Who works which human step, in the order of the standard.
STEPS = {
    "D-1.1": RM,
    "D-1.2": f"{SO},{PM}",
    "D-2.1": RM,
    "D-2.N3": IN,
    "D-3.1": f"{RM},{RC}",
    "D-3.2": IN,
    "D-4.1": RM,
    "D-4.3": RC,
    "D-3.1R": RM,
    "D-5.1": RC,
    "D-5.2": PM,
    "D-5.3": RC,
    "D-6.1": RC,
    "D-6.1a": RC,
    "D-6.1b": RC,
    "D-6.2": RC,
    "D-6.3": RC,
    "D-6.5": RC,
    "D-6.4": RC,
    "D-7.1": RC,
    "D-7.2": RC,
    "D-7.2b": PM,
    "D-7.3": RC,
    "D-7.4": RC,
    "D-8.W": RC,
    "D-8.X": RC,
    "D-8.CO": RC,
    "D-8.2": RC,
    "D-8.3": RC,
    "D-8.4": ST,
    "D-8.5": RC,
    "D-8.5E": f"{EX},{RM}",
    "D-8.6": RC,
    "D-8.7": RC,
    "D-8.b": RC,
    "D-8.c": RC,
    "D-8.B1": RC,
    "D-8.B2": ST,
    "D-8.B4": PM,
    "D-9.2": RC,
    "D-9.3": PM,
    "D-9.3R": RC,
    "D-9.4": RC,
    "D-9.5": RC,
}
#: What the system does on the way, and where ways part.
OTHERS = {
    "startEvent": "D-0",
    "parallelGateway": "D-0p D-3.P D-3.J D-8.P D-8.J",
    "exclusiveGateway": "D-1.G D-2.G D-6.0 D-7.0 D-8.0b D-8.T D-8.5R D-8.BG D-8.R",
    "serviceTask": "D-2.N1 D-2.N2 D-4.2 D-5.0 D-8.0 D-8.1 D-8.B0 D-8.B3 D-9.0 D-9.1 "
    "D-9.6",
    "subProcess": "SP_DEPLOY",
}
LANES = {
    IN: "D-0 D-2.N3 D-3.2",
    RM: "D-1.1 D-2.1 D-2.N1 D-3.1 D-4.1 D-3.1R",
    RC: "D-4.3 D-5.1 D-5.3 D-6.4 D-7.1 D-7.4 SP_DEPLOY D-9.2 D-9.5",
    PM: "D-1.2 D-5.2 D-7.2b D-9.3",
    "system": "D-0p D-4.2 D-5.0 D-6.0 D-8.0 D-8.0b D-8.1 D-9.0 D-9.1 D-9.6",
}


def operator_of(node_id: str) -> tuple[str, dict[str, str]]:
    called = DCS.nodes[node_id].operator
    assert called is not None
    return called.name, dict(called.parameters)


def after(node_id: str, of: Diagram = DCS) -> dict[str, str]:
    """Target → condition of the flows out of a node (empty: the default)."""
    flows = (of.flows[f] for f in of.nodes[node_id].outgoing)
    return {f.target: f.condition or "" for f in flows}


def following(node_id: str, of: Diagram = DCS) -> list[str]:
    """The chain of single flows from a node, up to a gateway or an end."""
    chain = [node_id]
    while len(after(chain[-1], of)) == 1:
        chain += after(chain[-1], of)
    return chain


def of_type(type_: str, of: Diagram = DCS) -> list[Node]:
    return [n for n in of.nodes.values() if n.type == type_]


def parting() -> list[Node]:
    every = of_type("exclusiveGateway") + of_type("exclusiveGateway", WEEKLY)
    return [n for n in every if len(n.outgoing) > 1]


def test_each_step_of_the_standard_has_its_task_with_its_role():
    assert {n.id: role(n) for n in of_type("userTask")} == STEPS


def test_the_tasks_stand_in_the_order_of_the_standard():
    assert [n.id for n in of_type("userTask")] == list(STEPS)


@pytest.mark.parametrize("type_", OTHERS)
def test_each_other_node_of_the_standard_is_there(type_):
    assert set(OTHERS[type_].split()) <= {n.id for n in of_type(type_)}


@pytest.mark.parametrize("lane", LANES)
def test_a_node_lies_in_the_lane_of_who_works_it(lane):
    assert {DCS.nodes[n].lane for n in LANES[lane].split()} == {lane}


@pytest.mark.parametrize(
    ("node", "key"),
    [(n, KEY) for n in of_type("userTask")]
    + [(n, WEEKLY.process_id) for n in of_type("userTask", WEEKLY)],
    ids=lambda each: getattr(each, "id", ""),
)
def test_a_task_has_a_form_an_activity_a_due_date_and_instructions(node, key):
    assert form(node.properties["form"])
    assert node.properties["raci"] in table("raci")[key]
    assert node.properties["due_in"]
    assert node.documentation
    assert node.properties["help_fr"]


def test_every_named_node_has_a_french_name():
    named = [*DCS.nodes.values(), *WEEKLY.nodes.values()]

    assert [n.id for n in named if n.name and not n.properties.get("name_fr")] == []


def test_every_exclusive_gateway_has_a_default_flow():
    assert all(n.default in n.outgoing for n in of_type("exclusiveGateway"))


@pytest.mark.parametrize("node", parting(), ids=lambda n: n.id)
def test_where_ways_part_the_question_and_each_answer_are_written(node):
    of = DCS if node.id in DCS.nodes else WEEKLY
    flows = [of.flows[f] for f in node.outgoing]

    assert node.name.endswith("?")
    assert all(f.name for f in flows)
    assert all(f.condition for f in flows if f.id != node.default)


def test_flows_meet_and_part_only_in_gateways():
    every = [*DCS.nodes.values(), *WEEKLY.nodes.values()]
    others = [n for n in every if not n.type.endswith("Gateway")]

    assert [n.id for n in others if len(n.incoming) > 1 or len(n.outgoing) > 1] == []


def test_every_end_of_the_process_is_a_named_terminate_end():
    ends = [n for n in of_type("endEvent") if n.parent is None]

    assert {n.name for n in ends} == {"Not required", "Cancelled", "Closed"}
    assert all(n.events[0].kind == "terminate" for n in ends)


def test_a_cancellation_is_awaited_from_the_start_and_ends_without_a_wait():
    chain = following("D-0.C")

    assert set(after("D-0p")) == {"D-1.1", "D-0.C"}
    assert DCS.nodes["D-0.C"].events[0].ref == "cancel_release"
    assert {DCS.nodes[n].type for n in chain[1:-1]} == {"serviceTask"}
    assert DCS.nodes[chain[-1]].events[0].kind == "terminate"


def test_a_cancellation_tells_the_linked_release():
    sent = [operator_of(n) for n in following("D-0.C")[1:-1]]

    assert ("set_field", {"field": "'outcome'", "value": "'Cancelled'"}) in sent
    assert any(p.get("message") == "'dcs_result'" for _, p in sent)


def test_milestones_are_those_of_the_standard_in_their_order():
    stated = DCS.properties["milestones"]

    assert stated == "Initiate, Planning, Build/Test, Deployment, Close down"
    assert stated.split(", ") == table("catalogue")["processes"][KEY]["milestones"]


@pytest.mark.parametrize(
    ("operator", "step", "milestone"),
    [
        ("create_record", "D-4.2", "Initiate"),
        ("set_milestone", "D-5.0", "Planning"),
        ("set_milestone", "D-6.0e", "Build/Test"),
        ("set_milestone", "D-8.1", "Deployment"),
        ("set_milestone", "D-8.Rd", "Build/Test"),
        ("set_milestone", "D-9.0", "Close down"),
    ],
)
def test_a_milestone_is_entered_where_the_standard_says(operator, step, milestone):
    assert operator_of(step) == (operator, {"milestone": f"'{milestone}'"})


def test_the_matrix_sends_each_release_type_to_its_first_step():
    assert after("D-6.0") == {
        "D-6.4m": "record('release_type') == 'CO'",
        "D-6.5m": "record('release_type') == 'SI'",
        "D-6.1": "record('release_type') == 'CX'",
        "D-6.2m": "",
    }


def test_communications_only_is_not_coordinated():
    condition = "record('release_type') == 'CO'"

    assert after("D-7.0") == {"D-7.4m": condition, "D-7.1": ""}
    assert after("D-8.T") == {"D-8.COm": condition, "D-8.2m": ""}


def test_changes_after_the_final_walkthrough_go_back_by_type():
    ways = after("D-7.1G")

    assert ways["D-6.5m"] == "changes_needed and record('release_type') == 'SI'"
    assert ways["D-6.2m"] == "changes_needed and record('release_type') != 'SI'"
    assert ways["D-7.2bm"] == "not changes_needed and record('release_type') == 'SI'"
    assert ways["D-7.2m"] == ""


@pytest.mark.parametrize(
    ("back_to", "gate"),
    [
        ("D-7.2m", "mop_final"),
        ("D-6.5m", "tasks_confirmed"),
        ("D-6.4m", "update_plan"),
        ("D-7.2bm", "uat_signed"),
        ("D-7.3m", "thread_ready"),
        ("D-7.4m", "deployment_entry"),
    ],
)
def test_what_is_missing_before_deployment_leads_back_to_its_own_step(back_to, gate):
    assert after("D-8.0G")[back_to] == f"not gate_open('{gate}')"


@pytest.mark.parametrize(
    ("gateway", "back_to", "gate"),
    [
        ("D-9.4G", "D-9.4m", "post_deployment"),
        ("D-9.5G", "D-9.4m", "dcs_close_down"),
    ],
)
def test_a_shut_gate_leads_back_to_where_it_can_be_opened(gateway, back_to, gate):
    assert after(gateway)[back_to] == f"not gate_open('{gate}')"


def test_the_deployment_waits_for_the_go_of_the_linked_release():
    assert DCS.nodes["D-8.0bW"].events[0].ref == "smr_go"
    assert "linked('smr')" in after("D-8.0b")["D-8.0bW"]


def test_coordination_begins_only_when_the_change_request_is_approved():
    ways = after("D-8.WG")

    assert ways["D-8.1"] == (
        "record('crq_no') == None or record('crq_state') == 'Approved'"
    )
    assert "in ['Rejected', 'Rescheduled']" in ways["D-8.Xm"]
    assert ways["D-8.W"] == ""


@pytest.mark.parametrize(
    ("event", "message", "state"),
    [
        ("D-8.Wa", "crq_approved", "Approved"),
        ("D-8.Wr", "crq_rejected", "Rejected"),
        ("D-8.Ws", "crq_rescheduled", "Rescheduled"),
    ],
)
def test_the_change_system_may_tell_the_state_instead(event, message, state):
    boundary = DCS.nodes[event]
    told = following(event)[1]

    assert (boundary.attached_to, boundary.interrupting) == ("D-8.W", True)
    assert boundary.events[0].ref == message
    assert operator_of(told)[1] == {"field": "'crq_state'", "value": f"'{state}'"}


@pytest.mark.parametrize(
    ("step", "stage"), [("D-8.2", "pre"), ("D-8.3", "deploy"), ("D-8.4", "validate")]
)
def test_an_escalated_issue_interrupts_a_stage_and_opens_triage(step, stage):
    boundary = DCS.nodes[f"{step}X"]
    chain = following(f"{step}X")

    assert (boundary.attached_to, boundary.interrupting) == (step, True)
    assert boundary.events[0].ref == "issue_escalated"
    assert operator_of(f"{step}S")[1] == {"field": "'stage'", "value": f"'{stage}'"}
    assert chain[2:5] == [f"{step}S", "D-8.5m", "D-8.5"]


def test_a_stage_begins_only_after_the_one_before_succeeded():
    assert after("D-8.2G") == {
        "D-8.2I": "pre_deployment_result == 'Issue'",
        "D-8.3m": "",
    }
    assert after("D-8.3G")["D-8.3I"] == "deployment_result == 'Issue'"
    assert after("D-8.4G") == {
        "D-8.4I": "any_of(replies('D-8.4'), 'pass', 'Fail')",
        "D-8.6G": "",
    }


def test_a_retry_resumes_the_stage_in_which_the_issue_arose():
    assert after("D-8.5R") == {
        "D-8.2m": "record('stage') == 'pre'",
        "D-8.4m": "record('stage') == 'validate'",
        "D-8.3m": "",
    }
    assert operator_of("D-8.5c")[0] == "count_retry"


def test_backout_is_decided_by_an_executive_and_by_nobody_else():
    rule = form("d-8.5e")["checks"][0]["that"]

    assert after("D-8.5EG")["D-8.B0"] == "executive_decision == 'Backout'"
    assert [n for n in DCS.nodes if "D-8.B0" in after(n)] == ["D-8.5EG"]
    assert rule == (
        "holds_role('executive') or "
        "(holds_role('release_manager') and flag('management_delegated'))"
    )


def test_a_cancellation_in_deployment_opens_the_executive_decision():
    assert "flag('cancel_requested')" in after("D-8.5G")["D-8.5E"]


def test_backout_is_refused_where_the_method_of_procedure_has_none():
    rules = [c["that"] for c in form("d-8.5e")["checks"]]

    assert "decision != 'Backout' or record('backout_possible') != False" in rules


def test_a_failed_backout_leads_to_new_dates_a_retry_or_the_end():
    assert after("D-8.BG") == {
        "D-8.B4": "any_of(replies('D-8.B2'), 'pass', 'Fail')",
        "D-8.BS": "",
    }
    assert after("D-8.B4G") == {
        "D-8.B1m": "backout_next == 'Retry backout'",
        "D-8.BN": "backout_next == 'Workaround accepted and new dates'",
        "D-8.Um": "",
    }


def test_the_backout_result_is_sent_for_pass_and_fail():
    assert "D-8.B3" in following("D-8.B2")
    assert operator_of("D-8.B3")[0] == "send_update"


def test_every_way_through_deployment_ends_with_the_final_update():
    entries = {n for n in DCS.nodes if "D-8.7m" in after(n)}

    assert entries == {"D-8.COG", "D-8.6s", "D-8.BS", "D-8.BN", "D-8.U"}
    assert following("D-8.7")[:5] == ["D-8.7", "D-8.7a", "D-8.7b", "D-8.7c", "D-8.J"]


@pytest.mark.parametrize(
    ("loop", "series"), [("D-8.b", "status_update"), ("D-8.c", "checkpoint_call")]
)
def test_a_loop_reads_its_flag_before_it_waits_and_ends_with_the_deployment(
    loop, series
):
    timer = DCS.nodes[f"{loop}T"].events[0]
    boundary = DCS.nodes[f"{loop}X"]
    caught = {DCS.nodes[n].events[0].ref for n in after(f"{loop}W")}

    assert after(f"{loop}G")[f"{loop}e"] == "flag('deployment_over')"
    assert caught == {None, "schedule_changed", "deployment_over"}
    assert timer.expression == f"next_due('{series}')"
    assert (boundary.attached_to, boundary.events[0].ref) == (loop, "deployment_over")


def test_flags_and_schedules_are_reset_before_each_deployment():
    chain = [operator_of(n)[0] for n in following("D-8.1")[:4]]

    assert chain == ["set_milestone", "begin_attempt", "start_updates", "send_message"]


def test_new_dates_forget_the_old_approval():
    for step in ("D-8.Xn", "D-8.Rf"):
        assert operator_of(step)[0] == "forget_messages"
        assert "D-6.4m" in following(step)


def test_the_result_is_told_when_the_deployment_ends():
    name, parameters = operator_of("D-8.Rt")

    assert name == "send_message"
    assert parameters["message"] == "'dcs_result'"
    assert following("D-8.Rt")[1] == "D-9.0"


def test_the_assessment_task_is_closed_when_the_collateral_is_attached():
    assert operator_of("D-2.2")[1] == {"state": "'Assigned'"}
    assert operator_of("D-4.1w")[1] == {"state": "'WIP'"}
    assert operator_of("D-7.2c")[0] == operator_of("D-7.4c")[0]
    assert operator_of("D-7.2c")[0] == "close_assessment_task"


def test_the_weekly_status_goes_on_until_deployment():
    assert operator_of("D-5.0c")[1]["message"] == "'weekly_status_started'"
    assert operator_of("D-8.1c")[1]["message"] == "'weekly_status_ended'"
    assert WEEKLY.nodes["W-0.C"].events[0].ref == "weekly_status_ended"
    assert WEEKLY.nodes["W-1T"].events[0].expression == "next_due('weekly_status')"


@pytest.mark.parametrize("of", [DCS, WEEKLY], ids=lambda d: d.process_id)
def test_an_expression_reads_only_what_there_is(of):
    given = given_variables(of)

    problems = [(t, check(t, given, {**BUILT_IN, **FACTS})) for t in expressions_of(of)]
    assert [each for each in problems if each[1]] == []


def given_variables(of: Diagram) -> set[str]:
    """What forms, operators and lists of people put into a token."""
    given = set(variables_of_forms(of.process_id))
    for node in of.nodes.values():
        given |= {node.operator.result or ""} if node.operator else set()
        given |= {node.multi.item or ""} if node.multi else set()
    return given


def variables_of_forms(key: str) -> list[str]:
    every = [f for definition in forms(key).values() for f in definition["fields"]]
    return [f["variable"] for f in every if "variable" in f]


def test_each_variable_is_set_by_one_form():
    assert len(variables_of_forms(KEY)) == len(set(variables_of_forms(KEY)))


@pytest.mark.parametrize("node", of_type("serviceTask"), ids=lambda n: n.id)
def test_an_operator_gets_the_parameters_it_takes(node):
    operator = OPERATORS[node.operator.name]
    needed = {name for name, p in operator.parameters.items() if p.required}

    assert needed <= set(node.operator.parameters) <= set(operator.parameters)
    assert node.operator.result in {None, "validators", "backout_validators"}


def addressed() -> list[tuple[str, str]]:
    """Mail template and audience of everything the process sends."""
    sent = []
    for node in [*of_type("serviceTask"), *of_type("serviceTask", WEEKLY)]:
        if node.operator.name in ("send_mail", "send_update"):
            given = node.operator.parameters
            sent.append((given["mail"].strip("'"), given["to"].strip("'")))
    for definition in [*forms(KEY).values(), *forms(WEEKLY.process_id).values()]:
        effects = definition.get("effects", [])
        sent += [(e["notify"], e["to"]) for e in effects if "notify" in e]
    return sorted(set(sent))


@pytest.mark.parametrize(("mail", "to"), addressed())
def test_a_mail_has_a_template_in_both_languages_and_an_audience(mail, to):
    templates = [FOLDER / "mail" / f"{mail}{suffix}.txt" for suffix in ("", ".fr")]

    assert audience_problem(to) is None
    assert all("{{ link }}" in template.read_text() for template in templates)


def test_every_message_is_declared():
    every = [*DCS.nodes.values(), *WEEKLY.nodes.values()]
    awaited = {e.ref for n in every for e in n.events if e.kind == "message"}

    assert awaited == {
        *("cancel_release", "smr_go", "issue_escalated", "weekly_status_ended"),
        *("crq_approved", "crq_rejected", "crq_rescheduled"),
    }
    assert awaited <= set(table("catalogue")["messages"])


def test_a_message_of_the_past_waits_and_an_escalation_does_not():
    declared = table("catalogue")["messages"]
    kept = {"smr_go", "dcs_result", "crq_approved", "crq_rejected", "crq_rescheduled"}

    assert all(declared[name]["keep"] for name in kept)
    assert not declared["issue_escalated"]["keep"]
    assert not declared["cancel_release"]["keep"]


@pytest.mark.parametrize("of", [DCS, WEEKLY], ids=lambda d: d.process_id)
def test_every_node_and_flow_is_drawn(of):
    assert set(of.nodes) <= set(of.shapes)
    assert set(of.flows) <= set(of.edges)


@pytest.mark.parametrize("of", [DCS, WEEKLY], ids=lambda d: d.process_id)
def test_the_engine_can_run_it(of):
    assert executable(xml(of.process_id), of.process_id).process is not None


@pytest.mark.parametrize("of", [DCS, WEEKLY], ids=lambda d: d.process_id)
def test_the_readme_lists_every_field(of):
    written = (FOLDER / "README.md").read_text()

    assert catalogue_table(of, folder_bundle(FOLDER)) in written
