"""A process as a picture: SVG written from the drawing in the file.

No style element or attribute, so that it works inline under a strict content security
policy as well as in a file, a mail or a PDF.  State is never told by colour alone: a
token is a disc with a number, done has a check mark, late a clock, failed a warning.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from engine.drawing import symbols
from engine.drawing.lettering import LINE, wrap
from engine.drawing.symbols import DONE, FAILED, INK, LATE, OPEN, PAPER
from engine.model import CONTAINERS, Bounds, Diagram, Flow, Node

_FONT = "Arial, Helvetica, Liberation Sans, sans-serif"
_QUIET, _STRIP, _BAND = "#5c6670", "#e9eef3", "#f7f9fb"
_HEAT = ("#fff3d6", "#ffe0a3", "#ffc670", "#f9a750", "#f28b30")
_MARGIN, _HEADER, _CORNER = 12.0, 30.0, 6.0
ENGLISH = {"done": "done", "open": "open", "late": "late", "failed": "failed"}


@dataclass(frozen=True, slots=True)
class Marks:
    """What an instance (or many) has done with the diagram.

    ``current``: number of tokens at a node; ``heat``: 0 … 1, shown as a tint and a bar.
    """

    done: frozenset[str] | set[str] = frozenset()
    current: Mapping[str, int] = field(default_factory=dict)
    late: frozenset[str] | set[str] = frozenset()
    failed: frozenset[str] | set[str] = frozenset()
    flows: frozenset[str] | set[str] = frozenset()
    heat: Mapping[str, float] = field(default_factory=dict)

    def states(self, node_id: str) -> list[str]:
        """The words that hold for a node, worst first."""
        sets = (("failed", self.failed), ("late", self.late))
        found = [word for word, members in sets if node_id in members]
        if node_id in self.current:
            return [*found, "open"]
        return [*found, "done"] if node_id in self.done else found


def svg(
    diagram: Diagram,
    marks: Marks,
    *,
    links: Callable[[str], str | None] | None = None,
    title: str,
    description: str = "",
    names: Mapping[str, str] | None = None,
    words: Mapping[str, str] = ENGLISH,
) -> str:
    """The picture of a diagram with its marks.

    ``names`` replaces names of nodes (by id) and lanes (by name), for translations;
    ``words`` are the states in the reader's language; ``links`` gives a node's page.
    """
    return _Picture(diagram, marks, links, names or {}, words).draw(title, description)


class _Picture:
    def __init__(
        self,
        diagram: Diagram,
        marks: Marks,
        links: Callable[[str], str | None] | None,
        names: Mapping[str, str],
        words: Mapping[str, str],
    ) -> None:
        self.diagram, self.marks = diagram, marks
        self.links, self.names, self.words = links, names, words

    def draw(self, title: str, description: str) -> str:
        x, y, width, height = self._extent()
        name = f"picture-{self.diagram.process_id}"
        role = "group" if self.links else "img"
        told = f"{name}-title {name}-desc" if description else f"{name}-title"
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{_n(x)} {_n(y)} '
            f'{_n(width)} {_n(height)}" width="{_n(width)}" height="{_n(height)}" '
            f"role={quoteattr(role)} aria-labelledby={quoteattr(told)} "
            f'font-family="{_FONT}" font-size="12" fill="{INK}">'
            f"<title id={quoteattr(f'{name}-title')}>{escape(title)}</title>"
        )
        if description:
            head += f"<desc id={quoteattr(f'{name}-desc')}>{escape(description)}</desc>"
        parts = [head, *self._lanes()]
        nodes = self.diagram.nodes.values()
        frames = [n for n in nodes if self._is_frame(n)]
        parts += [self._node(n) for n in frames]
        parts += [self._flow(f) for f in self.diagram.flows.values()]
        parts += [self._node(n) for n in nodes if n not in frames and not n.attached_to]
        parts += [self._node(n) for n in nodes if n.attached_to]
        parts += self._labels()
        return "".join(parts) + "</svg>"

    def _extent(self) -> tuple[float, float, float, float]:
        d = self.diagram
        boxes = [*d.shapes.values(), *d.labels.values()]
        points = [p for edge in d.edges.values() for p in edge]
        points += [(b.x, b.y) for b in boxes]
        points += [(b.x + b.width, b.y + b.height) for b in boxes]
        xs, ys = [p[0] for p in points] or [0.0], [p[1] for p in points] or [0.0]
        left, top = min(xs) - _MARGIN, min(ys) - _MARGIN
        return left, top, max(xs) + _MARGIN - left, max(ys) + _MARGIN - top

    # -- lanes

    def _lanes(self) -> Iterator[str]:
        drawn = [
            (lane, self.diagram.shapes[lane.id])
            for lane in self.diagram.lanes
            if lane.id in self.diagram.shapes
        ]
        for n, (lane, b) in enumerate(drawn):
            yield _rect(b, _BAND if n % 2 else PAPER, "#9aa5b1")
            strip = Bounds(b.x, b.y, _HEADER, b.height)
            yield _rect(strip, _STRIP, "#9aa5b1")
            yield self._upright(self._name(lane.name, lane.name), strip)
        if drawn:
            top = min(b.y for _, b in drawn)
            bottom = max(b.y + b.height for _, b in drawn)
            left = min(b.x for _, b in drawn)
            strip = Bounds(left - _HEADER, top, _HEADER, bottom - top)
            yield _rect(strip, _STRIP, "#9aa5b1")
            yield self._upright(
                self._name(self.diagram.process_id, self.diagram.name), strip
            )

    def _upright(self, text: str, b: Bounds) -> str:
        lines = wrap(text.replace("_", " "), b.height - 8, 11, 2)
        x, y = b.x + b.width / 2, b.y + b.height / 2
        shown = "".join(
            f'<text x="0" y="{_n(4 + 13 * (n - (len(lines) - 1) / 2))}">'
            f"{escape(line)}</text>"
            for n, line in enumerate(lines)
        )
        return (
            f'<g transform="translate({_n(x)} {_n(y)}) rotate(-90)" font-size="11" '
            f'text-anchor="middle">{shown}</g>'
        )

    # -- nodes

    def _is_frame(self, node: Node) -> bool:
        b = self.diagram.shapes.get(node.id)
        return node.type in CONTAINERS and b is not None and b.height > 100

    def _name(self, key: str, default: str) -> str:
        return self.names.get(key) or default

    def _node(self, node: Node) -> str:
        b = self.diagram.shapes.get(node.id)
        if b is None:
            return ""
        states = self.marks.states(node.id)
        told = ", ".join(
            [self._name(node.id, node.name) or node.id, *map(self._say, states)]
        )
        body = f"<title>{escape(told)}</title>{self._shape(node, b, states)}"
        body += self._badges(node, b, states)
        href = self.links(node.id) if self.links else None
        if href:
            return f"<a href={quoteattr(href)} aria-label={quoteattr(told)}>{body}</a>"
        return f"<g>{body}</g>"

    def _say(self, state: str) -> str:
        return self.words.get(state, state)

    def _shape(self, node: Node, b: Bounds, states: list[str]) -> str:
        fill, stroke, width = self._colours(node, states)
        if node.type.endswith("Event"):
            return self._event(node, b, fill, stroke, width)
        x, y = b.x + b.width / 2, b.y + b.height / 2
        if node.type.endswith("Gateway"):
            half = b.width / 2
            d = f"M{_n(x)} {_n(b.y)}l{_n(half)} {_n(half)}-{_n(half)} {_n(half)}"
            symbol = symbols.GATEWAYS.get(node.type, "")
            return (
                f'<path d="{d}-{_n(half)}-{_n(half)}z" fill="{fill}" '
                f'stroke="{stroke}" stroke-width="{_n(width)}"/>{_at(x, y, symbol)}'
            )
        return self._activity(node, b, fill, stroke, width)

    def _colours(self, node: Node, states: list[str]) -> tuple[str, str, float]:
        heat = self.marks.heat.get(node.id)
        if heat is not None:
            return _HEAT[min(4, max(0, int(heat * 5)))], INK, 1.5
        first = states[0] if states else ""
        return {
            "failed": ("#fdecee", FAILED, 3.0),
            "late": ("#fff4e0", LATE, 3.0),
            "open": ("#e3effc", OPEN, 3.0),
            "done": ("#eaf5ed", DONE, 1.8),
        }.get(first, (PAPER, INK, 1.5))

    def _event(
        self, node: Node, b: Bounds, fill: str, stroke: str, width: float
    ) -> str:
        x, y, r = b.x + b.width / 2, b.y + b.height / 2, b.width / 2
        dashes = "" if node.interrupting else ' stroke-dasharray="5 3"'
        ring = 3.5 if node.type == "endEvent" else width
        shown = _circle(x, y, r, fill, stroke, ring, dashes)
        if node.type.startswith("intermediate") or node.type == "boundaryEvent":
            shown += _circle(x, y, r - 3.5, "none", stroke, 1.2, dashes)
        if node.events:
            kind = node.events[0].kind if len(node.events) == 1 else "several"
            thrown = node.type in ("endEvent", "intermediateThrowEvent")
            shown += _at(x, y, symbols.event(kind, thrown=thrown))
        return shown

    def _activity(
        self, node: Node, b: Bounds, fill: str, stroke: str, width: float
    ) -> str:
        frame = self._is_frame(node)
        if frame and fill == PAPER:
            fill = "#fcfdfe"
        if node.type == "callActivity":
            width += 2
        dashes = ' stroke-dasharray="6 4"' if node.triggered_by_event else ""
        shown = _rect(b, fill, stroke, width, 8, dashes)
        name, middle = self._name(node.id, node.name), b.x + b.width / 2
        if frame:
            shown += _text((name,), b.x + 14, b.y + 20, 12, "start", "bold")
        else:
            icon = symbols.TASKS.get(node.type, "")
            shown += _at(b.x + 14, b.y + 14, icon)
            shown += self._caption(node, name, b)
        shown += _at(middle, b.y + b.height - 10, self._marker(node, frame))
        heat = self.marks.heat.get(node.id)
        if heat is not None:
            bar = Bounds(b.x + 6, b.y + b.height - 6, (b.width - 12) * heat, 3)
            shown += _rect(bar, INK, "none")
        return shown

    def _caption(self, node: Node, name: str, b: Bounds) -> str:
        """The name inside an activity, clear of its symbol and its marker."""
        top = 22.0 if node.type in symbols.TASKS else 4.0
        foot = 18.0 if self._marker(node, False) else 4.0
        size = 12
        lines = wrap(name, b.width - 10, 12)
        if len(lines) * 12 * LINE > b.height - top - foot:
            size = 11
            most = int((b.height - top - foot + 4) / (11 * LINE))
            lines = wrap(name, b.width - 8, 11, max(2, most))
        high = len(lines) * size * LINE
        middle = (b.height - high) / 2
        down = min(max(middle, top), b.height - foot - high + 3)
        if len(lines) <= 2 and high < b.height - 2 * top:
            down = middle
        return _text(lines, b.x + b.width / 2, b.y + down + size, size)

    def _marker(self, node: Node, frame: bool) -> str:
        if node.multi:
            kind = "sequential" if node.multi.sequential else "parallel"
            return symbols.MARKERS["loop" if node.multi.standard_loop else kind]
        collapsed = node.type in CONTAINERS or node.type == "callActivity"
        return symbols.MARKERS["collapsed"] if collapsed and not frame else ""

    def _badges(self, node: Node, b: Bounds, states: list[str]) -> str:
        shown, x, y = "", b.x + b.width - 6, b.y + 2
        if node.type.endswith("Gateway"):
            x, y = b.x + b.width - 10, b.y + 10
        elif node.type.endswith("Event"):
            x, y = b.x + b.width - 4, b.y + 5
        for state in reversed(states):
            count = self.marks.current.get(node.id, 0)
            badge = symbols.token(count) if state == "open" else symbols.BADGES[state]
            shown += _at(x, y, badge)
            x -= 22
        return shown

    # -- flows and labels

    def _flow(self, flow: Flow) -> str:
        points = self.diagram.edges.get(flow.id)
        if not points or len(points) < 2:
            return ""
        taken = flow.id in self.marks.flows
        colour, width = (DONE, 2.6) if taken else (_QUIET, 1.4)
        tip = _arrow(points[-2], points[-1], 11 if taken else 9)
        line = f'<path d="{_rounded(points)}" fill="none" stroke="{colour}" '
        line += f'stroke-width="{width}"/><path d="{tip}" fill="{colour}"/>'
        source = self.diagram.nodes.get(flow.source)
        if source and source.default == flow.id and len(source.outgoing) > 1:
            line += (
                f'<path d="{_slash(points)}" stroke="{colour}" stroke-width="1.600"/>'
            )
        return line

    def _labels(self) -> Iterator[str]:
        things = [(n.id, n.name, INK) for n in self.diagram.nodes.values()]
        flows = self.diagram.flows.values()
        for key, name, colour in [*things, *((f.id, f.name, "#33404d") for f in flows)]:
            b = self.diagram.labels.get(key)
            name = self._name(key, name)
            if b is None or not name:
                continue
            lines = wrap(name, max(b.width, 30) + 2, 11)
            x = b.x + b.width / 2
            yield _text(lines, x, b.y + 10.5, 11, fill=colour)


def _n(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".") if value % 1 else str(int(value))


def _at(x: float, y: float, body: str) -> str:
    return f'<g transform="translate({_n(x)} {_n(y)})">{body}</g>' if body else ""


def _rect(
    b: Bounds, fill: str, stroke: str, width: float = 1, round_: int = 0, more: str = ""
) -> str:
    corner = f' rx="{round_}"' if round_ else ""
    return (
        f'<rect x="{_n(b.x)}" y="{_n(b.y)}" width="{_n(b.width)}" '
        f'height="{_n(b.height)}"{corner} fill="{fill}" stroke="{stroke}" '
        f'stroke-width="{_n(width)}"{more}/>'
    )


def _circle(
    x: float, y: float, r: float, fill: str, stroke: str, width: float, more: str
) -> str:
    return (
        f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(r)}" fill="{fill}" '
        f'stroke="{stroke}" stroke-width="{_n(width)}"{more}/>'
    )


def _text(
    lines: tuple[str, ...],
    x: float,
    y: float,
    size: int,
    anchor: str = "middle",
    weight: str = "normal",
    fill: str = INK,
) -> str:
    if not lines:
        return ""
    bold = f' font-weight="{weight}"' if weight != "normal" else ""
    spans = "".join(
        f'<tspan x="{_n(x)}" y="{_n(y + n * size * LINE)}">{escape(line)}</tspan>'
        for n, line in enumerate(lines)
    )
    return (
        f'<text font-size="{size}" text-anchor="{anchor}" fill="{fill}"{bold}>'
        f"{spans}</text>"
    )


def _rounded(points: tuple[tuple[float, float], ...]) -> str:
    """A line with round corners, so that crossings and bends differ at a glance."""
    d = f"M{_n(points[0][0])} {_n(points[0][1])}"
    for before, at, after in zip(points, points[1:], points[2:], strict=False):
        first, last = _toward(at, before, _CORNER), _toward(at, after, _CORNER)
        d += f"L{_n(first[0])} {_n(first[1])}Q{_n(at[0])} {_n(at[1])}"
        d += f" {_n(last[0])} {_n(last[1])}"
    return d + f"L{_n(points[-1][0])} {_n(points[-1][1])}"


def _toward(
    a: tuple[float, float], b: tuple[float, float], most: float
) -> tuple[float, float]:
    length = max(abs(b[0] - a[0]) + abs(b[1] - a[1]), 0.001)
    part = min(most, length / 2) / length
    return a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part


def _direction(a: tuple[float, float], b: tuple[float, float]) -> tuple[float, float]:
    length = max(((b[0] - a[0]) ** 2 + (b[1] - a[1]) ** 2) ** 0.5, 0.001)
    return (b[0] - a[0]) / length, (b[1] - a[1]) / length


def _arrow(a: tuple[float, float], b: tuple[float, float], size: float) -> str:
    dx, dy = _direction(a, b)
    x, y, half = b[0] - dx * size, b[1] - dy * size, size * 0.45
    return (
        f"M{_n(b[0])} {_n(b[1])}L{_n(x - dy * half)} {_n(y + dx * half)}"
        f"L{_n(x + dy * half)} {_n(y - dx * half)}z"
    )


def _slash(points: tuple[tuple[float, float], ...]) -> str:
    """The mark of a default flow, near its start."""
    dx, dy = _direction(points[0], points[1])
    x, y = points[0][0] + dx * 10, points[0][1] + dy * 10
    a, b = x - 3 * dx - 5 * dy, y - 3 * dy + 5 * dx
    return f"M{_n(a)} {_n(b)}L{_n(2 * x - a)} {_n(2 * y - b)}"
