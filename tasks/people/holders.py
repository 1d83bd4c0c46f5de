"""Who holds which role on a release: the people a task goes to.

Source: processes.md "Who gets a task": being a coordinator somewhere gives no right
here.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    String,
    Table,
    bindparam,
    delete,
    insert,
    select,
)

from engine.db import UtcDateTime, metadata
from engine.ports import Context
from tasks.people.errors import NoSuchPerson, UnknownRole
from tasks.people.known import known_people
from tasks.people.persons import people
from tasks.people.roles import ONE_HOLDER, ROLES
from tasks.release.loaded import forget

release_role = Table(
    "release_role",
    metadata,
    Column("release_id", ForeignKey("release.id"), primary_key=True),
    Column("role", String(60), primary_key=True),
    Column("user_name", ForeignKey("person.user_name"), primary_key=True),
    Column("since", UtcDateTime, nullable=False),
    Column("assigned_by", String(100)),
    Index("ix_release_role_user_name", "user_name", "role"),
)


_holders = (
    select(release_role.c.role, release_role.c.user_name)
    .join(people, people.c.user_name == release_role.c.user_name)
    .where(release_role.c.release_id == bindparam("release_id"))
    .where(people.c.disabled_at.is_(None))
    .order_by(release_role.c.since, release_role.c.user_name)
)


def holders(conn: Connection, release_id: str) -> dict[str, list[str]]:
    """The active holders of each role on a release, first come first."""
    held: dict[str, list[str]] = {}
    for role, user_name in conn.execute(_holders, {"release_id": release_id}):
        held.setdefault(role, []).append(user_name)
    return held


def roles_on(conn: Connection, release_id: str, user_name: str) -> frozenset[str]:
    """The roles that a person holds on this release."""
    return frozenset(
        conn.scalars(
            select(release_role.c.role).where(
                release_role.c.release_id == release_id,
                release_role.c.user_name == user_name,
            )
        )
    )


def releases_of(user_name: str) -> Any:
    """The query of the releases on which a person holds a role, for an ``in_``."""
    return select(release_role.c.release_id).where(
        release_role.c.user_name == user_name
    )


def assign(context: Context, release_id: str, role: str, user_name: str) -> bool:
    """Give a role on a release to a person; whether that changed anything.

    A role with one holder passes from the one before.  Open tasks follow when
    ``tasks.inbox.candidates.holders_changed`` is told.
    Raises NoSuchPerson, UnknownRole.
    """
    return bool(assign_all(context, release_id, role, [user_name]))


def assign_all(
    context: Context, release_id: str, role: str, user_names: Iterable[str]
) -> list[str]:
    """Give a role on a release to people; returns those who did not hold it."""
    if role not in ROLES:
        raise UnknownRole(role, ROLES)
    wanted = list(dict.fromkeys(user_names))
    known = known_people(context, wanted)
    for name in wanted:
        if name not in known:
            raise NoSuchPerson(name)
    before = list(_recorded(context.conn, release_id, role))
    new = [name for name in wanted if name not in before]
    leaving = [name for name in before if name not in wanted]
    after = [*before, *new]
    if new and leaving and role in ONE_HOLDER:
        _remove(context, release_id, role, leaving)
        after = [name for name in after if name not in leaving]
    if new:
        context.conn.execute(
            insert(release_role),
            [
                {
                    "release_id": release_id,
                    "role": role,
                    "user_name": name,
                    "since": context.at,
                    "assigned_by": context.by,
                }
                for name in new
            ],
        )
        _note(context, release_id, role, before, after)
    return new


def dismiss(context: Context, release_id: str, role: str, user_name: str) -> bool:
    """Take a role on a release from a person; whether they held it."""
    before = list(_recorded(context.conn, release_id, role))
    if user_name not in before:
        return False
    _remove(context, release_id, role, [user_name])
    after = [name for name in before if name != user_name]
    _note(context, release_id, role, before, after)
    return True


_recorded_holders = (
    select(release_role.c.user_name)
    .where(release_role.c.release_id == bindparam("release_id"))
    .where(release_role.c.role == bindparam("role"))
    .order_by(release_role.c.since, release_role.c.user_name)
)


def _recorded(conn: Connection, release_id: str, role: str) -> Iterable[str]:
    return conn.scalars(_recorded_holders, {"release_id": release_id, "role": role})


def _remove(
    context: Context, release_id: str, role: str, user_names: Iterable[str]
) -> None:
    context.conn.execute(
        delete(release_role).where(
            release_role.c.release_id == release_id,
            release_role.c.role == role,
            release_role.c.user_name.in_(list(user_names)),
        )
    )


def _note(
    context: Context, release_id: str, role: str, before: list[str], after: list[str]
) -> None:
    context.audit("release", release_id, f"role:{role}", before, after)
    forget(context, "holders")
    forget(context, f"holders:{release_id}")
