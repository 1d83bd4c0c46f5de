"""The record on a real database, and the cast: Cora coordinates, Mara manages."""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event, insert

import engine.audit
import engine.catalogue
import engine.history
import engine.incidents
import engine.outbox
import engine.timers  # noqa: F401
from engine.catalogue import process_version
from engine.db import Database, metadata
from engine.instances import instance
from engine.ports import Context, InstanceRef
from tasks.inbox.tables import human_task  # noqa: F401
from tasks.operators.registry import OPERATORS
from tasks.people.persons import people, person_role
from tasks.release.lifecycle import add_request, begun
from tasks.release.series import series  # noqa: F401

TORONTO = ZoneInfo("America/Toronto")
#: A Monday morning in the office: 09:30 in Toronto.
MONDAY = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)

CAST = {
    "cora": ("Cora Lin", ["release_coordinator_smr", "release_coordinator_dcs"]),
    "mara": ("Mara Roy", ["release_manager"]),
    "eli": ("Eli Fox", ["stakeholder"]),
    "pia": ("Pia Mun", ["project_manager"]),
    "sol": ("Sol Ode", ["service_owner"]),
    "eve": ("Eve Tan", ["executive"]),
    "sam": ("Sam Orr", []),
}


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    found = Database(f"sqlite:///{tmp_path}/erm.db")
    metadata.create_all(found.writer)
    yield found
    found.close()


@pytest.fixture
def context(database: Database) -> Iterator[Context]:
    """One step of Cora's, on a Monday morning; people are known, nothing is filed."""
    with database.transaction() as conn:
        rows = [
            {
                "user_name": user,
                "name": name,
                "email": f"{user}@ontario.example",
                "language": "en",
                "created_at": MONDAY,
            }
            for user, (name, _) in CAST.items()
        ]
        conn.execute(insert(people), rows)
        roles = [
            {"user_name": user, "role": role}
            for user, (_, held) in CAST.items()
            for role in held
        ]
        conn.execute(insert(person_role), roles)
        yield Context(conn=conn, at=MONDAY, zone=TORONTO, by="cora")


def file(context: Context, process: str, **fields: object) -> str:
    """A release of this process with a running instance, without its diagram."""
    release_id = add_request(context, process, {"title": "New e-mail", **fields})
    number = int(release_id[-4:])
    version_id, instance_id = f"version-{process}-{number}", f"{process}-{number}"
    context.conn.execute(
        insert(process_version).values(
            id=version_id,
            process_key=f"{process}_release",
            number=number,
            name=process,
            sha256="0" * 64,
            xml=b"",
            bundle=b"",
            published_at=context.at,
            effective_at=context.at,
        )
    )
    context.conn.execute(
        insert(instance).values(
            id=instance_id,
            process_key=f"{process}_release",
            version_id=version_id,
            business_key=release_id,
            status="running",
            lock_version=0,
            started_at=context.at,
            changed_at=context.at,
        )
    )
    begun(context, release_id, instance_id)
    return release_id


def stand_in(context: Context, release_id: str) -> None:
    """Let the context be a step of this release's instance."""
    process, number = release_id[:3].lower(), int(release_id[-4:])
    context.instance = InstanceRef(
        f"{process}-{number}",
        f"{process}_release",
        f"version-{process}-{number}",
        release_id,
    )
    context.changed()


@pytest.fixture
def smr(context: Context) -> str:
    """An SMR release whose step runs."""
    release_id = file(context, "smr")
    stand_in(context, release_id)
    return release_id


@pytest.fixture
def dcs(context: Context) -> str:
    """A DCS release whose step runs."""
    release_id = file(context, "dcs")
    stand_in(context, release_id)
    return release_id


@pytest.fixture(scope="session")
def papers() -> dict[str, bytes]:
    """The templates of papers, and the values they name, as a bundle holds them."""
    found = {p: Path("bpmn", "papers", p) for p in os.listdir("bpmn/papers")}
    bundle = {f"papers/{name}": path.read_bytes() for name, path in found.items()}
    return bundle | {"values.toml": Path("bpmn/values.toml").read_bytes()}


@pytest.fixture
def run(context: Context) -> Callable[..., object]:
    """Call an operator as a diagram does."""

    def call(name: str, **parameters: object) -> object:
        return OPERATORS[name].call(context, **parameters)

    return call


@pytest.fixture
def statements(context: Context) -> Iterator[list[str]]:
    """The SQL statements that were sent since."""
    sent: list[str] = []

    def note(_conn: object, _cursor: object, text: str, *_rest: object) -> None:
        sent.append(text)

    event.listen(context.conn, "before_cursor_execute", note)
    yield sent
    event.remove(context.conn, "before_cursor_execute", note)
