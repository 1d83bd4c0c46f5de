"""Whatever edits are made in whatever order, the diagram stays one."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from engine.editing import roles, steps, ways, wording
from engine.editing.document import Document, EditRefused
from engine.editing.edited import edited
from engine.editing.steps import Step
from engine.model import BPMN, BPMNDI, read
from tests.engine.diagrams import bpmn, end, start, user, xor

BASE = bpmn(
    *(start("S"), user("A", form="a"), xor("G"), user("B", form="b"), xor("M")),
    end("E"),
    *("S -> A -> G -> M else", "G -> B if wanted == True", "B -> M -> E"),
    lanes={"owner": "A B", "system": "S G M E"},
)
KINDS = st.sampled_from(
    [
        Step("user", "Task", role="owner"),
        Step("service", "Do", operator="tell", parameters={"to": "'all'"}),
        Step("timer", "Wait", timer="days(1)"),
        Step("message", "Hear", message="stop"),
    ]
)
DEEDS = st.sampled_from(
    [
        "insert",
        "decide",
        "parallel",
        "remove",
        "connect",
        "disconnect",
        "lane",
        "rename",
    ]
)
EDITS = st.lists(
    st.tuples(DEEDS, st.integers(0, 99), st.integers(0, 99), KINDS), max_size=8
)


def do(document: Document, diagram, deed, one, two, step):
    """One edit somewhere; what it may touch."""
    nodes, flows = list(diagram.nodes), list(diagram.flows)
    node, other = nodes[one % len(nodes)], nodes[two % len(nodes)]
    flow = flows[one % len(flows)] if flows else ""
    deeds = {
        "insert": lambda: steps.insert_on(document, flow, step),
        "decide": lambda: steps.add_decision(
            document,
            flow,
            question="?",
            condition="x == 1",
            label="No",
            otherwise="Yes",
            branch=step,
        ),
        "parallel": lambda: steps.add_parallel(document, flow, step, step),
        "remove": lambda: steps.remove(document, node),
        "connect": lambda: ways.connect(document, node, other, condition="x == 1"),
        "disconnect": lambda: ways.disconnect(document, flow),
        "lane": lambda: roles.set_lane(document, node, "auditor"),
        "rename": lambda: wording.rename(document, node, "Other"),
    }
    deeds[deed]()
    return node


def contents(xml: bytes) -> dict[str, bytes]:
    """Every step as it stands in the file, without what names its ways."""
    found = {}
    for element in list(etree.fromstring(xml).iter(etree.Element)):
        if element.get("id") and element.tag.startswith(f"{{{BPMN}}}"):
            for way in element.findall(f"{{{BPMN}}}incoming"):
                element.remove(way)
            for way in element.findall(f"{{{BPMN}}}outgoing"):
                element.remove(way)
            for blank in element.iter():
                blank.tail = None
                blank.text = (blank.text or "").strip() or None
            element.attrib.pop("default", None)
            found[element.get("id")] = etree.tostring(element, method="c14n")
    return found


@given(EDITS)
@settings(max_examples=40, deadline=None)
def test_any_edits_leave_a_readable_diagram_and_untouched_steps_as_they_were(edits):
    xml = BASE
    for deed, one, two, step in edits:
        before = read(xml)
        try:
            changed, touched = edited(
                xml, lambda d, e=(deed, one, two, step), b=before: do(d, b, *e)
            )
        except EditRefused:
            continue
        found = read(changed)
        ids = Counter(
            e.get("id")
            for e in etree.fromstring(changed).iter(f"{{{BPMN}}}*", f"{{{BPMNDI}}}*")
            if e.get("id")
        )
        assert not [each for each, count in ids.items() if count > 1]
        ends = {f.source for f in found.flows.values()}
        ends |= {f.target for f in found.flows.values()}
        assert ends <= found.nodes.keys()
        assert found.nodes.keys() <= found.shapes.keys() or not found.shapes
        old, new = contents(xml), contents(changed)
        kept = (before.nodes.keys() & found.nodes.keys()) - {touched}
        assert {n: old[n] for n in kept} == {n: new[n] for n in kept}
        xml = changed
