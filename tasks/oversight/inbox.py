"""The inbox within one's rights."""

from datetime import datetime

from sqlalchemy import Connection

from tasks.inbox.listing import ALL, Page, Wanted, tasks
from tasks.inbox.tables import DONE
from tasks.oversight.access import readable_tasks
from tasks.people.persons import Person


def inbox_of(conn: Connection, person: Person, wanted: Wanted, now: datetime) -> Page:
    """The tasks a person asks for, among those they may look at."""
    everybodys = wanted.scope == ALL or wanted.state != DONE
    readable = readable_tasks(person) if everybodys else None
    return tasks(conn, person.user_name, person.roles, wanted, now, readable=readable)
