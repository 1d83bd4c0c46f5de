"""What conditions, timers, parameters and forms may ask of the record.

Each fact is a named, read-only function about the release that the running instance
belongs to.  What it reads is remembered for the step, so that asking twice costs once.
"""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from types import MappingProxyType
from typing import Any

from engine.expressions.functions import Function
from engine.expressions.moments import Moment, add_business_days
from engine.ports import Context
from tasks import gates
from tasks.changes import reviewing
from tasks.inbox.asked import answers_to
from tasks.people import access_requests
from tasks.people.held import held
from tasks.people.known import name_of
from tasks.people.persons import roles_of
from tasks.people.schedule import busy_around
from tasks.planning.availability import has_capacity as capacity_left
from tasks.planning.availability import is_away
from tasks.planning.showing import deployment_day
from tasks.release import loaded, series
from tasks.release.collections import collection_named
from tasks.release.errors import RecordRefused
from tasks.release.fields import FIELDS, PROCESS_FIELDS
from tasks.release.priority import priority_of as priority_by_weights
from tasks.release.value_lists import values_now

_FIELDS = frozenset({*FIELDS, *PROCESS_FIELDS, "id", "process", "created_at"})


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks: a step, about a release."""

    context: Context
    release: str | None

    @property
    def release_id(self) -> str:
        """The release. Raises RecordRefused for a process that has none."""
        if self.release is None:
            raise RecordRefused("This process instance belongs to no release.")
        return self.release

    def row(self) -> Mapping[str, Any]:
        """The release's own row."""
        return loaded.release_of(self.context, self.release_id)

    def held(self) -> Mapping[str, Sequence[str]]:
        """Who holds which role on the release."""
        return held(self.context, self.release_id)

    def local(self, moment: datetime | None) -> datetime | None:
        """A moment by the clock of the office, as expressions give moments."""
        return None if moment is None else moment.astimezone(self.context.zone)


def record(asked: Asked, field: str) -> Any:
    """record('crq_state'): a field or a flag of the release; null while it has none."""
    row = asked.row()
    if field in _FIELDS:
        value = row[field]
        return asked.local(value) if isinstance(value, datetime) else value
    return row["flags"].get(field)


def flag(asked: Asked, name: str) -> bool:
    """flag('readiness_declared'): whether the flag is set to true."""
    return asked.row()["flags"].get(name) is True


def answer(asked: Asked, step: str, field: str) -> Any:
    """answer('S-10.2', 'approve'): what was last answered to a step; null if never."""
    last = answers_to(asked.context, step).last
    return None if last is None else last.get(field)


def replies(asked: Asked, step: str) -> list[dict[str, Any]]:
    """replies('S-7.4'): the answers of a step's newest round, each with its `by`."""
    return list(answers_to(asked.context, step).newest_round)


def missing_replies(asked: Asked, step: str) -> list[str]:
    """missing_replies('S-7.4'): names of those who were asked and did not reply."""
    silent = answers_to(asked.context, step).silent
    return [name_of(asked.context, name) for name in silent]


def gate_open(asked: Asked, gate: str) -> bool:
    """gate_open('close_down'): whether nothing is missing."""
    return not gates.missing(asked.context, asked.release_id, gate)


def missing(asked: Asked, gate: str) -> list[str]:
    """missing('close_down'): a sentence for each thing that is missing."""
    found = gates.missing(asked.context, asked.release_id, gate)
    return [item.en for item in found]


def next_due(asked: Asked, name: str) -> datetime | None:
    """next_due('status_meeting'): the series' next moment; far away when it is over."""
    row = series.named(asked.context, asked.release_id).get(name)
    return asked.local(series.next_due(row))


def series_open(asked: Asked, name: str) -> bool:
    """series_open('status_update'): whether the series was started and not ended."""
    row = series.named(asked.context, asked.release_id).get(name)
    return row is not None and row["ended_at"] is None


def stabilization_end(asked: Asked) -> datetime | None:
    """stabilization_end(): when stabilization ends; far away before it begins."""
    return asked.local(asked.row()["stabilization_end"] or series.NEVER)


def activated_at(asked: Asked) -> datetime | None:
    """activated_at(): since when the release is live; null before."""
    return asked.local(asked.row()["activated_at"])


def open_count(asked: Asked, collection: str) -> int:
    """open_count('actions'): how many entries still need somebody."""
    kind = collection_named(collection)
    found = loaded.rows(asked.context, collection, asked.release_id)
    return sum(kind.is_open(row.get("state")) for row in found)


def open_steps(asked: Asked, section: str) -> int:
    """open_steps('post-deployment'): steps of this section of the MoP still to do."""
    found = loaded.rows(asked.context, "mop_steps", asked.release_id)
    return sum(s["section"] == section and s["state"] == "Open" for s in found)


def linked(asked: Asked, process: str) -> bool:
    """linked('dcs'): whether an open release of this process is linked."""
    found = loaded.linked(asked.context, asked.release_id)
    return any(row["process"] == process and row["is_open"] for row in found)


def decision(asked: Asked, kind: str) -> str | None:
    """decision('Go/No-Go'): the value of the latest decision; null if none."""
    return _latest(loaded.rows(asked.context, "decisions", asked.release_id), kind)


