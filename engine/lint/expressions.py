"""Expressions: conditions, parameters, due dates; what they read is set before."""

from collections.abc import Iterator
from typing import NamedTuple

from engine.expressions.iso import is_literal
from engine.expressions.kinds import Kind
from engine.expressions.syntax import analyse, check, result_kinds
from engine.lint.assigned import Assigned, assigned
from engine.lint.finding import Severity
from engine.lint.rule import Fault, rule
from engine.lint.spelling import did_you_mean
from engine.lint.subject import Subject
from engine.model import Flow, Node

_TRUE = frozenset({Kind.TRUTH, Kind.NOTHING})
_DUE = frozenset({Kind.DATE, Kind.MOMENT, Kind.DURATION, Kind.TEXT, Kind.NOTHING})
_LISTS = frozenset({Kind.LIST, Kind.NOTHING})


class Place(NamedTuple):
    """An expression: where it stands, what it is, and which node evaluates it."""

    at: Node | Flow
    what: str
    text: str
    node: Node
    when: str = "before"


@rule(
    "expression",
    example="<bpmn:conditionExpression>approved = 'yes'</bpmn:conditionExpression>",
)
def expression(subject: Subject) -> Iterator[Fault]:
    """Every expression can be read, and calls functions that are there.

    At run time: the step fails, and nothing goes on until the diagram is mended.
    Mend: see the help of the expression language for what may be written.
    Source: ours, because expressions are a small safe language.
    """
    for place in places(subject):
        if place.what != "timer":
            names = analyse(place.text).names
            for problem in check(place.text, names, subject.functions):
                yield Fault(place.at, _says(subject, place, problem.message))


@rule(
    "condition-kind",
    example="<bpmn:conditionExpression>'approved'</bpmn:conditionExpression>",
)
def condition_kind(subject: Subject) -> Iterator[Fault]:
    """A condition gives true or false.

    At run time: the gateway fails.
    Mend: write a comparison, such as result == 'Approve'.
    Source: ours, because a text is no decision.
    """
    yield from _of_kinds(subject, ("condition", "until"), _TRUE, "true nor false")


@rule("due-kind", example='<spiffworkflow:property name="due_in" value="5"/>')
def due_kind(subject: Subject) -> Iterator[Fault]:
    """A due date gives a duration, a day or a moment.

    At run time: the task has no due date.
    Mend: write days(5), or add_business_days(today(), 5).
    Source: ours.
    """
    yield from _of_kinds(subject, ("due_in",), _DUE, "duration, day nor moment")


@rule(
    "variable-unknown",
    example="<bpmn:conditionExpression>aproved</bpmn:conditionExpression>",
)
def variable_unknown(subject: Subject) -> Iterator[Fault]:
    """What an expression reads is set by a form, an operator or a message.

    At run time: the step fails, and nothing goes on until the diagram is mended.
    Mend: name the variable as the form's field or the result names it, or ask a fact.
    Source: processes.md A.1, V4.
    """
    held = assigned(subject)
    if _anything_may_be_set(subject):
        return
    for place, name in _read(subject):
        if name not in held.somewhere and not _known(subject, held, place, name):
            by_message = _message_before(subject, place.node)
            guess = did_you_mean(name, held.somewhere)
            says = f"nothing sets “{name}”{guess}"
            severity: Severity | None = "warning" if by_message else None
            yield Fault(place.at, _says(subject, place, says), severity)


@rule(
    "variable-unset",
    example="<!-- a condition on an answer that only one of two branches asks for -->",
)
def variable_unset(subject: Subject) -> Iterator[Fault]:
    """What an expression reads is set on every way to it.

    At run time: on the way that does not set it the step fails.
    Mend: ask for it on each way, set it by an operator first, or ask a fact.
    Source: processes.md A.1, V4.
    """
    held = assigned(subject)
    if _anything_may_be_set(subject):
        return
    for place, name in _read(subject):
        if name in held.somewhere and not _known(subject, held, place, name):
            says = f"“{name}” is not set on every way there"
            yield Fault(place.at, _says(subject, place, says))


def unset(subject: Subject, held: Assigned) -> Iterator[tuple[Place, str]]:
    """What is read where it is not certainly set; a message may bring the unknown."""
    if _anything_may_be_set(subject):
        return
    for place, name in _read(subject):
        somewhere = name in held.somewhere
        if not _known(subject, held, place, name) and (
            somewhere or not _message_before(subject, place.node)
        ):
            yield place, name


RULES = (expression, condition_kind, due_kind, variable_unknown, variable_unset)


def places(subject: Subject) -> Iterator[Place]:
    """All expressions of a diagram, with the node that evaluates each."""
    for flow in subject.flows.values():
        source = subject.nodes.get(flow.source)
        if flow.condition is not None and source is not None:
            yield Place(flow, "condition", flow.condition, source, "after")
    for node in subject.nodes.values():
        yield from _places_of(node)


def _places_of(node: Node) -> Iterator[Place]:
    if node.operator is not None and node.type == "serviceTask":
        for name, text in node.operator.parameters.items():
            yield Place(node, f"parameter “{name}”", text, node)
    for event in node.events:
        if event.kind == "timer" and event.expression is not None:
            yield Place(node, "timer", event.expression, node)
    if node.multi is not None and node.multi.until:
        yield Place(node, "until", node.multi.until, node)
    for what in ("due_in", "about"):
        if what in node.properties:
            yield Place(node, what, node.properties[what], node)


def _read(subject: Subject) -> Iterator[tuple[Place, str]]:
    """The names that are read, and where."""
    for place in places(subject):
        if not is_literal(place.text):
            for name in analyse(place.text).names:
                yield place, name
    for node in subject.nodes.values():
        if node.multi is not None and node.multi.collection:
            yield Place(node, "list", "", node), node.multi.collection
        if node.properties.get("assignee"):
            yield Place(node, "assignee", "", node), node.properties["assignee"]


def _known(subject: Subject, held: Assigned, place: Place, name: str) -> bool:
    """Whether a name is set where it is read; nothing is said of dead code."""
    node = place.node
    there = (held.after if place.when == "after" else held.before).get(node.id)
    if there is None or name in there:
        return True
    item = node.multi.item if node.multi is not None else None
    answers = subject.sets(node) if place.what == "until" and subject.sets else ()
    return (name == item and place.what != "list") or name in answers


def _of_kinds(
    subject: Subject, whats: tuple[str, ...], wanted: frozenset[Kind], words: str
) -> Iterator[Fault]:
    for place in places(subject):
        if place.what in whats and not is_literal(place.text):
            kinds = result_kinds(place.text, subject.functions)
            if kinds and kinds.isdisjoint(wanted):
                yield Fault(place.at, _says(subject, place, f"is neither {words}"))


def _anything_may_be_set(subject: Subject) -> bool:
    human = any(n.type in ("userTask", "manualTask") for n in subject.nodes.values())
    return human and subject.sets is None


def _message_before(subject: Subject, node: Node) -> bool:
    """Whether a message's payload may set the name: it is not known here."""
    around: Node | None = node
    while around is not None:
        before = (subject.nodes[n] for n in subject.reaching(around.id))
        if any(n.type == "receiveTask" or _by_message(n) for n in before):
            return True
        around = subject.nodes.get(around.parent or "")
    return False


def _by_message(node: Node) -> bool:
    return any(event.kind == "message" for event in node.events)


def _says(subject: Subject, place: Place, problem: str) -> str:
    where = subject.called(place.node.id)
    what = f" “{place.text}”" if place.text else ""
    word = "due date" if place.what == "due_in" else place.what
    return f"The {word}{what} of {where}: {problem}."
