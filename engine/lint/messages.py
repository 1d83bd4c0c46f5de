"""Messages and signals: declared, and heard by somebody."""

from collections.abc import Iterator

from engine.lint.rule import Fault, rule
from engine.lint.spelling import did_you_mean
from engine.lint.subject import Subject
from engine.model import BPMN, Node

_THROWS = frozenset({"intermediateThrowEvent", "endEvent"})


@rule(
    "message-undeclared", example='<bpmn:messageEventDefinition messageRef="prceed"/>'
)
def message_undeclared(subject: Subject) -> Iterator[Fault]:
    """A message that is waited for is declared.

    At run time: it cannot be sent, so the step waits for ever.
    Mend: declare it beside the diagrams, or name one that is.
    Source: ours, because what is kept, and for how long, is declared once for all.
    """
    for node, name in _awaited(subject):
        if name not in subject.messages:
            guess = did_you_mean(name, subject.messages)
            says = f"{subject.called(node.id)} waits for “{name}”, which is undeclared"
            yield Fault(node, f"{says}{guess or '.'}")


@rule("signal-unheard", "warning", example="<bpmn:intermediateThrowEvent> …")
def signal_unheard(subject: Subject) -> Iterator[Fault]:
    """A signal that is thrown is caught in the same process.

    At run time: nothing happens; signals do not leave the instance.
    Mend: catch it, or send a message to another process.
    Source: engine (tried).
    """
    caught = {e.ref for n in _not_throwing(subject) for e in n.events}
    for node in subject.nodes.values():
        for event in node.events if node.type in _THROWS else ():
            if event.kind == "signal" and event.ref and event.ref not in caught:
                says = f"Nobody waits for the signal “{event.ref}”"
                yield Fault(node, f"{says} of {subject.called(node.id)}.")


RULES = (message_undeclared, signal_unheard)


def _not_throwing(subject: Subject) -> Iterator[Node]:
    return (node for node in subject.nodes.values() if node.type not in _THROWS)


def _awaited(subject: Subject) -> Iterator[tuple[Node, str]]:
    for node in _not_throwing(subject):
        for event in node.events:
            if event.kind == "message" and event.ref:
                yield node, event.ref
    names = {
        e.get("id"): e.get("name") for e in subject.root.iter(f"{{{BPMN}}}message")
    }
    for task in subject.elements("receiveTask"):
        found, ref = subject.nodes.get(task.get("id") or ""), task.get("messageRef")
        if found is not None and ref:
            yield found, names.get(ref) or ref
