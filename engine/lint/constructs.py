"""Activities the engine refuses, or takes for something else."""

from collections.abc import Iterator
from typing import Any

from engine.lint.elements import owner_of
from engine.lint.rule import Fault, rule
from engine.lint.subject import Subject
from engine.model import BPMN, SPIFF


@rule("complex-gateway", example="<bpmn:complexGateway/>")
def complex_gateway(subject: Subject) -> Iterator[Fault]:
    """There are no complex gateways.

    At run time: the engine refuses the file.
    Mend: draw exclusive, parallel and inclusive gateways that say the same.
    Source: engine (tried).
    """
    yield from _of_type(subject, "complexGateway", "is a complex gateway")


@rule("script", example="<bpmn:scriptTask><bpmn:script>x = 1</bpmn:script>")
def script(subject: Subject) -> Iterator[Fault]:
    """A diagram runs no code.

    At run time: the step fails, and the process stands still.
    Mend: use a service task with an operator.
    Source: ours, because whoever edits a diagram must not gain the server.
    """
    yield from _of_type(subject, "scriptTask", "is a script task")
    for tag in ("preScript", "postScript"):
        for found in subject.process.iter(f"{{{SPIFF}}}{tag}"):
            owner = owner_of(found)
            says = f"{subject.called(owner)} carries a {tag}."
            yield Fault(owner, says, line=found.sourceline)


@rule("business-rule", example="<bpmn:businessRuleTask/>")
def business_rule(subject: Subject) -> Iterator[Fault]:
    """There are no business rule tasks.

    At run time: the engine refuses the file; it has no decision tables.
    Mend: use a service task with an operator, or an exclusive gateway.
    Source: engine (tried).
    """
    yield from _of_type(subject, "businessRuleTask", "is a business rule task")


@rule("call-activity", example='<bpmn:callActivity calledElement="other"/>')
def call_activity(subject: Subject) -> Iterator[Fault]:
    """A process calls no other process.

    At run time: the called process's steps are unknown, and the step fails.
    Mend: draw a subprocess, or start the other process with a message.
    Source: engine (tried); ours, because each process has its own versions.
    """
    yield from _of_type(subject, "callActivity", "is a call activity")


@rule("ad-hoc", example="<bpmn:adHocSubProcess/>")
def ad_hoc(subject: Subject) -> Iterator[Fault]:
    """There are no ad hoc subprocesses.

    At run time: it fails when its first step is done.
    Mend: draw a subprocess with a parallel or inclusive gateway.
    Source: engine (tried).
    """
    yield from _of_type(subject, "adHocSubProcess", "is an ad hoc subprocess")


@rule("compensation", example="<bpmn:compensateEventDefinition/>")
def compensation(subject: Subject) -> Iterator[Fault]:
    """There is no compensation.

    At run time: nothing is compensated, and nobody is told.
    Mend: draw what is to be done as steps of their own.
    Source: engine (tried).
    """
    for found in subject.elements("compensateEventDefinition"):
        owner = owner_of(found)
        says = f"{subject.called(owner)} asks for compensation."
        yield Fault(owner, says, line=found.sourceline)
    for element in subject.process.iter():
        if element.get("isForCompensation") == "true":
            own = element.get("id") or ""
            says = f"{subject.called(own)} is for compensation."
            yield Fault(own, says, line=element.sourceline)


@rule(
    "standard-loop",
    example="<bpmn:standardLoopCharacteristics><bpmn:loopCondition>",
)
def standard_loop(subject: Subject) -> Iterator[Fault]:
    """A loop marker has a maximum of 1 or more, and no condition.

    At run time: what a person answers does not reach the loop's condition.
    Mend: draw the loop with a gateway and a flow back.
    Source: engine (tried): with a maximum below 1 the step is done once.
    """
    for found in subject.elements("standardLoopCharacteristics"):
        owner = owner_of(found)
        condition = found.find(f"{{{BPMN}}}loopCondition") is not None
        if condition or not _is_count(found.get("loopMaximum")):
            says = f"{subject.called(owner)} loops by a condition or without a count."
            yield Fault(owner, says, line=found.sourceline)


@rule(
    "multi-instance",
    example='<bpmn:multiInstanceLoopCharacteristics behavior="One"/>',
)
def multi_instance(subject: Subject) -> Iterator[Fault]:
    """A multi-instance activity goes by a list, or by a plain number of 1 or more.

    At run time: other behaviours are ignored; a computed number may not be known.
    Mend: name the list in loopDataInputRef and its element in inputDataItem.
    Source: engine (tried); BPMN 2.0.2, 10.3.8.
    """
    for found in subject.elements("multiInstanceLoopCharacteristics"):
        owner = owner_of(found)
        for says in _unknown_rounds(found):
            called = subject.called(owner)
            yield Fault(owner, f"{called} {says}.", line=found.sourceline)


RULES = (
    complex_gateway,
    script,
    business_rule,
    call_activity,
    ad_hoc,
    compensation,
    standard_loop,
    multi_instance,
)


def _of_type(subject: Subject, tag: str, says: str) -> Iterator[Fault]:
    for node in subject.nodes.values():
        if node.type == tag:
            yield Fault(node, f"{subject.called(node.id)} {says}.")


def _is_count(text: str | None) -> bool:
    digits = (text or "").strip()
    return digits.isascii() and digits.isdigit() and 0 < int(digits[:9]) < 10_000


def _unknown_rounds(loop: Any) -> Iterator[str]:
    behavior = loop.get("behavior", "All")
    if behavior != "All":
        yield f"has the behaviour “{behavior}”"
    counted = loop.find(f"{{{BPMN}}}loopCardinality")
    listed = loop.find(f"{{{BPMN}}}loopDataInputRef")
    if counted is not None and not _is_count(counted.text):
        yield "has a number of rounds that is no plain number"
    if (counted is None) == (listed is None or not (listed.text or "").strip()):
        yield "needs either a list or a number"
