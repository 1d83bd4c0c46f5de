"""Event subprocesses, written out as boundary events around all that lies beside them.

What a process or subprocess does is put into an inner one.  On its border waits the
event: one that interrupts ends it and goes on in the handler; one that does not lets
the handler run beside it, as often as it comes.  With both kinds there are two borders,
the one that interrupts outside, for it ends running handlers too.
Source: BPMN 2.0.2, 10.3.5 and 13.5.4.
"""

from typing import Any

from engine.shorthand.sheet import (
    Sheet,
    definitions_of,
    flows_in,
    flows_out,
    is_a,
    nodes_in,
)


def write_out(sheet: Sheet, container: Any) -> None:
    """Draw a border for the event subprocesses of a container."""
    handlers = [e for e in nodes_in(container) if is_handler(e)]
    interrupting = [h for h in handlers if interrupts(h)]
    beside = [h for h in handlers if h not in interrupting]
    for some in (beside, interrupting):
        if some:
            _enclose(sheet, container, some, handlers)


def is_handler(node: Any) -> bool:
    """Whether a node is an event subprocess that one event starts."""
    return node.get("triggeredByEvent") == "true" and len(starts_of(node)) == 1


def starts_of(handler: Any) -> list[Any]:
    """The start events of an event subprocess."""
    return [e for e in nodes_in(handler) if is_a(e, "startEvent")]


def interrupts(handler: Any) -> bool:
    """Whether the event ends what runs beside the handler."""
    return all(s.get("isInterrupting") != "false" for s in starts_of(handler))


def _enclose(
    sheet: Sheet, container: Any, some: list[Any], handlers: list[Any]
) -> None:
    own = container.get("id")
    inner = sheet.put("subProcess", own, "in")
    for element in [*nodes_in(container), *flows_in(container)]:
        if element not in handlers:
            inner.append(element)
    start = sheet.put("startEvent", own, "start")
    end = sheet.put("endEvent", own, "end")
    container.extend((start, inner, end))
    sheet.connect(container, start, inner)
    sheet.connect(container, inner, end)
    for handler in some:
        _attach(sheet, container, inner, handler)
        handlers.remove(handler)


def _attach(sheet: Sheet, container: Any, inner: Any, handler: Any) -> None:
    """Let a handler's start event wait on the border, and lead into the handler."""
    (start,) = starts_of(handler)
    own = start.get("id")
    plain = sheet.put("startEvent", own, "in")
    for flow in flows_out(handler, start):
        flow.set("sourceRef", plain.get("id"))
    handler.insert(0, plain)
    handler.remove(start)
    del handler.attrib["triggeredByEvent"]
    event = start.makeelement(inner.tag.replace("subProcess", "boundaryEvent"))
    event.attrib.update({"id": own, "attachedToRef": inner.get("id")})
    event.set("cancelActivity", start.get("isInterrupting", "true"))
    if start.get("name"):
        event.set("name", start.get("name"))
    event.extend(definitions_of(start))
    end = sheet.put("endEvent", handler.get("id"), "end")
    container.extend((event, end))
    sheet.connect(container, event, handler)
    sheet.connect(container, handler, end)
