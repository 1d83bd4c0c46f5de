"""A task on the desk: all that a person sees before and while working it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy.engine import Row

from engine.model import Node
from engine.ports import Context
from tasks.forms.fields import Offered
from tasks.forms.initial import initial
from tasks.forms.offered import offered
from tasks.forms.posted import draft_of
from tasks.forms.shape import Form
from tasks.forms.visible import visible
from tasks.gatekeeping.look import Missing
from tasks.gates import missing
from tasks.inbox import claiming
from tasks.inbox.completing import form_of, stand_at
from tasks.inbox.drafts import save_draft
from tasks.inbox.errors import NotYours
from tasks.inbox.tables import OPEN
from tasks.oversight.access import require_task
from tasks.people.held import held
from tasks.people.persons import Person, people_with
from tasks.people.raci import Duties, duties_of
from tasks.release.loaded import release_of

if TYPE_CHECKING:
    from tasks.bootstrap import Application


@dataclass(frozen=True, slots=True)
class Desk:
    """What the page of a task shows.

    ``may_work``: it is mine, or nobody's and I may take it.  ``shown`` are the paths
    of the fields that the values so far call for.
    """

    row: Row[Any]
    node: Node | None
    process_name: str
    version_number: int
    form: Form
    offered: Offered
    values: Mapping[str, Any]
    shown: frozenset[str]
    release: Mapping[str, Any] | None
    holders: Mapping[str, Sequence[str]]
    missing: Sequence[Missing]
    duties: Duties | None
    may_work: bool
    may_pass_on: bool
    receivers: Sequence[Row[Any]]


def at_desk(
    app: Application,
    context: Context,
    person: Person,
    task_id: str,
    *,
    answers: Mapping[str, Any] | None = None,
) -> Desk:
    """The task with its form, filled with ``answers`` or what is known. NotFound."""
    conn = context.conn
    row = require_task(conn, person, task_id)
    stand_at(app, context, row)
    version = app.engine.catalogue.version(conn, row.version_id)
    node = version.diagram.nodes.get(row.step_id)
    form = form_of(context, row)
    functions = app.functions(context)
    choices = offered(context, form)
    kept = row.answers if row.state != OPEN else row.draft
    values = initial(context, form, functions=functions, draft=kept)
    values |= {k: v for k, v in (answers or {}).items() if k in values}
    may_work = row.state == OPEN and _may_work(context, row, person)
    may_pass_on = row.state == OPEN and (may_work or claiming.dispatches(person))
    return Desk(
        row=row,
        node=node,
        process_name=version.diagram.name,
        version_number=version.number,
        form=form,
        offered=choices,
        values=values,
        shown=visible(
            form, values, offered=choices, functions=functions, zone=context.zone
        ),
        release=release_of(context, row.release_id) if row.release_id else None,
        holders=held(context, row.release_id) if row.release_id else {},
        missing=_missing(context, row, node),
        duties=duties_of(context.bundle, row.process_key, node) if node else None,
        may_work=may_work,
        may_pass_on=may_pass_on,
        receivers=people_with(conn, row.roles, row.organization) if may_pass_on else (),
    )


def _may_work(context: Context, row: Row[Any], person: Person) -> bool:
    if row.assignee not in (None, person.user_name):
        return False
    return claiming.may_work(context.conn, row, person)


def _missing(context: Context, row: Row[Any], node: Node | None) -> Sequence[Missing]:
    gate = node.properties.get("gate") if node else None
    if gate is None or row.release_id is None or row.state != OPEN:
        return []
    return missing(context, row.release_id, gate)


def keep_draft(
    app: Application,
    context: Context,
    person: Person,
    task_id: str,
    answers: Mapping[str, Any],
) -> None:
    """Keep what a person has answered so far. Raises NotFound, NotYours."""
    row = require_task(context.conn, person, task_id)
    claiming.require_open(row)
    if not _may_work(context, row, person):
        raise NotYours
    stand_at(app, context, row)
    draft = draft_of(form_of(context, row), answers)
    save_draft(context, task_id, user=person.user_name, answers=draft)