def linked_decision(asked: Asked, kind: str) -> str | None:
    """linked_decision('Go/No-Go'): the linked release's latest decision, or null."""
    found = loaded.linked(asked.context, asked.release_id)
    of = [row for row in found if row["is_open"]] or found
    if not of:
        return None
    return _latest(loaded.rows(asked.context, "decisions", of[0]["id"]), kind)


def _latest(rows: Sequence[Mapping[str, Any]], kind: str) -> str | None:
    values = [row["value"] for row in rows if row["kind"] == kind]
    return values[-1] if values else None


def people_count(asked: Asked, role: str) -> int:
    """people_count('stakeholder'): how many people hold this role on the release."""
    return len(asked.held().get(role, ()))


def role_holder(asked: Asked, role: str) -> str | None:
    """role_holder('project_manager'): user name of who holds the role, or null."""
    found = asked.held().get(role, ())
    return found[0] if found else None


def me(asked: Asked) -> str | None:
    """me(): user name of the person who acts; null for the system."""
    return asked.context.by


def holds_role(asked: Asked, role: str) -> bool:
    """holds_role('executive'): whether who acts has the role, here or at all."""
    name = asked.context.by
    if name is None:
        return False
    here = name in asked.held().get(role, ())
    return here or role in roles_of(asked.context.conn, name)


def last_update(asked: Asked, field: str) -> Any:
    """last_update('summary'): a part of the newest status update; null if none."""
    updates = loaded.rows(asked.context, "updates", asked.release_id)
    return updates[-1].get(field) if updates else None


def is_available(asked: Asked, person: str | None) -> bool:
    """is_available(coordinator): not away, and no other release of theirs within a day.

    While no deployment is dated, whether they are away today.
    """
    if person is None:
        return True
    context, at = asked.context, asked.row()["deployment_at"]
    if is_away(context.conn, person, deployment_day(context)):
        return False
    return at is None or not busy_around(context.conn, person, at, asked.release_id)


def has_capacity(asked: Asked, person: str | None) -> bool:
    """has_capacity(coordinator): they may coordinate one more release."""
    if person is None:
        return True
    context = asked.context
    return capacity_left(context.conn, person, deployment_day(context))


def priority_of(asked: Asked, impact: str | None, urgency: str | None) -> str | None:
    """priority_of(impact, urgency): the priority by the weights in force."""
    return priority_by_weights(values_now(asked.context), impact, urgency)


def access_request(asked: Asked, field: str) -> Any:
    """access_request('role'): what is asked for in this process; null if nothing is."""
    found = access_requests.running(asked.context)
    if found is None or field not in found._mapping:
        return None
    value = found._mapping[field]
    return asked.local(value) if isinstance(value, datetime) else value


def change(asked: Asked, field: str) -> Any:
    """change('submitted_by'): what is known of the change that is reviewed here."""
    value = reviewing.asked(asked.context, field, series.NEVER)
    return asked.local(value) if isinstance(value, datetime) else value


def business_days_from_now(asked: Asked, count: int) -> date | datetime:
    """business_days_from_now(5): this time of day, so many business days later."""
    context = asked.context
    moment = Moment(context.at, context.zone)
    return add_business_days(moment, moment.local(context.at), count)


_MOMENT, _TEXT, _TRUTH, _NUMBER = "date and time", "text", "true or false", "number"

_ALL: tuple[tuple[Callable[..., Any], str], ...] = (
    (record, "anything"),
    (flag, _TRUTH),
    (answer, "anything"),
    (replies, "list"),
    (missing_replies, "list"),
    (gate_open, _TRUTH),
    (missing, "list"),
    (next_due, _MOMENT),
    (series_open, _TRUTH),
    (stabilization_end, _MOMENT),
    (activated_at, "anything"),
    (open_count, _NUMBER),
    (open_steps, _NUMBER),
    (linked, _TRUTH),
    (decision, "anything"),
    (linked_decision, "anything"),
    (people_count, _NUMBER),
    (role_holder, "anything"),
    (me, "anything"),
    (holds_role, _TRUTH),
    (is_available, _TRUTH),
    (has_capacity, _TRUTH),
    (last_update, "anything"),
    (priority_of, "anything"),
    (access_request, "anything"),
    (change, "anything"),
    (business_days_from_now, _MOMENT),
)


def _described(call: Callable[..., Any], returns: str) -> Function:
    """What lint knows of a fact: its arguments by its signature, help by docstring."""
    count = len(inspect.signature(call).parameters) - 1
    said = inspect.cleandoc(call.__doc__ or "")
    return Function(call.__name__, call, count, count, returns, said, instant=False)


FACTS: Mapping[str, Function] = MappingProxyType(
    {call.__name__: _described(call, returns) for call, returns in _ALL}
)


def facts_about(
    context: Context, release_id: str | None
) -> dict[str, Callable[..., Any]]:
    """The facts, bound to a step and the release it is about."""
    asked = Asked(context, release_id)
    return {call.__name__: partial(call, asked) for call, _ in _ALL}


class RecordFacts:
    """The facts as the engine asks for them: about the running instance's release."""

    @property
    def signatures(self) -> Mapping[str, Function]:
        """Name, number of arguments, type and help of each fact."""
        return FACTS

    def functions(self, context: Context) -> Mapping[str, Callable[..., Any]]:
        """The facts of the release that the running instance belongs to."""
        instance = context.instance
        return facts_about(context, instance.business_key if instance else None)
