"""What lint lets pass, the engine runs: no instance fails, none stands still."""

import random
from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from engine.lint import lint
from engine.messages import Declaration
from engine.model import BPMN, read
from engine.ports import Parameter, ServiceOperator
from tests.engine.oracle.blocks import Block, numbered, programs
from tests.engine.oracle.drawing import xml_of
from tests.engine.oracle.runners import Ours

GATEWAYS = ("exclusiveGateway", "parallelGateway", "inclusiveGateway")
GIVE = ServiceOperator(
    "give", lambda context: None, {"value": Parameter("anything")}, returns="anything"
)


@settings(max_examples=150)
@given(programs(depth=2), st.integers(0, 2**32))
def test_a_diagram_changed_at_random_is_blamed_or_runs(
    program: Block, seed: int
) -> None:
    chance = random.Random(seed)
    xml = changed(xml_of(numbered(program)), chance)

    if not blamed(xml):
        run = Ours(xml, reloaded=False)
        for _ in range(40):
            if run.ended:
                break
            waits = sorted(run.waits())
            assert waits, "the instance stands still"
            move = chance.choice(waits)
            run.move(("clock",) if move[0] == "timer" else move, chance.randint(0, 2))


def blamed(xml: bytes) -> set[str]:
    """The rules that are broken; one condition of an inclusive split is always true."""
    diagram = read(xml)
    found = lint(
        xml,
        operators={"give": GIVE},
        facts={},
        messages={name: Declaration(name) for name in diagram.messages},
        sets=lambda node: frozenset({f"v_{node.id}"}),
    )
    return {f.rule for f in found if f.severity == "error"} - {"gateway-default"}


def changed(xml: bytes, chance: random.Random) -> bytes:
    """With another kind of gateway, another target, or one flow more."""
    root = etree.fromstring(xml)
    for _ in range(chance.randint(1, 2)):
        gateways = list(of_tags(root, *GATEWAYS))
        how = chance.randint(0, 2)
        if how == 0 and gateways:
            chance.choice(gateways).tag = f"{{{BPMN}}}{chance.choice(GATEWAYS)}"
        elif how == 1 and gateways:
            add_flow(chance.choice(gateways), chance)
        else:
            flow = chance.choice(list(of_tags(root, "sequenceFlow")))
            flow.set("targetRef", chance.choice(targets(flow.getparent())))
    return etree.tostring(root)


def add_flow(gateway: etree._Element, chance: random.Random) -> None:
    container = gateway.getparent()
    flow = etree.SubElement(container, f"{{{BPMN}}}sequenceFlow")
    flow.set("id", f"more{chance.random()}")
    flow.set("sourceRef", gateway.get("id"))
    flow.set("targetRef", chance.choice(targets(container)))
    if not gateway.tag.endswith("parallelGateway"):
        condition = etree.SubElement(flow, f"{{{BPMN}}}conditionExpression")
        condition.text = chance.choice(["1 == 1", "1 == 2"])


def targets(container: etree._Element) -> list[str]:
    entered = ("userTask", "task", "subProcess", "endEvent", *GATEWAYS)
    inside = {f"{{{BPMN}}}{tag}" for tag in entered}
    return [node.get("id") for node in container if node.tag in inside]


def of_tags(root: etree._Element, *tags: str) -> Iterator[etree._Element]:
    return root.iter(*(f"{{{BPMN}}}{tag}" for tag in tags))
