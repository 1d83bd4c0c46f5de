"""A release begun from another: its record, its plan, its people, not its history.

The process of the copy starts at its beginning, and every decision is taken anew.
Source: issue "a release copied from another"; requirement SCO-16.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.ports import Context
from tasks.filing import file_release
from tasks.people.held import held
from tasks.people.persons import Person
from tasks.release.lifecycle import write
from tasks.release.loaded import release_of, rows
from tasks.release.records import save_all

if TYPE_CHECKING:
    from tasks.bootstrap import Application

#: What the copy is about; dates, decisions and results are its own.
TAKEN = (
    *("organization", "portfolio", "ministry", "service", "application", "scope"),
    *("scope_in", "scope_out", "needs_opssc", "assessment_answers", "impact"),
    *("urgency", "priority", "ice", "jurisdictions", "projects", "ministries"),
    *("applications", "deployment_content", "service_description", "director"),
    *("background", "objectives", "distribution_list", "update_parts"),
    *("update_frequency", "update_recipients", "main_contact"),
)
#: The plan and the people: of each entry only what does not tell how it went.
ENTRIES: Mapping[str, tuple[str, ...]] = {
    "deliverables": (*("text", "milestone", "kind", "level", "stakeholder", "owner"),),
    "communications": ("text", "audience", "channel", "owner"),
    "training": ("text", "audience", "kind", "owner"),
    "stakeholders": ("person", "name", "email", "organization", "area", "role"),
    "contacts": ("name", "email", "organization", "role", "person", "phone"),
    "resources": ("kind", "person", "name", "email", "task"),
    "mop_steps": ("section", "text", "kind", "owner"),
}
ROLES = ("project_manager", "service_owner")


def copy_release(
    app: Application,
    context: Context,
    person: Person,
    release_id: str,
    *,
    title: str | None = None,
) -> str:
    """File a release like this one; returns its number.

    Raises: MayNotFile, RecordRefused, StepFailed.
    """
    row = dict(release_of(context, release_id))
    plan = {name: rows(context, name, release_id) for name in ENTRIES}
    fields = {name: row[name] for name in TAKEN if row[name] is not None}
    if row["release_type"]:
        fields["recommended_type"] = row["release_type"]
    for role in ROLES:
        holders = held(context, release_id).get(role, ())
        if holders:
            fields[role] = holders[0]
    filed = file_release(
        app,
        context,
        person,
        process=row["process"],
        title=(title or "").strip()[:300] or row["title"],
        fields={**fields, "source": row["source"] or "Copy"},
    )
    context.instance = context.step_id = None
    new_id: str = filed["id"]
    write(context, new_id, {"copied_from": release_id})
    for name, columns in ENTRIES.items():
        save_all(context, name, new_id, [_taken(r, columns) for r in plan[name]])
    return new_id


def _taken(row: Mapping[str, Any], columns: tuple[str, ...]) -> dict[str, Any]:
    return {name: row[name] for name in columns if row[name] is not None}
