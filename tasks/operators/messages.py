"""Operators between releases: messages, linked releases, closing what is open."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select, update

from engine import messages as engine_messages
from engine.db import Row as PlainRow
from engine.instances import ALIVE, instance
from engine.messages import message as message_table
from engine.ports import Context
from tasks.inbox.items import withdraw_items
from tasks.messages import catalogue, declared
from tasks.operators.declared import operator, release_id_of
from tasks.people.held import held
from tasks.release import series
from tasks.release.columns import shown
from tasks.release.errors import RecordRefused
from tasks.release.loaded import linked, release_of
from tasks.release.records import save

#: What a release that is started from another one takes over.
TAKEN_OVER = (
    *("title", "organization", "portfolio", "ministry", "service", "application"),
    *("scope", "impact", "urgency", "priority", "director", "deployment_at", "crq_no"),
)


def send_message(context: Context, message: str, to: str, **more: str | None) -> None:
    """Send a message to this process, the open linked releases, or a companion.

    ``with`` names the fields that go with it: ``result=outcome, activated_at``.
    """
    release_id = release_id_of(context)
    named = _payload(context, release_id, more.get("with"))
    payload = {"from_release": release_id, **named}
    where, _, process = to.partition(":")
    if where == "companion" and _starts(context, message) == process:
        _start_beside(context, message, process, {**payload, "release_id": release_id})
        return
    for instance_id in _receivers(context, release_id, to):
        engine_messages.send(
            context,
            message,
            payload=payload,
            instance_id=instance_id,
            expires_at=_expiry(context, message),
        )


def _payload(context: Context, release_id: str, names: str | None) -> dict[str, Any]:
    row = release_of(context, release_id)
    payload = {}
    for given in filter(None, (n.strip() for n in (names or "").split(","))):
        name, _, field = (part.strip() for part in given.partition("="))
        field = field or name
        payload[name] = shown(row[field] if field in row else row["flags"].get(field))
    return payload


def _receivers(context: Context, release_id: str, to: str) -> list[str]:
    where, _, process = to.partition(":")
    if where == "self" and context.instance is not None:
        return [context.instance.id]
    if where == "companion":
        return instances_about(context.conn, release_id, process)
    if where != "linked":
        raise RecordRefused(f"“{to}” is no receiver: write self, linked or linked:dcs.")
    return [
        other["instance_id"]
        for other in _open_linked(context, release_id, process)
        if other["instance_id"]
    ]


def _open_linked(
    context: Context, release_id: str, process: str = ""
) -> Sequence[PlainRow]:
    return [
        other
        for other in linked(context, release_id)
        if other["is_open"] and process in ("", other["process"])
    ]


def _expiry(context: Context, name: str) -> Any:
    declaration = declared(context.bundle).get(name)
    if declaration is None or declaration.expires_in is None:
        return None
    return context.at + declaration.expires_in


def start_linked_release(context: Context, process: str) -> None:
    """Ask for a release of another process, linked to this one.

    It starts in its own transaction; while an open one is linked, nothing happens.
    """
    release_id = release_id_of(context)
    kind = process.removesuffix("_release")
    key = f"{kind}_release"
    if _open_linked(context, release_id, kind):
        return
    row = release_of(context, release_id)
    payload = {name: shown(row[name]) for name in TAKEN_OVER if row[name] is not None}
    for role in ("project_manager", "service_owner"):
        holders = held(context, release_id).get(role, ())
        if holders:
            payload[role] = holders[0]
    payload |= {"from_release": release_id, "source": "SMR release"}
    earlier = sum(other["process"] == kind for other in linked(context, release_id))
    name = _starting_message(context, key)
    engine_messages.send(
        context,
        name,
        payload=payload,
        process_key=key,
        expires_at=_expiry(context, name),
        idempotency_key=f"{release_id}:{key}:{earlier}",
    )


def _starting_message(context: Context, process_key: str) -> str:
    for name, says in catalogue(context.bundle).get("messages", {}).items():
        if says.get("starts") == process_key:
            return str(name)
    raise RecordRefused(f"No message of the catalogue starts “{process_key}”.")


def _starts(context: Context, name: str) -> str | None:
    says = catalogue(context.bundle).get("messages", {}).get(name, {})
    process_key: str | None = says.get("starts")
    return process_key


def _start_beside(
    context: Context, name: str, process_key: str, payload: dict[str, Any]
) -> None:
    engine_messages.send(
        context,
        name,
        payload=payload,
        process_key=process_key,
        expires_at=_expiry(context, name),
    )


def instances_about(conn: Connection, release_id: str, process_key: str) -> list[str]:
    """The running instances of a process about a release."""
    return list(
        conn.scalars(
            select(instance.c.id).where(
                instance.c.business_key == release_id,
                instance.c.process_key == process_key,
                instance.c.status.in_(ALIVE),
            )
        )
    )


def forget_messages(context: Context, message: str) -> None:
    """Messages of these names that were kept for this instance are void."""
    assert context.instance is not None
    names = [name.strip() for name in message.split(",")]
    context.conn.execute(
        update(message_table)
        .where(
            message_table.c.instance_id == context.instance.id,
            message_table.c.name.in_(names),
            message_table.c.state == engine_messages.KEPT,
        )
        .values(state=engine_messages.EXPIRED)
    )


def tell_linked(context: Context, text: str) -> None:
    """Every open linked release gets a note, and an action for its coordinator."""
    for other in _open_linked(context, release_id_of(context)):
        role = f"release_coordinator_{other['process']}"
        owners = held(context, other["id"]).get(role, ())
        note = {"kind": "Linked release", "text": text}
        action = {
            "text": text,
            "origin": "Linked release",
            "owner": owners[0] if owners else None,
        }
        save(context, "notes", other["id"], note)
        save(context, "actions", other["id"], action)


def close_open_work(context: Context) -> None:
    """The release has ended: items of the plan are withdrawn, every series ends."""
    release_id = release_id_of(context)
    withdraw_items(context, release_id)
    for name in series.named(context, release_id):
        series.end(context, release_id, name)


OPERATORS = (
    operator(
        send_message,
        message="the message's name",
        to="self, linked, linked:smr, linked:dcs or companion:<process>",
        **{"with": "fields that go with it, such as result=outcome"},
    ),
    operator(start_linked_release, process="the process: dcs_release"),
    operator(forget_messages, message="the messages' names, separated by commas"),
    operator(tell_linked, text="what they should know"),
    operator(close_open_work),
)
