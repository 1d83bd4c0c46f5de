"""A BPMN file held open for editing: what an edit does not touch stays as it is.

The tree of the file itself is changed, never written anew from what we understand of
it: unknown elements, foreign attributes and comments survive every edit.
Source: ours, because other tools' extensions and people's notes are not ours to lose.
"""

import re
import string
from collections.abc import Iterator

from lxml import etree

from engine.errors import EngineError
from engine.model import BPMN, FLOW_NODES, SPIFF, parse

_XSI = "http://www.w3.org/2001/XMLSchema-instance"

#: What stands before what in an element of the schema; unknown things come last.
_ORDER = {
    "documentation": 0,
    "extensionElements": 1,
    "categoryValueRef": 2,
    "incoming": 3,
    "outgoing": 4,
}
_LATER = 9
_DECLARED = b'<?xml version="1.0" encoding="UTF-8"?>'
_DECLARATION = re.compile(rb"<\?xml[^>]*UTF-8[^>]*\?>", re.IGNORECASE)
#: The end of an empty element; comments and sections that may hold the same are passed.
_CLOSED = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|(?<! )/>", re.DOTALL)


class EditRefused(EngineError):
    """An edit that cannot be made; the sentence says why and what to do."""


def bpmn(tag: str) -> str:
    """A tag of BPMN, qualified."""
    return f"{{{BPMN}}}{tag}"


def spiff(tag: str) -> str:
    """A tag of the engine's extensions, qualified."""
    return f"{{{SPIFF}}}{tag}"


def local(element: etree._Element) -> str:
    """The tag of an element without its namespace; empty for a comment."""
    tag = element.tag
    return str(etree.QName(tag).localname) if isinstance(tag, str) else ""


