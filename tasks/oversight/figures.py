"""Figures about the whole database, for those who run it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, select

from engine import outbox
from engine.audit import audit_entry
from engine.incidents import incident
from engine.instances import instance
from engine.messages import KEPT, message
from engine.timers import timer
from tasks.inbox.tables import OPEN, human_task
from tasks.release.tables import release


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its parts: label values and number."""

    name: str
    help: str
    values: Sequence[tuple[tuple[str, ...], float]]
    labels: tuple[str, ...] = ()


def figures(conn: Connection, now: datetime) -> Sequence[Figure]:
    """All figures, each one statement by index or a small count."""

    def count(*where: ColumnElement[bool]) -> list[tuple[tuple[str, ...], float]]:
        return [((), float(conn.scalar(select(func.count()).where(*where)) or 0))]

    oldest = conn.scalar(select(func.min(timer.c.try_at)).where(timer.c.try_at <= now))
    late = (now - oldest).total_seconds() if oldest else 0.0
    return (
        Figure(
            "erm_instances",
            "Process instances by process and state",
            _grouped(conn, instance.c.process_key, instance.c.status),
            ("process", "state"),
        ),
        Figure(
            "erm_releases",
            "Releases by process and status",
            _grouped(conn, release.c.process, release.c.status),
            ("process", "status"),
        ),
        Figure("erm_tasks_open", "Open tasks", count(human_task.c.state == OPEN)),
        Figure(
            "erm_tasks_overdue",
            "Open tasks past their due moment",
            count(human_task.c.state == OPEN, human_task.c.due_at < now),
        ),
        Figure("erm_timers_due", "Due timers", count(timer.c.try_at <= now)),
        Figure("erm_timers_late_seconds", "Age of the oldest due timer", [((), late)]),
        Figure("erm_messages_kept", "Kept messages", count(message.c.state == KEPT)),
        Figure(
            "erm_mails",
            "Mails by state",
            [((state,), float(n)) for state, n in outbox.counts(conn).items()],
            ("state",),
        ),
        Figure(
            "erm_incidents_open",
            "Open incidents",
            count(incident.c.resolved_at.is_(None)),
        ),
        Figure(
            "erm_audit_unsealed",
            "Audit entries not yet in the chain",
            count(audit_entry.c.seal.is_(None)),
        ),
    )


def _grouped(
    conn: Connection, first: ColumnElement[str], second: ColumnElement[str]
) -> list[tuple[tuple[str, ...], float]]:
    found = conn.execute(
        select(first, second, func.count()).group_by(first, second)
    ).all()
    return [((str(one), str(two)), float(number)) for one, two, number in found]
