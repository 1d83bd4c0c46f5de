"""Diagrams are drawn so that people can read them; their meaning is not touched."""

import re

import pytest
from bpmn_io.bpmn_moddle import BpmnModdle
from bpmn_io.lint import Linter
from bpmn_io.lint.resolver import NodeResolver
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.errors import UnsafeDiagram
from engine.layout import layout
from engine.model import read
from tests.engine.drawn import bpmn
from tests.engine.geometry import (
    covered_labels,
    hidden_flows,
    loose_ends,
    overlap,
    overlapping_shapes,
    run_through,
    slanted,
    strays,
)

LOOP = bpmn(
    [
        "startEvent s Begin",
        "exclusiveGateway m",
        "userTask a Write the plan",
        "userTask b Review the plan",
        "exclusiveGateway g Approved?",
        "endEvent e Done",
    ],
    ["s m", "m a", "a b", "b g", "g m Change", "g e Approve"],
    {"coordinator": "s m a g e", "manager": "b"},
)
NESTED = bpmn(
    [
        "startEvent s Begin",
        "subProcess p Meetings",
        "in:p startEvent ps Open",
        "in:p parallelGateway p1",
        "in:p userTask pa Hold the meeting",
        "in:p userTask pb Write minutes",
        "in:p parallelGateway p2",
        "in:p endEvent pe Closed",
        "boundaryEvent/timer@p t 5 days",
        "userTask c Remind everybody",
        "endEvent e Done",
        "endEvent e2 Late",
    ],
    ["s p", "ps p1", "p1 pa", "p1 pb", "pa p2", "pb p2", "p2 pe", "p e", "t c", "c e2"],
    {"coordinator": "s p t e", "system": "c e2"},
)


@st.composite
def processes(draw: st.DrawFn) -> bytes:
    """Any connected process: branches, loops, lanes, a subprocess, boundary events."""
    kinds = ["userTask", "exclusiveGateway", "intermediateCatchEvent/timer", "endEvent"]
    names = ["", "Review", "Agree on what is left to do before the release is closed"]
    count = draw(st.integers(2, 11))
    inner = draw(st.integers(0, 5))
    lanes = draw(st.integers(0, 3))
    nodes, flows = ["startEvent n0 Begin"], []
    homes = {"n0": draw(st.integers(0, max(0, lanes - 1)))}
    for n in range(1, count):
        nodes.append(
            f"{draw(st.sampled_from(kinds))} n{n} {draw(st.sampled_from(names))}"
        )
        flows.append((f"n{draw(st.integers(0, n - 1))}", f"n{n}"))
        homes[f"n{n}"] = draw(st.integers(0, max(0, lanes - 1)))
    if inner:
        nodes += [
            "subProcess sub Together",
            *(f"in:sub userTask i{k} Work" for k in range(inner)),
        ]
        flows += [("n0", "sub"), *((f"i{k}", f"i{k + 1}") for k in range(inner - 1))]
        homes["sub"] = draw(st.integers(0, max(0, lanes - 1)))
        if draw(st.booleans()):
            nodes.append("boundaryEvent/timer@sub late Too late")
            flows.append(("late", f"n{draw(st.integers(1, count - 1))}"))
            homes["late"] = homes["sub"]
    ends = st.tuples(st.integers(0, count - 1), st.integers(1, count - 1))
    flows += [(f"n{a}", f"n{b}") for a, b in draw(st.lists(ends, max_size=6))]
    label = draw(st.sampled_from(["", " Yes", " Something is missing"]))
    members = {
        f"role{lane}": " ".join(key for key, home in homes.items() if home == lane)
        for lane in range(lanes)
    }
    lines = [
        f"{a} {b}{label if n % 2 else ''}"
        for n, (a, b) in enumerate(dict.fromkeys(flows))
    ]
    return bpmn(nodes, lines, members)


any_process = given(processes())
careful = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])


@careful
@any_process
def test_every_node_and_flow_is_drawn(process: bytes) -> None:
    drawn = read(layout(process))

    assert set(drawn.nodes) <= set(drawn.shapes)
    assert set(drawn.flows) == set(drawn.edges)
    assert all(len(points) >= 2 for points in drawn.edges.values())


@careful
@any_process
def test_no_two_nodes_overlap(process: bytes) -> None:
    assert overlapping_shapes(read(layout(process))) == []


@careful
@any_process
def test_flows_run_at_right_angles_from_border_to_border(process: bytes) -> None:
    drawn = read(layout(process))

    assert slanted(drawn) + loose_ends(drawn) == []


@careful
@any_process
def test_no_flow_passes_through_a_node(process: bytes) -> None:
    assert run_through(read(layout(process))) == []


@careful
@any_process
def test_no_flow_hides_an_unrelated_one(process: bytes) -> None:
    assert hidden_flows(read(layout(process))) == []


@careful
@any_process
def test_every_node_stays_in_its_lane_and_its_frame(process: bytes) -> None:
    assert strays(read(layout(process))) == []


@careful
@any_process
def test_a_drawing_drawn_again_does_not_change(process: bytes) -> None:
    once = layout(process)

    assert layout(once) == once
    assert layout(process) == once


