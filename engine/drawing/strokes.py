"""SVG elements as text: rectangles, circles, lines of text, in attributes only."""

from xml.sax.saxutils import escape

from engine.drawing.lettering import LINE
from engine.model import Bounds

INK, PAPER = "#1a1a1a", "#ffffff"


def number(value: float) -> str:
    """As short as it can be; a tenth of a pixel is exact enough."""
    return f"{value:.1f}".rstrip("0").rstrip(".") if value % 1 else str(int(value))


def at(x: float, y: float, body: str) -> str:
    """Something drawn about its own middle, put at a place."""
    return (
        f'<g transform="translate({number(x)} {number(y)})">{body}</g>' if body else ""
    )


def rectangle(
    b: Bounds, fill: str, stroke: str, width: float = 1, round_: int = 0, more: str = ""
) -> str:
    """A rectangle, with round corners if asked for."""
    corner = f' rx="{round_}"' if round_ else ""
    return (
        f'<rect x="{number(b.x)}" y="{number(b.y)}" width="{number(b.width)}" '
        f'height="{number(b.height)}"{corner} fill="{fill}" stroke="{stroke}" '
        f'stroke-width="{number(width)}"{more}/>'
    )


def circle(
    x: float, y: float, r: float, fill: str, stroke: str, width: float, more: str = ""
) -> str:
    """A circle."""
    return (
        f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(r)}" fill="{fill}" '
        f'stroke="{stroke}" stroke-width="{number(width)}"{more}/>'
    )


def text(
    lines: tuple[str, ...],
    x: float,
    y: float,
    size: int,
    *,
    anchor: str = "middle",
    weight: str = "",
    fill: str = INK,
) -> str:
    """Lines of text; ``y`` is the base of the first one."""
    if not lines:
        return ""
    places = ((number(y + n * size * LINE), line) for n, line in enumerate(lines))
    spans = "".join(
        f'<tspan x="{number(x)}" y="{top}">{escape(line)}</tspan>'
        for top, line in places
    )
    # What the root element says already is left out: these are most of a picture.
    about = {
        "font-size": "" if size == 12 else str(size),
        "text-anchor": "" if anchor == "middle" else anchor,
        "font-weight": weight,
        "fill": "" if fill == INK else fill,
    }
    said = "".join(f' {key}="{value}"' for key, value in about.items() if value)
    return f"<text{said}>{spans}</text>"
