"""Key performance indicators: what the process owner watches, with a target.

Source: Release Standard 3.6.3, "Process owner defines and evolves process KPIs";
processes.md E.2: everybody reads them, the process owner changes them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, Float, String, Table, insert, select, update

from engine.db import UtcDateTime, metadata, new_id
from engine.errors import EngineError, NotFound
from engine.ports import Context
from tasks.people.persons import Person
from tasks.reports.health.measures import MEASURES

AT_LEAST, AT_MOST = "at least", "at most"
DIRECTIONS = (AT_LEAST, AT_MOST)
MOST_NAME, MOST_TARGET, MOST_KPIS = 120, 1_000_000.0, 50

kpi = Table(
    "kpi",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(MOST_NAME), nullable=False),
    Column("measure", String(40), nullable=False),
    #: Of one process; without, of each that is looked at.
    Column("process_key", String(100)),
    Column("direction", String(10), nullable=False),
    Column("target", Float, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", String(100)),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("changed_by", String(100)),
    #: No longer watched; its past stays known to the audit trail.
    Column("ended_at", UtcDateTime),
)


class MayNotDefine(EngineError):
    """KPIs are the process owner's."""

    def __init__(self) -> None:
        super().__init__("Only the process owner defines KPIs and their targets.")


class KpiInvalid(EngineError):
    """Some of it is not right. Attributes: ``messages``, field to sentence."""

    def __init__(self, messages: Mapping[str, str]) -> None:
        self.messages = dict(messages)
        super().__init__(" ".join(messages.values()))


@dataclass(frozen=True, slots=True)
class Given:
    """A KPI as somebody writes it; the target is still a text."""

    name: str
    measure: str
    direction: str
    target: str
    process_key: str = ""


def may_define(person: Person) -> bool:
    """Whether a person may define KPIs."""
    return "process_owner" in person.pools


def kpis(conn: Connection) -> Sequence[Any]:
    """The KPIs that are watched, oldest first."""
    query = select(kpi).where(kpi.c.ended_at.is_(None)).order_by(kpi.c.id)
    return conn.execute(query.limit(MOST_KPIS)).all()


def kpi_with(conn: Connection, kpi_id: str) -> Any:
    """One that is watched. Raises NotFound."""
    found = conn.execute(
        select(kpi).where(kpi.c.id == kpi_id, kpi.c.ended_at.is_(None))
    ).one_or_none()
    if found is None:
        raise NotFound("There is no such KPI.")
    return found


def define(
    context: Context,
    person: Person,
    given: Given,
    known_processes: Sequence[str],
    kpi_id: str | None = None,
) -> str:
    """Add a KPI, or change one; its id. Raises MayNotDefine, KpiInvalid, NotFound."""
    _require(person)
    values = _checked(context, given, known_processes, new=kpi_id is None)
    stamp = {"changed_at": context.at, "changed_by": context.by}
    if kpi_id is None:
        kpi_id = new_id()
        made = {"id": kpi_id, "created_at": context.at, "created_by": context.by}
        context.conn.execute(insert(kpi).values(**made, **values, **stamp))
        old: Mapping[str, Any] = {}
    else:
        old = kpi_with(context.conn, kpi_id)._mapping
        one = update(kpi).where(kpi.c.id == kpi_id)
        context.conn.execute(one.values(**values, **stamp))
    for name, value in values.items():
        if old.get(name) != value:
            context.audit("kpi", kpi_id, name, old.get(name), value)
    return kpi_id


def retire(context: Context, person: Person, kpi_id: str) -> None:
    """Watch a KPI no longer. Raises MayNotDefine, NotFound."""
    _require(person)
    kpi_with(context.conn, kpi_id)
    context.conn.execute(
        update(kpi).where(kpi.c.id == kpi_id).values(ended_at=context.at)
    )
    context.audit("kpi", kpi_id, "ended_at", None, context.at.isoformat())


def _require(person: Person) -> None:
    if not may_define(person):
        raise MayNotDefine


def _checked(
    context: Context, given: Given, known_processes: Sequence[str], *, new: bool
) -> dict[str, Any]:
    problems: dict[str, str] = {}
    name = " ".join(given.name.split())
    if not 0 < len(name) <= MOST_NAME:
        problems["name"] = f"Give it a name of at most {MOST_NAME} characters."
    if given.measure not in MEASURES:
        problems["measure"] = "Choose one of the measures."
    if given.direction not in DIRECTIONS:
        problems["direction"] = "Choose “at least” or “at most”."
    if given.process_key and given.process_key not in known_processes:
        problems["process_key"] = "Choose one of the processes."
    target = _number(given.target)
    if target is None:
        problems["target"] = "Give the target as a number, such as 90 or 2.5."
    if new and len(kpis(context.conn)) >= MOST_KPIS:
        problems["name"] = f"There are at most {MOST_KPIS} KPIs: end one first."
    if problems:
        raise KpiInvalid(problems)
    return {
        "name": name,
        "measure": given.measure,
        "direction": given.direction,
        "target": target,
        "process_key": given.process_key or None,
    }


def _number(text: str) -> float | None:
    """A number in either language; a comma is a decimal one."""
    try:
        found = float(text.strip().replace(",", ".").replace(" ", ""))
    except ValueError:
        return None
    return found if 0 <= found <= MOST_TARGET else None


def is_met(row: Any, value: float | None) -> bool | None:
    """Whether a value meets the target; None while there is none."""
    if value is None:
        return None
    met: bool = (
        value >= row.target if row.direction == AT_LEAST else value <= row.target
    )
    return met
