"""Process health drawn: the diagram tinted by heat, and how a measure went by month.

Tints are never alone: each step carries its figure, and a table stands beside.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from html import escape

from engine.drawing.figures import HEAT
from engine.model import Diagram
from engine.svg import Marks, svg
from tasks.oversight.instances import names_in
from tasks.reports.health.report import TINTS, StepLine, bounds_of, tints
from tasks.reports.health.wording import heat_said, word

_BAR, _GAP, _HIGH = 10, 3, 28
_GREY, _BLUE = "#767676", "#0066cc"


def heat_map(
    diagram: Diagram,
    steps: Sequence[StepLine],
    by: str,
    language: str,
    names: Mapping[str, str] | None = None,
) -> str:
    """The diagram with the heat of its steps."""
    tinted = tints(steps, by)
    heat = {step: (tint - 0.5) / TINTS for step, tint in tinted.items()}
    figures = {
        line.step_id: heat_said(by, line.heat(by), language)
        for line in steps
        if line.step_id in tinted
    }
    title = f"{word('map', language)} {word(by, language).lower()}"
    if names is None:
        names = {} if language == "en" else names_in(diagram, language)
    return svg(diagram, Marks(heat=heat, figures=figures), title=title, names=names)


def legend(
    steps: Sequence[StepLine], by: str, language: str
) -> list[tuple[str, str, str]]:
    """The tints: number, colour, and what they stand for; none without any heat."""
    if not tints(steps, by):
        return []
    bounds = enumerate(bounds_of(steps, by))
    return [
        (
            str(tint + 1),
            HEAT[tint],
            f"{heat_said(by, low, language)} – {heat_said(by, high, language)}"
            if tint
            else f"≤ {heat_said(by, high, language)}",
        )
        for tint, (low, high) in bounds
    ]


def trend(title: str, months: Sequence[tuple[date, float | None]]) -> str:
    """A small bar for each month; a month without data is a dot on the line."""
    highest = max((value for _, value in months if value), default=0.0) or 1.0
    width = max(1, len(months)) * (_BAR + _GAP)
    drawn = "".join(
        _month(place * (_BAR + _GAP), value, highest)
        for place, (_, value) in enumerate(months)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {_HIGH + 2}" '
        f'width="{width}" height="{_HIGH + 2}" role="img" '
        f'aria-label="{escape(title)}"><path d="M0 {_HIGH + 0.5}H{width}" '
        f'stroke="{_GREY}"/>{drawn}</svg>'
    )


def _month(x: int, value: float | None, highest: float) -> str:
    if value is None:
        middle = x + _BAR / 2
        return f'<circle cx="{middle:g}" cy="{_HIGH - 2}" r="1.5" fill="{_GREY}"/>'
    high = max(1.0, (_HIGH - 2) * value / highest)
    return (
        f'<rect x="{x}" y="{_HIGH - high:.1f}" width="{_BAR}" '
        f'height="{high:.1f}" fill="{_BLUE}"/>'
    )
