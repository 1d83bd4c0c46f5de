"""Operators that apply what a release type asks for.

Source: Release Standard 3.7.3, 3.7.4; processes.md AMB-17, AMB-51.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from engine.ports import Context
from tasks.operators.declared import operator, release_id_of
from tasks.people.held import held
from tasks.release.calendar import LEAD_TIMES, LeadTime, lead_time_is_short
from tasks.release.lifecycle import write
from tasks.release.loaded import release_of, rows
from tasks.release.predefined import predefined
from tasks.release.records import save, save_all
from tasks.release.states import MILESTONE_COLUMNS


def apply_type_rules(context: Context) -> None:
    """The checklist, approvals and documents that the release's type asks for.

    What is there already stays; nothing is added twice.
    """
    release_id = release_id_of(context)
    release = release_of(context, release_id)
    values = predefined(context.bundle)
    rules = values.get("types", {}).get(release["release_type"], {})
    _add(
        context,
        "approvals",
        "body",
        [{"body": body, "required": True} for body in rules.get("approvals", ())],
    )
    _add(
        context,
        "documents",
        "type",
        [{"type": kind, "state": "Requested"} for kind in rules.get("documents", ())],
    )
    items = [
        _deliverable(context, release, item)
        for item in values.get("checklist", ())
        if release["release_type"] in item.get("types", [release["release_type"]])
        and item.get("process", "SMR").lower() == release["process"]
    ]
    _add(context, "deliverables", "text", items)


def _deliverable(
    context: Context, release: Mapping[str, Any], item: Mapping[str, Any]
) -> dict[str, Any]:
    milestone = item.get("milestone")
    column = f"planned_{MILESTONE_COLUMNS.get(milestone or '', '')}"
    holders = held(context, release["id"]).get(item.get("role", ""), ())
    owner = holders[0] if len(holders) == 1 else None
    return {
        "text": item["text"]["en"],
        "milestone": milestone,
        "kind": item.get("category"),
        "level": item.get("level", "Must"),
        "due_on": release.get(column),
        "owner": owner,
        "stakeholder": owner,
    }


def _add(
    context: Context, collection: str, key: str, wanted: Sequence[dict[str, Any]]
) -> None:
    release_id = release_id_of(context)
    known = {row[key] for row in rows(context, collection, release_id)}
    fresh = [row for row in wanted if row[key] not in known]
    save_all(context, collection, release_id, fresh)


def preset_collateral(context: Context) -> None:
    """The documents that this process, and this type of release, usually produces."""
    release = release_of(context, release_id_of(context))
    process, kind = release["process"].upper(), release["release_type"]
    listed = [
        {"type": each["value"], "state": "Not started"}
        for each in predefined(context.bundle).get("document_type", ())
        if each.get("preset") is True
        and each.get("process", process) == process
        and kind in each.get("types", [kind])
    ]
    _add(context, "documents", "type", listed)


def check_lead_time(context: Context) -> bool:
    """Whether the lead time is too short: a note warns; urgent is best effort."""
    release_id = release_id_of(context)
    release = release_of(context, release_id)
    lead = _lead_time(context, release["release_type"])
    deployment: date | None = release["adjusted_date"] or release["deployment_at"]
    if lead is None or deployment is None:
        return False
    short = lead_time_is_short(lead, context.at, deployment, context.zone)
    urgent = bool(release["urgent_unplanned"])
    if release["best_effort"] != (short and urgent):
        write(context, release_id, {"best_effort": short and urgent})
    if short:
        text = f"The lead time is short: {lead} are usual for this release type."
        save(context, "notes", release_id, {"kind": "Lead time", "text": text})
    return short


def _lead_time(context: Context, kind: str | None) -> LeadTime | None:
    """As the process owner has set it, else as the standard has it."""
    says = predefined(context.bundle).get("lead_time", {}).get(kind)
    if says is None:
        return LEAD_TIMES.get(kind or "")
    unit = says.get("unit", "business days")
    return LeadTime(says["at_least"], says["at_most"], unit)


OPERATORS = (
    operator(apply_type_rules),
    operator(preset_collateral),
    operator(check_lead_time, returns="true or false"),
)
