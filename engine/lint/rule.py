"""What a rule is: a small function with an id, an explanation and an example."""

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from engine.lint.finding import Finding, Severity
from engine.lint.subject import Subject
from engine.model import Flow, Node


class Fault(NamedTuple):
    """Where a rule is broken and by what; ``says`` is a sentence.

    ``severity`` is given only where it differs from the rule's.
    """

    at: Node | Flow | str | None
    says: str
    severity: Severity | None = None
    line: int | None = None


Check = Callable[[Subject], Iterator[Fault]]


@dataclass(frozen=True)
class Rule:
    """A rule as the checks and the help page use it."""

    id: str
    severity: Severity
    check: Check
    #: A piece of BPMN, or an expression, that breaks it.
    example: str

    @cached_property
    def sentence(self) -> str:
        """What the rule asks for."""
        return inspect.getdoc(self.check).split("\n")[0]  # type: ignore[union-attr]

    @property
    def at_run_time(self) -> str:
        """What goes wrong when a diagram that breaks it is run."""
        return self._part("At run time")

    @property
    def mend(self) -> str:
        """How to put it right."""
        return self._part("Mend")

    @property
    def source(self) -> str:
        """Why it is a rule."""
        return self._part("Source")

    def findings(self, subject: Subject) -> Iterator[Finding]:
        """All places where a diagram breaks the rule."""
        for fault in self.check(subject):
            element = fault.at if isinstance(fault.at, str | None) else fault.at.id
            line = fault.line
            if line is None and isinstance(fault.at, Node | Flow):
                line = fault.at.line
            message = " ".join((fault.says, self.at_run_time, self.mend))
            severity = fault.severity or self.severity
            yield Finding(severity, self.id, element or None, line or None, message)

    def _part(self, label: str) -> str:
        text = inspect.getdoc(self.check) or ""
        found = re.search(rf"^{label}: (.*(?:\n(?!\w[\w ]*: ).+)*)", text, re.MULTILINE)
        said = " ".join(found.group(1).split()) if found else ""
        return said[:1].upper() + said[1:]


def rule(
    id: str, severity: Severity = "error", *, example: str
) -> Callable[[Check], Rule]:
    """Make a rule of a check.

    Its docstring is the rule's sentence, then paragraphs that begin with
    ``At run time:``, ``Mend:`` and ``Source:``.
    """
    return lambda check: Rule(id, severity, check, inspect.cleandoc(example))