class Document:
    """One file with one executable process, open for edits."""

    def __init__(self, xml: bytes) -> None:
        parse(xml)  # is it safe? This reading drops comments, the next keeps them.
        parser = etree.XMLParser(
            resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False
        )
        self.root: etree._Element = etree.fromstring(xml, parser)
        self._given = xml
        processes = self.root.findall(bpmn("process"))
        runnable = [p for p in processes if p.get("isExecutable") == "true"]
        if not processes:
            raise EditRefused("The file contains no process.")
        self.process: etree._Element = (runnable or processes)[0]
        self._by_id: dict[str, etree._Element] = {
            e.get("id", ""): e for e in self.root.iter() if _has_id(e)
        }
        #: Whether the drawing no longer shows what the process is.
        self.redraw = False

    def to_bytes(self) -> bytes:
        """The file as it is now, in the spelling it had."""
        tree = self.root.getroottree()
        written = bytes(etree.tostring(tree, xml_declaration=True, encoding="UTF-8"))
        _, _, body = written.partition(b"?>")
        head = _DECLARATION.match(self._given)
        if self._given.count(b" />") * 2 > self._given.count(b"/>"):
            body = _CLOSED.sub(lambda m: m[0] if len(m[0]) > 2 else b" />", body)
        rest = self._given[len(self._given.rstrip()) :]
        return (head[0] if head else _DECLARED) + body + rest

    # -- finding

    def node(self, node_id: str) -> etree._Element:
        """A step of the process. Raises EditRefused."""
        found = self._by_id.get(node_id)
        if found is None or local(found) not in FLOW_NODES:
            raise EditRefused(f"There is no step “{node_id}” in this draft.")
        return found

    def flow(self, flow_id: str) -> etree._Element:
        """A sequence flow. Raises EditRefused."""
        found = self._by_id.get(flow_id)
        if found is None or local(found) != "sequenceFlow":
            raise EditRefused(f"There is no way “{flow_id}” in this draft.")
        return found

    def flows(self, *, source: str = "", target: str = "") -> list[etree._Element]:
        """The sequence flows from a step, to a step, or both."""
        return [
            flow
            for flow in self.process.iter(bpmn("sequenceFlow"))
            if source in ("", flow.get("sourceRef"))
            and target in ("", flow.get("targetRef"))
        ]

    def boundary_of(self, node_id: str) -> Iterator[etree._Element]:
        """The events on the border of a step."""
        for event in self.process.iter(bpmn("boundaryEvent")):
            if event.get("attachedToRef") == node_id:
                yield event

    # -- changing

    def fresh_id(self, base: str, suffixes: str = string.ascii_lowercase) -> str:
        """An id that nothing has: the base, else with a letter, else with a number."""
        if base not in self._by_id:
            return base
        for suffix in suffixes:
            if base + suffix not in self._by_id:
                return base + suffix
        count = 2
        while f"{base}-{count}" in self._by_id:
            count += 1
        return f"{base}-{count}"

    def add(
        self, parent: etree._Element, tag: str, *, after: etree._Element | None = None
    ) -> etree._Element:
        """A new element of BPMN at its place by the schema, or after a sibling."""
        made: etree._Element = parent.makeelement(bpmn(tag))
        if after is not None:
            after.addnext(made)
            made.tail, after.tail = after.tail, self._indent(parent)
            return made
        rank = _ORDER.get(tag, _LATER)
        before = [e for e in parent if _ORDER.get(local(e), _LATER) <= rank]
        put_at(parent, made, parent.index(before[-1]) + 1 if before else 0)
        return made

    def name(self, element: etree._Element, new_id: str) -> None:
        """Give an element its id, so that others can be told from it."""
        element.set("id", new_id)
        self._by_id[new_id] = element

    def drop(self, element: etree._Element) -> None:
        """Take an element out, with all it holds, and leave the text around it."""
        for inner in element.iter():
            if _has_id(inner):
                self._by_id.pop(inner.get("id", ""), None)
        parent = element.getparent()
        assert parent is not None
        before = element.getprevious()
        if element.getnext() is None and before is not None:
            before.tail = element.tail
        elif element.getnext() is None:
            parent.text = None
        parent.remove(element)

    def text(
        self, parent: etree._Element, tag: str, text: str
    ) -> etree._Element | None:
        """Set or remove what an element says under a tag."""
        found: etree._Element | None = parent.find(bpmn(tag))
        if not text:
            if found is not None:
                self.drop(found)
            return None
        if found is None:
            found = self.add(parent, tag)
        found.text = text
        return found

    def expression(self, parent: etree._Element, tag: str, text: str) -> None:
        """Set or remove the expression that an element holds under a tag."""
        known = parent.find(bpmn(tag)) is not None
        found = self.text(parent, tag, text)
        if found is not None and not known:
            prefix = next(
                (p for p, uri in found.nsmap.items() if uri == BPMN and p), ""
            )
            formal = f"{prefix}:tFormalExpression" if prefix else "tFormalExpression"
            found.set(f"{{{_XSI}}}type", formal)

    def _indent(self, parent: etree._Element) -> str:
        return parent.text if parent.text and not parent.text.strip() else "\n    "


def _has_id(element: etree._Element) -> bool:
    """Whether an element is known by an id; operators and parameters have names."""
    named = isinstance(element.tag, str) and bool(element.get("id"))
    return named and etree.QName(element.tag).namespace != SPIFF


def put_at(parent: etree._Element, made: etree._Element, index: int) -> None:
    """Put a child at a place, with the line breaks that its siblings have."""
    level = sum(1 for _ in parent.iterancestors()) + 1
    inner, outer = "\n" + "  " * level, "\n" + "  " * (level - 1)
    if len(parent) == 0:
        parent.text, made.tail = inner, outer
        parent.append(made)
        return
    if index == 0:
        made.tail = parent.text if (parent.text or "").strip() == "" else inner
        made.tail = made.tail or inner
        parent.insert(0, made)
        return
    before = parent[index - 1]
    parent.insert(index, made)
    made.tail, before.tail = before.tail or outer, inner
