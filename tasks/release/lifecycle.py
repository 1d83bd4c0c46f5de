"""The verbs on a release: request, change, link.

Each writes through the context and notes what it changed; the edge commits.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Connection, insert, update

from engine.db import Row as PlainRow
from engine.ports import Context
from tasks.inbox.candidates import organization_changed
from tasks.people.holders import assign
from tasks.people.organizations import canonical
from tasks.people.roles import ROLES
from tasks.release.columns import fitted, shown
from tasks.release.errors import (
    NotChangeable,
    ReasonMissing,
    RecordRefused,
    Stale,
    UnknownColumn,
)
from tasks.release.fields import FIELDS, PROCESS_FIELDS
from tasks.release.loaded import forget, linked, release_of
from tasks.release.records import writable
from tasks.release.states import MILESTONES, SUBMITTED
from tasks.release.tables import next_number, release, release_link

_ALL_FIELDS = {**FIELDS, **PROCESS_FIELDS}


class Start(Protocol):
    """Starts the process instance of a release; returns the instance's id."""

    def __call__(
        self,
        process_key: str,
        business_key: str,
        context: Context,
        data: Mapping[str, Any],
    ) -> str:
        """Start it within the context's transaction."""
        ...


def process_key_of(process: str) -> str:
    """The diagram that a release of this process follows."""
    return f"{process}_release"


def file_request(
    context: Context,
    start: Start,
    process: str,
    title: str,
    **fields: Any,
) -> PlainRow:
    """Put a request on the record and start its process; returns the release.

    ``fields`` are fields of a release, and user names under the roles they will have.
    Source: Release Standard 3.8 and 3.9, "Engage release management"; AMB-24.
    """
    filled = {name: value for name, value in fields.items() if name not in ROLES}
    release_id = add_request(context, process, {"title": title, **filled})
    _give_roles(context, release_id, fields)
    key = process_key_of(process)
    data = {name: shown(value) for name, value in filled.items()}
    start(key, release_id, context, {"title": title, **data})
    return release_of(context, release_id)


def add_request(context: Context, process: str, fields: Mapping[str, Any]) -> str:
    """A row with a fresh number and status Submitted; returns the number."""
    if process not in MILESTONES:
        raise RecordRefused(f"There is no process “{process}”: choose smr or dcs.")
    values = fitted("release", FIELDS, fields, context.zone)
    if values.get("organization"):
        values["organization"] = canonical(context, values["organization"])
    if not (values.get("title") or "").strip():
        raise RecordRefused("A request needs a title.")
    year = context.at.astimezone(context.zone).year
    release_id = next_number(context.conn, process.upper(), year)
    values.setdefault("requested_by", context.by)
    context.conn.execute(
        insert(release).values(
            **values,
            id=release_id,
            process=process,
            status=SUBMITTED,
            flags={},
            lock_version=1,
            created_at=context.at,
            created_by=context.by,
            changed_at=context.at,
            changed_by=context.by,
        )
    )
    filled = {k: shown(v) for k, v in values.items() if v is not None}
    context.audit("release", release_id, "", None, {**filled, "status": SUBMITTED})
    return release_id


def begun(context: Context, release_id: str, instance_id: str) -> None:
    """Remember which instance runs the release; a companion's does not."""
    context.conn.execute(
        update(release)
        .where(release.c.id == release_id, release.c.instance_id.is_(None))
        .values(instance_id=instance_id)
    )
    forget(context, f"release:{release_id}")


def change(
    context: Context,
    release_id: str,
    values: Mapping[str, Any],
    *,
    reason: str | None = None,
    expected: int | None = None,
) -> None:
    """A person changes fields of the record by hand, with a reason.

    ``expected`` is the version that the person saw.
    Raises: NotChangeable, UnknownColumn, ValueRefused, ReleaseClosed, Stale.
    """
    for name in values:
        if name in PROCESS_FIELDS:
            raise NotChangeable(name)
        if name not in FIELDS:
            raise UnknownColumn("release", name)
    context.why = reason or context.why
    if not (context.why or "").strip():
        raise ReasonMissing
    write(context, release_id, values, expected=expected)


