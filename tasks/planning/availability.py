"""Who of the coordinators is there, and how much each carries already.

Asked where a coordinator is assigned, so it reads the record itself and not a snapshot.

Source: processes.md D-4.1, "Assign coordinator by DCS Resource Schedule".
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, and_, bindparam, distinct, func, select

from tasks.people.holders import release_role
from tasks.people.persons import people
from tasks.planning import absences
from tasks.planning.absences import COORDINATORS
from tasks.planning.capacity import USUAL, coordinator_capacity
from tasks.release.states import OPEN
from tasks.release.tables import release

#: An absence so soon is worth knowing when somebody is assigned.
SOON = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Availability:
    """How many open releases somebody coordinates and may, and when they are away."""

    carries: int
    capacity: int
    away: tuple[date, date] | None = None

    @property
    def is_full(self) -> bool:
        """Whether one more release would be too many."""
        return self.carries >= self.capacity


def availabilities(
    conn: Connection, user_names: Iterable[str], first: date, last: date
) -> Mapping[str, Availability]:
    """How each of these people stands, and the first absence within the days."""
    names = sorted(set(user_names))
    if not names:
        return {}
    away: dict[str, tuple[date, date]] = {}
    for row in absences.between(conn, first, last, names):
        away.setdefault(row.user_name, (row.first_on, row.last_on))
    found = conn.execute(_loads, {"names": names})
    return {
        row.user_name: Availability(
            row.carries,
            USUAL if row.releases is None else row.releases,
            away.get(row.user_name),
        )
        for row in found
    }


def _load_query() -> Any:
    """Open releases by coordinator, with the capacity; also of who has none."""
    held = and_(
        release_role.c.user_name == people.c.user_name,
        release_role.c.role.in_(COORDINATORS),
    )
    alive = and_(release.c.id == release_role.c.release_id, release.c.status.in_(OPEN))
    capacity = coordinator_capacity
    return (
        select(
            people.c.user_name,
            capacity.c.releases,
            func.count(distinct(release.c.id)).label("carries"),
        )
        .join(release_role, held, isouter=True)
        .join(release, alive, isouter=True)
        .join(capacity, capacity.c.user_name == people.c.user_name, isouter=True)
        .where(people.c.user_name.in_(bindparam("names", expanding=True)))
        .group_by(people.c.user_name, capacity.c.releases)
    )


_loads = _load_query()


def is_away(conn: Connection, user_name: str, day: date) -> bool:
    """Whether somebody is away on a day."""
    return bool(absences.between(conn, day, day, [user_name]))


def has_capacity(conn: Connection, user_name: str, day: date) -> bool:
    """Whether somebody can carry one more release."""
    found = availabilities(conn, [user_name], day, day).get(user_name)
    return found is None or not found.is_full


def only_coordinators(roles: Collection[str]) -> bool:
    """Whether these roles are those of coordinators and no other."""
    return bool(roles) and set(roles) <= set(COORDINATORS)
