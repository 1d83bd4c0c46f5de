"""Let people in, change what they may do, let them go.

What somebody did stays when they leave: a person is disabled, never deleted.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.engine import Row

from engine.ports import Context
from tasks.people import passwords
from tasks.people.errors import (
    AddressUnfit,
    NoSuchPerson,
    UnknownLanguage,
    UnknownLevel,
    UnknownRole,
    UserNameTaken,
    UserNameUnfit,
)
from tasks.people.organizations import tree
from tasks.people.organizing import require_active
from tasks.people.persons import (
    LANGUAGES,
    LEVELS,
    UPDATE,
    is_address,
    people,
    person,
    person_role,
    write_hash,
)
from tasks.people.roles import ROLES

_USER_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,99}", re.ASCII)
_NOBODY = frozenset({"system"})


def add_person(
    context: Context,
    user_name: str,
    *,
    name: str,
    email: str,
    organization: str | None = None,
    unit: str | None = None,
    language: str = "en",
    roles: Iterable[str] = (),
    level: str = UPDATE,
    password: str | None = None,
    identity: tuple[str, str] | None = None,
) -> None:
    """Let somebody in. Raises PersonRefused."""
    if not _USER_NAME.fullmatch(user_name) or user_name in _NOBODY:
        raise UserNameUnfit(user_name)
    require_address(email)
    require_language(language)
    require_level(level)
    wanted = require_roles(roles)
    if person(context.conn, user_name) is not None:
        raise UserNameTaken(user_name)
    if password is not None:
        passwords.require_fit(password, user_name=user_name)
    issuer, subject = identity or (None, None)
    add_known(
        context,
        [
            {
                "user_name": user_name,
                "name": " ".join(name.split())[:200] or user_name,
                "email": email,
                "organization": require_organization(context.conn, organization),
                "unit": unit or None,
                "language": language,
                "access_level": level,
                "password_hash": None
                if password is None
                else passwords.hashed(password),
                "oidc_issuer": issuer,
                "oidc_subject": subject,
                "roles": wanted,
            }
        ],
    )


def add_known(context: Context, rows: Sequence[dict[str, Any]]) -> None:
    """Write people whose values are known to be right, with their ``roles``."""
    made = {"created_at": context.at, "created_by": context.by}
    values = [{k: v for k, v in row.items() if k != "roles"} | made for row in rows]
    context.conn.execute(insert(people), values)
    held = [
        {"user_name": row["user_name"], "role": role}
        for row in rows
        for role in row["roles"]
    ]
    if held:
        context.conn.execute(insert(person_role), held)
    for row in rows:
        context.audit("person", row["user_name"], "roles", None, row["roles"])


def set_roles(context: Context, user_name: str, roles: Iterable[str]) -> None:
    """Give a person exactly these roles. Raises NoSuchPerson, UnknownRole."""
    wanted = require_roles(roles)
    require_person(context.conn, user_name)
    before = sorted(
        context.conn.scalars(
            select(person_role.c.role).where(person_role.c.user_name == user_name)
        ),
        key=ROLES.index,
    )
    if before == wanted:
        return
    context.conn.execute(
        delete(person_role).where(person_role.c.user_name == user_name)
    )
    if wanted:
        rows = [{"user_name": user_name, "role": role} for role in wanted]
        context.conn.execute(insert(person_role), rows)
    context.audit("person", user_name, "roles", before, wanted)


def change_person(context: Context, user_name: str, **values: str | None) -> None:
    """Correct name, email, organization, unit, language, level. PersonRefused."""
    before = require_person(context.conn, user_name)
    if "email" in values:
        require_address(values["email"] or "")
    if "language" in values:
        require_language(values["language"] or "")
    if "access_level" in values:
        require_level(values["access_level"] or "")
    if "organization" in values:
        meant = require_organization(context.conn, values["organization"])
        values["organization"] = meant
    allowed = ("name", "email", "organization", "unit", "language", "access_level")
    changed = {
        field: values[field]
        for field in allowed
        if field in values and values[field] != getattr(before, field)
    }
    if changed:
        context.conn.execute(
            update(people).where(people.c.user_name == user_name).values(**changed)
        )
    for field, value in changed.items():
        context.audit("person", user_name, field, getattr(before, field), value)


def disable(context: Context, user_name: str) -> None:
    """Let a person in no more; what they did stays. Raises NoSuchPerson."""
    _set_disabled(context, user_name, disabled=context.at)


def enable(context: Context, user_name: str) -> None:
    """Let a person in again. Raises NoSuchPerson."""
    _set_disabled(context, user_name, disabled=None)


def _set_disabled(context: Context, user_name: str, *, disabled: Any) -> None:
    before = require_person(context.conn, user_name).disabled_at
    if (before is None) == (disabled is None):
        return
    context.conn.execute(
        update(people)
        .where(people.c.user_name == user_name)
        .values(disabled_at=disabled)
    )
    context.audit("person", user_name, "disabled_at", before, disabled)


def set_password(context: Context, user_name: str, password: str) -> None:
    """Give a person a new password. Raises NoSuchPerson, PasswordUnfit."""
    require_person(context.conn, user_name)
    passwords.require_fit(password, user_name=user_name)
    write_hash(context.conn, user_name, passwords.hashed(password))
    context.audit("person", user_name, "password", None, "changed")


def require_person(conn: Connection, user_name: str) -> Row[Any]:
    """The row of a person. Raises NoSuchPerson."""
    row = person(conn, user_name)
    if row is None:
        raise NoSuchPerson(user_name)
    return row


def require_roles(roles: Iterable[str]) -> list[str]:
    """These roles in the order of the standard, each once. Raises UnknownRole."""
    wanted = set(roles)
    for role in sorted(wanted):
        if role not in ROLES:
            raise UnknownRole(role, ROLES)
    return sorted(wanted, key=ROLES.index)


def require_address(email: str) -> None:
    """Raises AddressUnfit."""
    if not is_address(email):
        raise AddressUnfit(email)


def require_organization(conn: Connection, text: str | None) -> str | None:
    """The id of the organization meant, or None. Raises NoSuchOrganization."""
    return require_active(tree(conn), text).id if text else None


def require_level(level: str) -> None:
    """Raises UnknownLevel."""
    if level not in LEVELS:
        raise UnknownLevel(level)


def require_language(language: str) -> None:
    """Raises UnknownLanguage."""
    if language not in LANGUAGES:
        raise UnknownLanguage(language)
