"""Gateways: defaults and conditions."""

from collections.abc import Iterator

from engine.lint.rule import Fault, rule
from engine.lint.subject import Subject
from engine.model import Node

#: Gateways that decide by conditions.
DECIDES = frozenset({"exclusiveGateway", "inclusiveGateway"})


@rule(
    "gateway-default",
    example='<bpmn:exclusiveGateway id="G"/> '
    "<bpmn:conditionExpression>a == 1</bpmn:conditionExpression> "
    "<bpmn:conditionExpression>a == 2</bpmn:conditionExpression>",
)
def gateway_default(subject: Subject) -> Iterator[Fault]:
    """A gateway that decides has a default flow.

    At run time: where no condition is true the step fails, and nothing goes on.
    Mend: mark the flow for all other cases as the default.
    Source: engine (tried); BPMN 2.0.2, 10.6.2 and 10.6.3.
    """
    for node in _deciding(subject):
        flows = subject.out[node.id]
        conditions = any(flow.condition for flow in flows)
        if node.default is None and (len(flows) > 1 or conditions):
            yield Fault(node, f"{subject.called(node.id)} has no default flow.")


@rule("condition-missing", example='<bpmn:sequenceFlow sourceRef="G" targetRef="A"/>')
def condition_missing(subject: Subject) -> Iterator[Fault]:
    """Each other flow out of a gateway that decides has a condition.

    At run time: the engine refuses the file.
    Mend: write the condition, or make the flow the default.
    Source: engine (tried).
    """
    for node in _deciding(subject):
        flows = subject.out[node.id]
        for flow in flows if len(flows) > 1 else ():
            if flow.id != node.default and flow.condition is None:
                says = f"The flow “{flow.name or flow.id}” has no condition."
                yield Fault(flow, says)


@rule(
    "condition-on-default",
    "warning",
    example='<bpmn:exclusiveGateway default="F"/> <bpmn:sequenceFlow id="F">'
    "<bpmn:conditionExpression>a</bpmn:conditionExpression>",
)
def condition_on_default(subject: Subject) -> Iterator[Fault]:
    """A default flow has no condition.

    At run time: the condition is not looked at.
    Mend: take the condition away, or choose another default.
    Source: engine (tried); BPMN 2.0.2, 8.3.13.
    """
    for node in _deciding(subject):
        for flow in subject.out[node.id]:
            if flow.id == node.default and flow.condition is not None:
                says = f"The default flow “{flow.name or flow.id}” has a condition."
                yield Fault(flow, says)


@rule(
    "condition-misplaced",
    example='<bpmn:parallelGateway id="P"/> <bpmn:sequenceFlow sourceRef="P">'
    "<bpmn:conditionExpression>a</bpmn:conditionExpression>",
)
def condition_misplaced(subject: Subject) -> Iterator[Fault]:
    """Conditions stand on flows out of exclusive and inclusive gateways.

    At run time: the condition is not looked at, and the flow always taken.
    Mend: put an exclusive gateway in between.
    Source: engine (tried).
    """
    for node in subject.nodes.values():
        if node.type in DECIDES:
            continue
        for flow in subject.out[node.id]:
            if flow.condition is not None:
                says = f"{subject.called(node.id)} does not decide, but its flow"
                yield Fault(flow, f"{says} “{flow.name or flow.id}” has a condition.")
        if node.default is not None:
            says = f"{subject.called(node.id)} does not decide, but has a default."
            yield Fault(node, says, "warning")


RULES = (gateway_default, condition_missing, condition_on_default, condition_misplaced)


def _deciding(subject: Subject) -> Iterator[Node]:
    return (node for node in subject.nodes.values() if node.type in DECIDES)
