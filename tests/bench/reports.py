"""The reports of a very large office: how long a page and an answer take."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import insert

from tasks.people.holders import release_role
from tasks.release.tables import release
from tests.stories.office import Office

SERVICES = ("E-mail", "Network", "Hosting", "Identity", "Desktop", "Telephony")
PLACES = ("JTS", "HSC", "CSC", "LRC", "LTC", "CAC", "GSIC")
TYPES = {
    "smr": ("Minor / Localized", "Moderate / Limited", "Significant / Large"),
    "dcs": ("CO", "SI", "DE", "CX"),
}
#: Six years, five of them past: so many days from today.
SPAN = (-5 * 365, 365)
AT_ONCE = 5000
#: Who looks at the reports.
MANAGER = "release_manager"
#: Name, path, milliseconds: the usual view, then one over all releases there are.
ALL = "from=2020-01-01&to=2036-12-31"
REPORTS = (
    ("forward schedule", "/reports/forward-schedule", 200),
    ("forward schedule over all", f"/reports/forward-schedule?{ALL}", 200),
    ("executive summary", "/reports/executive-summary", 200),
    ("executive summary over all", f"/reports/executive-summary?{ALL}", 200),
)
#: Who coordinates all of them.
COORDINATOR = "release_coordinator_smr"


def fill_releases(office: Office, number: int) -> None:
    """So many releases, evenly over six years; what is ahead is open."""
    rows = _releases(office.clock.now(), number)
    while some := list(islice(rows, AT_ONCE)):
        with office.app.command() as context:
            context.conn.execute(insert(release), some)
            context.conn.execute(insert(release_role), [_role(row) for row in some])


def _releases(now: datetime, number: int) -> Iterator[dict[str, Any]]:
    first, last = SPAN
    for n in range(number):
        process = ("smr", "dcs")[n % 2]
        away = timedelta(minutes=(last - first) * 1440 * n // number)
        at = now + timedelta(days=first) + away
        is_open = at > now
        yield {
            "id": f"{process.upper()}-{at.year + 100}-{n:06}",
            "process": process,
            "title": f"Release {n} of a large office",
            "status": "Active" if is_open else "Closed",
            "milestone": "Planning" if is_open else "Close down",
            "organization": PLACES[n % 7],
            "service": SERVICES[n // 3 % 6],
            "release_type": TYPES[process][n // 2 % len(TYPES[process])],
            "jurisdictions": [PLACES[n % 7], PLACES[n // 5 % 7]],
            "director": f"Director {n % 40}",
            "crq_no": f"CRQ{n:09}",
            "deployment_at": at,
            "outcome": None if is_open else ("Success", "Failure")[n % 20 == 0],
            "flags": {},
            "lock_version": 1,
            "created_at": at - timedelta(days=60),
            "changed_at": min(now - timedelta(days=2), at),
        }


def _role(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "release_id": row["id"],
        "role": f"release_coordinator_{row['process']}",
        "user_name": COORDINATOR,
        "since": row["created_at"],
    }
