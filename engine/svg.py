"""A process as a picture: SVG written from the drawing in the file.

No style element or attribute, so that it works inline under a strict content security
policy as well as in a file, a mail or a PDF.  State is never told by colour alone: a
token is a disc with a number, done has a check mark, late a clock, failed a warning.
"""

from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

from engine.drawing.arrows import arrow
from engine.drawing.figures import Figure
from engine.drawing.lettering import LINE, text_width, wrap
from engine.drawing.strokes import INK, PAPER, at, number, rectangle, text
from engine.drawing.symbols import BAND, BORDER, QUIET, STRIP
from engine.model import Bounds, Diagram, Flow, Node

_FONT = "Arial, Helvetica, Liberation Sans, sans-serif"
_MARGIN, _HEADER, _AGAIN, _LONG = 12.0, 30.0, 1500, 2400.0
ENGLISH = {
    word: word
    for word in ("done", "open", "late", "failed", "added", "removed", "changed")
}


@dataclass(frozen=True, slots=True)
class Marks:
    """What an instance (or many) has done with the diagram.

    ``current``: number of tokens at a node; ``flows``: the flows that were taken;
    ``heat``: 0 … 1, shown as a tint and a bar, with the number behind it in
    ``figures``.  ``added``, ``removed`` and ``changed``
    tell one version from another, nodes and flows alike.
    """

    done: Set[str] = frozenset()
    current: Mapping[str, int] = field(default_factory=dict)
    late: Set[str] = frozenset()
    failed: Set[str] = frozenset()
    flows: Set[str] = frozenset()
    heat: Mapping[str, float] = field(default_factory=dict)
    figures: Mapping[str, str] = field(default_factory=dict)
    added: Set[str] = frozenset()
    removed: Set[str] = frozenset()
    changed: Set[str] = frozenset()

    def states(self, node_id: str) -> list[str]:
        """The words that hold for a node, worst first."""
        sets = (
            *(("failed", self.failed), ("late", self.late)),
            *(("added", self.added), ("removed", self.removed)),
            ("changed", self.changed),
        )
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

    ``names`` replaces names of nodes and flows (by id) and lanes (by name), for
    translations; ``words`` are the states in the reader's language; ``links`` gives
    the page of a node, None where there is none.
    """
    picture = _Picture(diagram, marks, links, names or {}, words)
    return "".join((*picture.head(title, description), *picture.body(), "</svg>"))


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
        self.figures = [
            Figure(
                node=node,
                bounds=diagram.shapes[node.id],
                name=self._name(node.id, node.name),
                states=tuple(marks.states(node.id)),
                tokens=marks.current.get(node.id, 0),
                heat=marks.heat.get(node.id),
                said=marks.figures.get(node.id, ""),
            )
            for node in diagram.nodes.values()
            if node.id in diagram.shapes
        ]

        self.obstacles = list(self._obstacles())

    def _name(self, key: str, default: str) -> str:
        return self.names.get(key) or default

    def head(self, title: str, description: str) -> Iterator[str]:
        """The root element, and what it is in words."""
        x, y, width, height = self._extent()
        role = "group" if self.links else "img"
        name = f"picture-{self.diagram.process_id}"
        told = f"{name}-title {name}-desc" if description else f"{name}-title"
        yield (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{number(x)} {number(y)} '
            f'{number(width)} {number(height)}" width="{number(width)}" '
            f'height="{number(height)}" role="{role}" '
            f"aria-labelledby={quoteattr(told)} "
            f'font-family="{_FONT}" font-size="12" text-anchor="middle" fill="{INK}">'
        )
        yield f"<title id={quoteattr(f'{name}-title')}>{escape(title)}</title>"
        if description:
            yield f"<desc id={quoteattr(f'{name}-desc')}>{escape(description)}</desc>"

    def _extent(self) -> tuple[float, float, float, float]:
        d = self.diagram
        boxes = [*d.shapes.values(), *d.labels.values()]
        points = [p for edge in d.edges.values() for p in edge]
        points += [(b.x, b.y) for b in boxes]
        points += [(b.x + b.width, b.y + b.height) for b in boxes]
        xs, ys = [p[0] for p in points] or [0.0], [p[1] for p in points] or [0.0]
        left, top = min(xs) - _MARGIN, min(ys) - _MARGIN
        return left, top, max(xs) + _MARGIN - left, max(ys) + _MARGIN - top

    def body(self) -> Iterator[str]:
        """Lanes, frames, flows, nodes, boundary events, labels: one over the other."""
        yield from self._lanes()
        frames = [f for f in self.figures if f.is_frame]
        on_border = [f for f in self.figures if f.node.attached_to]
        others = [f for f in self.figures if not f.is_frame and not f.node.attached_to]
        yield from map(self._node, frames)
        yield from self._flows()
        yield from map(self._node, (*others, *on_border))
        yield from self._labels()

    # -- lanes

    def _lanes(self) -> Iterator[str]:
        drawn = [
            (lane, self.diagram.shapes[lane.id])
            for lane in self.diagram.lanes
            if lane.id in self.diagram.shapes
        ]
        for n, (lane, b) in enumerate(drawn):
            name = self._name(lane.name, lane.name.replace("_", " "))
            yield rectangle(b, BAND if n % 2 else PAPER, BORDER)
            yield from self._upright(name, Bounds(b.x, b.y, _HEADER, b.height))
            yield from self._again(name, b)
        if drawn:
            top = min(b.y for _, b in drawn)
            height = max(b.y + b.height for _, b in drawn) - top
            left = min(b.x for _, b in drawn) - _HEADER
            name = self._name(self.diagram.process_id, self.diagram.name)
            yield from self._upright(name, Bounds(left, top, _HEADER, height))

    def _upright(self, name: str, b: Bounds) -> Iterator[str]:
        yield rectangle(b, STRIP, BORDER)
        lines = wrap(name, b.height - 8, 11, 2)
        written = text(lines, 0, 4 - 6.9 * (len(lines) - 1), 11)
        turned = f'<g transform="rotate(-90)">{written}</g>'
        yield at(b.x + b.width / 2, b.y + b.height / 2, turned)

    def _again(self, name: str, lane: Bounds) -> Iterator[str]:
        """A long lane's name once more wherever there is room, for who has scrolled."""
        if lane.width < _LONG:
            return
        strip = Bounds(lane.x, lane.y, lane.width, 20)
        near = [b for b in self.obstacles if _touch(b, strip)]
        width = text_width(name, 11)
        for start in range(_AGAIN, int(lane.width) - _AGAIN // 3, _AGAIN):
            for shift in range(0, _AGAIN // 2, 50):
                left = lane.x + start + shift
                if not any(
                    _touch(b, Bounds(left - 4, lane.y, width + 8, 20)) for b in near
                ):
                    line = text(
                        (name,), left, lane.y + 14, 11, anchor="start", fill=QUIET
                    )
                    yield f'<g aria-hidden="true">{line}</g>'
                    break

    def _obstacles(self) -> Iterator[Bounds]:
        """What a lane's name must not lie on: nodes, labels, flows."""
        yield from (f.bounds for f in self.figures)
        yield from self.diagram.labels.values()
        for points in self.diagram.edges.values():
            for (x1, y1), (x2, y2) in pairwise(points):
                yield Bounds(min(x1, x2), min(y1, y2), abs(x2 - x1), abs(y2 - y1))

    # -- nodes, flows, labels

    def _node(self, figure: Figure) -> str:
        states = (self.words.get(state, state) for state in figure.states)
        told = ", ".join((figure.name or figure.node.id, *states))
        body = f"<title>{escape(told)}</title>{figure.draw()}"
        href = self.links(figure.node.id) if self.links else None
        if href:
            return f"<a href={quoteattr(href)}>{body}</a>"
        return f"<g>{body}</g>"

    def _flows(self) -> Iterator[str]:
        # Taken flows last, so that they lie over the others.
        flows = self.diagram.flows.values()
        for flow in sorted(flows, key=lambda f: f.id in self.marks.flows):
            points = self.diagram.edges.get(flow.id, ())
            source = self.diagram.nodes.get(flow.source)
            if len(points) > 1 and source:
                default = source.default == flow.id and len(source.outgoing) > 1
                states = self.marks.states(flow.id)
                taken = flow.id in self.marks.flows
                state = states[0] if states else ""
                drawn = arrow(points, taken=taken, default=default, state=state)
                word = escape(self.words.get(state, state))
                yield f"<g><title>{word}</title>{drawn}</g>" if state else drawn

    def _labels(self) -> Iterator[str]:
        things: list[Node | Flow] = [*self.diagram.nodes.values()]
        things += self.diagram.flows.values()
        for thing in things:
            b = self.diagram.labels.get(thing.id)
            name = self._name(thing.id, thing.name)
            if b and name:
                # Another language's words may be longer than the box that was drawn.
                longest = max((text_width(w, 11) for w in name.split()), default=0)
                lines = wrap(name, max(b.width + 2, 32, longest), 11)
                more = len(lines) * 11 * LINE - b.height
                up = more if more > 0 and self._stands_over(thing, b) else 0
                yield text(lines, b.x + b.width / 2, b.y + 10.5 - up, 11)

    def _stands_over(self, thing: Node | Flow, label: Bounds) -> bool:
        """Whether a label stands on top of its figure: it then grows upwards."""
        shape = self.diagram.shapes.get(thing.id)
        return shape is not None and label.y + label.height <= shape.y


def _touch(a: Bounds, b: Bounds) -> bool:
    return (
        a.x <= b.x + b.width
        and b.x <= a.x + a.width
        and a.y <= b.y + b.height
        and b.y <= a.y + a.height
    )
