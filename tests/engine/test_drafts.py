"""Drafts: kept however wrong, saved by one at a time, undone to an earlier state."""

from datetime import timedelta
from typing import Any

import pytest

from engine import draft_editors, draft_saves, drafts
from engine.bundles import unpack
from engine.drafts import DraftChanged, DraftClosed
from engine.errors import NotFound
from tests.engine.diagrams import bpmn, end, start, user
from tests.engine.world import World

OLD = bpmn(start("S"), user("Ask"), user("Old"), end("E"), "S -> Ask -> Old -> E")
NEW = bpmn(start("S"), user("Ask"), user("New"), end("E"), "S -> Ask -> New -> E")
BUNDLE = {"forms/a.json": '{"é": "„ü“"}'.encode(), "mail/b.txt": b"Subject: x\n\ny"}


def started(world: World) -> int:
    with world.unit() as context:
        return drafts.add_draft(context, "P", OLD, BUNDLE, [])


def save(world: World, number: int, revision: int, xml: bytes = NEW, **how: Any) -> int:
    with world.unit() as context:
        return drafts.save_draft(
            context, "P", number, revision=revision, findings=[], xml=xml, **how
        )


def test_a_draft_is_kept_however_wrong_it_is(world: World) -> None:
    wrong = bpmn(start("S"), "S -> nowhere")
    finding = {"severity": "error", "message": "…"}
    with world.unit() as context:
        number = drafts.add_draft(context, "P", wrong, BUNDLE, [finding])

    with world.database.read() as conn:
        row = drafts.draft(conn, "P", number)
    assert (bytes(row.xml), row.findings) == (wrong, [finding])
    assert unpack(row.bundle) == BUNDLE


def test_the_newest_draft_is_the_last_that_is_not_published(world: World) -> None:
    with world.unit() as context:
        for xml in (OLD, NEW):
            drafts.add_draft(context, "P", xml, {}, [])
        assert drafts.newest_draft(context.conn, "P") == 2

        drafts.mark_published(context.conn, "P", 2, 1)

        assert drafts.newest_draft(context.conn, "P") == 1


def test_a_draft_nobody_made_is_not_found(world: World) -> None:
    with world.database.read() as conn, pytest.raises(NotFound, match="no draft 3"):
        drafts.draft(conn, "P", 3)


def test_a_save_writes_the_new_state_and_counts(any_world: World) -> None:
    number = started(any_world)

    now = save(
        any_world,
        number,
        1,
        bundle_changes={"forms/a.json": b"{}", "mail/b.txt": None},
    )

    with any_world.database.read() as conn:
        row = drafts.draft(conn, "P", number)
    assert (now, row.revision, bytes(row.xml)) == (2, 2, NEW)
    assert unpack(row.bundle) == {"forms/a.json": b"{}"}


def test_what_is_not_named_by_a_save_stays(world: World) -> None:
    number = started(world)

    with world.unit() as context:
        drafts.save_draft(context, "P", number, revision=1, findings=[])

    with world.database.read() as conn:
        row = drafts.draft(conn, "P", number)
    assert (bytes(row.xml), unpack(row.bundle)) == (OLD, BUNDLE)


def test_who_saves_an_old_state_overwrites_nothing(any_world: World) -> None:
    number = started(any_world)
    save(any_world, number, 1)

    with pytest.raises(DraftChanged, match="Nothing was overwritten") as refused:
        save(any_world, number, 1, xml=OLD)

    with any_world.database.read() as conn:
        assert bytes(drafts.draft(conn, "P", number).xml) == NEW
    assert refused.value.revision == 2


def test_a_published_draft_does_not_change(world: World) -> None:
    number = started(world)
    with world.unit() as context:
        drafts.mark_published(context.conn, "P", number, 7)

    with pytest.raises(DraftClosed, match="version 7"):
        save(world, number, 1)


def test_the_state_that_a_save_replaces_is_kept(any_world: World) -> None:
    number = started(any_world)
    save(any_world, number, 1)

    with any_world.database.read() as conn:
        (kept,) = draft_saves.saves(conn, "P", number)
        xml, bundle = draft_saves.saved(conn, "P", number, kept.revision)
    assert (kept.revision, xml, unpack(bundle)) == (1, OLD, BUNDLE)


def test_saves_of_one_sitting_are_kept_once_a_minute(world: World) -> None:
    number = started(world)
    for revision in (1, 2, 3):
        save(world, number, revision)
    world.clock.advance(timedelta(minutes=2))
    save(world, number, 4)

    with world.database.read() as conn:
        kept = [row.revision for row in draft_saves.saves(conn, "P", number)]
    assert kept == [4, 1]


def test_of_many_states_the_newest_are_kept(world: World) -> None:
    number = started(world)
    for revision in range(1, draft_saves.MOST + 6):
        save(world, number, revision, what=f"forms/{revision}.json")

    with world.database.read() as conn:
        kept = [row.revision for row in draft_saves.saves(conn, "P", number)]
        with pytest.raises(NotFound, match="not kept any more"):
            draft_saves.saved(conn, "P", number, 5)
    assert kept == list(range(draft_saves.MOST + 5, 5, -1))


def test_a_discarded_draft_is_gone_and_its_number_is_not_used_again(
    any_world: World,
) -> None:
    number = started(any_world)
    save(any_world, number, 1)
    with any_world.unit() as context:
        drafts.discard(context, "P", number, revision=2)

    with any_world.database.read() as conn:
        with pytest.raises(NotFound):
            drafts.draft(conn, "P", number)
        assert drafts.newest_draft(conn, "P") is None
        assert not draft_saves.saves(conn, "P", number)
        assert not drafts.open_drafts(conn, "P")
    assert started(any_world) == number + 1


def test_who_has_a_draft_open_is_known_until_the_editor_falls_silent(
    any_world: World,
) -> None:
    number = started(any_world)

    def open_now() -> list[str]:
        with any_world.database.read() as conn:
            rows = draft_editors.editors(conn, "P", number, at=any_world.clock.now())
        return [row.user_name for row in rows]

    for name in ("ann", "bob", "ann"):
        with any_world.unit() as context:
            draft_editors.seen(context.conn, "P", number, by=name, at=context.at)
        any_world.clock.advance(timedelta(seconds=10))
    assert open_now() == ["ann", "bob"]

    any_world.clock.advance(timedelta(seconds=30))
    assert open_now() == ["ann"]

    with any_world.unit() as context:
        draft_editors.gone(context.conn, "P", number, by="ann")
    assert not open_now()
