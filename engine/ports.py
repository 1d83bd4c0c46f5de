"""What a domain plugs into the engine: operators, facts and a listener.

The engine calls these inside the transaction of the step; they read and write rows
through ``context.conn`` and never commit, send or wait.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from engine.expressions.functions import Function
from engine.model import Diagram, Node


@dataclass(frozen=True, slots=True)
class InstanceRef:
    """Which running process: ``business_key`` is what the domain calls it by."""

    id: str
    process_key: str
    version_id: str
    business_key: str | None


@dataclass(slots=True)
class Context:
    """One change of the world: who, when, why, in which transaction.

    Audit entries and mails are collected here and written in one statement each when
    the unit ends, so that telling forty people costs no more than telling one.
    ``cache`` holds what facts have read; who writes a row forgets what it concerns.
    """

    conn: Connection
    at: datetime
    zone: ZoneInfo
    by: str | None = None
    why: str | None = None
    instance: InstanceRef | None = None
    step_id: str | None = None
    #: How many steps the instance had taken before this one: time may stand still.
    step_number: int = 0
    #: The steps whose tasks stay open while others close; None outside of a step.
    still_open: frozenset[str] | None = None
    diagram: Diagram | None = None
    bundle: Mapping[str, bytes] = field(default_factory=dict)
    audits: list[dict[str, Any]] = field(default_factory=list)
    mails: list[dict[str, Any]] = field(default_factory=list)
    cache: dict[str, Any] = field(default_factory=dict)
    #: Writes that wait for the end of the unit, by what they write: several changes
    #: of one row in one step become one statement.
    pending: dict[str, Callable[[], None]] = field(default_factory=dict)

    def audit(
        self, entity: str, entity_id: str, field: str, old: object, new: object
    ) -> None:
        """Note one change of one field, with who, when, at which step and why."""
        self.audits.append(
            {
                "entity": entity,
                "entity_id": entity_id,
                "field": field,
                "old": old,
                "new": new,
                "by": self.by,
                "at": self.at,
                "why": self.why,
                "instance_id": self.instance.id if self.instance else None,
                "step_id": self.step_id,
            }
        )

    def changed(self) -> None:
        """Forget what facts have read: another instance is looked at."""
        self.settle()
        self.cache.clear()

    def settle(self, key: str | None = None) -> None:
        """Do the writes that wait: all, or the one of a key."""
        for each in [key] if key is not None else list(self.pending):
            write = self.pending.pop(each, None)
            if write is not None:
                write()

    @property
    def node(self) -> Node | None:
        """The diagram's element at which the step stands."""
        if self.diagram is None or self.step_id is None:
            return None
        return self.diagram.nodes.get(self.step_id)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a service operator: an expression of this type."""

    type: str = "text"
    required: bool = True
    help: str = ""


@dataclass(frozen=True, slots=True)
class ServiceOperator:
    """What a service task may do: a named, typed call that writes rows, no more.

    ``call(context, **parameters)`` returns plain data for the result variable.
    Raises OperatorRefused when the record does not allow it.
    """

    name: str
    call: Callable[..., Any]
    parameters: Mapping[str, Parameter]
    returns: str | None = None
    help: str = ""


class OperatorRefused(Exception):
    """An operator cannot do its work; the sentence is shown and all rolls back."""


@dataclass(frozen=True, slots=True)
class TaskOpened:
    """A human task has begun to wait.

    ``round_id`` is shared by the instances of one round of a multi-instance task;
    ``item`` is this instance's element of the list; ``data`` the token's variables.
    """

    task_id: str
    node: Node
    round_id: str | None
    item: Any
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TaskClosed:
    """A human task no longer waits: ``completed`` by a person, or ``withdrawn``."""

    task_id: str
    step_id: str
    how: str


class Facts(Protocol):
    """Named, read-only functions that conditions and timers may ask of the record."""

    @property
    def signatures(self) -> Mapping[str, Function]:
        """What lint knows of them: name, number of arguments, type, help."""
        ...

    def functions(self, context: Context) -> Mapping[str, Callable[..., Any]]:
        """The functions bound to this step; each loads what it needs at most once."""
        ...


class Listener(Protocol):
    """Who keeps the domain's tables in step with the tokens."""

    def tasks_opened(self, context: Context, opened: Sequence[TaskOpened]) -> None:
        """Human tasks have begun to wait."""
        ...

    def tasks_closed(self, context: Context, closed: Sequence[TaskClosed]) -> None:
        """Human tasks no longer wait."""
        ...

    def message_taken(
        self, context: Context, name: str, payload: Mapping[str, Any]
    ) -> None:
        """A message has been received, before the token moves on."""
        ...

    def starting(
        self, context: Context, process_key: str, payload: Mapping[str, Any]
    ) -> str | None:
        """A message starts a process: returns the business key of the instance."""
        ...

    def started(self, context: Context) -> None:
        """An instance was made; it has not taken a step yet."""
        ...

    def migrated(self, context: Context, kept: Sequence[TaskOpened]) -> None:
        """The instance is on another version; these tasks stay open, of its steps."""
        ...

    def ended(self, context: Context, how: str) -> None:
        """The instance completed or was cancelled."""
        ...

    def check_bundle(
        self, diagram: Diagram, bundle: Mapping[str, bytes]
    ) -> Sequence[Any]:
        """The domain's findings on a diagram with its forms and mail templates."""
        ...
