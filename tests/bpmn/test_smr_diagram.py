"""The SMR process as drawn.  Source: GO-ITS 240PRS 3.6.1, 3.7.2.1 and 3.8."""

import pytest

from engine.expressions.functions import BUILT_IN
from engine.expressions.syntax import check
from engine.model import Node
from engine.spiff.specs import executable
from engine.variables import expressions_of
from tasks.facts import FACTS
from tasks.forms.catalogue_table import catalogue_table
from tasks.mail.readable import ALWAYS, RECORD_NAMES
from tasks.mail.templates import check as problems_of_template
from tasks.operators.registry import OPERATORS
from tasks.publishing import folder_bundle
from tests.bpmn.folder import FOLDER, diagram, form, forms, role, table, xml

KEY = "smr_release"
SMR = diagram(KEY)
IN, RM, RC = "intake", "release_manager", "release_coordinator_smr"
PM, ST, SO = "project_manager", "stakeholder", "service_owner"

#: Who works which human step, in the order of the standard.
STEPS = {
    "S-1.1": IN,
    "S-1.2": RM,
    "S-1.N2": IN,
    "S-1.5": RM,
    "S-1.6": IN,
    "S-1.7": RC,
    "S-2.1": RC,
    "S-2.2": RM,
    "S-2.E": IN,
    "S-3.1": RC,
    "S-3.2": RC,
    "S-3.3": RC,
    "S-3.4": f"{PM},{SO}",
    "S-3.5": RC,
    "S-4.1": RC,
    "S-5.1": PM,
    "S-5.2": RC,
    "S-5.3": RC,
    "S-6.1": RC,
    "S-6.3": RC,
    "S-6.5": RC,
    "S-6.6": RC,
    "S-6.6a": RC,
    "S-6.6b": ST,
    "S-6.6c": RC,
    "S-6.7": RC,
    "S-7.1": RC,
    "S-7.2": ST,
    "S-7.3": RC,
    "S-7.4": f"{ST},{SO},{PM}",
    "S-7.5": RC,
    "S-8.1": PM,
    "S-8.2": PM,
    "S-8.D2": PM,
    "S-8.5": RC,
    "S-8.C": RM,
    "S-9.2": RC,
    "S-9.3": RC,
    "S-9.5": RC,
    "S-9.6": RC,
    "S-10.2": PM,
    "S-10.3": SO,
    "S-10.4v": ST,
    "S-10.5": RC,
    "S-10.R": RC,
    "S-10.6": RC,
    "S-10.7": RC,
}
#: What the system does on the way, and where ways part.
OTHERS = {
    "startEvent": "S-0",
    "parallelGateway": "S-0p S-1.P S-1.J S-6.P S-6.J S-8.DP S-8.DJ S-9.P S-9.J S-10.P "
    "S-10.J",
    "exclusiveGateway": "S-1.G S-2.G S-3.G S-4.G S-5.G S-6.6G S-6.6cG S-7.0 S-7.E "
    "S-7.G S-8.G S-8.D0 S-8.R S-9.2G S-9.3G S-10.G1 S-10.G2",
    "serviceTask": "S-1.N1 S-1.4 S-3.0 S-4.2 S-5.0 S-6.4 S-7.6 S-8.D1 S-8.6 S-9.4 "
    "S-9.8 S-10.1 S-10.8",
    "subProcess": "S-6.0 S-9.0 S-10.4",
    "eventBasedGateway": "S-6.2 S-9.7",
    "intermediateCatchEvent": "S-8.D3 S-9.1",
}


def expression_of(node_id: str) -> str:
    return SMR.nodes[node_id].events[0].expression or ""


def operator_of(node_id: str) -> tuple[str, dict[str, str]]:
    called = SMR.nodes[node_id].operator
    assert called is not None
    return called.name, dict(called.parameters)


def after(node_id: str) -> dict[str, str]:
    """Target → condition of the flows out of a node (empty: the default)."""
    flows = (SMR.flows[f] for f in SMR.nodes[node_id].outgoing)
    return {f.target: f.condition or "" for f in flows}


def following(node_id: str) -> list[str]:
    """The chain of single flows from a node, up to a gateway or an end."""
    chain = [node_id]
    while len(after(chain[-1])) == 1:
        chain += after(chain[-1])
    return chain


def of_type(type_: str) -> list[Node]:
    return [n for n in SMR.nodes.values() if n.type == type_]


def parting() -> list[Node]:
    return [n for n in of_type("exclusiveGateway") if len(n.outgoing) > 1]


def test_each_step_of_the_standard_has_its_task_with_its_role():
    found = {n.id: role(n) for n in of_type("userTask")}

    assert found == STEPS


def test_the_tasks_stand_in_the_order_of_the_standard():
    assert [n.id for n in of_type("userTask")] == list(STEPS)


