"""Ids and references: what all other rules stand on."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from engine.lint.rule import Fault, rule
from engine.lint.subject import Subject
from engine.model import BPMN, CONTAINERS, FLOW_NODES, TASKS

_PROCESS = f"{{{BPMN}}}process"
_FLOW = "sequenceFlow"
_NAMED_BY_REF = {
    "messageRef": "message",
    "signalRef": "signal",
    "errorRef": "error",
    "escalationRef": "escalation",
}
MAX_ID = 200


@rule(
    "process-one",
    example='<bpmn:process id="a" isExecutable="true"/>'
    '<bpmn:process id="b" isExecutable="true"/>',
)
def one_process(subject: Subject) -> Iterator[Fault]:
    """A file has one process, marked as executable.

    At run time: only the first executable process is ever run.
    Mend: mark the one process isExecutable="true", put others into files of their own.
    Source: ours, because a version is one process; engine (tried).
    """
    processes = subject.root.findall(_PROCESS)
    marked = [p for p in processes if p.get("isExecutable") == "true"]
    if not marked:
        yield Fault(_id(subject.process), "No process is marked as executable.")
    for extra in marked[1:]:
        yield _at(extra, "The file has a second executable process.")
    for other in processes:
        if other is not subject.process and other not in marked and len(other):
            says = "A process beside the executable one holds elements."
            yield _at(other, says)._replace(severity="warning")


@rule("id-missing", example="<bpmn:userTask/>")
def id_missing(subject: Subject) -> Iterator[Fault]:
    """The process, every node and every flow have an id.

    At run time: what has no id is left out without a word.
    Mend: give it an id of its own, such as S-3.4.
    Source: BPMN 2.0.2, 8.2.1; engine (tried).
    """
    for element in [subject.process, *_own(subject)]:
        if not _id(element):
            yield _at(element, f"A {_tag(element)} has no id.")


@rule("id-twice", example='<bpmn:userTask id="A"/><bpmn:serviceTask id="A"/>')
def id_twice(subject: Subject) -> Iterator[Fault]:
    """No id is used twice, not even by an operator's parameter.

    At run time: one of the two is taken for the other, and the other never happens.
    Mend: give each an id of its own.
    Source: BPMN 2.0.2, 8.2.1; engine (tried).
    """
    counts = Counter(e.get("id") for e in subject.process.iter() if e.get("id"))
    counts.update(e.get("id") for e in subject.root if e.tag != _PROCESS)
    for element in [subject.process, *_own(subject)]:
        if counts[_id(element)] > 1:
            yield _at(element, f"The id “{_id(element)}” is used more than once.")


@rule("id-unusable", example='<bpmn:endEvent id="End"/>')
def id_unusable(subject: Subject) -> Iterator[Fault]:
    """An id is none of those the engine gives to hidden nodes, and not too long.

    At run time: the engine takes the element for its own hidden one, and ends at once.
    Mend: choose another id, of at most 200 characters.
    Source: engine (tried): Start, End and suffixes of hidden nodes are its own.
    """
    hidden = (".EndJoin", ".BoundaryEventSplit", ".BoundaryEventJoin", " [child]")
    names = {"Start", "End", "Root", "StartEventSplit", "StartEventJoin"}
    for element in [subject.process, *_own(subject)]:
        own = _id(element)
        if own in names or own.endswith(hidden):
            yield _at(element, f"The id “{own}” is one of the engine's own.")
        elif len(own) > MAX_ID:
            yield _at(element, f"The id “{own[:40]}…” is longer than {MAX_ID}.")


@rule(
    "reference-ghost",
    example='<bpmn:sequenceFlow id="F" sourceRef="A" targetRef="gone"/>',
)
def reference_ghost(subject: Subject) -> Iterator[Fault]:
    """Flows, boundary events, defaults and events refer to what is there.

    At run time: the engine leaves the element out, or cannot read the file.
    Mend: draw it again, or take it away.
    Source: BPMN 2.0.2, 8.3.13; engine (tried).
    """
    own = {_id(e): e for e in _own(subject)}
    yield from _ghosts_of_flows(subject, own)
    for element in _own(subject):
        default, host = element.get("default"), element.get("attachedToRef")
        if default and not _leaves(own.get(default), element):
            says = f"The default “{default}” of “{_id(element)}” is no flow out of it."
            yield _at(element, says)
        if _tag(element) == "boundaryEvent" and not _is_activity(own.get(host)):
            says = f"The boundary event “{_id(element)}” sits on no activity."
            yield _at(element, says)
    yield from _ghosts_of_events(subject)


@rule(
    "flow-crosses-border",
    example='<bpmn:sequenceFlow id="F" sourceRef="inside" targetRef="outside"/>',
)
def flow_crosses_border(subject: Subject) -> Iterator[Fault]:
    """A flow stays in its process or subprocess.

    At run time: the subprocess ends there, and the flow is not followed.
    Mend: end the subprocess, and draw the flow from its border.
    Source: BPMN 2.0.2, 8.3.13; engine (tried).
    """
    own = {_id(e): e for e in _own(subject)}
    for flow in subject.elements(_FLOW):
        ends = (own.get(flow.get("sourceRef")), own.get(flow.get("targetRef")))
        if any(e is not None and e.getparent() is not flow.getparent() for e in ends):
            yield _at(flow, f"The flow “{_id(flow)}” crosses a subprocess's border.")


@rule("foreign-element", example='<x:userTask xmlns:x="urn:other" id="A"/>')
def foreign_element(subject: Subject) -> Iterator[Fault]:
    """Nodes and flows are BPMN elements.

    At run time: the engine does not see what belongs to another language.
    Mend: draw it as a BPMN element.
    Source: BPMN 2.0.2, 8.2.3: other namespaces are extensions.
    """
    for element in subject.process.iter():
        known = _tag(element) in FLOW_NODES or _tag(element) == _FLOW
        if known and not element.tag.startswith(f"{{{BPMN}}}"):
            yield _at(element, f"“{_id(element)}” is no BPMN element.")


RULES = (
    one_process,
    id_missing,
    id_twice,
    id_unusable,
    reference_ghost,
    flow_crosses_border,
    foreign_element,
)


def _own(subject: Subject) -> Iterator[Any]:
    yield from subject.elements(*sorted(FLOW_NODES), _FLOW)


def _ghosts_of_flows(subject: Subject, own: dict[str, Any]) -> Iterator[Fault]:
    for flow in subject.elements(_FLOW):
        for end in ("sourceRef", "targetRef"):
            found = own.get(flow.get(end))
            if found is None or _tag(found) == _FLOW:
                says = f"The flow “{_id(flow)}” has no node at its {end}."
                yield _at(flow, says)


def _ghosts_of_events(subject: Subject) -> Iterator[Fault]:
    declared = {
        (_tag(e), e.get("id")) for e in subject.root if _tag(e) in FLOW_REFERENCES
    }
    for element in subject.process.iter(f"{{{BPMN}}}*"):
        for attribute, tag in _NAMED_BY_REF.items():
            ref = element.get(attribute)
            if ref and (tag, ref) not in declared:
                owner = element if element.get("id") else element.getparent()
                yield _at(owner, f"“{_id(owner)}” refers to no {tag}: “{ref}”.")


FLOW_REFERENCES = frozenset(_NAMED_BY_REF.values())


def _leaves(flow: Any, node: Any) -> bool:
    return flow is not None and flow.get("sourceRef") == node.get("id")


def _is_activity(element: Any) -> bool:
    return element is not None and _tag(element) in TASKS | CONTAINERS


def _tag(element: Any) -> str:
    return str(element.tag).rsplit("}", 1)[-1]


def _id(element: Any) -> str:
    return str(element.get("id") or "")


def _at(element: Any, says: str) -> Fault:
    return Fault(_id(element), says, line=element.sourceline)
