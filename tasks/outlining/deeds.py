"""What the forms of the outline editor do: fields in, an edit of the document out.

Each deed checks what was written, changes the document, and returns what it touched.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from engine.editing import roles, steps, ways, wording
from engine.editing.document import Document, EditRefused, local
from engine.editing.steps import ENDS, KINDS, Step
from engine.model import properties_of
from engine.ports import ServiceOperator
from tasks.outlining.checks import Checks
from tasks.outlining.starter import FORM_NAME, starter_form

Fields = Mapping[str, str]

#: The properties of a step that the editor has a field for; what else there is stays.
TASK_PROPERTIES = ("form", "raci", "due_in", "assignee", "gate", "roles")
SPOKEN = ("name_fr", "help_fr")


@dataclass(slots=True)
class Desk:
    """One edit: the document, what was written, and what comes of it."""

    document: Document
    fields: Fields
    checks: Checks
    operators: Mapping[str, ServiceOperator]
    #: Files of the bundle that the edit adds.
    files: dict[str, bytes] = field(default_factory=dict)

    def said(self, name: str) -> str:
        """What was written into a field."""
        return self.fields.get(name, "").replace("\r\n", "\n").strip()


def change_step(desk: Desk) -> str:
    """Name, instruction, role, properties, operator, wait: the whole form of a step."""
    node_id = desk.said("step")
    element = desk.document.node(node_id)
    kind = local(element)
    changes = {name: desk.said(name) for name in SPOKEN if name in desk.fields}
    if kind in ("userTask", "manualTask"):
        changes |= _task_properties(desk, properties_of(element).keys())
    call = _call_of(desk) if kind == "serviceTask" else None
    wait = _wait_of(desk) if "timer" in desk.fields else None
    desk.checks.require()

    wording.rename(desk.document, node_id, desk.said("name"))
    if "instruction" in desk.fields:
        wording.describe(desk.document, node_id, desk.said("instruction"))
    if desk.said("role"):
        roles.set_lane(desk.document, node_id, desk.said("role"))
    for name, value in changes.items():
        wording.set_property(desk.document, node_id, name, value)
    if call is not None:
        wording.set_operator(desk.document, node_id, *call)
    if wait is not None:
        wording.set_timer(desk.document, node_id, *wait)
    if desk.said("message"):
        wording.set_message(desk.document, node_id, desk.said("message"))
    return node_id


def change_way(desk: Desk) -> str:
    """The label of a way, its condition, whether it is taken otherwise, its end."""
    flow_id = desk.said("way")
    flow = desk.document.flow(flow_id)
    condition = desk.checks.condition("condition", desk.said("condition"))
    desk.checks.require()

    wording.rename(desk.document, flow_id, desk.said("name"))
    if desk.said("otherwise"):
        wording.set_default(desk.document, flow_id)
    else:
        source = desk.document.node(flow.get("sourceRef", ""))
        if source.get("default") == flow_id:
            del source.attrib["default"]
        wording.set_condition(desk.document, flow_id, condition)
    return str(flow.get("sourceRef"))


def add_step(desk: Desk) -> str:
    """A step after another, or on one of its ways."""
    step = _new_step(desk)
    desk.checks.require()
    if desk.said("on"):
        return steps.insert_on(desk.document, desk.said("on"), step)
    return steps.add_after(desk.document, desk.said("step"), step)


def add_decision(desk: Desk) -> str:
    """A decision on a way, with another way out of it."""
    checks, to = desk.checks, desk.said("to")
    condition = checks.condition("condition", desk.said("condition"))
    checks.needed("condition", condition, "Say when the other way is taken.")
    checks.needed("question", desk.said("question"), "Ask the question it decides.")
    checks.needed("label", desk.said("label"), "Name the other way, such as “No”.")
    branch = None if to else _new_step(desk)
    checks.require()
    return steps.add_decision(
        desk.document,
        _way(desk),
        question=desk.said("question"),
        condition=condition,
        label=desk.said("label"),
        otherwise=desk.said("otherwise"),
        branch=branch,
        to=to,
    )


def add_parallel(desk: Desk) -> str:
    """Two tasks at the same time."""
    for name in ("first", "second"):
        desk.checks.needed(name, desk.said(name), "Name the task.")
    desk.checks.require()
    first, second = (
        Step("user", desk.said(name), role=desk.said(f"{name}_role"))
        for name in ("first", "second")
    )
    return steps.add_parallel(desk.document, _way(desk), first, second)[0]


def add_interruption(desk: Desk) -> str:
    """A timer or message on the border of a step."""
    step = _new_step(desk)
    desk.checks.require()
    return steps.add_boundary(
        desk.document,
        desk.said("step"),
        step,
        interrupting=desk.said("interrupting") != "no",
    )


def connect(desk: Desk) -> str:
    """Another way, to a step that there is."""
    desk.checks.needed("to", desk.said("to"), "Choose the step that the way leads to.")
    condition = desk.checks.condition("condition", desk.said("condition"))
    desk.checks.require()
    source = desk.said("step")
    ways.connect(
        desk.document,
        source,
        desk.said("to"),
        name=desk.said("name"),
        condition=condition,
    )
    return source


def disconnect(desk: Desk) -> str:
    """Take a way out."""
    source = str(desk.document.flow(desk.said("way")).get("sourceRef"))
    ways.disconnect(desk.document, desk.said("way"))
    return source


def remove(desk: Desk) -> str:
    """Take a step out and close the gap; the step before is what is looked at next."""
    node_id = desk.said("step")
    before = desk.document.flows(target=node_id)
    steps.remove(desk.document, node_id)
    return str(before[0].get("sourceRef")) if before else ""


DEEDS: Mapping[str, Callable[[Desk], str]] = MappingProxyType(
    {
        "change": change_step,
        "way": change_way,
        "add": add_step,
        "decide": add_decision,
        "parallel": add_parallel,
        "interrupt": add_interruption,
        "connect": connect,
        "disconnect": disconnect,
        "remove": remove,
    }
)


def _task_properties(desk: Desk, known: object) -> dict[str, str]:
    found = {n: desk.said(n) for n in TASK_PROPERTIES if n in desk.fields}
    desk.checks.expression("due_in", found.get("due_in", ""))
    if desk.said("new_form"):
        found["form"] = _new_form(desk)
    return found


def _call_of(desk: Desk) -> tuple[str, dict[str, str], str]:
    operator = desk.said("operator")
    desk.checks.needed("operator", operator, "Choose what the step does.")
    known = desk.operators.get(operator)
    parameters = {}
    for name in known.parameters if known else ():
        said = desk.said(f"parameter.{name}")
        parameters[name] = desk.checks.expression(f"parameter.{name}", said)
    result = desk.said("result")
    if result and not re.fullmatch(r"[A-Za-z_]\w*", result):
        desk.checks.messages["result"] = "A result has letters, digits and _ only."
    return operator, parameters, result


def _wait_of(desk: Desk) -> tuple[str, str]:
    return desk.said("timer_form"), desk.checks.timer("timer", desk.said("timer"))


def _new_step(desk: Desk) -> Step:
    """What the fields say of a step that is to be added."""
    kind, checks = desk.said("kind"), desk.checks
    if kind not in KINDS:
        raise EditRefused("Choose what kind of step it is.")
    if kind not in ENDS:
        checks.needed("name", desk.said("name"), "Give the step a name.")
    properties = {n: desk.said(n) for n in (*SPOKEN, *TASK_PROPERTIES) if desk.said(n)}
    if kind == "user":
        checks.expression("due_in", properties.get("due_in", ""))
        if desk.said("new_form"):
            properties["form"] = _new_form(desk)
        checks.needed("form", properties.get("form", ""), "Choose a form, or name one.")
    if kind == "timer":
        checks.timer("timer", desk.said("timer"))
    if kind == "message":
        checks.needed("message", desk.said("message"), "Choose the message.")
    if kind == "service":
        checks.needed("operator", desk.said("operator"), "Choose what the step does.")
    return Step(
        kind=kind,
        name=desk.said("name"),
        id=desk.said("id"),
        role=desk.said("role"),
        properties=properties if kind == "user" else {},
        operator=desk.said("operator"),
        message=desk.said("message"),
        timer=desk.said("timer"),
        timer_form=desk.said("timer_form") or "timeDuration",
    )


def _new_form(desk: Desk) -> str:
    name = desk.said("new_form")
    if not re.fullmatch(FORM_NAME, name):
        desk.checks.messages["new_form"] = (
            "A form's name has small letters, digits, dots and hyphens, such as s-2.3."
        )
    else:
        desk.files[f"forms/{name}.json"] = starter_form()
    return name


def _way(desk: Desk) -> str:
    """The way that was chosen, or the only one."""
    if desk.said("on"):
        return desk.said("on")
    leaving = desk.document.flows(source=desk.said("step"))
    if len(leaving) != 1:
        raise EditRefused("Choose the way on which it is to be added.")
    return str(leaving[0].get("id"))
