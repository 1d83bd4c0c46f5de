"""Charts as SVG, drawn here: bars, and a timeline with lanes.

They are pictures of a table that stands beside them; nothing is said by colour alone.
No style sheet is needed, so that the same picture stands on a page and in a PDF.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, LABEL, VALUE = 480, 170, 44
ROW, BAR = 24, 14
#: Even the shortest bar is seen, so wide a part of the scale.
NARROW = 0.006
FONT = 'font-family="Open Sans, Arial, sans-serif"'
INK, SOFT, LINE = "#1a1a1a", "#4d4d4d", "#cccccc"
BLUE, RED, AMBER, GREEN, GREY = "#0066cc", "#b30000", "#a86500", "#118847", "#767676"


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a bar chart."""

    label: str
    value: int
    colour: str = BLUE


@dataclass(frozen=True, slots=True)
class Span:
    """One bar of a timeline, in parts of its whole width from 0 to 1."""

    label: str
    starts: float
    ends: float
    colour: str = BLUE
    framed: bool = False


@dataclass(frozen=True, slots=True)
class Lane:
    """The bars of one lane, the earliest first."""

    label: str
    spans: Sequence[Span]


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of a timeline's scale."""

    label: str
    at: float


def bars(title: str, rows: Sequence[Bar]) -> str:
    """A bar for each row, the value behind it."""
    most = max((row.value for row in rows), default=0) or 1
    room, height = WIDTH - LABEL - VALUE, max(1, len(rows)) * ROW
    parts = [_open(title, WIDTH, height)]
    for number, row in enumerate(rows):
        middle = number * ROW + ROW / 2
        width = max(2.0, room * row.value / most) if row.value else 0
        parts += (
            _text(LABEL - 8, middle + 4, _cut(row.label, 26), "end"),
            (
                f'<rect x="{LABEL}" y="{middle - BAR / 2:g}" width="{width:.1f}" '
                f'height="{BAR}" rx="2" fill="{row.colour}"/>'
            ),
            _text(LABEL + width + 6, middle + 4, f"{row.value:,}"),
        )
    return "".join((*parts, "</svg>"))


def timeline(
    title: str, lanes: Sequence[Lane], ticks: Sequence[Tick], shut: Sequence[Span] = ()
) -> str:
    """A lane for each name; bars that overlap lie in rows below each other."""
    width, head, room = 1040, 26, 1040 - LABEL - 10
    stacked = [(lane, _stacked(lane.spans)) for lane in lanes]
    height = head + sum(max(1, len(rows)) * 18 + 8 for _, rows in stacked)
    parts = [_open(title, width, height)]
    for span in shut:
        x, wide = LABEL + room * span.starts, room * (span.ends - span.starts)
        parts.append(
            f'<rect x="{x:.1f}" y="{head}" width="{max(wide, 2):.1f}" '
            f'height="{height - head}" fill="#e4e6e8"/>'
        )
    for tick in ticks:
        x = LABEL + room * tick.at
        parts += (
            f'<path d="M{x:.1f} {head - 6}V{height}" stroke="{LINE}"/>',
            _text(x + 3, 14, tick.label, colour=SOFT),
        )
    y = head
    for lane, rows in stacked:
        parts.append(f'<path d="M0 {y}H{width}" stroke="{LINE}"/>')
        parts.append(_text(4, y + 18, _cut(lane.label, 26)))
        for number, row in enumerate(rows):
            parts += (_span(span, y + 6 + number * 18, room) for span in row)
        y += max(1, len(rows)) * 18 + 8
    return "".join((*parts, "</svg>"))


def _stacked(spans: Sequence[Span]) -> list[list[Span]]:
    """The bars in as few rows as let none cover another."""
    rows: list[list[Span]] = []
    for span in sorted(spans, key=lambda each: each.starts):
        free = next((row for row in rows if row[-1].ends + NARROW <= span.starts), None)
        if free is None:
            rows.append([span])
        else:
            free.append(span)
    return rows


def _span(span: Span, y: float, room: float) -> str:
    x, width = LABEL + room * span.starts, room * (span.ends - span.starts)
    frame = f' stroke="{INK}" stroke-width="2"' if span.framed else ""
    return (
        f'<rect x="{x:.1f}" y="{y}" width="{max(width, 5):.1f}" height="12" rx="2" '
        f'fill="{span.colour}"{frame}><title>{escape(span.label)}</title></rect>'
    )


def _open(title: str, width: int, height: int) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img" {FONT} font-size="12.5">'
        f"<title>{escape(title)}</title>"
    )


def _text(
    x: float, y: float, text: str, anchor: str = "start", colour: str = INK
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:g}" text-anchor="{anchor}" fill="{colour}">'
        f"{escape(text)}</text>"
    )


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
