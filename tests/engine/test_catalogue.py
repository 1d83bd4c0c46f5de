"""Published processes: once, for good, and with everything they run with."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from engine import catalogue, orchestrator
from engine.catalogue import Catalogue, process_version
from engine.errors import NotFound
from engine.spiff.specs import NotExecutable
from tests.engine.diagrams import bpmn, end, start, user
from tests.engine.world import World

OLD = bpmn(start("S"), user("Ask"), user("Old"), end("E"), "S -> Ask -> Old -> E")
NEW = bpmn(start("S"), user("Ask"), user("New"), end("E"), "S -> Ask -> New -> E")
BUNDLE = {
    "forms/a.json": '{"é": "„ü“"}'.encode(),
    "mail/b.txt": b"Subject: x\r\n\r\n\tText \n\n",
    "empty": b"",
}


def publish(world: World, xml: bytes, bundle: dict[str, bytes] | None = None) -> int:
    with world.unit() as context:
        return int(catalogue.publish(context, "P", xml, bundle or {}).number)


def test_the_same_bytes_are_published_once(world: World) -> None:
    assert publish(world, OLD, BUNDLE) == 1
    assert publish(world, OLD, dict(reversed(BUNDLE.items()))) == 1

    with world.database.read() as conn:
        assert len(catalogue.versions(conn, "P")) == 1


@pytest.mark.parametrize(
    "bundle",
    [
        {},
        {**BUNDLE, "more": b""},
        {**BUNDLE, "empty": b" "},
        {"forms/a": b".json", **BUNDLE},
    ],
)
def test_another_file_beside_the_same_diagram_is_another_version(
    world: World, bundle: dict[str, bytes]
) -> None:
    publish(world, OLD, BUNDLE)

    assert publish(world, OLD, bundle) == 2


def test_a_bundle_comes_back_byte_for_byte(any_world: World) -> None:
    publish(any_world, OLD, BUNDLE)

    with any_world.database.read() as conn:
        version = Catalogue().latest(conn, "P")
        row = catalogue.version_row(conn, "P", 1)

    assert version.bundle == BUNDLE
    assert row.xml == OLD
    assert row.sha256 == catalogue.fingerprint(OLD, BUNDLE)


def test_running_instances_keep_their_version_and_new_ones_take_the_latest(
    world: World,
) -> None:
    publish(world, OLD)
    old = world.start()
    (old_task,) = world.heard.open
    publish(world, NEW)
    new = world.start()
    (new_task,) = world.heard.open.keys() - {old_task}
    other = world.again()

    for instance_id, task_id in ((old, old_task), (new, new_task)):
        with other.unit() as context:
            orchestrator.complete(other.engine, context, instance_id, task_id, dict)

    assert [t.node.id for t in other.heard.open.values()] == ["Old", "New"]
    other.database.close()


def test_an_older_version_is_untouched_by_a_newer(world: World) -> None:
    publish(world, OLD, BUNDLE)
    with world.database.read() as conn:
        before = catalogue.version_row(conn, "P", 1)

    publish(world, NEW)

    with world.database.read() as conn:
        assert catalogue.version_row(conn, "P", 1) == before
        assert [v.number for v in catalogue.versions(conn, "P")] == [2, 1]


def test_going_back_to_older_bytes_is_no_new_version(world: World) -> None:
    publish(world, OLD)
    publish(world, NEW)

    assert publish(world, OLD) == 1


def test_a_published_version_cannot_be_changed_in_memory(world: World) -> None:
    publish(world, OLD)
    with world.database.read() as conn:
        version = world.engine.catalogue.latest(conn, "P")

    with pytest.raises(AttributeError):
        version.number = 7  # type: ignore[misc]


def test_a_parsed_version_is_shared_by_all_instances(world: World) -> None:
    publish(world, OLD)
    with world.database.read() as conn:
        first = world.engine.catalogue.latest(conn, "P")
    world.start()
    world.start()

    with world.database.read() as conn:
        assert world.engine.catalogue.latest(conn, "P") is first


def test_a_process_nobody_published_is_not_found(world: World) -> None:
    with world.database.read() as conn:
        with pytest.raises(NotFound, match="No process “Q” is published"):
            world.engine.catalogue.latest(conn, "Q")
        with pytest.raises(NotFound):
            world.engine.catalogue.version(conn, "nothing")
        with pytest.raises(NotFound, match="no version 3"):
            catalogue.version_row(conn, "P", 3)


def test_a_version_whose_bytes_were_damaged_stops_only_its_own_process(
    world: World,
) -> None:
    publish(world, OLD)
    world.publish(NEW, "Q")
    other = world.again()
    with other.database.transaction() as conn:
        conn.execute(
            update(process_version)
            .where(process_version.c.process_key == "P")
            .values(xml=OLD.replace(b"userTask", b"complexGateway"))
        )

    with pytest.raises(NotExecutable):
        other.start("P")

    assert other.start("Q")
    other.database.close()


def test_the_first_version_can_be_started_before_its_effective_date(
    world: World,
) -> None:
    with world.unit() as context:
        tomorrow = context.at + timedelta(days=1)
        catalogue.publish_anew(context, "P", OLD, {}, effective_at=tomorrow)

        found = world.engine.catalogue.latest(context.conn, "P", at=context.at)

    assert found.number == 1


def test_new_instances_wait_for_the_effective_date_of_a_newer_version(
    world: World,
) -> None:
    publish(world, OLD)
    with world.unit() as context:
        tomorrow = context.at + timedelta(days=1)
        catalogue.publish_anew(context, "P", NEW, {}, effective_at=tomorrow)

        today = world.engine.catalogue.latest(context.conn, "P", at=context.at)
        then = world.engine.catalogue.latest(context.conn, "P", at=tomorrow)

    assert (today.number, then.number) == (1, 2)
