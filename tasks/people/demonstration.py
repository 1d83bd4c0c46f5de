"""Accounts to try the product with: one for each role, named after it.

Source: ours, because a newcomer should see every side of a process in five minutes.
They belong to no organization, so that each may work on every release.  Production
refuses to start with them.
"""

import unicodedata
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from engine.ports import Context
from tasks.people import admission, passwords, persons
from tasks.people.colleagues import COLLEAGUES
from tasks.people.roles import ROLES

PASSWORD = "demo"  # noqa: S105 - meant to be known

#: Name, where they work, language, roles.
Described = tuple[str, str, str, tuple[str, ...]]

#: Role → name and where they work.
CAST = {
    "intake": ("Ines Okafor", "Service Management Engagement and Integration"),
    "release_manager": ("Mara Lindqvist", "Release Management Office"),
    "release_coordinator_smr": ("Cora Beaulieu", "Release Management Office"),
    "release_coordinator_dcs": ("Dario Conti", "Deployment Coordination Service"),
    "project_manager": ("Priya Raman", "Project Delivery, Transportation"),
    "stakeholder": ("Stefan Novak", "Network Operations"),
    "service_owner": ("Odile Tremblay", "Hosting Services"),
    "executive": ("Edmund Achebe", "Infrastructure Technology Services"),
    "process_owner": ("Paulette Girard", "Service Management Governance"),
    "auditor": ("Aiko Tanaka", "Internal Audit"),
    "admin": ("Adam Wozniak", "Platform Administration"),
}


def seed_demonstration(context: Context) -> list[str]:
    """Add the accounts that are missing; returns their user names."""
    return _seed(
        context,
        {
            role: (*CAST[role], "fr" if role == "service_owner" else "en", (role,))
            for role in ROLES
        },
    )


def seed_colleagues(context: Context) -> list[str]:
    """Add the further people that are missing; returns their user names."""
    return _seed(context, COLLEAGUES)


def _seed(context: Context, people: Mapping[str, Described]) -> list[str]:
    known = persons.people_named(context.conn, people)
    missing = [user_name for user_name in people if user_name not in known]
    if missing:
        secret = passwords.hashed(PASSWORD)
        admission.add_known(
            context, [_row(name, people[name], secret) for name in missing]
        )
    return missing


def _row(user_name: str, described: Described, secret: str) -> dict[str, Any]:
    name, unit, language, roles = described
    return {
        "user_name": user_name,
        "name": name,
        "email": f"{_plain(name)}@example.org",
        "organization": None,
        "unit": unit,
        "language": language,
        "access_level": persons.UPDATE,
        "password_hash": secret,
        "oidc_issuer": None,
        "oidc_subject": None,
        "roles": list(roles),
    }


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFD", name.lower().replace(" ", "."))
    return letters.encode("ascii", "ignore").decode()


def demonstration_accounts(conn: Connection) -> list[str]:
    """User names whose password is the well-known one; production refuses them."""
    table = persons.people
    rows = conn.execute(
        select(table.c.user_name, table.c.password_hash).where(
            table.c.user_name.in_([*ROLES, *COLLEAGUES]),
            table.c.disabled_at.is_(None),
            table.c.password_hash.is_not(None),
        )
    )
    hashes: dict[str, bool] = {}  # accounts of one seeding share theirs
    found = []
    for row in rows:
        if row.password_hash not in hashes:
            known = passwords.matches(row.password_hash, PASSWORD)
            hashes[row.password_hash] = known
        if hashes[row.password_hash]:
            found.append(row.user_name)
    return found
