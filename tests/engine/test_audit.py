"""The audit: what was changed, removed or put in afterwards is found."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, func, insert, select, update

from engine import audit
from engine.audit import audit_entry
from tests.engine.world import World


def write(world: World, number: int = 5) -> None:
    """Some changes, sealed by the sweep."""
    with world.unit() as context:
        context.why = "because"
        for n in range(number):
            context.audit("thing", str(n), "field", {"b": 1, "a": n}, ["é", n])
    world.jobs.work_due()


def broken(world: World) -> list[str]:
    with world.database.read() as conn:
        return audit.broken_links(conn)


def test_an_entry_says_who_changed_what_when_and_why(world: World) -> None:
    write(world, 1)

    with world.database.read() as conn:
        (entry,) = audit.of_entity(conn, "thing", "0")

    assert (entry.by, entry.at, entry.why) == ("ann", world.clock.now(), "because")
    assert (entry.field, entry.old, entry.new) == ("field", {"b": 1, "a": 0}, ["é", 0])


def test_entries_are_written_unsealed_and_sealed_by_the_sweep(any_world: World) -> None:
    with any_world.unit() as context:
        context.audit("thing", "1", "field", None, 1)
    with any_world.database.read() as conn:
        assert audit.has_unsealed(conn)

    assert any_world.jobs.work_due().counts["seals"] == 1

    with any_world.database.read() as conn:
        assert not audit.has_unsealed(conn)
    assert broken(any_world) == []


def test_a_chain_nobody_touched_holds(any_world: World) -> None:
    write(any_world)
    any_world.clock.advance(timedelta(microseconds=1))
    write(any_world)

    assert broken(any_world) == []


def test_entries_that_are_cut_off_the_end_are_missed(any_world: World) -> None:
    write(any_world)
    with any_world.database.transaction() as conn:
        last = conn.scalar(select(func.max(audit_entry.c.sealed_as)))
        conn.execute(delete(audit_entry).where(audit_entry.c.sealed_as > last - 2))

    assert broken(any_world) == ["The last 2 entries of the audit chain are missing."]

    write(any_world, 1)
    assert "of the chain is missing" in broken(any_world)[0]


def test_an_anchor_kept_elsewhere_finds_a_chain_that_was_made_anew(
    any_world: World,
) -> None:
    write(any_world)
    with any_world.database.read() as conn:
        head = audit.kept_head(conn)
        assert head is not None
        good = audit.anchored(conn, [(head.sealed_as, head.seal)])
    with any_world.database.transaction() as conn:
        conn.execute(delete(audit.audit_head))
        conn.execute(update(audit_entry).values(by="nobody", sealed_as=None, seal=None))
    any_world.jobs.work_due()

    assert good == []
    assert broken(any_world) == []
    with any_world.database.read() as conn:
        found = audit.anchored(conn, [(head.sealed_as, head.seal), (999, head.seal)])
    assert found == [
        f"Audit entry {head.sealed_as} is not what its anchor says.",
        "Audit entry 999, which is anchored, is missing.",
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("new", "another"),
        ("old", None),
        ("by", "somebody else"),
        ("why", "no reason"),
        ("entity_id", "9"),
        ("field", "another"),
        ("step_id", "another"),
        ("instance_id", "another"),
    ],
)
def test_a_changed_entry_is_found(world: World, field: str, value: object) -> None:
    write(world)
    with world.database.transaction() as conn:
        conn.execute(
            update(audit_entry).where(audit_entry.c.id == 3).values({field: value})
        )

    assert broken(world) == ["Audit entry 3 was changed after it was sealed."]


def test_a_changed_moment_is_found(world: World) -> None:
    write(world)
    with world.database.transaction() as conn:
        later = world.clock.now() + timedelta(seconds=1)
        conn.execute(update(audit_entry).where(audit_entry.c.id == 1).values(at=later))

    assert broken(world) == ["Audit entry 1 was changed after it was sealed."]


def test_a_removed_entry_is_found(world: World) -> None:
    write(world)
    with world.database.transaction() as conn:
        conn.execute(delete(audit_entry).where(audit_entry.c.id == 3))

    assert broken(world) == ["Audit entry 3 of the chain is missing."]


def test_the_first_entry_cannot_be_removed_unseen(world: World) -> None:
    write(world)
    with world.database.transaction() as conn:
        conn.execute(delete(audit_entry).where(audit_entry.c.id == 1))

    assert broken(world)[0] == "Audit entry 1 of the chain is missing."


def test_an_entry_put_into_the_chain_is_found(world: World) -> None:
    write(world)
    with world.database.transaction() as conn:
        conn.execute(delete(audit_entry).where(audit_entry.c.id == 3))
        conn.execute(
            insert(audit_entry).values(
                entity="thing",
                entity_id="2",
                field="field",
                at=world.clock.now(),
                sealed_as=3,
                seal="a" * 64,
            )
        )

    assert broken(world)


def test_a_seal_made_anew_for_a_changed_entry_breaks_the_next(world: World) -> None:
    write(world)
    with world.database.transaction() as conn:
        conn.execute(update(audit_entry).where(audit_entry.c.id == 3).values(new=None))
        entries = conn.execute(select(audit_entry).order_by(audit_entry.c.id)).all()
        seal = audit.seal_of(entries[2], 3, entries[1].seal)
        conn.execute(update(audit_entry).where(audit_entry.c.id == 3).values(seal=seal))

    assert broken(world) == ["Audit entry 4 was changed after it was sealed."]


def test_two_entries_that_changed_places_are_found(world: World) -> None:
    write(world)
    with world.database.transaction() as conn:
        for old, new in ((2, 102), (3, 2), (102, 3)):
            conn.execute(
                update(audit_entry)
                .where(audit_entry.c.sealed_as == old)
                .values(sealed_as=new)
            )

    assert broken(world)


def test_more_entries_than_one_batch_are_one_chain(world: World) -> None:
    with world.unit() as context:
        for n in range(25):
            context.audit("thing", str(n), "field", None, n)

    with world.database.transaction() as conn:
        sealed = [audit.seal(conn, limit=10) for _ in range(4)]

    assert sealed == [10, 10, 5, 0]
    assert broken(world) == []