@pytest.mark.parametrize("type_", OTHERS)
def test_each_other_node_of_the_standard_is_there(type_):
    wanted = set(OTHERS[type_].split())

    assert wanted <= {n.id for n in of_type(type_)}


@pytest.mark.parametrize("node", of_type("userTask"), ids=lambda n: n.id)
def test_a_task_has_a_form_an_activity_a_due_date_and_instructions(node):
    activity = node.properties["raci"]

    assert form(node.properties["form"])
    assert activity in table("raci")[KEY]
    assert node.properties["due_in"]
    assert node.documentation
    assert node.properties["help_fr"]


def test_every_named_node_has_a_french_name():
    named = [n for n in SMR.nodes.values() if n.name]

    assert [n.id for n in named if not n.properties.get("name_fr")] == []


def test_every_exclusive_gateway_has_a_default_flow():
    assert all(n.default in n.outgoing for n in of_type("exclusiveGateway"))


@pytest.mark.parametrize("node", parting(), ids=lambda n: n.id)
def test_where_ways_part_the_question_and_each_answer_are_written(node):
    flows = [SMR.flows[f] for f in node.outgoing]

    assert node.name.endswith("?")
    assert all(f.name for f in flows)
    assert all(f.condition for f in flows if f.id != node.default)


def test_flows_meet_and_part_only_in_gateways():
    others = [n for n in SMR.nodes.values() if not n.type.endswith("Gateway")]

    assert [n.id for n in others if len(n.incoming) > 1 or len(n.outgoing) > 1] == []


def test_every_end_of_the_process_is_a_named_terminate_end():
    ends = [n for n in of_type("endEvent") if n.parent is None]

    assert {n.name for n in ends} == {
        "Not required",
        "Closed, no formal release",
        "Cancelled",
        "Closed",
    }
    assert all(n.events[0].kind == "terminate" for n in ends)


def test_a_cancellation_is_awaited_from_the_start_and_ends_without_a_wait():
    chain = following("S-X.1")

    assert set(after("S-0p")) == {"S-1.1", "S-X.1"}
    assert SMR.nodes["S-X.1"].events[0].ref == "cancel_release"
    assert {SMR.nodes[n].type for n in chain[1:-1]} == {"serviceTask"}
    assert SMR.nodes[chain[-1]].events[0].kind == "terminate"


def test_milestones_are_those_of_the_standard_in_their_order():
    stated = SMR.properties["milestones"].split(", ")

    assert stated == table("catalogue")["processes"][KEY]["milestones"]
    assert ", ".join(stated) == (
        "Initiate, Planning, Build, Test, Deployment, Close down"
    )


@pytest.mark.parametrize(
    ("step", "milestone"),
    [
        ("S-1.4", "Initiate"),
        ("S-3.0", "Planning"),
        ("S-5.0", "Build"),
        ("S-6.6s", "Test"),
        ("S-7.0t", "Test"),
        ("S-7.No", "Build"),
        ("S-7.Go", "Deployment"),
        ("S-8.F", "Build"),
        ("S-9.8", "Close down"),
    ],
)
def test_a_milestone_is_entered_where_the_standard_says(step, milestone):
    _, parameters = operator_of(step)

    assert parameters == {"milestone": f"'{milestone}'"}


def test_a_minor_or_moderate_release_may_close_without_formal_activities():
    condition = after("S-2.G")["S-2.E"]

    assert "'Minor / Localized', 'Moderate / Limited'" in condition
    assert "not formal_release" in condition


@pytest.mark.parametrize(
    ("gateway", "back_to", "gate"),
    [
        ("S-4.G", "S-3.1m", "type_gate"),
        ("S-5.G", "S-5.3m", "kickoff"),
        ("S-7.E", "S-6.0m", "go_no_go_entry"),
        ("S-9.3G", "S-9.2m", "stabilization_end"),
        ("S-10.G2", "S-10.7m", "close_down"),
    ],
)
def test_a_shut_gate_leads_back_to_where_it_can_be_opened(gateway, back_to, gate):
    assert after(gateway)[back_to] == f"not gate_open('{gate}')"


def test_a_no_go_and_a_failed_deployment_resume_the_status_meetings():
    assert after("S-7.G")["S-7.No"] == ""
    assert following("S-7.No")[:3] == ["S-7.No", "S-6.0m", "S-6.0"]
    assert "'Failure', 'Backed out', 'Unsuccessful'" in after("S-8.R")["S-8.Fm"]
    assert following("S-8.Fm")[1:4] == ["S-8.F", "S-6.0m", "S-6.0"]


def test_only_a_go_reaches_deployment():
    assert after("S-7.G")["S-7.Gm"] == "go_no_go == 'Go'"
    assert after("S-7.G")["S-7.Ga"] == "go_no_go == 'Go with Action'"
    assert len(after("S-7.G")) == 3


