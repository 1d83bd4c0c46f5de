"""Accounts to try the product with: one for each role, named after it.

Source: ours, because a newcomer should see every side of a process in five minutes.
They belong to no organization, so that each may work on every release.  Production
refuses to start with them.
"""

from sqlalchemy import Connection, select

from engine.ports import Context
from tasks.people import admission, passwords, persons
from tasks.people.roles import ROLES

PASSWORD = "demo"  # noqa: S105 - meant to be known

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
    known = persons.people_named(context.conn, ROLES)
    missing = [role for role in ROLES if role not in known]
    if not missing:
        return []
    secret = passwords.hashed(PASSWORD)
    admission.add_known(
        context,
        [
            {
                "user_name": role,
                "name": CAST[role][0],
                "email": f"{CAST[role][0].lower().replace(' ', '.')}@example.org",
                "organization": None,
                "unit": CAST[role][1],
                "language": "fr" if role == "service_owner" else "en",
                "password_hash": secret,
                "oidc_issuer": None,
                "oidc_subject": None,
                "roles": [role],
            }
            for role in missing
        ],
    )
    return missing


def demonstration_accounts(conn: Connection) -> list[str]:
    """User names whose password is the well-known one; production refuses them."""
    table = persons.people
    rows = conn.execute(
        select(table.c.user_name, table.c.password_hash).where(
            table.c.user_name.in_(ROLES),
            table.c.disabled_at.is_(None),
            table.c.password_hash.is_not(None),
        )
    )
    return [
        row.user_name for row in rows if passwords.matches(row.password_hash, PASSWORD)
    ]
