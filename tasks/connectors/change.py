"""What passes between a release and the tool that keeps its change request.

A connector implements ``ChangeTool``; there are two examples, a folder of CSV files
and a REST interface.  A third one needs these two verbs and nothing else.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Protocol

from tasks.release.columns import shown

WAITING, APPROVED, REJECTED = "Waiting", "Approved", "Rejected"
RESCHEDULED, WITHDRAWN = "Rescheduled", "Withdrawn"
STATES = (WAITING, APPROVED, REJECTED, RESCHEDULED, WITHDRAWN)

#: The words of change tools, folded; whatever is not here tells nothing.
_OURS = {
    WAITING: (
        *("waiting", "draft", "new", "request for authorization", "requested"),
        *("request for change", "planning in progress", "pending", "assess"),
        *("scheduled for review", "scheduled for approval", "authorize"),
    ),
    APPROVED: (
        *("approved", "scheduled", "implementation in progress", "implement"),
        *("authorized", "completed", "closed"),
    ),
    REJECTED: ("rejected", "denied", "refused"),
    RESCHEDULED: ("rescheduled", "postponed"),
    WITHDRAWN: ("withdrawn", "cancelled", "canceled"),
}
_BY_WORD = {word: ours for ours, words in _OURS.items() for word in words}


class ToolUnreachable(Exception):
    """The other tool did not answer as it should; it is asked again later."""


@dataclass(frozen=True, slots=True)
class Change:
    """A change request as its tool has it now; ``said`` is the tool's own word."""

    number: str
    said: str
    start: datetime | None = None
    reason: str | None = None
    impact: str | None = None
    urgency: str | None = None
    priority: str | None = None

    @property
    def print(self) -> str:
        """Tells what is said now from what was said before."""
        parts = (self.said, self.start, self.impact, self.urgency, self.priority)
        return "|".join(str(part or "") for part in parts)

    @property
    def state(self) -> str | None:
        """What it means here; None for a word that nobody knows."""
        return _BY_WORD.get(self.said.strip().casefold())


@dataclass(frozen=True, slots=True)
class Notice:
    """What we tell the tool of a release: where it stands, and its dates."""

    number: str
    release_id: str
    title: str
    status: str
    milestone: str | None
    deployment_at: datetime | None
    outage_start: datetime | None
    outage_end: datetime | None
    outcome: str | None
    address: str

    def plain(self) -> dict[str, Any]:
        """As data: moments in UTC."""
        return {name: shown(value) for name, value in asdict(self).items()}


class ChangeTool(Protocol):
    """A tool that keeps change requests. Both verbs raise ToolUnreachable."""

    @property
    def name(self) -> str:
        """What it is called in logs and on pages."""
        ...

    def changes(self, numbers: Sequence[str]) -> Iterable[Change]:
        """What the tool has on these change requests; it may leave some out.

        What is said counts as taken once it is asked for the next.
        """
        ...

    def tell(self, notice: Notice) -> None:
        """Say where a release stands; the same notice twice must do no harm."""
        ...
