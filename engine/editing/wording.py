"""Edits of one element: name, instruction, properties, operator, wait, condition."""

from collections.abc import Mapping

from lxml import etree

from engine.editing.document import Document, EditRefused, bpmn, local, put_at, spiff

TIMER_FORMS = ("timeDate", "timeDuration", "timeCycle")


def rename(document: Document, element_id: str, name: str) -> None:
    """Call a step or a way something else; an empty name takes it away."""
    element = _named(document, element_id)
    if name:
        element.set("name", name)
    else:
        element.attrib.pop("name", None)


def describe(document: Document, node_id: str, text: str) -> None:
    """Set the instruction of a step (its documentation)."""
    document.text(document.node(node_id), "documentation", text)


def set_property(
    document: Document, node_id: str, name: str, value: str | None
) -> None:
    """Set a property of a step; None or nothing takes it away.

    The engine cannot read a property without a value, so there is never one.
    """
    element = document.node(node_id)
    pairs = element.find(f"{bpmn('extensionElements')}/{spiff('properties')}")
    found = [] if pairs is None else pairs.findall(spiff("property"))
    found = [each for each in found if each.get("name") == name]
    if not value:
        for each in found:
            document.drop(each)
        if pairs is not None and len(pairs) == 0:
            document.drop(pairs)
        _tidy(document, element)
        return
    if not found:
        if pairs is None:
            pairs = _extension(document, element, "properties")
        found = [pairs.makeelement(spiff("property"), {"name": name})]
        put_at(pairs, found[0], len(pairs))
    for each in found:
        each.set("value", value)


def set_operator(
    document: Document,
    node_id: str,
    operator: str,
    parameters: Mapping[str, str],
    result: str = "",
) -> None:
    """Set what an automatic step does: an operator, its parameters, its result."""
    element = document.node(node_id)
    if local(element) != "serviceTask":
        raise EditRefused("Only an automatic step (service task) calls an operator.")
    path = f"{bpmn('extensionElements')}/{spiff('serviceTaskOperator')}"
    call = element.find(path)
    if call is None:
        call = _extension(document, element, "serviceTaskOperator", first=True)
    call.set("id", operator)
    if result:
        call.set("resultVariable", result)
    else:
        call.attrib.pop("resultVariable", None)
    _set_parameters(document, call, {k: v for k, v in parameters.items() if v})


def _set_parameters(
    document: Document, call: etree._Element, wanted: Mapping[str, str]
) -> None:
    holder = call.find(spiff("parameters"))
    if holder is None:
        holder = call.makeelement(spiff("parameters"))
        put_at(call, holder, 0)
    known = {each.get("id"): each for each in holder.findall(spiff("parameter"))}
    for name, each in known.items():
        if name not in wanted:
            document.drop(each)
    for name, value in wanted.items():
        each = known.get(name)
        if each is None:
            each = holder.makeelement(spiff("parameter"), {"id": name, "type": "str"})
            put_at(holder, each, len(holder))
        each.set("value", value)


def set_timer(document: Document, node_id: str, form: str, expression: str) -> None:
    """Set until when, how long, or how often an event waits."""
    if form not in TIMER_FORMS:
        raise EditRefused(f"A timer is one of {', '.join(TIMER_FORMS)}.")
    if not expression:
        raise EditRefused("Say when the timer fires.")
    definition = _definition(document, node_id, "timerEventDefinition")
    for other in TIMER_FORMS:
        if other != form:
            document.expression(definition, other, "")
    document.expression(definition, form, expression)


def set_message(document: Document, node_id: str, message: str) -> None:
    """Set for which message an event waits; the file declares it once."""
    if not message:
        raise EditRefused("Choose the message that the step waits for.")
    definition = _definition(document, node_id, "messageEventDefinition")
    definition.set("messageRef", _declared(document, message))


def set_condition(document: Document, flow_id: str, condition: str) -> None:
    """Set when a way is taken; nothing takes the condition away."""
    document.expression(document.flow(flow_id), "conditionExpression", condition)


def set_default(document: Document, flow_id: str) -> None:
    """Make a way the one that is taken when no other is; it needs no condition."""
    flow = document.flow(flow_id)
    source = document.node(flow.get("sourceRef", ""))
    if local(source) not in ("exclusiveGateway", "inclusiveGateway"):
        raise EditRefused("Only a decision has a way that is taken otherwise.")
    source.set("default", flow_id)
    document.expression(flow, "conditionExpression", "")


def _declared(document: Document, name: str) -> str:
    """The id of a message of this name, declared if it is not yet."""
    for known in document.root.findall(bpmn("message")):
        if (known.get("name") or known.get("id")) == name:
            return str(known.get("id"))
    made = document.root.makeelement(bpmn("message"))
    put_at(document.root, made, 0)
    document.name(made, document.fresh_id(name))
    made.set("name", name)
    return str(made.get("id"))


def _definition(document: Document, node_id: str, tag: str) -> etree._Element:
    element = document.node(node_id)
    if not local(element).endswith("Event"):
        raise EditRefused("Only an event waits for a moment or a message.")
    found = element.find(bpmn(tag))
    if found is not None:
        return found
    for other in list(element):
        if local(other).endswith("EventDefinition"):
            document.drop(other)
    made = document.add(element, tag)
    kind = tag.removesuffix("EventDefinition")
    document.name(made, document.fresh_id(f"{node_id}-{kind}"))
    return made


def _extension(
    document: Document, element: etree._Element, tag: str, *, first: bool = False
) -> etree._Element:
    holder = element.find(bpmn("extensionElements"))
    if holder is None:
        holder = document.add(element, "extensionElements")
    made: etree._Element = holder.makeelement(spiff(tag))
    put_at(holder, made, 0 if first else len(holder))
    return made


def _tidy(document: Document, element: etree._Element) -> None:
    holder = element.find(bpmn("extensionElements"))
    if holder is not None and len(holder) == 0:
        document.drop(holder)


def _named(document: Document, element_id: str) -> etree._Element:
    try:
        return document.node(element_id)
    except EditRefused:
        return document.flow(element_id)
