"""How many releases a coordinator can carry at once, as the release manager says.

Source: processes.md D-4.1, "DCS Resource Schedule"; the usual number is ours.
"""

from collections.abc import Iterable

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Integer,
    String,
    Table,
    insert,
    select,
    update,
)

from engine.db import UtcDateTime, metadata
from engine.ports import Context
from tasks.people.errors import NoSuchPerson
from tasks.people.persons import Person, person_named
from tasks.planning.blackouts import may_plan
from tasks.planning.errors import NotYoursToPlan, PlanningRefused

#: While the release manager has not said anything else.
USUAL = 5
MOST = 100

coordinator_capacity = Table(
    "coordinator_capacity",
    metadata,
    Column("user_name", ForeignKey("person.user_name"), primary_key=True),
    Column("releases", Integer, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("changed_by", String(100)),
)


def capacities(conn: Connection, of: Iterable[str] | None = None) -> dict[str, int]:
    """What was said of whom; who is missing has the usual capacity."""
    query = select(coordinator_capacity.c.user_name, coordinator_capacity.c.releases)
    if of is not None:
        query = query.where(coordinator_capacity.c.user_name.in_(sorted(of)))
    return dict(conn.execute(query).all())


def set_capacity(
    context: Context, person: Person, user_name: str, releases: int | None
) -> None:
    """Somebody carries at most so many releases at once.

    Raises NotYoursToPlan, NoSuchPerson, PlanningRefused.
    """
    if not may_plan(person):
        raise NotYoursToPlan
    if releases is None or not 0 <= releases <= MOST:
        raise PlanningRefused("releases", f"Give a whole number from 0 to {MOST}.")
    if person_named(context.conn, user_name) is None:
        raise NoSuchPerson(user_name)
    before = capacities(context.conn, [user_name]).get(user_name)
    if before == releases:
        return
    said = {
        "releases": releases,
        "changed_at": context.at,
        "changed_by": context.by,
    }
    table = coordinator_capacity
    if before is None:
        context.conn.execute(insert(table).values(user_name=user_name, **said))
    else:
        context.conn.execute(
            update(table).where(table.c.user_name == user_name).values(said)
        )
    context.audit("person", user_name, "capacity", before, releases)
