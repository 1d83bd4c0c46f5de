"""Lint as the tests ask it: with a few operators, facts and messages."""

from collections.abc import Callable
from typing import Any

from engine.expressions.functions import Function
from engine.lint import Finding, lint
from engine.messages import Declaration
from engine.model import Node
from engine.ports import Parameter, ServiceOperator

OPERATORS = {
    "tell": ServiceOperator(
        "tell", lambda context, to: None, {"to": Parameter("text")}
    ),
    "choose": ServiceOperator("choose", lambda context: [], {}, returns="list"),
    "stabilize": ServiceOperator(
        "stabilize", lambda context, days: None, {"days": Parameter("number")}
    ),
}
FACTS = {
    "record": Function("record", lambda field: None, 1, 1, "anything", "", False),
    "flag": Function("flag", lambda name: None, 1, 1, "true/false", "", False),
    "next_due": Function(
        "next_due", lambda name: None, 1, 1, "date and time", "", False
    ),
}
MESSAGES = {name: Declaration(name) for name in ("stop", "go")}


def by_form(node: Node) -> frozenset[str]:
    """The variables of a form, told by its name: ``form="a,b"`` sets a and b."""
    return frozenset(filter(None, node.properties.get("form", "").split(",")))


def linted(
    xml: bytes, sets: Callable[[Node], frozenset[str]] | None = by_form, **more: Any
) -> list[Finding]:
    """The findings of a diagram."""
    return lint(
        xml, operators=OPERATORS, facts=FACTS, messages=MESSAGES, sets=sets, **more
    )


def told(xml: bytes, **more: Any) -> list[tuple[str, str | None]]:
    """The findings as pairs of rule and element."""
    return [(f.rule, f.element) for f in linted(xml, **more)]


def errors(xml: bytes, **more: Any) -> list[Finding]:
    """The findings that keep a diagram from being published."""
    return [f for f in linted(xml, **more) if f.severity == "error"]
