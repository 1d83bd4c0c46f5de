"""Service tasks: the operator is there, with the parameters it takes."""

import re
from collections.abc import Iterator

from engine.expressions.kinds import ANY, Kind, kinds_of
from engine.expressions.syntax import result_kinds
from engine.lint.rule import Fault, rule
from engine.lint.spelling import did_you_mean
from engine.lint.subject import Subject
from engine.model import Node
from engine.model import Operator as Call
from engine.ports import ServiceOperator

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}", re.ASCII)
_WORDS = {"true or false": Kind.TRUTH.value}


@rule("operator-missing", example="<bpmn:serviceTask/>")
def operator_missing(subject: Subject) -> Iterator[Fault]:
    """A service task names an operator.

    At run time: the engine refuses the file.
    Mend: choose an operator, or draw a user task if a person does it.
    Source: engine (tried).
    """
    for node in subject.nodes.values():
        if node.type == "serviceTask" and node.operator is None:
            yield Fault(node, f"{subject.called(node.id)} names no operator.")


@rule("operator-misplaced", example="<bpmn:userTask> … serviceTaskOperator")
def operator_misplaced(subject: Subject) -> Iterator[Fault]:
    """Only a service task calls an operator.

    At run time: the operator is not called.
    Mend: draw a service task beside it.
    Source: engine (tried).
    """
    for node in subject.nodes.values():
        if node.type != "serviceTask" and node.operator is not None:
            says = f"{subject.called(node.id)} is no service task, but names one."
            yield Fault(node, says)


@rule("operator-unknown", example='<spiffworkflow:serviceTaskOperator id="send_male"/>')
def operator_unknown(subject: Subject) -> Iterator[Fault]:
    """The operator is one that there is.

    At run time: the step before it fails, and nothing goes on.
    Mend: choose one from the list of operators.
    Source: ours, because a diagram calls named operators only.
    """
    for node in _service_tasks(subject):
        name = node.operator.name if node.operator is not None else ""
        if name not in subject.operators:
            guess = did_you_mean(name, subject.operators)
            says = f"{subject.called(node.id)} calls an unknown operator “{name}”"
            yield Fault(node, f"{says}{guess or '.'}")


@rule(
    "parameter-unknown",
    example='<spiffworkflow:parameter id="milstone" type="str" value="…"/>',
)
def parameter_unknown(subject: Subject) -> Iterator[Fault]:
    """A parameter is one that the operator takes.

    At run time: the step before it fails, and nothing goes on.
    Mend: name it as the list of operators does.
    Source: ours.
    """
    for node, call, operator in _calls(subject):
        for name in call.parameters:
            if name not in operator.parameters:
                guess = did_you_mean(name, operator.parameters)
                says = f"“{operator.name}” takes no parameter “{name}”{guess or '.'}"
                yield Fault(node, f"{subject.called(node.id)}: {says}")


@rule(
    "parameter-missing",
    example='<spiffworkflow:serviceTaskOperator id="set_milestone"/>',
)
def parameter_missing(subject: Subject) -> Iterator[Fault]:
    """Each parameter that an operator needs is given.

    At run time: the step before it fails, and nothing goes on.
    Mend: give it an expression.
    Source: ours.
    """
    for node, call, operator in _calls(subject):
        for name, parameter in operator.parameters.items():
            if parameter.required and not call.parameters.get(name, "").strip():
                says = f"“{operator.name}” needs the parameter “{name}”."
                yield Fault(node, f"{subject.called(node.id)}: {says}")


@rule(
    "parameter-kind",
    example='<spiffworkflow:parameter id="days" type="int" value="\'thirty\'"/>',
)
def parameter_kind(subject: Subject) -> Iterator[Fault]:
    """A parameter gives the kind of value the operator takes.

    At run time: the operator refuses it, and nothing goes on.
    Mend: a text stands in quotes, a number does not.
    Source: ours.
    """
    for node, call, operator in _calls(subject):
        for name, text in call.parameters.items():
            wanted = _kinds(operator, name) | {Kind.NOTHING}
            given = result_kinds(text, subject.functions)
            if given and given.isdisjoint(wanted):
                words = " or ".join(sorted(k.phrase for k in given))
                says = f"{subject.called(node.id)}: “{name}” is {words}, not"
                yield Fault(node, f"{says} {operator.parameters[name].type}.")


@rule(
    "result-name",
    example='<spiffworkflow:serviceTaskOperator id="x" resultVariable="a b"/>',
)
def result_name(subject: Subject) -> Iterator[Fault]:
    """A result is kept under a name that expressions can read.

    At run time: nobody can read it.
    Mend: choose a name of letters, digits and _, that begins with a letter.
    Source: ours.
    """
    for node in _service_tasks(subject):
        result = node.operator.result if node.operator is not None else None
        if result and not _NAME.fullmatch(result):
            says = f"{subject.called(node.id)} keeps its result as “{result}”."
            yield Fault(node, says)


@rule(
    "result-nothing",
    "warning",
    example='<spiffworkflow:serviceTaskOperator id="send_mail" resultVariable="x"/>',
)
def result_nothing(subject: Subject) -> Iterator[Fault]:
    """A result is kept where there is one.

    At run time: the variable is nothing.
    Mend: take the result's name away.
    Source: ours.
    """
    for node, call, operator in _calls(subject):
        if call.result and operator.returns is None:
            says = f"{subject.called(node.id)}: “{operator.name}” gives no result."
            yield Fault(node, says)


RULES = (
    operator_missing,
    operator_misplaced,
    operator_unknown,
    parameter_unknown,
    parameter_missing,
    parameter_kind,
    result_name,
    result_nothing,
)


def _service_tasks(subject: Subject) -> Iterator[Node]:
    for node in subject.nodes.values():
        if node.type == "serviceTask" and node.operator is not None:
            yield node


def _calls(subject: Subject) -> Iterator[tuple[Node, Call, ServiceOperator]]:
    for node in _service_tasks(subject):
        call = node.operator
        operator = subject.operators.get(call.name) if call is not None else None
        if call is not None and operator is not None:
            yield node, call, operator


def _kinds(operator: ServiceOperator, name: str) -> frozenset[Kind]:
    parameter = operator.parameters.get(name)
    if parameter is None:
        return ANY
    return kinds_of(_WORDS.get(parameter.type, parameter.type))
