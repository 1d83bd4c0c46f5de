"""A person corrects the record by hand: with the right, with a reason.

Source: processes.md E.2, "Release fields" and "Issue, risk, deviation, action".
"""

from collections.abc import Mapping
from typing import Any

from engine.errors import EngineError
from engine.ports import Context
from tasks.people.persons import Person
from tasks.people.rights import Deed, Standing, Thing, may
from tasks.release.lifecycle import change
from tasks.release.records import save

#: What each collection is, in the words of the table of rights.
THINGS: Mapping[str, Thing] = {
    "deliverables": Thing.PLAN,
    "issues": Thing.WORK,
    "risks": Thing.WORK,
    "deviations": Thing.WORK,
    "actions": Thing.WORK,
    "notes": Thing.NOTES,
    "links": Thing.NOTES,
}


class MayNotChange(EngineError):
    """The record is for others to change."""

    def __init__(self, release_id: str) -> None:
        super().__init__(
            f"Your roles on {release_id} do not let you change this. "
            "Ask its release coordinator."
        )


class NotByHand(EngineError):
    """The entries come from tasks alone."""

    def __init__(self, collection: str) -> None:
        super().__init__(f"{collection.capitalize()} are written by tasks alone.")


def correct(
    context: Context,
    person: Person,
    standing: Standing,
    release_id: str,
    values: Mapping[str, Any],
    *,
    reason: str | None,
    expected: int | None,
) -> None:
    """Change fields of the release. Raises MayNotChange, RecordRefused."""
    if not may(person, Deed.UPDATE, Thing.FIELDS, standing) and not standing.ended:
        raise MayNotChange(release_id)
    change(context, release_id, values, reason=reason, expected=expected)


def may_add(person: Person, standing: Standing, collection: str) -> bool:
    """Whether this person may add an entry of this kind by hand."""
    thing = THINGS.get(collection)
    return thing is not None and may(person, Deed.OWN, thing, standing)


def add_entry(
    context: Context,
    person: Person,
    standing: Standing,
    release_id: str,
    collection: str,
    values: Mapping[str, Any],
) -> str:
    """Add an entry; returns its id. Raises NotByHand, MayNotChange, RecordRefused."""
    if collection not in THINGS:
        raise NotByHand(collection)
    if not may_add(person, standing, collection) and not standing.ended:
        raise MayNotChange(release_id)
    return save(context, collection, release_id, values)
