"""Running processes to look at: lists, what each waits for, the path it took."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, or_, select
from sqlalchemy.engine import Row

from engine import history, messages, timers
from engine.catalogue import Version, process_version
from engine.instances import instance
from engine.model import Diagram
from engine.svg import Marks
from tasks.inbox.listing import open_of_instance
from tasks.oversight.access import readable_instances
from tasks.people.persons import Person
from tasks.release.series import NEVER
from tasks.release.tables import release

TASK, TIMER, MESSAGE = "task", "timer", "message"
STATES = ("running", "suspended", "failed", "completed", "cancelled")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which instances to list."""

    process: str | None = None
    state: str | None = None
    release: str | None = None
    q: str | None = None
    page: int = 1
    per_page: int = 20


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list and the size of the whole."""

    items: Sequence[Row[Any]]
    total: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """Where a token stands: a person's task, a timer or an awaited message."""

    step: str
    name: str
    name_fr: str | None
    kind: str
    since: datetime
    due_at: datetime | None
    task_id: str
    assignee: str | None = None
    role: str | None = None
    message: str | None = None


@dataclass(frozen=True, slots=True)
class Passed:
    """A step of the path."""

    step: str
    name: str
    name_fr: str | None
    how: str
    at: datetime
    by: str | None
    note: str | None
    came_from: str | None


def _base() -> Select[Any]:
    return (
        select(
            instance.c.id,
            instance.c.process_key,
            instance.c.business_key,
            instance.c.status,
            instance.c.started_at,
            instance.c.started_by,
            instance.c.changed_at,
            instance.c.ended_at,
            instance.c.version_id,
            instance.c.lock_version,
            process_version.c.number.label("version"),
            process_version.c.name.label("process_name"),
            release.c.title.label("release_title"),
        )
        .join(process_version, process_version.c.id == instance.c.version_id)
        .join(release, release.c.id == instance.c.business_key, isouter=True)
    )


def instances(conn: Connection, person: Person, wanted: Wanted) -> Page:
    """The instances asked for that this person may see, newest first, one page."""
    where = [readable_instances(person), *_conditions(wanted)]
    listed = (
        _base()
        .where(*where)
        .order_by(instance.c.id.desc())
        .limit(wanted.per_page)
        .offset((wanted.page - 1) * wanted.per_page)
    )
    counted = (
        select(func.count())
        .select_from(instance)
        .join(release, release.c.id == instance.c.business_key, isouter=True)
        .where(*where)
    )
    return Page(conn.execute(listed).all(), conn.scalar(counted) or 0)


def _conditions(wanted: Wanted) -> list[Any]:
    where: list[Any] = []
    if wanted.process:
        where.append(instance.c.process_key == wanted.process)
    if wanted.state:
        where.append(instance.c.status == wanted.state)
    if wanted.release:
        where.append(instance.c.business_key == wanted.release)
    if wanted.q:
        where.append(
            or_(
                instance.c.business_key.icontains(wanted.q, autoescape=True),
                instance.c.id.icontains(wanted.q, autoescape=True),
                release.c.title.icontains(wanted.q, autoescape=True),
            )
        )
    return where


def running_by_process(conn: Connection) -> Mapping[str, int]:
    """How many instances of each process run now."""
    found = conn.execute(
        select(instance.c.process_key, func.count())
        .where(instance.c.status.in_(("running", "suspended", "failed")))
        .group_by(instance.c.process_key)
    )
    return {row[0]: row[1] for row in found}


def instance_row(conn: Connection, instance_id: str) -> Row[Any] | None:
    """One instance with its version and release, or None."""
    return conn.execute(_base().where(instance.c.id == instance_id)).one_or_none()


def waiting(conn: Connection, diagram: Diagram, instance_id: str) -> Sequence[Waiting]:
    """Everything an instance waits for, oldest first."""
    found = [
        Waiting(
            t.step_id,
            t.name,
            t.name_fr,
            TASK,
            t.opened_at,
            t.due_at,
            t.task_id,
            t.assignee,
            t.role,
        )
        for t in open_of_instance(conn, instance_id)
        if t.kind == "step"
    ]
    found += [
        Waiting(
            t.step_id,
            *_names(diagram, t.step_id),
            TIMER,
            t.waits_since,
            None if t.due_at >= NEVER else t.due_at,
            t.task_id,
        )
        for t in timers.of_instance(conn, instance_id)
    ]
    found += [
        Waiting(
            m.step_id,
            *_names(diagram, m.step_id),
            MESSAGE,
            m.waits_since,
            None,
            m.task_id,
            message=m.name,
        )
        for m in messages.awaited_by(conn, instance_id)
    ]
    return sorted(found, key=lambda w: (w.since, w.step))


def path(conn: Connection, diagram: Diagram, instance_id: str) -> Sequence[Passed]:
    """The steps that were passed, oldest first."""
    return [
        Passed(
            row.step_id,
            *_names(diagram, row.step_id),
            row.how,
            row.at,
            row.by,
            row.note,
            row.came_from,
        )
        for row in history.of_instance(conn, instance_id)
    ]


def _names(diagram: Diagram, step_id: str) -> tuple[str, str | None]:
    node = diagram.nodes.get(step_id)
    if node is None:
        return step_id, None
    return node.name or step_id, node.properties.get("name_fr")


def names_in(diagram: Diagram, language: str) -> Mapping[str, str]:
    """The names of nodes in a language, where the diagram has them."""
    if language == "en":
        return {}
    return {
        node.id: node.properties[f"name_{language}"]
        for node in diagram.nodes.values()
        if f"name_{language}" in node.properties
    }


def marks(
    version: Version,
    waits: Sequence[Waiting],
    passed: Sequence[Passed],
    failed: Sequence[str],
    now: datetime,
) -> Marks:
    """How the diagram of an instance is to be marked."""
    current: dict[str, int] = {}
    for wait in waits:
        current[wait.step] = current.get(wait.step, 0) + 1
    done = {p.step for p in passed if p.how in ("completed", "started", "ended")}
    late = {w.step for w in waits if w.kind == TASK and w.due_at and w.due_at < now}
    return Marks(
        done=frozenset(done),
        current=current,
        late=frozenset(late),
        failed=frozenset(failed),
        flows=frozenset(_taken(version.diagram, passed, current)),
    )


def _taken(
    diagram: Diagram, passed: Sequence[Passed], current: Mapping[str, int]
) -> set[str]:
    """Flows that a token took; into a step that waits, those from a step done."""
    pairs = {(p.came_from, p.step) for p in passed}
    done = {p.step for p in passed}
    return {
        f.id
        for f in diagram.flows.values()
        if (f.source, f.target) in pairs or (f.source in done and f.target in current)
    }
