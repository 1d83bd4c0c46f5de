"""What the library would silently misread is refused before it is published."""

import pytest

from engine.lint import lint
from tests.engine.diagrams import (
    boundary,
    bpmn,
    catch,
    end,
    event,
    service,
    start,
    sub,
    throw,
    timer,
    user,
    xor,
)
from tests.engine.world import World

REFUSED = {
    "a link event without a target kills the instance": (
        bpmn(
            start("S"),
            throw("Bad", event("link", more=' name="x"')),
            catch("L", event("link", more=' name="y"')),
            end("E"),
            "S -> Bad",
            "L -> E",
        ),
        "Bad",
    ),
    "a compensation throw does nothing": (
        bpmn(start("S"), throw("Bad", event("compensate")), end("E"), "S -> Bad -> E"),
        "Bad",
    ),
    "a compensation end does nothing": (
        bpmn(start("S"), end("Bad", event("compensate")), "S -> Bad"),
        "Bad",
    ),
    "an event subprocess without an event begins at once": (
        bpmn(
            start("S"),
            user("A"),
            end("E"),
            sub("Bad", start("X"), end("Y"), "X -> Y").with_(triggeredByEvent="true"),
            "S -> A -> E",
        ),
        "Bad",
    ),
    "a boundary event attached to nothing is dropped": (
        bpmn(
            start("S"),
            user("A"),
            boundary("Bad", "nowhere", timer("hours(1)")),
            end("E"),
            "S -> A -> E",
            "Bad -> E",
        ),
        "Bad",
    ),
    "a node nobody reaches is dropped": (
        bpmn(start("S"), user("A"), user("Bad"), end("E"), "S -> A -> E", "Bad -> E"),
        "Bad",
    ),
    "a condition that is no expression is accepted": (
        bpmn(
            start("S"),
            xor("Bad"),
            end("E"),
            end("F"),
            "S -> Bad -> E else",
            "Bad -> F if 1 +",
        ),
        "F-Bad-F",
    ),
    "a timer that is no ISO 8601 is accepted": (
        bpmn(start("S"), catch("Bad", timer("30 days")), end("E"), "S -> Bad -> E"),
        "Bad",
    ),
    "a cron expression fails only when it runs": (
        bpmn(
            start("S"),
            user("A"),
            boundary("Bad", "A", timer("0 9 * * 1", "timeCycle"), interrupting=False),
            end("E"),
            end("F"),
            "S -> A -> E",
            "Bad -> F",
        ),
        "Bad",
    ),
    "a flow that comes from nowhere is dropped": (
        bpmn(start("S"), user("A"), end("E"), "S -> A -> E", "ghost -> A"),
        "F-ghost-A",
    ),
    "a number of tokens to start with is ignored": (
        bpmn(
            start("S"), user("Bad").with_(startQuantity="2"), end("E"), "S -> Bad -> E"
        ),
        "Bad",
    ),
    "a script runs code": (
        bpmn(start("S"), service("A", "note"), end("E"), "S -> A -> E").replace(
            b'<bpmn:serviceTask id="A">',
            b'<bpmn:scriptTask id="Bad"><bpmn:script>x = 1</bpmn:script>'
            b'</bpmn:scriptTask><bpmn:serviceTask id="A">',
        ),
        "Bad",
    ),
}


@pytest.mark.parametrize("symptom", REFUSED)
def test_lint_refuses_what_would_run_wrongly_and_says_where(
    world: World, symptom: str
) -> None:
    xml, element = REFUSED[symptom]

    found = lint(
        xml,
        operators=world.engine.operators,
        facts=world.facts.signatures,
        messages=world.engine.declarations,
    )

    errors = [f for f in found if f.severity == "error" and f.element == element]
    assert errors, [f.as_dict() for f in found]
    assert all(f.line for f in errors)
