"""What the walk of all rights is taken on: an own release, a foreign one, a closed one.

Each demonstration account holds its role on the own and on the closed release, and
nothing on the foreign one, where colleagues hold them.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select

from engine.outbox import outbox
from tasks.effects import give_role
from tasks.filing import file_release
from tasks.inbox.tables import human_task
from tasks.people import admission
from tasks.people.demonstration import seed_colleagues
from tasks.people.persons import person_named
from tasks.planning import absences, blackouts
from tasks.release.records import save
from tasks.repository.documents import attach
from tests.web.conftest import Site

#: Account → column of the table, where it holds its role and where it does not.
COLUMNS = {
    "intake": ("Intake", "Intake"),
    "release_manager": ("RM", "RM"),
    "release_coordinator_smr": ("RC here", "RC other"),
    "release_coordinator_dcs": ("RC here", "RC other"),
    "project_manager": ("PM", "PM"),
    "stakeholder": ("ST", "ST"),
    "service_owner": ("SO", "SO"),
    "executive": ("EX", "EX"),
    "process_owner": ("PO", "PO"),
    "auditor": ("Auditor", "Auditor"),
    "admin": ("Admin", "Admin"),
}
HELD = tuple(COLUMNS)[:8]
COLLEAGUES = {
    "release_coordinator_smr": "nadia.haddad",
    "release_coordinator_dcs": "luc.desrosiers",
    "project_manager": "grace.adeyemi",
    "stakeholder": "yuki.mori",
    "service_owner": "ingrid.larsen",
    "executive": "celine.bouchard",
}
FREEZE = blackouts.Asked(
    starts_at=datetime(2026, 12, 20, tzinfo=UTC),
    ends_at=datetime(2027, 1, 3, tzinfo=UTC),
    reason_en="Year end",
    reason_fr="Fin d’année",
)
OWN, FOREIGN, CLOSED = "own", "foreign", "closed"


@dataclass
class Place:
    """A release with one of everything that routes are about."""

    release_id: str
    instance_id: str
    task_id: str
    mail_id: str
    #: A document and an issue owned by each account; ``*`` by nobody.
    documents: dict[str, str] = field(default_factory=dict)
    issues: dict[str, str] = field(default_factory=dict)


def scene(site: Site) -> dict[str, Place]:
    """The three releases, furnished; the closed one is cancelled by its manager."""
    with site.app.command() as context:
        seed_colleagues(context)
        for name, role in (("ida", "intake"), ("rita", "release_manager")):
            admission.add_person(
                context, name, name=name, email=f"{name}@example.org", roles=[role]
            )
    theirs = {**COLLEAGUES, "intake": "ida", "release_manager": "rita"}
    mine = {role: role for role in HELD}
    places = {
        OWN: _furnished(site, "intake", mine),
        FOREIGN: _furnished(site, "ida", theirs),
        CLOSED: _furnished(site, "intake", mine),
    }
    closed = places[CLOSED].release_id
    why = {"reason": "Not wanted any more"}
    site.told("release_manager", "POST", f"/releases/{closed}/cancel", why)
    return places


def planned(site: Site) -> dict[str, dict[str, str]]:
    """A blackout and an absence for each account: a coordinator's own, else Cora's."""
    entered: dict[str, dict[str, str]] = {}
    with site.app.command(by="release_manager") as context:
        manager = person_named(context.conn, "release_manager")
        assert manager is not None
        for user in COLUMNS:
            own = user if user in absences.COORDINATORS else absences.COORDINATORS[1]
            day = date(2026, 2, 2)
            entered[user] = {
                "absence_id": absences.enter(context, manager, own, day, day, ""),
                "blackout_id": blackouts.add(context, manager, FREEZE),
            }
    return entered


def _furnished(site: Site, requester: str, holders: dict[str, str]) -> Place:
    with site.app.command(by=requester) as context:
        person = person_named(context.conn, requester)
        assert person is not None
        filed = file_release(
            site.app, context, person, process="smr", title="A release", fields={}
        )
    release_id = str(filed["id"])
    with site.app.command(by="release_manager") as context:
        for role, name in holders.items():
            give_role(context, release_id, role, [name])
        owners = {name: name for name in holders.values()} | {"*": None}
        documents = {
            owner: attach(
                context,
                release_id,
                *("Project plan", "Draft"),
                title=f"Plan of {owner}",
                text="Text",
                owner=name,
            )
            for owner, name in owners.items()
        }
        issues = {
            owner: save(
                context,
                "issues",
                release_id,
                {"text": "It leaks", "severity": "Low", "owner": name},
            )
            for owner, name in owners.items()
        }
    with site.app.read() as conn:
        task = conn.execute(
            select(human_task).where(human_task.c.release_id == release_id)
        ).first()
        mail = conn.scalar(
            select(outbox.c.id).where(outbox.c.business_key == release_id).limit(1)
        )
    assert task is not None
    return Place(
        *(release_id, task.instance_id, task.task_id, str(mail)),
        documents=documents,
        issues=issues,
    )


def filled(place: Place, endpoint: str, user: str) -> dict[str, Any]:
    """What stands in the address of a route about a release."""
    own = user if user in place.issues else "*"
    names = {
        "papers": "announcement",
        "api_papers": "announcement",
        "release_messages": "cancel_release",
    }
    return {
        "release_id": place.release_id,
        "instance_id": place.instance_id,
        "task_id": place.task_id,
        "mail_id": place.mail_id,
        "document_id": place.documents[own],
        "collection": "issues",
        "entry_id": place.issues[own],
        "number": 1,
        "name": names.get(endpoint.split(".")[0], "none"),
        "kind": "docx",
        "clause_id": "none",
        "path": "PM",
    }
