"""All rules over one diagram."""

from collections.abc import Callable, Mapping, Sequence

from engine.expressions.inference import Signature
from engine.lint.finding import Finding, in_order
from engine.messages import Declaration
from engine.model import Diagram, read
from engine.ports import ServiceOperator


def lint(
    xml: bytes,
    *,
    operators: Mapping[str, ServiceOperator],
    facts: Mapping[str, Signature],
    messages: Mapping[str, Declaration],
    extra: Callable[[Diagram], Sequence[Finding]] | None = None,
) -> list[Finding]:
    """All findings of a BPMN file, by line. Raises UnsafeDiagram.

    ``extra`` adds the findings of the domain: forms, roles, templates.
    """
    diagram = read(xml)
    return in_order(extra(diagram) if extra else ())
