"""One instance whose saved state is damaged harms nobody but itself."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
import zstandard
from flask.testing import FlaskClient
from sqlalchemy import select, update

from engine import orchestrator
from engine.errors import StateUnreadable
from engine.incidents import incident
from engine.instances import instance, with_id
from tasks.people import tokens
from tests.faults.fingerprint import fingerprint
from tests.stories import dcs as deployment
from tests.stories.office import Office, offices
from web.app import create_app
from web.settings import Settings

Damage = Callable[[bytes], bytes]


def _flipped(state: bytes) -> bytes:
    middle = len(state) // 2
    return state[:middle] + bytes([state[middle] ^ 0xFF]) + state[middle + 1 :]


def _packed(content: Any) -> bytes:
    return zstandard.ZstdCompressor().compress(orjson.dumps(content))


DAMAGES: dict[str, Damage] = {
    "empty": lambda state: b"",
    "cut": lambda state: state[: len(state) // 2],
    "flipped": _flipped,
    "noise": lambda state: bytes(range(256)),
    "newer": lambda state: _packed([99, [], []]),
    "no state": lambda state: _packed({"what": "is this"}),
    "no tasks": lambda state: _packed([1, [[{}, False, True, None], []], []]),
    "odd tasks": lambda state: _packed([1, [[{}, 0, 0, 0], [[7, "x", -1]]], []]),
}


@pytest.fixture(scope="module")
def two_releases(
    furniture: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, str, str]:
    """An office with two releases in planning: its folder and their ids."""
    folder = tmp_path_factory.mktemp("two")
    office = Office.furnished(furniture, folder, restored=False)
    releases = [deployment.to_planning(office, "SI") for _ in range(2)]
    office.close()
    return folder, releases[0], releases[1]


@pytest.fixture
def office(two_releases: tuple[Path, str, str], tmp_path: Path) -> Iterator[Office]:
    """A copy of that office; at the end every invariant must hold."""
    yield from offices(two_releases[0], tmp_path, restored=False)


@pytest.fixture
def healthy(two_releases: tuple[Path, str, str]) -> str:
    """The release that nobody harms."""
    return two_releases[2]


@pytest.fixture(params=list(DAMAGES))
def poisoned(
    request: pytest.FixtureRequest, office: Office, two_releases: tuple[Path, str, str]
) -> Iterator[str]:
    """A release whose process is damaged, its weekly report too; mended in the end."""
    release_id = two_releases[1]
    states = {
        instance_id: _state(office, instance_id)
        for instance_id in _instances(office, release_id)
    }
    for instance_id, state in states.items():
        damaged = DAMAGES[request.param](state)
        assert damaged != state
        _write(office, instance_id, damaged)
    yield release_id
    for instance_id, state in states.items():
        _write(office, instance_id, state)
        with office.app.command(why="mended") as context:
            orchestrator.retry(office.app.engine, context, instance_id)
    office.settle()


def _instances(office: Office, release_id: str) -> set[str]:
    with office.app.read() as conn:
        return set(
            conn.scalars(
                select(instance.c.id).where(instance.c.business_key == release_id)
            )
        )


def _state(office: Office, instance_id: str) -> bytes:
    with office.app.read() as conn:
        return bytes(with_id(conn, instance_id).state)


def _write(office: Office, instance_id: str, state: bytes) -> None:
    with office.app.command() as context:
        context.conn.execute(
            update(instance).where(instance.c.id == instance_id).values(state=state)
        )


@pytest.fixture
def visit(office: Office, tmp_path: Path) -> Callable[[str], int]:
    """Asks for an address in the release manager's name; the status of the answer."""
    with office.app.command() as context:
        token = tokens.create(context, "release_manager")
    url = f"sqlite:///{tmp_path / 'office.db'}"
    site = create_app(office.app, Settings(database_url=url, files=tmp_path / "files"))
    client: FlaskClient = site.test_client()
    headers = {"Authorization": f"Bearer {token}"}
    return lambda path: client.get(path, headers=headers).status_code


def test_only_the_damaged_instance_is_flagged_and_all_lists_still_work(
    office: Office, poisoned: str, healthy: str, visit: Callable[[str], int]
) -> None:
    bad = office.instance(poisoned)

    damaged = _instances(office, poisoned)
    named = [{d for d in damaged if d in sentence} for sentence in office.problems()]
    assert sorted(map(len, named)) == [1] * len(damaged)

    lists = ("releases", "tasks?scope=all", "instances", "audit")
    ones = (f"releases/{poisoned}", f"instances/{bad}", f"releases/{poisoned}/audit")
    assert {p: visit(f"/api/v1/{p}") for p in (*lists, *ones)} == dict.fromkeys(
        (*lists, *ones), 200
    )
    office.do(healthy, "D-5.1")


@pytest.mark.parametrize("poisoned", ["cut", "odd tasks"], indirect=True)
def test_a_damaged_instance_is_left_as_it_is_by_people_and_timers(
    office: Office, poisoned: str, healthy: str
) -> None:
    before = fingerprint(office)
    with pytest.raises(StateUnreadable):
        office.do(poisoned, "D-5.1")
    after = fingerprint(office)
    assert before["history"] == after["history"]
    assert before["documents"] == after["documents"]

    office.pass_time(days=7, minutes=1)
    for _ in range(6):
        office.clock.advance(timedelta(hours=3))
        office.app.jobs.sweep()

    assert any(step.startswith("W-") for step in office.open_steps(healthy))
    with office.app.read() as conn:
        flagged = set(conn.scalars(select(incident.c.instance_id)))
        weekly = select(instance.c.id).where(
            instance.c.business_key == poisoned,
            instance.c.process_key == "dcs_weekly_status",
        )
        assert flagged == set(conn.scalars(weekly))
