"""Entries of a release: added and changed in bulk, checked, audited entry by entry."""

from datetime import date

import pytest

from tasks.release.collections import COLLECTIONS
from tasks.release.errors import (
    NoSuchRecord,
    ReleaseClosed,
    UnknownColumn,
    ValueRefused,
)
from tasks.release.lifecycle import write
from tasks.release.records import rows_of, save, save_all
from tests.tasks.conftest import file


def test_an_entry_takes_defaults_writer_and_moment(context, smr):
    save(context, "actions", smr, {"text": "Fix the link", "due_on": "2026-03-20"})
    save(context, "notes", smr, {"kind": "Work Info", "text": "Called the vendor"})

    (action,) = rows_of(context.conn, "actions", smr)
    assert (action.state, action.due_on) == ("Open", date(2026, 3, 20))
    (note,) = rows_of(context.conn, "notes", smr)
    assert (note.by, note.at) == ("cora", context.at)


def test_an_entry_with_an_id_is_changed_and_only_what_changed_is_audited(context, smr):
    record_id = save(context, "issues", smr, {"text": "Mail is slow"})
    context.audits.clear()

    save(context, "issues", smr, {"text": "Mail is slow", "state": "Closed"}, record_id)

    (entry,) = context.audits
    assert entry["entity_id"] == smr
    assert entry["field"] == f"issues/{record_id}/state"
    assert (entry["old"], entry["new"]) == ("Open", "Closed")


def test_forty_entries_cost_as_many_statements_as_one(context, smr, statements):
    old = save_all(context, "actions", smr, [{"text": "One"}, {"text": "Two"}])
    statements.clear()

    added = [{"text": f"Action {n}"} for n in range(40)]
    changed = [{"id": record_id, "state": "Done"} for record_id in old]
    save_all(context, "actions", smr, [*added, *changed])

    assert len(statements) == 3
    assert len(rows_of(context.conn, "actions", smr)) == 42


def test_changing_one_field_of_one_entry_leaves_the_others_as_they_are(context, smr):
    first, second = save_all(
        context,
        "actions",
        smr,
        [{"text": "One", "owner": "eli"}, {"text": "Two", "owner": "sol"}],
    )
    save_all(
        context,
        "actions",
        smr,
        [{"id": first, "state": "Done"}, {"id": second, "owner": "pia"}],
    )

    rows = rows_of(context.conn, "actions", smr)
    assert [(r.text, r.owner, r.state) for r in rows] == [
        ("One", "eli", "Done"),
        ("Two", "pia", "Open"),
    ]


def test_entries_stay_in_the_order_they_were_given(context, smr):
    save_all(context, "mop_steps", smr, [{"text": str(n)} for n in range(30)])

    rows = rows_of(context.conn, "mop_steps", smr)
    assert [row.text for row in rows] == [str(n) for n in range(30)]


def test_an_entry_of_another_release_cannot_be_changed(context, smr):
    other = file(context, "smr")
    record_id = save(context, "issues", other, {"text": "Theirs"})

    with pytest.raises(NoSuchRecord):
        save(context, "issues", smr, {"text": "Mine now"}, record_id)


def test_unknown_fields_and_values_are_refused(context, smr):
    with pytest.raises(UnknownColumn):
        save(context, "issues", smr, {"colour": "red"})
    with pytest.raises(UnknownColumn):
        save(context, "secrets", smr, {"text": "x"})
    with pytest.raises(ValueRefused, match="Open, In progress, Done"):
        save(context, "actions", smr, {"text": "x", "state": "Maybe"})
    with pytest.raises(ValueRefused, match="valid date"):
        save(context, "actions", smr, {"due_on": "soon"})
    with pytest.raises(ValueRefused, match="valid text"):
        save(context, "stakeholders", smr, {"name": "x" * 501})


def test_entries_of_a_closed_release_are_read_only(context, smr):
    write(context, smr, {"status": "Cancelled"})
    context.instance = None

    with pytest.raises(ReleaseClosed):
        save(context, "notes", smr, {"kind": "x", "text": "y"})


@pytest.mark.parametrize("kind", COLLECTIONS.values(), ids=COLLECTIONS)
def test_every_collection_reads_as_text_and_its_open_states_are_values(kind):
    assert kind.text in kind.fields
    assert not kind.open_states or kind.open_states <= set(kind.fields["state"].allowed)
    for name in filter(None, (kind.by, kind.at)):
        assert name in kind.fields
