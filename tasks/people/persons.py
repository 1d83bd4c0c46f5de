"""The people who may sign in: their names, languages and roles."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    String,
    Table,
    UniqueConstraint,
    and_,
    bindparam,
    or_,
    select,
    update,
)
from sqlalchemy.engine import Row

from engine.db import UtcDateTime, metadata
from tasks.people import passwords
from tasks.people.organizations import serves, tree
from tasks.people.roles import ROLES

LANGUAGES = ("en", "fr")
#: Levels of access to the repository.  Source: GO-ITS 240PRS 3.10; processes.md E.2.
VIEW, UPDATE = LEVELS = ("view", "update")

_ADDRESS = re.compile(r"[^@\s,;<>\"\x00-\x1f\x7f]{1,64}@[A-Za-z0-9.-]{1,200}")

people = Table(
    "person",
    metadata,
    Column("user_name", String(100), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("email", String(300), nullable=False),
    #: Whose releases they work on; without one, everybody's.
    Column("organization", ForeignKey("organization.id")),
    #: Where they work, to be read.
    Column("unit", String(200)),
    Column("language", String(2), nullable=False),
    Column("password_hash", String(300)),
    #: ``update``, or ``view``: every role of theirs is read-only then.
    Column("access_level", String(10), nullable=False, default=UPDATE),
    #: Who vouches for them when they sign in elsewhere: issuer and subject.
    Column("oidc_issuer", String(300)),
    Column("oidc_subject", String(300)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", String(100)),
    Column("disabled_at", UtcDateTime),
    UniqueConstraint("oidc_issuer", "oidc_subject"),
    Index("ix_person_email", "email"),
)

person_role = Table(
    "person_role",
    metadata,
    Column("user_name", ForeignKey("person.user_name"), primary_key=True),
    Column("role", String(60), primary_key=True),
    Index("ix_person_role_role", "role"),
)


@dataclass(frozen=True, slots=True)
class Person:
    """Who is asking: loaded once a request."""

    user_name: str
    name: str
    email: str
    organization: str | None
    language: str
    roles: frozenset[str]
    #: The organizations above and below theirs, and their own.
    line: frozenset[str] = frozenset()
    access_level: str = UPDATE

    @property
    def is_admitted(self) -> bool:
        """Whether access to the repository was granted: they have a role."""
        return bool(self.roles)

    @property
    def may_update(self) -> bool:
        """Whether they may do more than look.

        Source: GO-ITS 240PRS 3.10, "View or Read Only".
        """
        return self.is_admitted and self.access_level == UPDATE

    @property
    def pools(self) -> frozenset[str]:
        """The roles by which they may take a task that nobody has."""
        return self.roles if self.may_update else frozenset()

    @property
    def scope(self) -> frozenset[str] | None:
        """The organizations whose releases they work on; None for all."""
        return None if self.organization is None else self.line | {self.organization}

    def serves(self, organization: str | None) -> bool:
        """Whether they work on releases of an organization."""
        return serves(self.organization, self.line, organization)

    def has(self, *roles: str) -> bool:
        """Whether the person has one of these roles."""
        return not self.roles.isdisjoint(roles)


def person(conn: Connection, user_name: str) -> Row[Any] | None:
    """The row of a person, disabled or not."""
    return conn.execute(
        select(people).where(people.c.user_name == user_name)
    ).one_or_none()


#: Active people, a row for each role.
WITH_ROLES = (
    select(people, person_role.c.role)
    .join(person_role, person_role.c.user_name == people.c.user_name, isouter=True)
    .where(people.c.disabled_at.is_(None))
)
_named = WITH_ROLES.where(people.c.user_name == bindparam("user_name"))


def person_named(conn: Connection, user_name: str) -> Person | None:
    """An active person with roles, in one statement; two if of an organization."""
    return person_in(conn, conn.execute(_named, {"user_name": user_name}).all())


def person_in(conn: Connection, found: Sequence[Row[Any]]) -> Person | None:
    """The person of whom rows of ``WITH_ROLES`` speak."""
    if not found:
        return None
    row = found[0]
    own = row.organization
    return Person(
        row.user_name,
        row.name,
        row.email,
        own,
        row.language,
        frozenset(each.role for each in found if each.role is not None),
        frozenset() if own is None else tree(conn).line(own),
        row.access_level,
    )


def person_of_identity(conn: Connection, issuer: str, subject: str) -> Person | None:
    """The active person for whom an identity provider vouches."""
    user_name = conn.scalar(
        select(people.c.user_name).where(
            people.c.oidc_issuer == issuer, people.c.oidc_subject == subject
        )
    )
    return None if user_name is None else person_named(conn, user_name)


_roles_of = (
    select(person_role.c.role)
    .join(people, people.c.user_name == person_role.c.user_name)
    .where(people.c.user_name == bindparam("user_name"))
    .where(people.c.disabled_at.is_(None))
)


def roles_of(conn: Connection, user_name: str) -> frozenset[str]:
    """The roles of an active person; none for anybody else."""
    return frozenset(conn.scalars(_roles_of, {"user_name": user_name}))


def people_named(conn: Connection, user_names: Iterable[str]) -> dict[str, Row[Any]]:
    """The active people among these user names, in one statement."""
    names = sorted(set(user_names))
    if not names:
        return {}
    found = conn.execute(
        select(people).where(
            people.c.user_name.in_(names), people.c.disabled_at.is_(None)
        )
    )
    return {row.user_name: row for row in found}


def people_with(
    conn: Connection, roles: str | Iterable[str], organization: str | None = None
) -> Sequence[Row[Any]]:
    """The active people who may work in a role, by name; for an organization, if given.

    Whoever belongs to no organization serves all of them.
    """
    wanted = [roles] if isinstance(roles, str) else sorted(roles)
    among = select(person_role.c.user_name).where(person_role.c.role.in_(wanted))
    query = select(people).where(
        people.c.user_name.in_(among),
        people.c.disabled_at.is_(None),
        people.c.access_level == UPDATE,
    )
    if organization is not None:
        here = people.c.organization.in_(tree(conn).line(organization))
        query = query.where(or_(here, people.c.organization.is_(None)))
    return conn.execute(query.order_by(people.c.name, people.c.user_name)).all()


def people_with_roles(
    conn: Connection, roles: Iterable[str]
) -> list[tuple[Row[Any], frozenset[str]]]:
    """The active people who may work in these roles, by name, each with those held."""
    return people_among(conn, (), roles)


_among = (
    select(people, person_role.c.role)
    .join(
        person_role,
        and_(
            person_role.c.user_name == people.c.user_name,
            person_role.c.role.in_(bindparam("roles", expanding=True)),
            people.c.access_level == UPDATE,
        ),
        isouter=True,
    )
    .where(
        or_(
            people.c.user_name.in_(bindparam("names", expanding=True)),
            person_role.c.role.is_not(None),
        )
    )
    .where(people.c.disabled_at.is_(None))
    .order_by(people.c.name, people.c.user_name)
)


def people_among(
    conn: Connection, user_names: Iterable[str], roles: Iterable[str]
) -> list[tuple[Row[Any], frozenset[str]]]:
    """The active people named or with one of the roles, each with those of them held.

    One statement, by name.
    """
    wanted = {"roles": sorted(set(roles)), "names": sorted(set(user_names))}
    found: dict[str, tuple[Row[Any], set[str]]] = {}
    for row in conn.execute(_among, wanted):
        roles_held = found.setdefault(row.user_name, (row, set()))[1]
        if row.role is not None:
            roles_held.add(row.role)
    return [(row, frozenset(has)) for row, has in found.values()]


def everybody(conn: Connection) -> Sequence[Row[Any]]:
    """All people, disabled ones too, by name; as many as an office has."""
    return conn.execute(
        select(people).order_by(people.c.name, people.c.user_name).limit(5000)
    ).all()


def roles_by_person(conn: Connection) -> dict[str, list[str]]:
    """The roles of everybody, in the order of the standard."""
    held: dict[str, list[str]] = {}
    for user_name, role in conn.execute(
        select(person_role.c.user_name, person_role.c.role)
    ):
        held.setdefault(user_name, []).append(role)
    return {name: sorted(roles, key=ROLES.index) for name, roles in held.items()}


def check_password(conn: Connection, user_name: str, password: str) -> Person | None:
    """The active person who knows this password; None takes as long.

    A hash of older strength is renewed on the way.
    """
    row = person(conn, user_name)
    known = None if row is None or row.disabled_at is not None else row.password_hash
    if not passwords.matches(known, password):
        return None
    assert known is not None
    if passwords.is_outdated(known):
        write_hash(conn, user_name, passwords.hashed(password))
    return person_named(conn, user_name)


def write_hash(conn: Connection, user_name: str, password_hash: str) -> None:
    """Keep what stands for a person's password."""
    conn.execute(
        update(people)
        .where(people.c.user_name == user_name)
        .values(password_hash=password_hash)
    )


def is_address(text: str) -> bool:
    """Whether a mail can be sent to this text."""
    return _ADDRESS.fullmatch(text) is not None and ".." not in text
