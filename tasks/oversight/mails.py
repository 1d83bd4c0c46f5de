"""Mail to look at: all of it, or what concerns the reader.

Source: processes.md E.2, "Notes, messages, audit": stakeholders read their own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, String, cast, func, or_, select, true
from sqlalchemy.engine import Row

from engine.errors import NotFound
from engine.outbox import STATES as STATES
from engine.outbox import outbox
from tasks.oversight.access import readable_releases
from tasks.people.persons import Person
from tasks.people.rights import may_see_mail
from tasks.release.tables import release


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which mails to list."""

    state: str | None = None
    release: str | None = None
    mine: bool = False
    q: str | None = None
    page: int = 1
    per_page: int = 20


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list and the size of the whole."""

    items: Sequence[Row[Any]]
    total: int


def mails(conn: Connection, person: Person, wanted: Wanted) -> Page:
    """The mails asked for that this person may read, newest first, one page."""
    where = [_readable(person), *_conditions(person, wanted)]
    listed = (
        select(outbox)
        .where(*where)
        .order_by(outbox.c.created_at.desc(), outbox.c.id.desc())
        .limit(wanted.per_page)
        .offset((wanted.page - 1) * wanted.per_page)
    )
    counted = select(func.count()).select_from(outbox).where(*where)
    return Page(conn.execute(listed).all(), conn.scalar(counted) or 0)


def mail(conn: Connection, person: Person, mail_id: str) -> Row[Any]:
    """One mail that this person may read. Raises NotFound."""
    found = conn.execute(
        select(outbox).where(outbox.c.id == mail_id, _readable(person))
    ).one_or_none()
    if found is None:
        raise NotFound("There is no such mail.")
    return found


def _readable(person: Person) -> ColumnElement[bool]:
    if may_see_mail(person):
        return true()
    of_mine = select(release.c.id).where(readable_releases(person)).correlate(None)
    return or_(_to(person), outbox.c.business_key.in_(of_mine))


def _to(person: Person) -> ColumnElement[bool]:
    quoted = f'"{person.email}"'
    return cast(outbox.c.to, String).contains(quoted, autoescape=True)


def _conditions(person: Person, wanted: Wanted) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if wanted.state:
        where.append(outbox.c.state == wanted.state)
    if wanted.release:
        where.append(outbox.c.business_key == wanted.release)
    if wanted.mine:
        where.append(_to(person))
    if wanted.q:
        where.append(
            or_(
                outbox.c.subject.icontains(wanted.q, autoescape=True),
                outbox.c.body.icontains(wanted.q, autoescape=True),
                cast(outbox.c.to, String).icontains(wanted.q, autoescape=True),
            )
        )
    return where
