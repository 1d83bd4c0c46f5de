"""Complete a task: answers checked, record written, token moved, all or nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, update
from sqlalchemy.engine import Row

from engine import incidents, orchestrator
from engine.errors import StepFailed, TaskAlreadyDone
from engine.ports import Context, InstanceRef
from tasks import effects
from tasks.forms.answers import Answers, AnswersInvalid, read
from tasks.forms.definition import Form, form
from tasks.forms.offered import offered
from tasks.inbox import claiming, items, listing
from tasks.inbox.carried import require_same_version
from tasks.inbox.drafts import save_draft
from tasks.inbox.errors import AlreadyClaimed, NotYours
from tasks.inbox.tables import DONE, OPEN, human_task
from tasks.people.persons import person_named

if TYPE_CHECKING:
    from tasks.bootstrap import Application


@dataclass(frozen=True, slots=True)
class Completed:
    """What a completed task has led to."""

    task_id: str
    name: str
    release_id: str | None
    instance_id: str
    next: Sequence[Row[Any]]
    warnings: Sequence[str]


def complete(
    app: Application,
    task_id: str,
    *,
    by: str,
    answers: Mapping[str, Any],
    language: str = "en",
) -> Completed:
    """Complete a task with these answers.

    On any refusal the task stays open and keeps the answers as its draft.  Raises:
    NotFound, TaskAlreadyDone, NotYours, AnswersInvalid, StepFailed, Conflict.
    """
    try:
        with app.command(by=by) as context:
            done = _complete(app, context, task_id, by, answers, language)
    except AnswersInvalid:
        with app.command(by=by) as context:
            save_draft(context, task_id, user=by, answers=answers)
        raise
    except StepFailed as fault:
        _keep_as_incident(app, task_id, by, answers, fault)
        raise
    with app.read() as conn:
        return replace(done, next=listing.open_of_instance(conn, done.instance_id))


def _complete(
    app: Application,
    context: Context,
    task_id: str,
    by: str,
    submitted: Mapping[str, Any],
    language: str,
) -> Completed:
    row = claiming.task_row(context.conn, task_id)
    claiming.require_open(row)
    if row.assignee != by:
        _require_free(context, row, by)
    if row.kind == items.ITEM:
        return _complete_item(app, context, row, by, submitted, language)
    warnings: list[str] = []

    def work() -> Mapping[str, Any]:
        require_same_version(context, row)
        given = answers_of(app, context, row, submitted, language)
        _close(context, row, by, given)
        if row.release_id is not None:
            definition = form_of(context, row)
            effects.apply(
                context,
                row.release_id,
                definition.effects,
                given.values,
                labels=definition.labels(),
                people=definition.people(),
            )
        warnings.extend(given.warnings)
        return given.variables

    orchestrator.complete(app.engine, context, row.instance_id, task_id, work)
    if row.release_id is not None and form_of(context, row).writes(items.COLLECTION):
        items.follow_plan(context, row.release_id)
    return _done(row, warnings)


def _require_free(context: Context, row: Row[Any], by: str) -> None:
    """Nobody has the task, and this person may. Raises NotYours, AlreadyClaimed."""
    if not claiming.may_work(context.conn, row, person_named(context.conn, by)):
        # Nobody may work what somebody has done since it was read.
        claiming.require_open(claiming.task_row(context.conn, row.task_id))
        raise NotYours
    if row.assignee is not None:
        raise AlreadyClaimed(row.assignee)


def _complete_item(
    app: Application,
    context: Context,
    row: Row[Any],
    by: str,
    submitted: Mapping[str, Any],
    language: str,
) -> Completed:
    """Work from the plan: no token moves, its deliverable is settled."""
    stand_at(app, context, row)
    given = answers_of(app, context, row, submitted, language)
    _close(context, row, by, given)
    items.settle(context, row, given.values)
    return _done(row, given.warnings)


def _done(row: Row[Any], warnings: Sequence[str]) -> Completed:
    return Completed(
        row.task_id, row.name, row.release_id, row.instance_id, (), warnings
    )


def stand_at(app: Application, context: Context, row: Row[Any]) -> None:
    """Let facts and forms speak of the instance and step of this task."""
    version = app.engine.catalogue.version(context.conn, row.version_id)
    context.instance = InstanceRef(
        row.instance_id, row.process_key, row.version_id, row.release_id
    )
    context.diagram, context.bundle = version.diagram, version.bundle
    context.step_id = row.step_id


def form_of(context: Context, row: Row[Any]) -> Form:
    """The form of a task, of the version it runs on; an empty one if it has none."""
    return form(context.bundle, row.form) if row.form else Form.empty()


def answers_of(
    app: Application,
    context: Context,
    row: Row[Any],
    submitted: Mapping[str, Any],
    language: str,
) -> Answers:
    """The submitted answers, read and checked. Raises AnswersInvalid."""
    definition = form_of(context, row)
    return read(
        definition,
        submitted,
        offered=offered(context, definition),
        functions=app.functions(context),
        zone=context.zone,
        language=language,
        keep=keeping(app),
    )


def keeping(app: Application) -> Callable[[str, bytes], Mapping[str, Any]]:
    """Stores an uploaded file and says what the record remembers of it."""
    store = app.store
    return lambda name, content: asdict(store.put(name, content))


_done_by = (
    update(human_task)
    .where(human_task.c.task_id == bindparam("closed"), human_task.c.state == OPEN)
    .where(
        human_task.c.assignee.is_(None) | (human_task.c.assignee == bindparam("who"))
    )
    .values(
        state=DONE,
        answers=bindparam("given"),
        assignee=bindparam("who"),
        completed_at=bindparam("now"),
        completed_by=bindparam("who"),
        draft=None,
    )
)


def _close(context: Context, row: Row[Any], by: str, given: Answers) -> None:
    done = {"closed": row.task_id, "who": by, "given": given.values, "now": context.at}
    closed = context.conn.execute(_done_by, done)
    if closed.rowcount != 1:
        raise TaskAlreadyDone
    context.audit("task", row.task_id, "state", OPEN, DONE)


def _keep_as_incident(
    app: Application,
    task_id: str,
    by: str,
    answers: Mapping[str, Any],
    fault: StepFailed,
) -> None:
    with app.command(by=by) as context:
        row = claiming.task_row(context.conn, task_id)
        save_draft(context, task_id, user=by, answers=answers)
        incidents.raise_incident(
            context.conn,
            row.instance_id,
            kind="task",
            step_id=fault.step_id,
            problem=fault.problem,
            at=context.at,
            subject=task_id,
            payload={"answers": dict(answers)},
            by=by,
        )


def retry(app: Application, incident_id: str, *, by: str) -> Completed | None:
    """An operator tries a failed completion again, in the name of who answered.

    Returns None for incidents of timers and messages, which the sweep tries again.
    """
    with app.read() as conn:
        row = incidents.with_id(conn, incident_id)
    done = None
    if row.kind == "task":
        done = complete(app, row.subject, by=row.by, answers=row.payload["answers"])
    with app.command(by=by, why=f"incident {incident_id}") as context:
        orchestrator.retry(app.engine, context, row.instance_id)
    return done
