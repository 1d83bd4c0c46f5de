"""A node as a figure of BPMN with its name, symbols and state.

Source: BPMN 2.0.2, chapters 10 and 13; the badges of a state are ours.
"""

from dataclasses import dataclass

from engine.drawing import symbols
from engine.drawing.lettering import LINE, text_width, wrap
from engine.drawing.strokes import INK, PAPER, at, circle, number, rectangle, text
from engine.drawing.symbols import DONE, FAILED, LATE, OPEN
from engine.model import CONTAINERS, Bounds, Node

#: From cool to hot; the ink stays readable on each.
HEAT = ("#fff3d6", "#ffe0a3", "#ffc670", "#f9a750", "#f28b30")
_STATES = {
    "failed": ("#fdecee", FAILED, 3.0),
    "late": ("#fff4e0", LATE, 3.0),
    "open": ("#e3effc", OPEN, 3.0),
    "done": ("#eaf5ed", DONE, 1.8),
    "added": ("#eaf5ed", DONE, 3.0),
    "removed": ("#fdecee", FAILED, 3.0),
    "changed": ("#e3effc", OPEN, 3.0),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A node with its place, its shown name, and the states that hold, worst first."""

    node: Node
    bounds: Bounds
    name: str
    states: tuple[str, ...]
    tokens: int
    heat: float | None
    #: The number behind the heat, as text.
    said: str = ""

    @property
    def is_frame(self) -> bool:
        """An open subprocess, which holds other nodes."""
        return self.node.type in CONTAINERS and self.bounds.height > 100

    @property
    def middle(self) -> tuple[float, float]:
        b = self.bounds
        return b.x + b.width / 2, b.y + b.height / 2

    def draw(self) -> str:
        """The figure, without what it links to."""
        if self.node.type.endswith("Event"):
            shape = _event(self)
        elif self.node.type.endswith("Gateway"):
            shape = _gateway(self)
        else:
            shape = _activity(self)
        return shape + _badges(self) + _said(self)

    def colours(self) -> tuple[str, str, float]:
        """Fill, stroke, and width of the stroke."""
        if self.heat is not None:
            return HEAT[min(4, max(0, int(self.heat * 5)))], INK, 1.5
        if self.states:
            return _STATES[self.states[0]]
        return (symbols.FRAME if self.is_frame else PAPER), INK, 1.5


def _event(figure: Figure) -> str:
    node, (x, y) = figure.node, figure.middle
    fill, stroke, width = figure.colours()
    dashes = "" if node.interrupting else ' stroke-dasharray="5 3"'
    radius = figure.bounds.width / 2
    ring = 3.5 if node.type == "endEvent" else width
    shown = circle(x, y, radius, fill, stroke, ring, dashes)
    if node.type.startswith("intermediate") or node.type == "boundaryEvent":
        shown += circle(x, y, radius - 3.5, "none", stroke, 1.2, dashes)
    if node.events:
        kind = node.events[0].kind if len(node.events) == 1 else "several"
        thrown = node.type in ("endEvent", "intermediateThrowEvent")
        shown += at(x, y, symbols.event(kind, thrown=thrown))
    return shown


def _gateway(figure: Figure) -> str:
    fill, stroke, width = figure.colours()
    b, half = figure.bounds, number(figure.bounds.width / 2)
    d = f"M{number(figure.middle[0])} {number(b.y)}l{half} {half}-{half} {half}"
    symbol = symbols.GATEWAYS.get(figure.node.type, "")
    return (
        f'<path d="{d}-{half}-{half}z" fill="{fill}" stroke="{stroke}" '
        f'stroke-width="{number(width)}"/>{at(*figure.middle, symbol)}'
    )


def _activity(figure: Figure) -> str:
    node, b = figure.node, figure.bounds
    fill, stroke, width = figure.colours()
    thicker = 2 if node.type == "callActivity" else 0
    dashes = ' stroke-dasharray="6 4"' if node.triggered_by_event else ""
    shown = rectangle(b, fill, stroke, width + thicker, 8, dashes)
    if figure.is_frame:
        title = wrap(figure.name, b.width - 40, 12, 1)
        shown += text(title, b.x + 14, b.y + 20, 12, anchor="start", weight="bold")
    else:
        shown += at(b.x + 14, b.y + 14, symbols.TASKS.get(node.type, ""))
        shown += _caption(figure)
    shown += at(figure.middle[0], b.y + b.height - 10, _marker(figure))
    if figure.heat is not None:
        bar = Bounds(b.x + 6, b.y + b.height - 6, (b.width - 12) * figure.heat, 3)
        shown += rectangle(bar, INK, "none")
    return shown


def _caption(figure: Figure) -> str:
    """The name inside an activity, clear of its symbol and its marker."""
    b = figure.bounds
    top = 22.0 if figure.node.type in symbols.TASKS else 4.0
    foot = 18.0 if _marker(figure) else 4.0
    size, room = 12, b.height - top - foot
    lines = wrap(figure.name, b.width - 10, size)
    if len(lines) * size * LINE > room:
        size = 11
        most = max(2, int((room + 4) / (size * LINE)))
        lines = wrap(figure.name, b.width - 8, size, most)
    high = len(lines) * size * LINE
    down = (b.height - high) / 2
    if len(lines) > 2 or high > b.height - 2 * top:
        down = min(max(down, top), b.height - foot - high + 3)
    return text(lines, figure.middle[0], b.y + down + size, size)


def _marker(figure: Figure) -> str:
    multi = figure.node.multi
    if multi:
        kind = "sequential" if multi.sequential else "parallel"
        return symbols.MARKERS["loop" if multi.standard_loop else kind]
    holds = figure.node.type in CONTAINERS or figure.node.type == "callActivity"
    return symbols.MARKERS["collapsed"] if holds and not figure.is_frame else ""


def _said(figure: Figure) -> str:
    """The number behind the heat, on a plate over the upper edge."""
    if not figure.said:
        return ""
    b, width = figure.bounds, text_width(figure.said, 11) + 10
    plate = Bounds(b.x + b.width - width - 4, b.y - 9, width, 18)
    middle = plate.x + width / 2
    written = text((figure.said,), middle, plate.y + 13, 11, weight="bold")
    return rectangle(plate, PAPER, INK, 1, 4) + written


def _badges(figure: Figure) -> str:
    """The states as signs on the upper right, the worst one leftmost."""
    b = figure.bounds
    inward, down = 6.0, 2.0
    if figure.node.type.endswith("Gateway"):
        inward, down = 10.0, 10.0
    elif figure.node.type.endswith("Event"):
        inward, down = 4.0, 5.0
    x, y, shown = b.x + b.width - inward, b.y + down, ""
    for state in reversed(figure.states):
        badge = symbols.BADGES.get(state) or symbols.token(figure.tokens)
        shown += at(x, y, badge)
        x -= 22
    return shown
