"""Counts some days from the record: tasks, dates, attempts, decisions, feedback.

Five statements, however many days; bounded by what happened in them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Table, and_, exists, func, or_, select, union_all

from engine.instances import instance
from tasks.inbox.tables import DONE, human_task
from tasks.release.collections import TABLES
from tasks.release.go_no_go import NO_GO, succeeded
from tasks.release.states import MILESTONE_COLUMNS
from tasks.release.tables import release
from tasks.reports.health.days import MEASURE, NO_VERSION, STEP
from tasks.reports.health.tally import Tally

BACKED_OUT = "Backed out"
_CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Key:
    """Of which day, process and version something was counted, and what."""

    day: date
    process_key: str
    version_id: str
    kind: str
    subject: str


class Counts(dict[Key, Tally]):
    """Tallies by what they count; one that is asked for begins at nothing."""

    def __missing__(self, key: Key) -> Tally:
        self[key] = Tally()
        return self[key]


@dataclass(frozen=True, slots=True)
class Span:
    """Some days of the office, both included."""

    begins: date
    ends: date
    zone: ZoneInfo

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """The first moment of it, and the first after it."""
        after = self.ends + timedelta(days=1)
        return self._midnight(self.begins), self._midnight(after)

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.zone)

    def day_of(self, at: datetime) -> date:
        """The office's day of a moment."""
        return at.astimezone(self.zone).date()

    def holds(self, column: Any) -> Any:
        """The condition that a moment lies in it."""
        begins, after = self.moments
        return and_(column >= begins, column < after)


def first_day(conn: Connection, zone: ZoneInfo) -> date | None:
    """The day of the first thing there is to count; None while there is nothing."""
    firsts = union_all(
        select(func.min(human_task.c.completed_at).label("at")),
        *(
            select(func.min(TABLES[name].c.at))
            for name in ("attempts", "decisions", "feedback")
        ),
    ).subquery()
    found = conn.scalar(select(func.min(firsts.c.at)))
    return None if found is None else found.astimezone(zone).date()


def count(conn: Connection, span: Span) -> Counts:
    """Everything that is counted of some days."""
    counts = Counts()
    for part in (_tasks, _dates, _attempts, _decisions, _feedback):
        part(conn, span, counts)
    return counts


def _tasks(conn: Connection, span: Span, counts: Counts) -> None:
    before = human_task.alias("before")
    again = exists().where(
        before.c.instance_id == human_task.c.instance_id,
        before.c.step_id == human_task.c.step_id,
        before.c.opened_in < human_task.c.opened_in,
        before.c.state == DONE,
    )
    c = human_task.c
    query = select(
        *(c.process_key, c.version_id, c.step_id, c.opened_at, c.completed_at),
        *(c.due_at, again.label("again")),
    ).where(span.holds(c.completed_at), c.state == DONE, c.kind == "step")
    for row in conn.execute(query.execution_options(yield_per=_CHUNK)):
        where = (span.day_of(row.completed_at), row.process_key, row.version_id)
        took = row.completed_at - row.opened_at
        late = row.due_at is not None and row.completed_at > row.due_at
        step = counts[Key(*where, STEP, row.step_id)]
        step.count(hit=late)
        step.last(took)
        step.total += bool(row.again)
        counts[Key(*where, MEASURE, "task_time")].last(took)
        if row.due_at is not None:
            counts[Key(*where, MEASURE, "late_tasks")].count(hit=late)


def _dates(conn: Connection, span: Span, counts: Counts) -> None:
    columns = sorted(set(MILESTONE_COLUMNS.values()))
    dates = [release.c[f"{w}_{n}"] for n in columns for w in ("planned", "actual")]
    actual = [release.c[f"actual_{name}"] for name in columns]
    query = _of_releases(*dates).where(
        or_(*(each.between(span.begins, span.ends) for each in actual))
    )
    for row in conn.execute(query):
        for name in columns:
            planned, reached = (
                row._mapping[f"{w}_{name}"] for w in ("planned", "actual")
            )
            if planned and reached and span.begins <= reached <= span.ends:
                key = _key(row, reached, "dates_kept")
                counts[key].count(hit=reached <= planned)


def _attempts(conn: Connection, span: Span, counts: Counts) -> None:
    attempts = TABLES["attempts"]
    c = release.c
    more = (attempts.c.number, attempts.c.result, c.deployment_at, c.created_at)
    for row in _entries(conn, span, attempts, *more, c.planned_deployment):
        day, good = span.day_of(row.at), succeeded(row.result)
        counts[_key(row, day, "deployments")].count(hit=good)
        counts[_key(row, day, "backouts")].count(hit=row.result == BACKED_OUT)
        if row.number == 1:
            counts[_key(row, day, "first_time")].count(hit=good)
        if good:
            counts[_key(row, day, "lead_time")].last(row.at - row.created_at)
        agreed = row.planned_deployment
        if row.deployment_at is not None:
            agreed = span.day_of(row.deployment_at)
        if good and agreed is not None:
            counts[_key(row, day, "deployed_on_time")].count(hit=day <= agreed)


def _decisions(conn: Connection, span: Span, counts: Counts) -> None:
    decisions = TABLES["decisions"]
    for row in _entries(conn, span, decisions, decisions.c.kind, decisions.c.value):
        if row.kind == "Go/No-Go":
            key = _key(row, span.day_of(row.at), "no_go")
            counts[key].count(hit=row.value == NO_GO)


def _feedback(conn: Connection, span: Span, counts: Counts) -> None:
    feedback = TABLES["feedback"]
    for row in _entries(conn, span, feedback, feedback.c.rating):
        if row.rating is not None:
            counts[_key(row, span.day_of(row.at), "rating")].measure(row.rating)


def _entries(
    conn: Connection, span: Span, table: Table, *columns: Any
) -> Iterator[Any]:
    """The entries of a collection that fall into the span, with their process."""
    query = _of_releases(table.c.at, *columns).join(
        table, table.c.release_id == release.c.id
    )
    within = query.where(span.holds(table.c.at))
    yield from conn.execute(within.execution_options(yield_per=_CHUNK))


def _of_releases(*columns: Any) -> Any:
    return (
        select(release.c.process, instance.c.process_key, instance.c.version_id)
        .add_columns(*columns)
        .select_from(release)
        .outerjoin(instance, instance.c.id == release.c.instance_id)
    )


def _key(row: Any, day: date, measure: str) -> Key:
    process_key = row.process_key or f"{row.process}_release"
    return Key(day, process_key, row.version_id or NO_VERSION, MEASURE, measure)


def stored(counts: Mapping[Key, Tally]) -> list[dict[str, Any]]:
    """The rows of a day's table."""
    return [
        {
            "day": key.day,
            "process_key": key.process_key,
            "version_id": key.version_id,
            "kind": key.kind,
            "subject": key.subject,
            "number": tally.number,
            "of": tally.of,
            "total": tally.total,
            "spread": {str(k): v for k, v in sorted(tally.spread.items())},
        }
        for key, tally in counts.items()
    ]
