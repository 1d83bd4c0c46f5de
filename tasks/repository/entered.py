"""What follows when an entry is written by hand: stamps, roles, tasks of the plan.

Source: processes.md B.3 (items from the plan), E.1; requirements OBJ-01, ROLE-CS-06.
"""

from collections.abc import Callable, Mapping
from typing import Any

from engine.ports import Context
from tasks.effects import give_role
from tasks.inbox.items import follow_plan
from tasks.mail.compose import mail, template_text
from tasks.people.audience import people_of
from tasks.release.columns import day
from tasks.release.loaded import release_of
from tasks.release.priority import priority_of
from tasks.release.value_lists import values_now

Values = Mapping[str, Any]
MAJOR_INCIDENT = "major-incident"


def stamped(
    context: Context, collection: str, before: Values, changed: Values
) -> dict[str, Any]:
    """The changes with what follows from them: who agreed, when it was done."""
    stamp = _STAMPS.get(collection)
    more = stamp(context, before, changed) if stamp else {}
    return {**more, **changed}


def consequences(
    context: Context, collection: str, release_id: str, changed: Values
) -> None:
    """What the change means for the inbox and for who is involved."""
    if collection == "deliverables" and context.instance is not None:
        follow_plan(context, release_id)
    if collection == "stakeholders" and changed.get("person"):
        give_role(context, release_id, "stakeholder", [changed["person"]])
    if collection == "links" and changed.get("major") is True:
        _escalate(context, release_id, changed)


def _escalate(context: Context, release_id: str, link: Values) -> None:
    """A major incident is told to who runs the release. Source: DEF-19."""
    if template_text(context.bundle, MAJOR_INCIDENT, "en") is None:
        return
    process = release_of(context, release_id)["process"]
    told = f"release_manager, release_coordinator_{process}, service_owner"
    mail(
        context,
        MAJOR_INCIDENT,
        recipients=people_of(context, release_id, told),
        release_id=release_id,
        values={"answers": {"number": link.get("number"), "text": link.get("text")}},
    )


def _deliverable(context: Context, _before: Values, changed: Values) -> dict[str, Any]:
    today = day(context.at, context.zone)
    more: dict[str, Any] = {}
    if changed.get("agreed"):
        more |= {"agreed_by": context.by, "agreed_on": today}
    if changed.get("validated_by"):
        more |= {"validated_on": today}
    if changed.get("state") == "Done":
        more |= {"done_at": context.at}
    return more


def _action(context: Context, _before: Values, changed: Values) -> dict[str, Any]:
    return {"done_at": context.at} if changed.get("state") == "Done" else {}


def _release(context: Context, before: Values, changed: Values) -> dict[str, Any]:
    """Priority follows impact and urgency, unless somebody sets another."""
    if changed.keys().isdisjoint({"impact", "urgency"}):
        return {}
    after = {**before, **changed}
    follows = priority_of(values_now(context), after["impact"], after["urgency"])
    return {} if follows in (None, before["priority"]) else {"priority": follows}


_STAMPS: Mapping[str, Callable[[Context, Values, Values], dict[str, Any]]] = {
    "deliverables": _deliverable,
    "actions": _action,
    "release": _release,
}
