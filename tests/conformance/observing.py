"""What there is to see of a release after its story: record, mails and path."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import select

from engine.audit import audit_entry
from engine.history import of_instance
from tasks.inbox.tables import DONE, human_task
from tasks.people.persons import everybody
from tests.stories.office import Office


@dataclass
class Run:
    """A release that a story has told, in the office that worked on it."""

    office: Office
    release_id: str

    @cached_property
    def release(self) -> Any:
        """The release as it stands at the end."""
        return self.office.release(self.release_id)

    @cached_property
    def path(self) -> Sequence[str]:
        """Every step that was passed, in order."""
        return self.office.path(self.release_id)

    @cached_property
    def came_from(self) -> set[tuple[str, str]]:
        """Each way that was taken: from an element to the next."""
        with self.office.app.read() as conn:
            rows = of_instance(conn, str(self.release.instance_id))
        return {(row.came_from, row.step_id) for row in rows if row.how == "completed"}

    @cached_property
    def tasks(self) -> Sequence[Any]:
        """Every task that somebody completed, in order."""
        with self.office.app.read() as conn:
            return conn.execute(
                select(human_task)
                .where(human_task.c.release_id == self.release_id)
                .where(human_task.c.state == DONE)
                .order_by(human_task.c.completed_at, human_task.c.opened_in)
            ).all()

    @cached_property
    def changes(self) -> Sequence[Any]:
        """The audit trail of the release, oldest first."""
        with self.office.app.read() as conn:
            return conn.execute(
                select(audit_entry)
                .where(audit_entry.c.entity == "release")
                .where(audit_entry.c.entity_id == self.release_id)
                .order_by(audit_entry.c.id)
            ).all()

    @cached_property
    def people(self) -> Mapping[str, str]:
        """Everybody's address, by user name."""
        with self.office.app.read() as conn:
            return {row.user_name: row.email for row in everybody(conn)}

    def done(self, step: str) -> Sequence[Any]:
        """The completed tasks of a step."""
        return [task for task in self.tasks if task.step_id == step]

    def by(self, step: str) -> set[str]:
        """Who completed a step."""
        return {task.completed_by for task in self.done(step)}

    def role(self, step: str) -> str:
        """The role that a step is for."""
        return str(self.done(step)[0].role)

    def answers(self, step: str) -> Mapping[str, Any]:
        """What was answered to a step last."""
        return dict(self.done(step)[-1].answers)

    def has(self, step: str, *fields: str) -> bool:
        """Whether the fields of a step were answered."""
        given = self.answers(step)
        return all(given.get(name) not in (None, "", []) for name in fields)

    def rows(self, collection: str, **like: Any) -> Sequence[Any]:
        """The entries of the record that have these values."""
        return [
            row
            for row in self.office.rows(self.release_id, collection)
            if all(getattr(row, name) == value for name, value in like.items())
        ]

    def document(self, type: str, state: str = "Final") -> bool:
        """Whether a document of this type is in this state, with a version."""
        return any(
            row.version for row in self.rows("documents", type=type, state=state)
        )

    def mails(self, template: str) -> Sequence[Any]:
        """The mails that were written from a template."""
        return [
            mail
            for mail in self.office.mails()
            if mail.business_key == self.release_id
            and mail.headers.get("template") == template
        ]

    def told(self, template: str, *people: str) -> bool:
        """Whether a mail reached these people."""
        readers = {address for mail in self.mails(template) for address in mail.to}
        return {self.people.get(name, name) for name in people} <= readers

    def text(self, template: str) -> str:
        """Everything that was written from a template."""
        return "\n".join(f"{m.subject}\n{m.body}" for m in self.mails(template))

    @cached_property
    def milestones(self) -> Sequence[str]:
        """The milestones in the order in which they were reached."""
        return [c.new for c in self.changes if c.field == "milestone"]

    def before(self, first: str, then: str) -> bool:
        """Whether a step was passed, and another only after it."""
        path = self.path
        return first in path and then in path and path.index(first) < path.index(then)

    def never(self, *steps: str) -> bool:
        """Whether none of these steps was passed."""
        return not set(steps) & set(self.path)
