"""The small symbols of BPMN: task types, gateways, events, markers, and our badges.

Each is a few SVG elements about its own middle (0, 0), in presentation attributes only:
a strict content security policy forbids style elements and style attributes.
Source: BPMN 2.0.2, figures of chapters 10 and 13; badges are ours.
"""

from engine.drawing.strokes import INK, PAPER

DONE, OPEN, LATE, FAILED = "#1e6b34", "#0b4f94", "#a15c00", "#b00020"
QUIET, STRIP, BAND, FRAME, BORDER = (
    "#5c6670",
    "#e9eef3",
    "#f7f9fb",
    "#fcfdfe",
    "#9aa5b1",
)


def _line(d: str, fill: str = "none", width: str = "1.3") -> str:
    return (
        f'<path d="{d}" fill="{fill}" stroke="{INK}" stroke-width="{width}" '
        'stroke-linejoin="round"/>'
    )


_ENVELOPE = "M-8-5.5h16v11h-16z"
_GEAR = (
    "M-1.4-7h2.8l.5 2 1.7.7 1.8-1.1 2 2-1.1 1.8.7 1.7 2 .5v2.8l-2 .5-.7 1.7 1.1 1.8"
    "-2 2-1.8-1.1-1.7.7-.5 2h-2.8l-.5-2-1.7-.7-1.8 1.1-2-2 1.1-1.8-.7-1.7-2-.5v-2.8"
    "l2-.5.7-1.7-1.1-1.8 2-2 1.8 1.1 1.7-.7z"
)
TASKS = {
    "userTask": _line("M-7 8v-3.5q0-4 4.5-4.5h5q4.5.5 4.5 4.5v3.5z")
    + f'<circle cx="0" cy="-4" r="3.9" fill="{PAPER}" stroke="{INK}" '
    'stroke-width="1.3"/>',
    "manualTask": _line("M-8-2h6l3-3 2 1.5-2 2.5h7v2h-5h5v2h-5h4v2h-10q-4 0-5-2z"),
    "serviceTask": f'<g transform="scale(.86) translate(0-2)">{_line(_GEAR)}</g>'
    f'<circle cx="0" cy=".2" r="2.3" fill="none" stroke="{INK}" stroke-width="1.2"/>',
    "scriptTask": _line(
        "M-4-7h9q-5 3.5-1 7t-1 7h-9q5-3.5 1-7t1-7zM-4-3h5M-2 0h5M-2 3h5"
    ),
    "sendTask": _line(_ENVELOPE, INK)
    + f'<path d="M-8-5.5l8 6 8-6" fill="none" stroke="{PAPER}" stroke-width="1.3"/>',
    "receiveTask": _line(f"{_ENVELOPE}l8 6 8-6"),
    "businessRuleTask": _line("M-8-6h16v12h-16zM-8-2.5h16M-8 2h16M-3-2.5v8.5"),
}
GATEWAYS = {
    "exclusiveGateway": _line("M-7-8L7 8M7-8L-7 8", width="3.5"),
    "parallelGateway": _line("M-12 0H12M0-12V12", width="3.5"),
    "inclusiveGateway": f'<circle r="11" fill="none" stroke="{INK}" stroke-width="3"/>',
    "complexGateway": _line("M-11 0H11M0-11V11M-8-8L8 8M8-8L-8 8", width="3"),
    "eventBasedGateway": f'<circle r="13" fill="none" stroke="{INK}"/>'
    f'<circle r="10.5" fill="none" stroke="{INK}"/>'
    + _line("M0-7L6.7-2.2 4.1 5.7H-4.1L-6.7-2.2z"),
}
_CLOCK = f'<circle r="10" fill="{PAPER}" stroke="{INK}" stroke-width="1.3"/>' + _line(
    "M0-7V0L4.5 3M0-10v2.5M0 10v-2.5M-10 0h2.5M10 0h-2.5"
)


def event(kind: str, *, thrown: bool) -> str:
    """The symbol inside an event's circle; thrown ones are filled."""
    fill = INK if thrown else "none"
    flap = PAPER if thrown else INK
    symbols = {
        "timer": _CLOCK,
        "message": _line("M-9-6h18v12h-18z", fill)
        + f'<path d="M-9-6l9 7 9-7" fill="none" stroke="{flap}" stroke-width="1.3"/>',
        "signal": _line("M0-9L9 6.5H-9z", fill),
        "terminate": f'<circle r="10" fill="{INK}"/>',
        "error": _line("M-8 8l4-14 7 8 5-10-4 15-7-8z", fill),
        "escalation": _line("M0-9l7 16-7-6-7 6z", fill),
        "conditional": _line("M-7-9h14v18h-14zM-4-5h8M-4-1.5h8M-4 2h8M-4 5.5h8"),
        "compensate": _line("M-1-7v14l-8-7zM8-7v14l-8-7z", fill),
        "cancel": _line("M-8-5l3-3 5 5 5-5 3 3-5 5 5 5-3 3-5-5-5 5-3-3 5-5z", fill),
        "link": _line("M-9-4h9v-5l9 9-9 9v-5h-9z", fill),
    }
    return symbols.get(kind, _line("M0-9L8.6-2.8 5.3 7.3H-5.3L-8.6-2.8z", fill))


MARKERS = {
    "parallel": _line("M-5-6v12M0-6v12M5-6v12", width="2.5"),
    "sequential": _line("M-6-5h12M-6 0h12M-6 5h12", width="2.5"),
    "loop": _line("M-3 6A6 6 0 1 1 3 6M-7 6h4.5v-4.5"),
    "collapsed": _line("M-7-7h14v14h-14zM-4 0h8M0-4v8"),
}


def token(count: int) -> str:
    """A filled circle: somebody is at work here; the number says how many."""
    shown = str(count) if count < 100 else "99+"
    return (
        f'<circle r="10" fill="{OPEN}" stroke="{PAPER}" stroke-width="2"/>'
        f'<text y="4" font-size="11" font-weight="bold" fill="{PAPER}">'
        f"{shown}</text>"
    )


def _badge(colour: str, d: str, ring: str = "") -> str:
    return (
        f'<circle r="9" fill="{colour}" stroke="{PAPER}" stroke-width="2"/>{ring}'
        f'<path d="{d}" fill="none" stroke="{PAPER}" stroke-width="2" '
        'stroke-linecap="round" stroke-linejoin="round"/>'
    )


BADGES = {
    "done": _badge(DONE, "M-4 .5L-1 3.5 4.5-3"),
    "late": _badge(
        LATE, "M0-3V0L2.5 1.5", f'<circle r="5.5" fill="none" stroke="{PAPER}"/>'
    ),
    "added": _badge(DONE, "M-4.5 0H4.5M0-4.5V4.5"),
    "removed": _badge(FAILED, "M-4.5 0H4.5"),
    "changed": _badge(OPEN, "M-5 1q2.5-4 5-1t5-1"),
    "failed": f'<path d="M0-11L11 8.5H-11z" fill="{FAILED}" stroke="{PAPER}" '
    'stroke-width="2" stroke-linejoin="round"/>'
    f'<path d="M0-4V2.5M0 5.3V5.5" fill="none" stroke="{PAPER}" '
    'stroke-width="2.4" stroke-linecap="round"/>',
}
