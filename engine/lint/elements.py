"""Data and extensions that stand in a file beside its nodes and flows."""

import math
from collections.abc import Iterator
from typing import Any

from engine.lint.rule import Fault, rule
from engine.lint.subject import Subject
from engine.model import BPMN, BPMNDI, DC, SPIFF


@rule("data-store", example="<bpmn:dataStoreReference/>")
def data_store(subject: Subject) -> Iterator[Fault]:
    """There are no data stores.

    At run time: the engine refuses the file.
    Mend: take it away; what is to be kept is in the record.
    Source: engine (tried).
    """
    for found in subject.elements("dataStoreReference"):
        own = found.get("id") or ""
        yield Fault(own, f"“{own}” is a data store.", line=found.sourceline)


@rule("data-association", example="<bpmn:dataOutputAssociation/>")
def data_association(subject: Subject) -> Iterator[Fault]:
    """No data flows beside the tokens.

    At run time: values come and go in a way that no check here can follow.
    Mend: take it away; forms and operators set variables.
    Source: ours, because each value must have one way to be set.
    """
    tags = ("ioSpecification", "dataInputAssociation", "dataOutputAssociation")
    for found in subject.elements(*tags):
        owner = owner_of(found)
        tag = str(found.tag).rsplit("}", 1)[-1]
        says = f"{subject.called(owner)} has a {tag}."
        yield Fault(owner, says, line=found.sourceline)


@rule("global-task", "warning", example="<bpmn:globalUserTask/>")
def global_task(subject: Subject) -> Iterator[Fault]:
    """There are no global tasks.

    At run time: nothing can call it.
    Mend: take it away.
    Source: engine (tried).
    """
    for found in subject.root:
        tag = str(found.tag).rsplit("}", 1)[-1]
        if tag.startswith("global") and tag.endswith("Task"):
            own = found.get("id") or ""
            yield Fault(own, f"“{own}” is a global task.", line=found.sourceline)


@rule("extension", example='<spiffworkflow:property name="role"/>')
def extension(subject: Subject) -> Iterator[Fault]:
    """Properties and parameters are written in full.

    At run time: the engine refuses the file, or leaves the parameter out.
    Mend: write name and value of a property; id, type and value of a parameter.
    Source: engine (tried).
    """
    wanted = {
        "property": ("name", "value"),
        "parameter": ("id", "type", "value"),
        "serviceTaskOperator": ("id",),
    }
    for tag, attributes in wanted.items():
        for found in subject.process.iter(f"{{{SPIFF}}}{tag}"):
            lacking = [a for a in attributes if found.get(a) is None]
            if lacking:
                owner = owner_of(found)
                says = f"A {tag} of {subject.called(owner)} has no {lacking[0]}."
                yield Fault(owner, says, line=found.sourceline)


@rule(
    "drawing",
    example='<dc:Bounds y="80" width="100" height="80"/> <!-- no x -->',
)
def drawing(subject: Subject) -> Iterator[Fault]:
    """What is drawn has a place.

    At run time: the engine refuses the file.
    Mend: draw the element anew, or let the diagram be laid out again.
    Source: engine (tried): it reads the places of all shapes.
    """
    for shape in subject.root.iter(f"{{{BPMNDI}}}BPMNShape"):
        for bounds in shape.iterfind(f"{{{DC}}}Bounds"):
            if not (_is_number(bounds.get("x")) and _is_number(bounds.get("y"))):
                own = shape.get("bpmnElement") or ""
                says = f"The shape of {subject.called(own)} has no place."
                yield Fault(own, says, line=bounds.sourceline)


RULES = (
    data_store,
    data_association,
    global_task,
    drawing,
    extension,
)


def owner_of(element: Any) -> str:
    """The id of the node that an inner element belongs to."""
    above = element.getparent()
    while above is not None and not (
        above.get("id") and str(above.tag).startswith(f"{{{BPMN}}}")
    ):
        above = above.getparent()
    return "" if above is None else str(above.get("id"))


def _is_number(text: str | None) -> bool:
    try:
        return math.isfinite(float(text or ""))
    except ValueError:
        return False
