"""Which releases, instances and tasks a person may look at, asked of the rows.

The rules are in ``tasks.people.rights``; this only loads what they ask for.  What a
person may not see is answered as if it did not exist.

Source: processes.md E.2.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Connection, false, or_, select, true
from sqlalchemy.engine import Row

from engine.errors import NotFound
from engine.instances import instance
from tasks.inbox.candidates import is_candidate, taker
from tasks.inbox.tables import human_task, task_candidate
from tasks.people.access_requests import PROCESS
from tasks.people.holders import holders, releases_of
from tasks.people.persons import Person
from tasks.people.rights import (
    EVERYWHERE,
    Standing,
    may_see_all_releases,
    may_see_release,
    sees_scope,
)
from tasks.release.errors import NoSuchRelease
from tasks.release.states import has_ended
from tasks.release.tables import release, release_with


def standing_of(conn: Connection, row: Any) -> Standing:
    """How a release stands to people."""
    return Standing(row.organization, holders(conn, row.id), has_ended(row.status))


def readable_releases(person: Person) -> ColumnElement[bool]:
    """The condition on ``release`` that this person may read it."""
    if may_see_all_releases(person):
        return true()
    if not person.is_admitted:
        return false()
    return or_(
        release.c.id.in_(releases_of(person.user_name)),
        release.c.requested_by == person.user_name,
        release.c.id.in_(_releases_with_tasks(person)),
        *_of_scope(person),
    )


def _of_scope(person: Person) -> list[ColumnElement[bool]]:
    """What an office reads of the releases of others: those of its organization."""
    if not sees_scope(person):
        return []
    here = release.c.organization.in_(sorted(person.scope or ()))
    return [here, release.c.organization.is_(None)]


def readable_among(
    conn: Connection, person: Person, ids: Collection[str]
) -> frozenset[str]:
    """Which of these releases this person may open."""
    if may_see_all_releases(person):
        return frozenset(ids)
    asked = select(release.c.id).where(release.c.id.in_(ids), readable_releases(person))
    return frozenset(conn.scalars(asked))


def _releases_with_tasks(person: Person) -> Any:
    """Releases on which the person has, had or may claim a task."""
    mine = or_(
        human_task.c.assignee == person.user_name,
        human_task.c.completed_by == person.user_name,
        human_task.c.task_id.in_(
            select(task_candidate.c.task_id).where(is_candidate(taker(person)))
        ),
    )
    # Its tables are its own, whatever the query around it reads.
    return (
        select(human_task.c.release_id)
        .where(human_task.c.release_id.is_not(None), mine)
        .correlate(None)
    )


def require_release(
    conn: Connection, person: Person, release_id: str
) -> tuple[Row[Any], Standing]:
    """A release that this person may read. Raises NotFound, NoSuchRelease."""
    row = release_with(conn, release_id)
    standing = standing_of(conn, row)
    asked = person.is_admitted and row.requested_by == person.user_name
    if asked or may_see_release(person, standing):
        return row, standing
    seen = conn.scalar(
        select(release.c.id).where(
            release.c.id == release_id, readable_releases(person)
        )
    )
    if seen is None:
        raise NoSuchRelease(release_id)
    return row, standing


def readable_instances(person: Person) -> ColumnElement[bool]:
    """The condition on ``instance`` that this person may look at it."""
    if person.has(*EVERYWHERE):
        return true()
    if not person.is_admitted:
        return false()
    if may_see_all_releases(person):
        return or_(
            instance.c.process_key != PROCESS, instance.c.started_by == person.user_name
        )
    return or_(
        instance.c.business_key.in_(_readable_ids(person)),
        instance.c.started_by == person.user_name,
        instance.c.id.in_(
            select(human_task.c.instance_id)
            .where(
                or_(
                    human_task.c.assignee == person.user_name,
                    human_task.c.completed_by == person.user_name,
                )
            )
            .correlate(None)
        ),
    )


def _readable_ids(person: Person) -> Any:
    return select(release.c.id).where(readable_releases(person)).correlate(None)


def require_instance(conn: Connection, person: Person, instance_id: str) -> None:
    """Raises NotFound when this person may not look at the instance."""
    seen = conn.scalar(
        select(instance.c.id).where(
            instance.c.id == instance_id, readable_instances(person)
        )
    )
    if seen is None:
        raise NotFound("There is no such process instance.")


def readable_tasks(person: Person) -> ColumnElement[bool]:
    """The condition on ``human_task`` that this person may look at it.

    Who asks for access, and why, is for those who decide on it.
    """
    if person.has(*EVERYWHERE):
        return true()
    if not person.is_admitted:
        return false()
    if may_see_all_releases(person):
        return human_task.c.process_key != PROCESS
    return or_(
        human_task.c.assignee == person.user_name,
        human_task.c.completed_by == person.user_name,
        human_task.c.task_id.in_(
            select(task_candidate.c.task_id).where(is_candidate(taker(person)))
        ),
        human_task.c.release_id.in_(_readable_ids(person)),
    )


def require_task(conn: Connection, person: Person, task_id: str) -> Row[Any]:
    """A task that this person may look at. Raises NotFound."""
    found = conn.execute(
        select(human_task).where(
            human_task.c.task_id == task_id, readable_tasks(person)
        )
    ).one_or_none()
    if found is None:
        raise NotFound("There is no such task.")
    return found