def write(
    context: Context,
    release_id: str,
    values: Mapping[str, Any],
    *,
    flags: Mapping[str, Any] | None = None,
    expected: int | None = None,
) -> None:
    """Write fields and flags of the release and note each that changed.

    Raises: NoSuchRelease, ReleaseClosed, UnknownColumn, ValueRefused, Stale.
    """
    row = writable(context, release_id)
    if expected is not None and expected != row["lock_version"]:
        raise Stale(release_id)
    fitting = fitted("release", _ALL_FIELDS, values, context.zone)
    changed = {name: v for name, v in fitting.items() if row[name] != v}
    if "organization" in changed:
        _to_organization(context, row, changed)
    for name, value in changed.items():
        context.audit("release", release_id, name, shown(row[name]), shown(value))
    raised = {k: v for k, v in (flags or {}).items() if row["flags"].get(k) != v}
    for name, value in raised.items():
        old = row["flags"].get(name)
        context.audit("release", release_id, f"flags/{name}", old, value)
    if raised:
        changed["flags"] = {**row["flags"], **raised}
    own = context.instance
    if row["instance_id"] is None and own and own.business_key == release_id:
        changed["instance_id"] = own.id
    if changed:
        settle(context, row, changed)


def _to_organization(context: Context, row: PlainRow, changed: dict[str, Any]) -> None:
    """Another organization, by id or name: the pools of the open tasks follow."""
    meant = canonical(context, changed.pop("organization"))
    if meant != row["organization"]:
        changed["organization"] = meant
        organization_changed(context, row["id"], meant)


def settle(context: Context, row: PlainRow, changed: Mapping[str, Any]) -> None:
    """Write at the end of the unit if nobody else did; keep what is known of the row.

    A chain of operators that each change a field makes one statement.
    """
    key = f"release:{row['id']}"
    following = {**changed, "changed_at": context.at, "changed_by": context.by}
    waiting = context.pending.get(key)
    if isinstance(waiting, _ReleaseWrite):
        waiting.values |= following
    else:
        following["lock_version"] = row["lock_version"] + 1
        context.pending[key] = _ReleaseWrite(
            context.conn, row["id"], row["lock_version"], dict(following)
        )
    context.cache[key] = {**row, **following}


@dataclass(slots=True)
class _ReleaseWrite:
    """The changes of one release in one unit. Raises Stale."""

    conn: Connection
    release_id: str
    seen: int
    values: dict[str, Any]

    def __call__(self) -> None:
        done = self.conn.execute(
            update(release)
            .where(release.c.id == self.release_id, release.c.lock_version == self.seen)
            .values(self.values)
        )
        if done.rowcount != 1:
            raise Stale(self.release_id)


def link(
    context: Context, release_id: str, linked_id: str, *, kind: str = "SMR-DCS"
) -> None:
    """Link two releases; each then sees the other. Linking twice changes nothing."""
    if release_id == linked_id:
        raise RecordRefused("A release cannot be linked with itself.")
    for side in (release_id, linked_id):
        release_of(context, side)
    if any(other["id"] == linked_id for other in linked(context, release_id)):
        return
    context.conn.execute(
        insert(release_link).values(
            release_id=release_id,
            linked_id=linked_id,
            kind=kind,
            linked_at=context.at,
            linked_by=context.by,
        )
    )
    for side, other in ((release_id, linked_id), (linked_id, release_id)):
        context.audit("release", side, "linked", None, other)
        forget(context, f"linked:{side}")


def file_from_message(
    context: Context, process_key: str, payload: Mapping[str, Any]
) -> str | None:
    """The business key of a process that a message starts.

    A release process files a request, linked to the sender; any other process is
    about the release that the message names, if it names one.
    """
    process = process_key.removesuffix("_release")
    if process_key_of(process) != process_key or process not in MILESTONES:
        about = payload.get("release_id")
        return None if about is None else str(about)
    fields = {k: v for k, v in payload.items() if k in FIELDS and v is not None}
    release_id = add_request(context, process, fields)
    _give_roles(context, release_id, payload)
    sender = payload.get("from_release")
    if sender:
        link(context, str(sender), release_id)
    return release_id


def _give_roles(context: Context, release_id: str, named: Mapping[str, Any]) -> None:
    """People whom a request already names for a role."""
    for role in ROLES:
        if named.get(role):
            assign(context, release_id, role, str(named[role]))
