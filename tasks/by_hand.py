"""Messages that people send to a process from the release's page.

The catalogue of the diagrams says which: title, help, fields, and the roles that may
send it.  A message that is not kept is offered while a step waits for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from engine import instances, messages, orchestrator
from engine.errors import Conflict, EngineError, UnknownMessage
from engine.expressions.evaluate import plain
from engine.ports import Context, InstanceRef
from tasks.cancelling import CANCEL, refusal, way_of
from tasks.forms.answers import read
from tasks.forms.definition import read_data
from tasks.forms.offered import offered
from tasks.forms.shape import Form
from tasks.messages import catalogue
from tasks.people.persons import Person
from tasks.people.rights import EVERYWHERE, Standing
from tasks.release.loaded import release_of
from tasks.release.tables import release_with

if TYPE_CHECKING:
    from tasks.bootstrap import Application


#: Who sends what names no role.
UNNAMED = (
    *("release_manager", "release_coordinator_smr", "release_coordinator_dcs"),
    *("process_owner", "admin"),
)


@dataclass(frozen=True, slots=True)
class Offer:
    """A message that this person may send to this process now."""

    name: str
    title: Mapping[str, str]
    help: Mapping[str, str]
    form: Form
    instance_id: str
    #: Why it cannot be sent at this moment, though this person may.
    refusal: str | None = None


class MayNotSend(EngineError):
    """The message is for other roles to send."""

    def __init__(self, name: str) -> None:
        super().__init__(f"Your roles on this release may not send “{name}”.")


class NotOffered(Conflict):
    """The process does not wait for this message now, or not from this person."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The process does not wait for “{name}” from you now. Nothing was sent."
        )


def offers(
    app: Application,
    conn: Connection,
    person: Person,
    standing: Standing,
    instance_id: str,
) -> Sequence[Offer]:
    """What this person may tell the process now, in the catalogue's order."""
    row = instances.with_id(conn, instance_id)
    if row.status not in instances.ALIVE:
        return []
    awaited = {each.name for each in messages.awaited_by(conn, instance_id)}
    bundle = app.engine.catalogue.version(conn, row.version_id).bundle
    declared = catalogue(bundle).get("messages", {})
    found = [
        _offer(name, says, instance_id)
        for name, says in declared.items()
        if name in awaited and says.get("roles") and may_send(person, standing, says)
    ]
    if not any(offer.name == CANCEL for offer in found) or row.business_key is None:
        return found
    about = dict(release_with(conn, row.business_key)._mapping)
    why = refusal(about, awaited)
    return [replace(o, refusal=why) if o.name == CANCEL else o for o in found]


def may_send(
    person: Person, standing: Standing | None, says: Mapping[str, Any]
) -> bool:
    """Whether one of the person's roles on this release may send the message.

    One that names no role comes from other systems: whoever runs releases may send it
    for them.  ``standing`` is None for a process that belongs to no release.
    """
    if standing is None:
        held = person.roles
    else:
        held = standing.roles_of(person.user_name) | (person.roles & EVERYWHERE)
    return not held.isdisjoint(says.get("roles") or UNNAMED)


def _offer(name: str, says: Mapping[str, Any], instance_id: str) -> Offer:
    return Offer(
        name,
        says.get("title") or {"en": name, "fr": name},
        says.get("help") or {},
        form_of(name, says),
        instance_id,
    )


def form_of(name: str, says: Mapping[str, Any]) -> Form:
    """The fields of a message as a form."""
    return read_data(name, {"fields": says.get("fields", [])})


def send(
    app: Application,
    person: Person,
    standing: Standing | None,
    instance_id: str,
    name: str,
    submitted: Mapping[str, Any],
    *,
    language: str = "en",
    idempotency_key: str | None = None,
) -> str:
    """Tell the process; ``taken`` or ``kept``.

    Raises: UnknownMessage, MayNotSend, AnswersInvalid, NobodyWaits, Conflict.
    """
    with app.command(by=person.user_name) as context:
        stand_at(app, context, instance_id)
        says = catalogue(context.bundle).get("messages", {}).get(name)
        if says is None:
            raise UnknownMessage(name)
        if not may_send(person, standing, says):
            raise MayNotSend(name)
        if name == CANCEL:
            _checked(app, context, name, says, submitted, language)
            name, submitted = _way_of(context, instance_id, submitted)
            says = catalogue(context.bundle)["messages"][name]
        payload = _checked(app, context, name, says, submitted, language)
        context.why = payload.get("reason") or None
        return orchestrator.send(
            app.engine,
            context,
            name,
            payload,
            instance_id=instance_id,
            idempotency_key=idempotency_key,
        )


def _checked(
    app: Application,
    context: Context,
    name: str,
    says: Mapping[str, Any],
    submitted: Mapping[str, Any],
    language: str,
) -> dict[str, Any]:
    """What is sent, checked by the fields that the catalogue declares, if it does."""
    if not says.get("fields"):
        return dict(submitted)
    form = form_of(name, says)
    answers = read(
        form,
        submitted,
        offered=offered(context, form),
        functions=app.functions(context),
        zone=context.zone,
        language=language,
    )
    return {key: plain(value) for key, value in answers.values.items()}


def _way_of(
    context: Context, instance_id: str, submitted: Mapping[str, Any]
) -> tuple[str, Mapping[str, Any]]:
    """A cancellation that comes after a deployment has begun goes another way."""
    reference = context.instance
    if reference is None or reference.business_key is None:
        return CANCEL, submitted
    awaited = {each.name for each in messages.awaited_by(context.conn, instance_id)}
    row = release_of(context, reference.business_key)
    return way_of(row, awaited, submitted)


def stand_at(app: Application, context: Context, instance_id: str) -> None:
    """Let facts and offered values speak of this instance. Raises NotFound."""
    row = instances.with_id(context.conn, instance_id)
    version = app.engine.catalogue.version(context.conn, row.version_id)
    context.instance = InstanceRef(
        row.id, row.process_key, row.version_id, row.business_key
    )
    context.diagram, context.bundle = version.diagram, version.bundle
