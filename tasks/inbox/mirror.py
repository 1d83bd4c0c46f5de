"""Keeps the inbox in step with the tokens: the engine's listener."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import update

from engine.expressions.evaluate import evaluate
from engine.expressions.functions import built_in
from engine.expressions.moments import Moment
from engine.expressions.syntax import ExpressionError
from engine.expressions.timers import start_of
from engine.model import Diagram, Node
from engine.ports import Context, Facts, TaskClosed, TaskOpened
from tasks import effects
from tasks.changes import reviewing
from tasks.changes import table as changes
from tasks.collateral import lint as paper_lint
from tasks.conformance import lint as clause_lint
from tasks.forms import lint as form_lint
from tasks.inbox import candidates, items
from tasks.inbox.carried import carry_over
from tasks.inbox.opening import open_tasks
from tasks.inbox.tables import OPEN, WITHDRAWN, human_task
from tasks.mail import raci_mails
from tasks.messages import effects_of
from tasks.people import granting
from tasks.people.access_requests import PROCESS
from tasks.people.held import held
from tasks.people.raci import performers
from tasks.release import lifecycle
from tasks.release.loaded import organization_of

FAR = timedelta(days=36500)


class Mirror:
    """Human tasks as rows, RACI mails, and the record effects of messages."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts

    def tasks_opened(self, context: Context, opened: Sequence[TaskOpened]) -> None:
        """Rows for the tasks that begin to wait; the consulted are asked."""
        holders = self._held(context)
        rows = [self._row(context, task, holders) for task in opened]
        chosen = [c for row in rows for c in candidates.of_task(row, holders)]
        open_tasks(context, rows, chosen)
        raci_mails.consult(context, rows, [t.node for t in opened], holders)

    def tasks_closed(self, context: Context, closed: Sequence[TaskClosed]) -> None:
        """The informed are told of what is done; what was withdrawn is marked."""
        gone = [c.task_id for c in closed if c.how == "withdrawn"]
        candidates.remove(context.conn, [c.task_id for c in closed])
        if gone:
            context.conn.execute(
                update(human_task)
                .where(human_task.c.task_id.in_(gone), human_task.c.state == OPEN)
                .values(state=WITHDRAWN, completed_at=context.at)
            )
        nodes = context.diagram.nodes if context.diagram else {}
        done = [nodes[c.step_id] for c in closed if c.how == "completed"]
        if done:
            raci_mails.inform(context, done, self._held(context))

    def message_taken(
        self, context: Context, name: str, payload: Mapping[str, Any]
    ) -> None:
        """What a message says goes into the record, as the catalogue declares."""
        release_id = context.instance.business_key if context.instance else None
        declared = effects_of(context.bundle, name)
        if release_id is not None and declared:
            effects.apply(context, release_id, declared, dict(payload))

    def starting(
        self, context: Context, process_key: str, payload: Mapping[str, Any]
    ) -> str | None:
        """A message starts a process: a release is filed for it."""
        return lifecycle.file_from_message(context, process_key, payload)

    def started(self, context: Context) -> None:
        """A release remembers the instance that runs it: the first one."""
        reference = context.instance
        if reference is not None and reference.business_key is not None:
            lifecycle.begun(context, reference.business_key, reference.id)

    def migrated(self, context: Context, kept: Sequence[TaskOpened]) -> None:
        """Open tasks are of the new version's steps."""
        carry_over(context, kept, self._held(context))

    def ended(self, context: Context, how: str) -> None:
        """The plan's open items go; the diagram has set the status before its end.

        What a cancelled process had not decided is void.
        """
        if context.instance is None:
            return
        items.withdraw_all(context, context.instance.id)
        if context.instance.process_key == PROCESS:
            granting.given_up(context)
        if context.instance.process_key == changes.PROCESS:
            reviewing.given_up(context)

    def check_bundle(
        self, diagram: Diagram, bundle: Mapping[str, bytes]
    ) -> Sequence[Any]:
        """Findings on forms, mails, papers, RACI rows and clauses of a diagram."""
        facts = self._facts.signatures
        return [
            *form_lint.findings(diagram, bundle, facts),
            *paper_lint.findings(diagram, bundle, facts),
            *clause_lint.findings(diagram, bundle, facts),
        ]

    def _held(self, context: Context) -> Mapping[str, Sequence[str]]:
        release_id = context.instance.business_key if context.instance else None
        return {} if release_id is None else held(context, release_id)

    def _row(
        self, context: Context, task: TaskOpened, held: Mapping[str, Sequence[str]]
    ) -> dict[str, Any]:
        reference, node = context.instance, task.node
        assert reference is not None
        roles = performers(context.bundle, reference.process_key, node)
        return {
            "task_id": task.task_id,
            "instance_id": reference.id,
            "process_key": reference.process_key,
            "version_id": reference.version_id,
            "release_id": reference.business_key,
            "step_id": node.id,
            "round_id": task.round_id,
            "kind": "step",
            **self._names(context, node, task.data),
            "form": node.properties.get("form"),
            "role": roles[0],
            "roles": roles,
            "state": OPEN,
            "assignee": _assignee(task, roles, held),
            "organization": organization_of(context),
            "priority": 50,
            "opened_at": context.at,
            "opened_in": context.step_number,
            "due_at": self._due_at(context, node, task.data),
        }

    def _names(
        self, context: Context, node: Node, data: Mapping[str, Any]
    ) -> dict[str, str | None]:
        """What the task is called: the step's name, and ``about`` what if it says."""
        name, french = node.name or node.id, node.properties.get("name_fr")
        about = self._told(context, node.properties.get("about"), data)
        if about:
            name, french = f"{name}: {about}", french and f"{french}: {about}"
        return {"name": name[:300], "name_fr": french and french[:300]}

    def _told(self, context: Context, text: str | None, data: Mapping[str, Any]) -> Any:
        """What an expression of a property gives; None when it cannot be told.

        These are advice: lint has said what is wrong with them.
        """
        if text is None:
            return None
        functions = {
            **built_in(Moment(context.at, context.zone)),
            **self._facts.functions(context),
        }
        try:
            return evaluate(text, data, functions)
        except ExpressionError:
            return None

    def _due_at(
        self, context: Context, node: Node, data: Mapping[str, Any]
    ) -> datetime | None:
        value = self._told(context, node.properties.get("due_in"), data)
        moment = _moment(value, context)
        return moment if moment and moment < context.at + FAR else None


def _moment(value: Any, context: Context) -> datetime | None:
    if isinstance(value, timedelta):
        return context.at + value
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return start_of(value, context.zone)
    if isinstance(value, str):
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            return None
        return moment if moment.tzinfo else moment.replace(tzinfo=context.zone)
    return None


def _assignee(
    task: TaskOpened, roles: Sequence[str], held: Mapping[str, Sequence[str]]
) -> str | None:
    """The person the diagram names, else the one holder of the first role."""
    named = task.node.properties.get("assignee")
    if named is not None:
        person = task.item if task.item is not None else task.data.get(named)
        return person if isinstance(person, str) else None
    first = held.get(roles[0], ())
    return first[0] if len(first) == 1 else None
