"""A message from outside, by instance or by release, within the sender's rights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from engine import instances
from engine.errors import NotFound, UnknownMessage
from tasks import by_hand
from tasks.oversight.access import require_instance, require_release
from tasks.people.persons import Person
from tasks.people.rights import Standing

if TYPE_CHECKING:
    from tasks.bootstrap import Application


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of a message: ``taken`` or ``kept``, and by which instance."""

    state: str
    instance_id: str


def deliver(
    app: Application,
    person: Person,
    name: str,
    payload: Mapping[str, Any],
    *,
    instance_id: str | None,
    release_id: str | None,
    idempotency_key: str | None,
    language: str,
) -> Delivered:
    """Hand it over, or keep it for its receiver.

    Raises: UnknownMessage, NotFound, MayNotSend, AnswersInvalid, NobodyWaits, Conflict.
    """
    if name not in app.engine.declarations:
        raise UnknownMessage(name)
    with app.read() as conn:
        receiver, standing = _receiver(conn, person, instance_id, release_id)
    state = by_hand.send(
        app,
        person,
        standing,
        receiver,
        name,
        payload,
        language=language,
        idempotency_key=idempotency_key,
    )
    return Delivered(state, receiver)


def _receiver(
    conn: Connection, person: Person, instance_id: str | None, release_id: str | None
) -> tuple[str, Standing | None]:
    if instance_id is not None:
        require_instance(conn, person, instance_id)
        release_id = instances.with_id(conn, instance_id).business_key
        if release_id is None:
            return instance_id, None
    assert release_id is not None
    row, standing = require_release(conn, person, release_id)
    found = instance_id or row.instance_id
    if found is None:
        raise NotFound(f"The process of {release_id} has not begun.")
    return found, standing