def test_the_coordinator_may_proceed_without_the_missing_recommendations():
    proceed = SMR.nodes["S-7.4b"]

    assert (proceed.attached_to, proceed.interrupting) == ("S-7.4", True)
    assert proceed.events[0].ref == "proceed"


def test_silence_of_five_business_days_is_no_objection():
    timeout = SMR.nodes["S-10.4t"]

    assert (timeout.attached_to, timeout.interrupting) == ("S-10.4", True)
    assert expression_of("S-10.4t") == "business_days_from_now(5)"


def test_flags_are_reset_before_their_loops_begin():
    assert operator_of("S-6.1f")[1]["value"] == "False"
    assert following("S-6.1f")[1] == "S-6.P"
    assert operator_of("S-9.Pb")[1]["value"] == "False"
    assert "S-9.P" in following("S-9.Pb")


@pytest.mark.parametrize(
    ("reads", "flag", "waits"),
    [
        ("S-6.2G", "readiness_declared", "S-6.2"),
        ("S-9.5G", "stabilization_over", "S-9.5e"),
        ("S-9.6G", "stabilization_over", "S-9.6e"),
        ("S-9.7G", "stabilization_over", "S-9.7"),
    ],
)
def test_a_loop_reads_its_flag_before_it_waits_for_the_signal(reads, flag, waits):
    over = next(target for target, c in after(reads).items() if c)
    caught = {SMR.nodes[n].events[0].ref for n in after(waits)}

    assert after(reads) == {over: f"flag('{flag}')", waits: ""}
    assert flag in caught


def test_stabilization_lasts_thirty_days_and_its_timer_is_asked_again_each_round():
    assert operator_of("S-9.Pa") == ("start_stabilization", {"days": "30"})
    assert expression_of("S-9.1") == "stabilization_end()"
    assert following("S-9.2x") == ["S-9.2x", "S-9.2n", *following("S-9.1m")]


def test_an_earlier_result_of_deployment_coordination_is_forgotten_first():
    chain = following("S-8.D1x")

    assert operator_of("S-8.D1x")[0] == "forget_messages"
    assert chain[1] == "S-8.D1"


@pytest.mark.parametrize("text", sorted(set(expressions_of(SMR))))
def test_an_expression_reads_only_what_there_is(text):
    assert check(text, given_variables(), {**BUILT_IN, **FACTS}) == []


def given_variables() -> set[str]:
    """What forms, operators and lists of people put into a token."""
    given = set(variables_of_forms())
    for node in SMR.nodes.values():
        given |= {node.operator.result or ""} if node.operator else set()
        given |= {node.multi.item or ""} if node.multi else set()
    return given


def variables_of_forms() -> list[str]:
    every = [f for definition in forms(KEY).values() for f in definition["fields"]]
    return [f["variable"] for f in every if "variable" in f]


def test_each_variable_is_set_by_one_form():
    assert len(variables_of_forms()) == len(set(variables_of_forms()))


@pytest.mark.parametrize("node", of_type("serviceTask"), ids=lambda n: n.id)
def test_an_operator_gets_the_parameters_it_takes(node):
    called = node.operator
    operator = OPERATORS[called.name]
    needed = {name for name, p in operator.parameters.items() if p.required}

    assert needed <= set(called.parameters) <= set(operator.parameters)
    assert called.result in {None, "testers", "owners", "advisers", "validators"}


def test_every_mail_has_a_template_in_both_languages():
    sent = {
        operator_of(n.id)[1]["mail"].strip("'")
        for n in of_type("serviceTask")
        if operator_of(n.id)[0] == "send_mail"
    }
    sent |= {
        e["notify"]
        for d in forms(KEY).values()
        for e in d.get("effects", [])
        if "notify" in e
    }

    names = {*RECORD_NAMES, *ALWAYS}
    for name in sent:
        for suffix in ("", ".fr"):
            text = (FOLDER / "mail" / f"{name}{suffix}.txt").read_text()
            assert problems_of_template(text, names, FACTS) == []
            assert "{{ link }}" in text


def test_every_message_and_signal_is_declared():
    awaited = {
        e.ref for n in SMR.nodes.values() for e in n.events if e.kind == "message"
    }

    assert awaited == {"cancel_release", "proceed", "dcs_result", "feedback_submitted"}
    assert awaited <= set(table("catalogue")["messages"])


def test_every_node_and_flow_is_drawn():
    assert set(SMR.nodes) <= set(SMR.shapes)
    assert set(SMR.flows) <= set(SMR.edges)


def test_the_engine_can_run_it():
    assert executable(xml(KEY), SMR.process_id).process is not None


def test_the_readme_lists_every_field():
    written = (FOLDER / "README.md").read_text()

    assert catalogue_table(SMR, folder_bundle(FOLDER)) in written
