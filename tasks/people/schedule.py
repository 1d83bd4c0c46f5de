"""The resource schedule: which coordinator deploys what when.

Source: processes.md D-4.1, "Assign coordinator by DCS Resource Schedule".
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from tasks.people.holders import release_role
from tasks.release.states import OPEN
from tasks.release.tables import release

APART = timedelta(days=1)
COORDINATORS = ("release_coordinator_dcs", "release_coordinator_smr")


def busy_around(
    conn: Connection, user_name: str, at: datetime, release_id: str
) -> list[str]:
    """Other open releases that this person coordinates within a day of this moment."""
    return list(
        conn.scalars(
            select(release.c.id)
            .join(release_role, release_role.c.release_id == release.c.id)
            .where(
                release_role.c.user_name == user_name,
                release_role.c.role.in_(COORDINATORS),
                release.c.id != release_id,
                release.c.status.in_(OPEN),
                release.c.deployment_at.between(at - APART, at + APART),
            )
            .order_by(release.c.deployment_at)
            .limit(50)
        )
    )
