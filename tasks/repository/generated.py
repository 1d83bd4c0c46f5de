"""Documents that the product writes from the record: plan, packs, reports.

Plain text, so that a person may go on with it in any editor.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from engine.ports import Context
from tasks.release.errors import RecordRefused
from tasks.release.loaded import release_of, rows
from tasks.release.states import MILESTONE_COLUMNS, MILESTONES


def generated(context: Context, release_id: str, source: str) -> str:
    """The text of a document of this kind, as the record stands."""
    source = source.replace("_", "-")
    if source not in SOURCES:
        raise RecordRefused(f"There is no document “{source}” to write.")
    release = release_of(context, release_id)
    parts = [f"{release['id']} {release['title']}"]
    parts += SOURCES[source](_Reading(context, release))
    return "\n\n".join(part for part in parts if part)


class _Reading:
    """The record as lines of text."""

    def __init__(self, context: Context, release: Mapping[str, Any]) -> None:
        self.context, self.release = context, release

    def text(self, value: Any) -> str:
        """A value as people read it."""
        if isinstance(value, datetime):
            return value.astimezone(self.context.zone).strftime("%Y-%m-%d %H:%M")
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, list):
            return ", ".join(self.text(item) for item in value)
        if isinstance(value, dict):
            return ", ".join(self.text(v) for v in value.values() if v is not None)
        return str(value)

    def fields(self, title: str, **named: str) -> str:
        """Fields of the release that are filled, under a title."""
        lines = [
            f"{label.replace('_', ' ')}: {self.text(self.release[field])}"
            for label, field in named.items()
            if self.release[field] not in (None, "", [])
        ]
        return "\n".join([title, *lines]) if lines else ""

    def table(self, title: str, collection: str, *columns: str, **where: Any) -> str:
        """The rows of a collection, one line each, under a title."""
        found = rows(self.context, collection, self.release["id"])
        kept = [r for r in found if all(r[k] == v for k, v in where.items())]
        lines = [
            "- " + " | ".join(self.text(r[c]) for c in columns if r[c] is not None)
            for r in kept
        ]
        return "\n".join([title, *(lines or ["- none"])])


def _plan(reading: _Reading) -> Iterator[str]:
    milestones = MILESTONES[reading.release["process"]]
    planned = {
        m.replace(" ", "_"): f"planned_{MILESTONE_COLUMNS[m]}" for m in milestones
    }
    yield reading.fields("Key dates", **planned)
    yield reading.table(
        *("Stakeholders", "stakeholders", "person", "name", "area", "role", "state")
    )
    yield reading.table(
        *("Deliverables", "deliverables", "milestone", "text", "level"),
        *("kind", "stakeholder", "due_on", "state"),
    )
    yield reading.table("Communication", "communications", "text", "audience", "due_on")
    yield reading.table("Training", "training", "audience", "kind", "date", "state")


def _go_no_go(reading: _Reading) -> Iterator[str]:
    yield reading.fields(
        "Release", type="release_type", service="service", CRQ="crq_no"
    )
    yield reading.table(
        "Readiness", "deliverables", "stakeholder", "text", "level", "state"
    )
    yield reading.table("Tests", "tests", "kind", "group", "result", "findings")
    yield reading.table("Risks", "risks", "text", "level", "response", "owner")
    yield reading.table("Issues", "issues", "text", "severity", "owner", "state")
    yield reading.table("Actions", "actions", "text", "owner", "due_on", "state")


def _stabilization(reading: _Reading) -> Iterator[str]:
    yield reading.fields(
        "Stabilization", live_since="activated_at", until="stabilization_end"
    )
    start = reading.release["stabilization_start"]
    if start is not None:
        yield f"Days elapsed: {(reading.context.at - start).days}"
    yield reading.table("Extensions", "extensions", "new_end", "reason")
    yield reading.table("Issues", "issues", "text", "severity", "state", "incident")
    yield reading.table("Actions", "actions", "text", "owner", "due_on", "state")
    yield reading.table("Log", "statuses", "at", "text")
    yield reading.table("Feedback", "feedback", "text", "rating", "person")


def _feedback(reading: _Reading) -> Iterator[str]:
    yield reading.table("Feedback", "feedback", "kind", "text", "rating", "person")
    yield reading.table("Approvals", "approvals", "body", "result", "person", "reason")
    yield reading.table("Lessons learned", "lessons", "text", "category", "action")
    yield reading.table("Improvements", "improvements", "text", "priority")


def _mop(reading: _Reading) -> Iterator[str]:
    yield reading.fields(
        *("Method of Procedure",),
        scope="scope",
        variant="mop_variant",
        backout_possible="backout_possible",
        outage="outage_text",
    )
    for section in SECTIONS:
        yield reading.table(
            *(section.capitalize(), "mop_steps", "planned_start", "planned_end"),
            *("text", "owner", "result"),
            section=section,
        )


def _updates(reading: _Reading) -> Iterator[str]:
    yield reading.table(
        *("Status updates", "updates", "sent_at", "status", "outage"),
        *("summary", "milestones", "issues"),
    )


def _final_update(reading: _Reading) -> Iterator[str]:
    yield reading.table(
        *("Final status update", "updates", "sent_at", "status", "outage"),
        *("summary", "milestones", "issues"),
        final=True,
    )


def _contacts(reading: _Reading) -> Iterator[str]:
    yield reading.table(
        *("Resource Contact List", "resources", "kind", "name", "person"),
        *("email", "task", "state"),
    )
    yield reading.table("Stakeholders", "stakeholders", "person", "name", "role")


SECTIONS = ("pre-deployment", "deployment", "validation", "post-deployment", "back-out")

SOURCES: Mapping[str, Callable[[_Reading], Iterator[str]]] = MappingProxyType(
    {
        "plan": _plan,
        "go-no-go": _go_no_go,
        "stabilization": _stabilization,
        "feedback": _feedback,
        "mop": _mop,
        "updates": _updates,
        "final-update": _final_update,
        "contacts": _contacts,
    }
)
