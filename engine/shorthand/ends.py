"""A signal end event, written out as a throw event before a plain end.

Source: BPMN 2.0.2, 10.5.3 (a signal end event broadcasts when a token arrives).
"""

from typing import Any

from engine.shorthand.sheet import Sheet, is_a, kind_of, nodes_in, retag


def write_out(sheet: Sheet, container: Any) -> None:
    """Throw first, then end."""
    for node in nodes_in(container):
        if is_a(node, "endEvent") and kind_of(node) == "signal":
            retag(node, "intermediateThrowEvent")
            end = sheet.put("endEvent", node.get("id"), "end")
            container.append(end)
            sheet.connect(container, node, end)
