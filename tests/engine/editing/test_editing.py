"""Edits of a diagram: what they make, what they leave alone, what they refuse."""

from pathlib import Path

import pytest

from engine.editing import roles, steps, ways, wording
from engine.editing.document import Document, EditRefused
from engine.editing.edited import edited
from engine.editing.steps import Step
from engine.errors import UnsafeDiagram
from engine.model import read
from tests.engine.diagrams import bpmn, end, node, service, start, user, xor

SIMPLE = bpmn(
    *(start("S"), user("A", "Ask", form="a"), user("B", form="b"), end("E")),
    "S -> A -> B -> E",
    lanes={"owner": "A", "system": "S B E"},
)
DECIDING = bpmn(
    *(start("S"), user("A", form="a"), xor("G"), user("B", form="b"), xor("M")),
    end("E"),
    *("S -> A -> G -> M else", "G -> B if wanted == True", "B -> M -> E"),
)


def after(xml, edit):
    """The diagram after an edit."""
    changed, _ = edited(xml, edit)
    return read(changed)


def test_a_step_on_a_way_is_drawn_in_the_lane_of_its_role():
    changed, made = edited(
        SIMPLE,
        lambda d: steps.add_after(d, "A", Step("user", "Review", role="system")),
    )

    found = read(changed)
    assert made == "Aa"
    assert [found.flows[f].target for f in found.nodes["A"].outgoing] == ["Aa"]
    assert [found.flows[f].target for f in found.nodes["Aa"].outgoing] == ["B"]
    assert found.nodes["Aa"].lane == "system"
    assert found.shapes.keys() >= found.nodes.keys()


def test_the_way_that_was_there_keeps_its_id_condition_and_default():
    flow = "F-G-B"

    found = after(DECIDING, lambda d: steps.insert_on(d, flow, Step("user", "Look")))

    assert found.flows[flow].condition == "wanted == True"
    assert found.flows[flow].target == "Ga"
    assert found.nodes["G"].default == "F-G-M"


def test_a_decision_brings_a_branch_that_comes_back_where_ways_may_meet():
    found = after(
        SIMPLE,
        lambda d: steps.add_decision(
            d,
            "F-A-B",
            question="Enough?",
            condition="x == 1",
            label="No",
            otherwise="Yes",
            branch=Step("user", "Ask again"),
        ),
    )

    decision, merge = found.nodes["AG"], found.nodes["Bm"]
    assert decision.default == "F-A-B" or found.flows[decision.default].name == "Yes"
    assert {found.flows[f].target for f in decision.outgoing} == {"Bm", "AGa"}
    assert [found.flows[f].target for f in merge.outgoing] == ["B"]
    assert len(found.nodes["B"].incoming) == 1


def test_two_steps_at_the_same_time_are_split_and_joined():
    found = after(
        SIMPLE,
        lambda d: steps.add_parallel(d, "F-A-B", Step("user", "x"), Step("user", "y")),
    )

    split, join = found.nodes["AP"], found.nodes["APJ"]
    assert {found.flows[f].target for f in split.outgoing} == {"APa", "APb"}
    assert {found.flows[f].source for f in join.incoming} == {"APa", "APb"}
    assert [found.flows[f].target for f in join.outgoing] == ["B"]


def test_a_removed_step_leaves_no_gap():
    found = after(SIMPLE, lambda d: steps.remove(d, "A"))

    assert [found.flows[f].target for f in found.nodes["S"].outgoing] == ["B"]
    assert "A" not in found.nodes
    assert found.nodes["S"].outgoing == ("F-S-A",)
    assert all("A" not in lane.nodes for lane in found.lanes)


def test_a_branch_that_becomes_empty_goes_when_there_is_a_way_already():
    found = after(DECIDING, lambda d: steps.remove(d, "B"))

    assert found.nodes["G"].outgoing == ("F-G-M",)


def test_where_ways_part_nothing_is_removed_by_accident():
    with pytest.raises(EditRefused, match="Ways part here"):
        edited(DECIDING, lambda d: steps.remove(d, "G"))


def test_a_task_has_one_way_out_and_a_second_is_refused_with_what_to_do():
    with pytest.raises(EditRefused, match="add a decision after this step"):
        edited(SIMPLE, lambda d: ways.connect(d, "A", "E"))


def test_connecting_to_a_step_that_is_reached_already_makes_ways_meet_before_it():
    found = after(
        DECIDING, lambda d: ways.connect(d, "G", "A", name="Again", condition="x == 2")
    )

    assert [found.flows[f].source for f in found.nodes["A"].incoming] == ["Am"]
    back = next(f for f in found.flows.values() if f.name == "Again")
    assert (back.source, back.target, back.condition) == ("G", "Am", "x == 2")


def test_an_operator_is_set_and_loses_the_parameters_that_are_left_out():
    xml = bpmn(start("S"), service("T", "tell", to="'all'"), end("E"), "S -> T -> E")

    found = after(
        xml, lambda d: wording.set_operator(d, "T", "say", {"text": "'x'"}, "said")
    )

    operator = found.nodes["T"].operator
    assert operator is not None
    assert (operator.name, dict(operator.parameters)) == ("say", {"text": "'x'"})
    assert operator.result == "said"


def test_a_property_without_a_value_is_never_written():
    found = after(SIMPLE, lambda d: wording.set_property(d, "A", "form", ""))

    assert "form" not in found.nodes["A"].properties


def test_an_interrupting_timer_is_put_on_the_border():
    found = after(
        SIMPLE,
        lambda d: steps.add_boundary(d, "A", Step("timer", "Late", timer="days(3)")),
    )

    event = found.nodes["Aa"]
    assert (event.attached_to, event.interrupting) == ("A", True)
    assert event.events[0].expression == "days(3)"


def test_a_message_is_declared_once():
    def edit(document):
        steps.insert_on(document, "F-A-B", Step("message", "Wait", message="stop"))
        steps.insert_on(document, "F-S-A", Step("message", "Wait", message="stop"))

    assert after(SIMPLE, edit).messages == ("stop",)


def test_a_step_moves_to_the_lane_of_a_role_that_had_none():
    found = after(SIMPLE, lambda d: roles.set_lane(d, "A", "auditor"))

    assert found.nodes["A"].lane == "auditor"
    assert [lane.name for lane in found.lanes] == ["owner", "system", "auditor"]


def test_what_no_edit_understands_stays_byte_for_byte():
    strange = node("userTask", "A", "Ask", form="a").holding(
        "<!-- a note --><bpmn:text xmlns:x='urn:x' x:y='1'>kept</bpmn:text>"
    )
    xml = bpmn(start("S"), strange, end("E"), "S -> A -> E")

    changed, _ = edited(xml, lambda d: wording.rename(d, "S", "Begin"))

    assert b"<!-- a note -->" in changed
    assert changed.replace(b' name="Begin"', b"") == etree_spelling(xml)


def etree_spelling(xml: bytes) -> bytes:
    """The file as it is written when nothing was edited."""
    return Document(xml).to_bytes()


def test_a_file_is_written_as_it_was_spelled():
    xml = Path("bpmn/smr_release.bpmn").read_bytes()

    assert Document(xml).to_bytes() == xml


def test_an_id_may_be_chosen_but_not_twice():
    with pytest.raises(EditRefused, match="is called “B” already"):
        edited(SIMPLE, lambda d: steps.add_after(d, "A", Step("user", id="B")))


def test_a_hostile_file_is_not_opened():
    with pytest.raises(UnsafeDiagram):
        Document(b"<!DOCTYPE x [<!ENTITY e 'x'>]><x>&e;</x>")
