"""All rules over one diagram."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from engine.expressions.functions import BUILT_IN
from engine.expressions.inference import Signature
from engine.lint import rules
from engine.lint.finding import Finding, in_order
from engine.lint.rule import Rule
from engine.lint.subject import Sets, Subject
from engine.messages import Declaration
from engine.model import BPMN, Diagram, parse, read, read_root
from engine.ports import ServiceOperator
from engine.shorthand.writing import write_out


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
    diagram, root = read(xml), parse(xml)
    drawn = Subject(
        xml=xml,
        root=root,
        process=_process(root),
        diagram=diagram,
        operators=operators,
        functions={**BUILT_IN, **facts},
        messages=messages,
        sets=sets,
    )
    found = _findings(drawn, rules.GROUND)
    if not _has_error(found):
        found += _findings(drawn, rules.DRAWN)
        found += _findings(_written_out(drawn), rules.REST)
        found += extra(diagram) if extra is not None else ()
    if not _has_error(found):
        found += _findings(drawn, rules.LAST)
    return in_order(found)


def _process(root: Any) -> Any:
    processes = root.findall(f"{{{BPMN}}}process")
    marked = [p for p in processes if p.get("isExecutable") == "true"]
    return (marked or processes)[0]


def _written_out(drawn: Subject) -> Subject:
    """The subject as the engine runs it; itself where it has no short hands."""
    root, stands_for = write_out(parse(drawn.xml))
    if not stands_for:
        return drawn
    return replace(
        drawn,
        root=root,
        process=_process(root),
        diagram=read_root(root),
        stands_for=stands_for,
        played={},
    )


def _findings(subject: Subject, those: Iterable[Rule]) -> list[Finding]:
    found = [finding for rule in those for finding in rule.findings(subject)]
    return [_as_drawn(subject, each) for each in found]


def _as_drawn(subject: Subject, finding: Finding) -> Finding:
    """A finding at an element that was put in, at the one that people see."""
    seen = subject.stands_for.get(finding.element or "")
    if seen is None:
        return finding
    node = subject.nodes.get(seen)
    return replace(finding, element=seen, line=node.line if node else finding.line)


def _has_error(found: Iterable[Finding]) -> bool:
    return any(finding.severity == "error" for finding in found)
