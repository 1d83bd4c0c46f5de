"""Rows as the API shows them."""

from collections.abc import Mapping, Sequence
from typing import Any

from tasks.oversight.live import Live
from tasks.release.fields import FIELDS, PROCESS_FIELDS
from web.api.requests import plain

RELEASE_FIELDS = tuple(
    dict.fromkeys(("title", *PROCESS_FIELDS, *FIELDS))
)  # the order of the answer


def release(
    row: Any, linked: Sequence[str], holders: Mapping[str, Sequence[str]] | None = None
) -> dict[str, Any]:
    """A release with all its fields."""
    told = {"id": row.id, "process": row.process}
    told |= {name: plain(getattr(row, name)) for name in RELEASE_FIELDS}
    told |= {
        "linked": list(linked),
        "created_at": plain(row.created_at),
        "changed_at": plain(row.changed_at),
        "version": row.lock_version,
    }
    return told if holders is None else told | {"roles": plain(holders)}


def entry(row: Any) -> dict[str, Any]:
    """An entry of a collection."""
    told = {k: plain(v) for k, v in row._mapping.items()}
    told.pop("position", None)
    return told


def task(row: Any, version: int | None = None) -> dict[str, Any]:
    """A task as lists show it."""
    told = {
        "id": row.task_id,
        "name": row.name,
        "step": row.step_id,
        "kind": row.kind,
        "process": row.process_key,
        "version": version,
        "instance_id": row.instance_id,
        "release_id": row.release_id,
        "role": row.role,
        "roles": row.roles,
        "state": row.state,
        "assignee": row.assignee,
        "opened_at": plain(row.opened_at),
        "due_at": plain(row.due_at),
        "priority": row.priority,
        "completed_at": plain(row.completed_at),
        "completed_by": row.completed_by,
    }
    if version is None:
        del told["version"]
    return told


def instance(row: Any) -> dict[str, Any]:
    """An instance as lists show it."""
    return {
        "id": row.id,
        "process": row.process_key,
        "version": row.version,
        "state": row.status,
        "release_id": row.business_key if row.release_title is not None else None,
        "business_key": row.business_key,
        "started_at": plain(row.started_at),
        "started_by": row.started_by,
        "changed_at": plain(row.changed_at),
        "ended_at": plain(row.ended_at),
    }


def live(found: Live) -> dict[str, Any]:
    """An instance with what it waits for and how it came there."""
    return {
        **instance(found.row),
        "waiting": [
            {
                "step": wait.step,
                "name": wait.name,
                "kind": wait.kind,
                "since": plain(wait.since),
                "due_at": plain(wait.due_at),
                "task_id": wait.task_id if wait.kind == "task" else None,
                "assignee": wait.assignee,
                "message": wait.message,
            }
            for wait in found.waiting
        ],
        "path": [
            {
                "step": step.step,
                "name": step.name,
                "how": step.how,
                "at": plain(step.at),
                "by": step.by,
                "note": step.note,
            }
            for step in found.passed
        ],
        "incidents": [
            {
                "id": each.id,
                "step": each.step_id,
                "kind": each.kind,
                "problem": each.problem,
                "at": plain(each.at),
            }
            for each in found.incidents
        ],
    }


def message(row: Any) -> dict[str, Any]:
    """A message of a process."""
    return {
        "id": row.id,
        "name": row.name,
        "instance_id": row.instance_id,
        "payload": plain(row.payload),
        "state": row.state,
        "sent_by": row.sent_by,
        "sent_at": plain(row.sent_at),
        "expires_at": plain(row.expires_at),
        "taken_at": plain(row.taken_at),
        "taken_by_step": row.taken_by_step,
        "problem": row.problem,
    }


def mail(row: Any) -> dict[str, Any]:
    """A mail of the outbox."""
    return {
        "id": row.id,
        "to": row.to,
        "cc": row.cc,
        "subject": row.subject,
        "body": row.body,
        "state": row.state,
        "created_at": plain(row.created_at),
        "sent_at": plain(row.sent_at),
        "step": row.step_id,
        "release_id": row.business_key,
    }


def audit(row: Any) -> dict[str, Any]:
    """An entry of the audit trail."""
    return {
        "id": row.id,
        "entity": row.entity,
        "entity_id": row.entity_id,
        "field": row.field,
        "old": row.old,
        "new": row.new,
        "by": row.by,
        "at": plain(row.at),
        "why": row.why,
        "instance_id": row.instance_id,
        "step": row.step_id,
        "sealed": row.seal is not None,
    }


def process(row: Any) -> dict[str, Any]:
    """A published version."""
    return {
        "key": row.process_key,
        "name": row.name,
        "version": row.number,
        "published_at": plain(row.published_at),
        "published_by": row.published_by,
        "sha256": row.sha256,
    }


def draft(row: Any) -> dict[str, Any]:
    """A draft; of a list's rows the findings are left out."""
    shown = {
        "draft": row.number,
        "key": row.process_key,
        "revision": row.revision,
        "based_on": row.based_on,
        "changed_at": plain(row.changed_at),
        "changed_by": row.changed_by,
    }
    findings = getattr(row, "findings", None)
    return shown if findings is None else {**shown, "findings": findings}
