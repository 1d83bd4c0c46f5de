"""The saved state: small, exact, and refused whole when it is not what it should be."""

import os
from contextlib import suppress
from pathlib import Path

import orjson
import pytest
import zstandard
from sqlalchemy import update

from engine import codec, orchestrator
from engine.errors import StateUnreadable
from engine.instances import instance
from engine.ports import Context
from engine.spiff.run import Run
from tests.engine.diagrams import (
    boundary,
    bpmn,
    end,
    many,
    par,
    start,
    sub,
    timer,
    user,
    xor,
)
from tests.engine.world import TORONTO, World

RICH = bpmn(
    start("S"),
    par("Fork"),
    many(user("Each")),
    sub("Box", start("BS"), user("In"), end("BE"), "BS -> In -> BE"),
    boundary("Hourly", "Box", timer("R/PT1H", "timeCycle"), interrupting=False),
    user("Update"),
    par("Join"),
    xor("G"),
    end("E"),
    end("U"),
    end("X"),
    "S -> Fork -> Each -> Join -> G -> E else",
    "G -> X if text == number or flag or nothing == nested",
    "Fork -> Box -> Join",
    "Hourly -> Update -> U",
)
DATA = {
    "people": ["ann", "bob"],
    "text": "é „ü“ 𝄞 \x7f\n",
    "number": 1.5,
    "flag": False,
    "nothing": None,
    "nested": {"z": [1, {"y": None}], "a": {}},
}


@pytest.fixture
def rich(world: World) -> World:
    """An instance that has everything a state can have."""
    world.publish(RICH)
    world.start(**DATA)
    world.pass_time(hours=1)
    world.complete("Each")
    return world


def loaded(world: World, blob: bytes) -> Run:
    row = world.row()
    with world.database.read() as conn:
        context = Context(conn=conn, at=world.clock.now(), zone=TORONTO)
        version = world.engine.catalogue.version(conn, row.version_id)
    return Run.loaded(blob, version.executable, world.engine.scripts(context))


def rewritten(blob: bytes, change: object) -> bytes:
    """The state with something else in it."""
    body = orjson.loads(zstandard.decompress(blob))
    return zstandard.compress(orjson.dumps(change(body)))  # type: ignore[operator]


def test_a_state_read_and_written_again_is_the_same_bytes(rich: World) -> None:
    blob = bytes(rich.row().state)

    assert loaded(rich, blob).state() == blob


def test_everything_that_waits_waits_again_after_a_reload(rich: World) -> None:
    run = loaded(rich, rich.row().state)
    waits = run.waits()

    assert sorted(t.step_id for t in waits.tasks.values()) == ["Each", "In", "Update"]
    assert {t.id for t in waits.tasks.values()} == set(rich.heard.open)
    assert [t.step_id for t in waits.timers.values()] == ["Hourly"]


def test_data_of_every_kind_comes_back_equal(rich: World) -> None:
    run = loaded(rich, rich.row().state)

    data = next(t.data for t in run.waits().tasks.values() if t.step_id == "In")

    assert data == DATA


def test_a_state_is_small(rich: World) -> None:
    assert len(rich.row().state) < 1500


def test_a_state_of_a_newer_format_is_refused(rich: World) -> None:
    newer = rewritten(rich.row().state, lambda body: [codec.FORMAT + 1, *body[1:]])

    with pytest.raises(StateUnreadable, match=r"saved in format 2; .* reads 1"):
        loaded(rich, newer)


DAMAGE = {
    "empty": lambda blob: b"",
    "no compression": lambda blob: b"hello",
    "cut short": lambda blob: blob[: len(blob) // 2],
    "a byte turned": lambda blob: blob[:20] + bytes([blob[20] ^ 255]) + blob[21:],
    "no JSON": lambda blob: zstandard.compress(b"{"),
    "other JSON": lambda blob: zstandard.compress(b"{}"),
    "a number": lambda blob: zstandard.compress(b"1"),
    "nothing in it": lambda blob: zstandard.compress(b"[1]"),
    "no tasks": lambda blob: rewritten(
        blob, lambda body: [1, [body[1][0], []], body[2]]
    ),
    "a task of no spec": lambda blob: rewritten(
        blob, lambda body: [1, [body[1][0], [[None, 16, 9999]]], []]
    ),
    "a task of itself": lambda blob: rewritten(
        blob, lambda body: [1, [body[1][0], [[0, 16, 1]]], []]
    ),
    "text for data": lambda blob: rewritten(
        blob, lambda body: [1, [body[1][0], [[None, 16, 1, "x"], [0, 16, 1]]], []]
    ),
    "a subprocess nobody knows": lambda blob: rewritten(
        blob, lambda body: [1, body[1], [[0, "Nowhere", *body[1]]]]
    ),
    "far too much": lambda blob: zstandard.compress(b" " * (codec.MAX_STATE + 1)),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_state_is_refused_in_one_sentence(rich: World, damage: str) -> None:
    blob = DAMAGE[damage](bytes(rich.row().state))

    with pytest.raises(StateUnreadable, match="damaged"):
        loaded(rich, blob)


def test_a_damaged_state_stops_only_its_own_instance_and_is_left_as_it_is(
    rich: World,
) -> None:
    damaged, well = rich.only_instance(), None
    with rich.database.transaction() as conn:
        conn.execute(update(instance).values(state=b"damaged"))
    well = rich.start(**DATA)

    report = rich.pass_time(hours=1)

    assert report.counts["timers"] == 1
    assert rich.row(damaged).state == b"damaged"
    assert rich.row(well).status == "running"
    assert [p for p in rich.problems() if well in p] == []
    task_id = next(iter(rich.heard.open))
    with pytest.raises(StateUnreadable), rich.unit() as context:
        orchestrator.complete(rich.engine, context, damaged, task_id, dict)


@pytest.mark.parametrize("bit", [0, 3, 7])
def test_a_flipped_bit_never_becomes_another_state(rich: World, bit: int) -> None:
    blob = bytes(rich.row().state)

    for place in range(len(blob)):
        flipped = bytes([blob[place] ^ 1 << bit])
        with suppress(StateUnreadable):
            again = loaded(rich, blob[:place] + flipped + blob[place + 1 :])
            assert again.state() == blob


def test_random_bytes_are_refused(rich: World, tmp_path: Path) -> None:
    with pytest.raises(StateUnreadable):
        loaded(rich, os.urandom(500))