@careful
@any_process
def test_the_meaning_stays_byte_for_byte(process: bytes) -> None:
    drawn = layout(process)

    bare = re.sub(
        rb"  <bpmndi:BPMNDiagram.*</bpmndi:BPMNDiagram>\n", b"", drawn, flags=re.DOTALL
    )
    bare = re.sub(
        rb"<bpmn:collaboration.*</bpmn:collaboration>\n  ", b"", bare, flags=re.DOTALL
    )
    assert bare == process


@pytest.mark.parametrize("process", [LOOP, NESTED])
def test_labels_lie_on_no_node_and_no_other_label(process: bytes) -> None:
    assert covered_labels(read(layout(process))) == []


@pytest.mark.parametrize("process", [LOOP, NESTED])
def test_bpmnlint_finds_nothing_wrong_with_the_drawing(process: bytes) -> None:
    assert _findings(layout(process)) == []


def test_the_order_of_flows_is_left_to_right() -> None:
    at = read(layout(LOOP)).shapes

    assert at["s"].x < at["m"].x < at["a"].x < at["g"].x < at["e"].x


def test_a_loop_back_enters_its_gateway_from_above_or_below() -> None:
    drawn = read(layout(LOOP))

    before, end = drawn.edges["F-g-m"][-2:]
    assert before[0] == end[0]
    assert before[1] != end[1]


def test_lanes_lie_in_one_pool_in_the_order_of_the_file() -> None:
    drawn = read(layout(LOOP))

    pool = drawn.shapes["Participant_trial"]
    first, second = (drawn.shapes[lane.id] for lane in drawn.lanes)
    assert first.y + first.height == second.y
    assert (pool.y, pool.height) == (first.y, first.height + second.height)


def test_a_process_without_lanes_needs_no_pool() -> None:
    drawn = layout(bpmn(["startEvent s Begin", "endEvent e Done"], ["s e"]))

    assert b"collaboration" not in drawn
    assert b'bpmnElement="trial"' in drawn


def test_a_boundary_event_sits_on_the_border_of_its_host() -> None:
    at = read(layout(NESTED)).shapes

    host, event = at["p"], at["t"]
    assert event.y + event.height / 2 == host.y + host.height
    assert host.x < event.x
    assert event.x + event.width < host.x + host.width


def test_two_flows_between_the_same_gateways_are_both_seen() -> None:
    process = bpmn(
        [
            "startEvent s Begin",
            "exclusiveGateway a Which?",
            "exclusiveGateway b",
            "endEvent e Done",
        ],
        ["s a", "a b One", "b e"],
    ).replace(
        b"  </bpmn:process>",
        b'    <bpmn:sequenceFlow id="other" name="Two" sourceRef="a" targetRef="b" />\n'
        b"  </bpmn:process>",
    )

    drawn = read(layout(process))
    assert not set(drawn.edges["other"]) & set(drawn.edges["F-a-b"])
    assert covered_labels(drawn) == []


def test_a_note_is_drawn_beside_the_step_it_belongs_to() -> None:
    noted = LOOP.replace(
        b"  </bpmn:process>",
        b'<bpmn:textAnnotation id="n"><bpmn:text>Ask Mara</bpmn:text>'
        b"</bpmn:textAnnotation>"
        b'<bpmn:association id="n-a" sourceRef="a" targetRef="n" /></bpmn:process>',
    )

    drawn = read(layout(noted))
    note, step = drawn.shapes["n"], drawn.shapes["a"]
    assert abs(note.x - step.x) < 100
    assert (
        min(abs(note.y - step.y - step.height), abs(step.y - note.y - note.height)) < 60
    )
    assert len(drawn.edges["n-a"]) == 2
    assert not any(overlap(note, drawn.shapes[key]) for key in drawn.nodes)
    assert _findings(layout(noted)) == []


def test_several_old_drawings_become_one() -> None:
    once = layout(LOOP)
    start = once.index(b"  <bpmndi:BPMNDiagram")
    end = once.index(b"</bpmn:definitions>")
    twice = once[:end] + once[start:end] + once[end:]

    assert layout(twice).count(b"<bpmndi:BPMNDiagram ") == 1


def test_prefixes_that_the_file_binds_otherwise_are_bound_again() -> None:
    odd = LOOP.replace(
        b"<bpmn:definitions ", b'<bpmn:definitions xmlns:di="http://x.example" '
    )

    assert read(layout(odd)).edges


def test_a_default_namespace_is_kept() -> None:
    plain = LOOP.replace(b"bpmn:", b"").replace(b"xmlns:bpmn=", b"xmlns=")

    drawn = layout(plain)
    assert b"<collaboration id=" in drawn
    assert layout(drawn) == drawn


def test_text_in_utf_16_is_refused_with_a_hint() -> None:
    wide = LOOP.decode().replace("UTF-8", "UTF-16").encode("utf-16")

    with pytest.raises(UnsafeDiagram, match="UTF-8"):
        layout(wide)


def test_a_file_that_is_no_diagram_is_refused() -> None:
    with pytest.raises(UnsafeDiagram):
        layout(b"<html/>")


def _findings(drawn: bytes) -> list[str]:
    read_in = BpmnModdle().from_xml(drawn.decode())
    linter = Linter(config={"extends": "bpmnlint:recommended"}, resolver=NodeResolver())
    return [*map(str, read_in.warnings), *linter.lint(read_in.root_element)]
