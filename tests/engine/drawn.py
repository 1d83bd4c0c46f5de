"""Small diagrams for tests, written as lines: lanes, nodes and flows."""

from collections.abc import Iterable, Mapping

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'id="defs" targetNamespace="http://example.org/bpmn">\n'
)
_EVENTS = {"timer", "message", "signal", "terminate", "error"}


def bpmn(
    nodes: Iterable[str],
    flows: Iterable[str],
    lanes: Mapping[str, str] | None = None,
) -> bytes:
    """A BPMN file without a drawing.

    A node is ``type id name`` (``endEvent/terminate S-9 Closed``,
    ``boundaryEvent/timer@host b1``); ``in:sub type id name`` lies in a subprocess.
    A flow is ``source target`` or ``source target label``; lanes list node ids.
    """
    parsed = [_node(line) for line in nodes]
    inside = {n[1] for n in parsed}
    drawn = [_flow(line, inside) for line in flows]
    text = _HEAD + '  <bpmn:process id="trial" name="Trial" isExecutable="true">\n'
    if lanes:
        text += '    <bpmn:laneSet id="lanes">\n'
        for name, ids in lanes.items():
            text += f'      <bpmn:lane id="lane_{name}" name="{name}">\n'
            for node_id in ids.split():
                text += f"        <bpmn:flowNodeRef>{node_id}</bpmn:flowNodeRef>\n"
            text += "      </bpmn:lane>\n"
        text += "    </bpmn:laneSet>\n"
    text += _body(None, parsed, drawn)
    return (text + "  </bpmn:process>\n</bpmn:definitions>\n").encode()


def _node(line: str) -> tuple[str | None, str, str, str]:
    parent = None
    if line.startswith("in:"):
        parent, line = line[3:].split(" ", 1)
    kind, node_id, *name = line.split(" ", 2)
    return parent, node_id, kind, name[0] if name else ""


def _flow(line: str, known: set[str]) -> tuple[str, str, str]:
    source, target, *name = line.split(" ", 2)
    assert {source, target} <= known, line
    return source, target, name[0] if name else ""


def _body(
    parent: str | None,
    nodes: list[tuple[str | None, str, str, str]],
    flows: list[tuple[str, str, str]],
) -> str:
    text, here = "", set()
    for within, node_id, kind, name in nodes:
        if within != parent:
            continue
        here.add(node_id)
        tag, _, event = kind.partition("/")
        event, _, host = event.partition("@")
        more = f' name="{name}"' if name else ""
        more += f' attachedToRef="{host}"' if host else ""
        inner = "".join(
            f"<bpmn:{way}>F-{source}-{target}</bpmn:{way}>"
            for source, target, _ in flows
            for way, end in (("incoming", target), ("outgoing", source))
            if end == node_id
        )
        inner += f"<bpmn:{event}EventDefinition />" if event in _EVENTS else ""
        inner += _body(node_id, nodes, flows) if tag == "subProcess" else ""
        text += f'<bpmn:{tag} id="{node_id}"{more}>{inner}</bpmn:{tag}>\n'
    for source, target, name in flows:
        if source in here:
            more = f' name="{name}"' if name else ""
            text += (
                f'<bpmn:sequenceFlow id="F-{source}-{target}" sourceRef="{source}" '
                f'targetRef="{target}"{more} />\n'
            )
    return text
