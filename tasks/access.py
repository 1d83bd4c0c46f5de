"""A person asks for access to the repository: the request and its process, in one step.

Source: processes.md E.2, "Access path".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection
from sqlalchemy.engine import Row

from engine import orchestrator
from engine.errors import EngineError
from engine.ports import Context
from tasks.forms.answers import read
from tasks.forms.definition import form
from tasks.forms.fields import Offered
from tasks.forms.offered import offered
from tasks.forms.shape import Form
from tasks.people import granting
from tasks.people.access_requests import (
    PROCESS,
    REQUESTED,
    open_request,
    requests_of,
)
from tasks.people.persons import Person
from tasks.people.rights import may_ask_for_access

if TYPE_CHECKING:
    from tasks.bootstrap import Application

#: The property of the diagram's start that names what is asked.
FORM = "form"


@dataclass(frozen=True, slots=True)
class Asking:
    """What the page of access shows: the form, and what one has asked for so far."""

    form: Form
    offered: Offered
    requests: Sequence[Row[Any]]
    may_ask: bool

    @property
    def waits(self) -> bool:
        """Whether a request is not decided yet."""
        return any(each.state == REQUESTED for each in self.requests)


class MayNotAsk(EngineError):
    """Auditors and administrators are made by the operator."""

    def __init__(self) -> None:
        super().__init__(
            "Auditors and administrators do not ask for access here: an administrator "
            "changes their roles."
        )


def asking(app: Application, context: Context, person: Person) -> Asking:
    """The form of the published process, and the requests of a person."""
    definition = _at_start(app, context)
    return Asking(
        definition,
        offered(context, definition),
        requests_of(context.conn, person.user_name),
        may_ask(context.conn, person),
    )


def may_ask(conn: Connection, person: Person) -> bool:
    """Whether a person may, and has no request that waits to be decided."""
    return may_ask_for_access(person) and open_request(conn, person.user_name) is None


def ask(
    app: Application,
    person: Person,
    submitted: Mapping[str, Any],
    *,
    language: str = "en",
) -> str:
    """Ask for access; the process tells who decides. Returns the request's id.

    Raises: MayNotAsk, AnswersInvalid, PersonRefused, StepFailed.
    """
    if not may_ask_for_access(person):
        raise MayNotAsk
    with app.command(by=person.user_name) as context:
        definition = _at_start(app, context)
        answers = read(
            definition,
            submitted,
            offered=offered(context, definition),
            functions=app.functions(context),
            zone=context.zone,
            language=language,
        )
        request_id = granting.ask(context, person.user_name, answers.values)
        orchestrator.start(app.engine, context, PROCESS)
    return request_id


def _at_start(app: Application, context: Context) -> Form:
    """The form that the start of the latest diagram names."""
    version = app.engine.catalogue.latest(context.conn, PROCESS)
    context.diagram, context.bundle = version.diagram, version.bundle
    starts = (n for n in version.diagram.nodes.values() if n.type == "startEvent")
    named = next(n.properties[FORM] for n in starts if FORM in n.properties)
    return form(version.bundle, named)
