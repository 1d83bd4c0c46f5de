"""The inbox within one's rights."""

from datetime import datetime

from sqlalchemy import Connection

from tasks.inbox.listing import ALL, Page, Wanted, tasks
from tasks.oversight.access import readable_tasks
from tasks.people.persons import Person


def inbox_of(
    conn: Connection,
    person: Person,
    wanted: Wanted,
    now: datetime,
    total: int | None = None,
) -> Page:
    """The tasks a person asks for, among those they may look at.

    What is theirs or for them to take, they may look at anyway.
    """
    readable = readable_tasks(person) if wanted.scope == ALL else None
    return tasks(
        conn,
        person.user_name,
        person.pools,
        wanted,
        now,
        scope=person.scope,
        readable=readable,
        total=total,
    )
