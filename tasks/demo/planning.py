"""What the office plans with: blackouts, capacities, absences, items that are changed.

Entered by those who enter them in the product, so that the reports have something to
warn of.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from tasks.people.persons import person_named
from tasks.planning import absences, blackouts, capacity
from tasks.planning.blackouts import Asked
from tasks.release.lifecycle import change
from tasks.release.records import save
from tasks.release.states import OPEN
from tasks.release.tables import release
from tasks.reports import mailings
from tasks.reports.gathering import CONFIGURATION_ITEM

if TYPE_CHECKING:
    from engine.ports import Context
    from tasks.bootstrap import Application

MANAGER = "release_manager"
#: Who carries how much.
CAPACITIES = {
    "release_coordinator_smr": 6,
    "release_coordinator_dcs": 12,
    "nadia.haddad": 4,
    "luc.desrosiers": 3,
}
#: Who is away: days from today, for how many days, why.
ABSENCES = (
    ("luc.desrosiers", 4, 9, "Vacation"),
    ("nadia.haddad", 1, 2, "Training"),
    ("release_coordinator_smr", 24, 4, "Vacation"),
    ("release_coordinator_dcs", 40, 12, "Vacation"),
)
#: The item that every open release of a service changes.
ITEMS = {
    "Hosting": "CI-ESX-GUELPH-02",
    "Network": "CI-CORE-SWITCH-1",
    "Identity": "CI-AD-FOREST",
    "E-mail": "CI-MAIL-GATEWAY",
    "Public website": "CI-WEB-FRONTEND",
    "Business application": "CI-APP-CLUSTER-3",
}


#: The jurisdictions that a release of an organization impacts beside its own.
IMPACTS = {
    "ITOD": ("CAC", "HSC", "LTC"),
    "CAC": ("CAC",),
    "CSC": ("CSC", "CYSSC"),
    "GSIC": ("GSIC", "CAC"),
    "HSC": ("HSC",),
    "JTS": ("JTS", "CAC"),
    "LRC": ("LRC",),
    "LTC": ("LTC", "GSIC"),
}


def plan(app: Application, today: datetime) -> None:
    """Fill the planning pages of an office that has releases."""
    with app.command(by=MANAGER, why="demonstration") as context:
        _blackouts(context, today)
        _people(context, today)
        _items(context)
        _jurisdictions(context)
        _mailing(context, today)


def _blackouts(context: Context, today: datetime) -> None:
    manager = person_named(context.conn, MANAGER)
    assert manager is not None
    day = today.astimezone(context.zone).date()
    year = day.year if day < date(day.year, 12, 20) else day.year + 1

    def enter(first: date, last: date, english: str, french: str, **scope: str) -> None:
        begins = datetime.combine(first, time(18), context.zone)
        ends = datetime.combine(last, time(6), context.zone)
        asked = Asked(begins, ends, english, french, **scope)
        blackouts.add(context, manager, asked)

    enter(
        date(year, 12, 18),
        date(year + 1, 1, 4),
        "Holiday season: emergencies only",
        "Période des fêtes : urgences seulement",
    )
    enter(
        day + timedelta(days=5),
        day + timedelta(days=8),
        "Month-end payroll run",
        "Traitement de la paie de fin de mois",
        service="Business application",
    )
    enter(
        day + timedelta(days=19),
        day + timedelta(days=22),
        "Moving of the court registries",
        "Déménagement des greffes",
        organization="JTS",
    )


def _people(context: Context, today: datetime) -> None:
    manager = person_named(context.conn, MANAGER)
    assert manager is not None
    day = today.astimezone(context.zone).date()
    for name, number in CAPACITIES.items():
        capacity.set_capacity(context, manager, name, number)
    for name, away, days, note in ABSENCES:
        first = day + timedelta(days=away)
        last = first + timedelta(days=days)
        absences.enter(context, manager, name, first, last, note)


def _items(context: Context) -> None:
    """Open releases say which configuration items they change."""
    for release_id, service in _open_releases(context):
        link = {
            "type": CONFIGURATION_ITEM,
            "number": ITEMS[service],
            "relation": "changes",
        }
        save(context, "links", release_id, link)


def _open_releases(context: Context) -> Sequence[tuple[str, str]]:
    found = context.conn.execute(
        select(release.c.id, release.c.service)
        .where(release.c.status.in_(OPEN), release.c.service.in_(ITEMS))
        .order_by(release.c.id)
    ).all()
    return [(row.id, row.service) for row in found]


def _jurisdictions(context: Context) -> None:
    """The release manager corrects what no form asked for."""
    rows = context.conn.execute(
        select(release.c.id, release.c.organization, release.c.jurisdictions)
        .where(release.c.status.in_(OPEN))
        .where(release.c.organization.in_(IMPACTS))
        .order_by(release.c.id)
    ).all()
    for row in rows:
        if not row.jurisdictions:
            places = {"jurisdictions": list(IMPACTS[row.organization])}
            change(context, row.id, places, reason="Said at the team meeting")


def _mailing(context: Context, today: datetime) -> None:
    """The executives get the summary on Monday mornings."""
    manager = person_named(context.conn, MANAGER)
    assert manager is not None
    local = today.astimezone(context.zone)
    monday = local.date() + timedelta(days=(7 - local.weekday()) % 7 or 7)
    asked = mailings.Asked(
        recipients=["executive", "celine.bouchard", MANAGER],
        every="P7D",
        first_at=datetime.combine(monday, time(7, 30), context.zone),
        days_ahead=30,
        days_back=14,
        with_pdf=True,
    )
    mailings.begin(context, manager, asked)
