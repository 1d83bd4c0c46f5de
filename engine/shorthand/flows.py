"""Several flows out of an activity or event, written out as gateways.

Those without a condition are all taken: a parallel split.  Those with one are taken
where it is true, the default where none is: an inclusive split.
Source: BPMN 2.0.2, 13.3.1 ("uncontrolled flow", "conditional sequence flow").
"""

from typing import Any

from engine.model import GATEWAYS
from engine.shorthand.sheet import CONDITION, Sheet, flows_out, is_a, nodes_in


def write_out(sheet: Sheet, container: Any) -> None:
    """Let only gateways have several flows out."""
    for node in nodes_in(container):
        flows = flows_out(container, node)
        if len(flows) > 1 and not is_a(node, "endEvent", *GATEWAYS):
            _split(sheet, container, node, flows)


def _split(sheet: Sheet, container: Any, node: Any, flows: list[Any]) -> None:
    own, default = node.get("id"), node.attrib.pop("default", None)
    asked = [f for f in flows if f.get("id") != default and _has_condition(f)]
    otherwise = [f for f in flows if f.get("id") == default and asked]
    always = [f for f in flows if f not in asked and f not in otherwise]
    if not asked:
        _lead(sheet, container, node, sheet.put("parallelGateway", own, "all"), always)
        return
    chosen = sheet.put("inclusiveGateway", own, "some")
    before = node
    if always:
        before = sheet.put("parallelGateway", own, "all")
        _lead(sheet, container, node, before, always)
        if not otherwise:
            otherwise = [_nowhere(sheet, container, chosen)]
    if otherwise:
        chosen.set("default", otherwise[0].get("id"))
    _lead(sheet, container, before, chosen, [*asked, *otherwise])


def _lead(
    sheet: Sheet, container: Any, before: Any, gateway: Any, flows: list[Any]
) -> None:
    """Put a gateway behind a node, and let these flows leave from there."""
    container.append(gateway)
    sheet.connect(container, before, gateway)
    for flow in flows:
        flow.set("sourceRef", gateway.get("id"))


def _nowhere(sheet: Sheet, container: Any, gateway: Any) -> Any:
    """The way on which nothing more happens: no condition was true."""
    end = sheet.put("endEvent", gateway.get("id"), "none")
    container.append(end)
    return sheet.connect(container, gateway, end)


def _has_condition(flow: Any) -> bool:
    found = flow.find(CONDITION)
    return found is not None and bool((found.text or "").strip())
