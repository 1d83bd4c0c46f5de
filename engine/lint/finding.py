"""What a rule says of a diagram."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: where, by which rule, what goes wrong, how to mend it.

    An ``error`` keeps a draft from being published; a ``warning`` does not.
    ``element`` is a BPMN id, ``line`` a line of the file; None where there is none.
    """

    severity: Severity
    rule: str
    element: str | None
    line: int | None
    message: str

    def as_dict(self) -> dict[str, Any]:
        """The finding as plain data, for JSON."""
        return asdict(self)


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Without repetitions, by line; what has no line comes first."""
    return sorted(set(findings), key=_place)


def _place(finding: Finding) -> tuple[int, str, str, str]:
    element = finding.element or ""
    return finding.line or 0, element, finding.rule, finding.message
