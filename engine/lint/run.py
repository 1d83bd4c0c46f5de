"""All rules over one diagram."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from engine.expressions.functions import BUILT_IN
from engine.expressions.inference import Signature
from engine.lint import rules
from engine.lint.finding import Finding, in_order
from engine.lint.rule import Rule
from engine.lint.subject import Sets, Subject
from engine.messages import Declaration
from engine.model import BPMN, Diagram, parse, read
from engine.ports import ServiceOperator


def lint(
    xml: bytes,
    *,
    operators: Mapping[str, ServiceOperator],
    facts: Mapping[str, Signature],
    messages: Mapping[str, Declaration],
    extra: Callable[[Diagram], Sequence[Finding]] | None = None,
    sets: Sets | None = None,
) -> list[Finding]:
    """All findings of a BPMN file, by line. Raises UnsafeDiagram.

    ``extra`` adds the findings of the domain: forms, roles, templates.  ``sets`` tells
    which variables a human task's form sets; without it they may set any.
    """
    diagram = read(xml)
    root = parse(xml)
    processes = root.findall(f"{{{BPMN}}}process")
    marked = [p for p in processes if p.get("isExecutable") == "true"]
    subject = Subject(
        xml=xml,
        root=root,
        process=(marked or processes)[0],
        diagram=diagram,
        operators=operators,
        functions={**BUILT_IN, **facts},
        messages=messages,
        sets=sets,
    )
    found = _findings(subject, rules.GROUND)
    if not _has_error(found):
        found += _findings(subject, rules.REST)
        found += extra(diagram) if extra is not None else ()
    if not _has_error(found):
        found += _findings(subject, rules.LAST)
    return in_order(found)


def _findings(subject: Subject, those: Iterable[Rule]) -> list[Finding]:
    return [finding for rule in those for finding in rule.findings(subject)]


def _has_error(found: Iterable[Finding]) -> bool:
    return any(finding.severity == "error" for finding in found)
