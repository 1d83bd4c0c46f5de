"""The state of an instance as bytes: plain, small, and readable by its own release."""

import json
import random
import threading
from datetime import datetime

import orjson
import pytest
import zstandard
from sqlalchemy import LargeBinary, update

from engine import codec
from engine.errors import StateUnreadable
from engine.instances import instance
from tests.engine.diagrams import bpmn, end, par, service, start, user
from tests.engine.world import World

SIX = bpmn(
    start("S"),
    service("X", "give", "x", value="fact('x')"),
    service("D", "give", "day", value="today()"),
    par("F"),
    user("A"),
    user("B", due_in="days(get(x, 'b'))"),
    par("J"),
    user("C", due_in="day"),
    end("E"),
    "S -> X -> D -> F -> A -> J -> C -> E",
    "F -> B -> J",
    key="P",
)


@pytest.fixture
def state(world: World) -> bytes:
    """The state of an instance with data on two branches."""
    world.facts.values["x"] = {"b": 1, "a": [1, 2]}
    world.publish(SIX)
    world.start()
    return bytes(world.row().state)


def put(world: World, state: bytes) -> None:
    with world.database.transaction() as conn:
        conn.execute(update(instance).values(state=state))


def test_state_is_bytes_that_no_database_reorders() -> None:
    assert isinstance(instance.c.state.type, LargeBinary)


def test_the_data_of_a_token_survives_saving_and_loading(
    world: World, state: bytes
) -> None:
    other = world.again()

    other.complete("A")
    other.complete("B")

    data = other.heard.open[other.task("C")].data
    assert data["x"] == {"b": 1, "a": [1, 2]}
    assert list(data["x"]) == ["b", "a"]


def test_what_a_step_keeps_is_plain_data_never_a_datetime(
    world: World, state: bytes
) -> None:
    for task in world.heard.open.values():
        assert not any(isinstance(v, datetime) for v in task.data.values())
        assert json.loads(json.dumps(dict(task.data))) == task.data
    assert world.heard.open[world.task("A")].data["day"].startswith("2026-01-05")


def test_a_step_that_is_saved_and_loaded_is_saved_as_the_same_bytes(
    world: World, state: bytes
) -> None:
    with world.unit() as context:
        version = world.engine.catalogue.latest(context.conn, "P")
        scripts = world.engine.scripts(context)
        workflow = codec.load(state, version.executable, scripts)

        again = codec.dump(workflow, version.executable)

    assert again == state


def test_the_specification_is_not_in_the_state(state: bytes) -> None:
    assert len(state) < 400
    assert b"bpmn" not in zstandard.decompress(state)


def test_a_newer_format_is_refused_by_name(world: World, state: bytes) -> None:
    _, *body = orjson.loads(zstandard.decompress(state))
    put(world, zstandard.compress(orjson.dumps([codec.FORMAT + 1, *body])))

    with pytest.raises(StateUnreadable, match="saved in format 2; this eRM reads 1"):
        world.complete("A")


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        b"no zstandard",
        zstandard.compress(b"no json"),
        zstandard.compress(b"[]"),
        zstandard.compress(b"{}"),
        zstandard.compress(b"[1, [[{}, false, true], []], []]"),
        zstandard.compress(b"[1, [[{}, false, true], [[null, 64, 9999]]], []]"),
        zstandard.compress(b'[1, [[{}, false, true], [[7, 64, 0, {"a": 1}]]], []]'),
    ],
)
def test_damaged_state_is_told_and_left_as_it_is(
    world: World, state: bytes, damaged: bytes
) -> None:
    put(world, damaged)

    with pytest.raises(StateUnreadable, match="damaged"):
        world.complete("A")

    assert world.row().state == damaged


def test_a_flipped_bit_is_refused_or_harmless_but_never_another_error(
    world: World, state: bytes
) -> None:
    chance = random.Random(1)
    with world.unit() as context:
        version = world.engine.catalogue.latest(context.conn, "P")
        scripts = world.engine.scripts(context)
        for _ in range(500):
            raw = bytearray(zstandard.decompress(state))
            raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
            try:
                codec.load(zstandard.compress(bytes(raw)), version.executable, scripts)
            except StateUnreadable:
                continue


def test_many_threads_pack_and_unpack_state_at_once(world: World, state: bytes) -> None:
    with world.unit() as context:
        version = world.engine.catalogue.latest(context.conn, "P")
        scripts = world.engine.scripts(context)
    wrong: list[bytes] = []

    def work() -> None:
        for _ in range(200):
            workflow = codec.load(state, version.executable, scripts)
            found = codec.dump(workflow, version.executable)
            wrong.extend([found] if found != state else [])

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert wrong == []
