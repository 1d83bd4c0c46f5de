"""Audience words: whom a mail, a notice or a round of tasks is for.

Diagrams and forms name audiences, never persons.  A word that reaches nobody gives
nobody: who is told later, when the role is filled, is the task's concern (AMB-26).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from engine.ports import Context
from tasks.inbox.asked import answers_to
from tasks.people.held import held
from tasks.people.known import pools
from tasks.people.organizations import serving
from tasks.people.persons import is_address
from tasks.people.roles import POOLED, ROLES
from tasks.release.collections import collection_named
from tasks.release.errors import RecordRefused
from tasks.release.loaded import linked, release_of, rows
from tasks.release.predefined import predefined

Names = Iterable[Any]

#: Lists of recipients are typed by people: one a line, or with commas between.
_SEPARATORS = re.compile(r"[,;\r\n]+")
_BRACKETED = re.compile(r"<([^<>]+)>")


def people_of(context: Context, release_id: str, words: str) -> list[str]:
    """User names, and addresses of people outside, each once. Raises RecordRefused."""
    found: dict[str, None] = {}
    for word in filter(None, (each.strip() for each in words.split(","))):
        for person in _flat(_meant(context, release_id, word)):
            found[person] = None
    return list(found)


def _meant(context: Context, release_id: str, word: str) -> Names:
    name, *rest = word.split(":")
    if rest and name in _WITH_ARGUMENTS:
        return _WITH_ARGUMENTS[name](context, release_id, rest)
    if not rest and word in _WORDS:
        return _WORDS[word](context, release_id)
    if not rest and word in ROLES:
        return _holders_or_pool(context, release_id, word)
    if is_address(word):
        return [word]
    raise RecordRefused(f"“{word}” names no audience.")


def _flat(given: Any) -> Iterator[str]:
    """The persons in an answer: a name, a list of names, or rows that name people."""
    if isinstance(given, str):
        for part in _SEPARATORS.split(given):
            written = _BRACKETED.search(part)
            person = (written[1] if written else part).strip()
            if person:
                yield person
    elif isinstance(given, Mapping):
        yield from _flat(given.get("person") or given.get("email") or "")
    elif isinstance(given, Iterable):
        for each in given:
            yield from _flat(each)


def _holders_or_pool(context: Context, release_id: str, role: str) -> Names:
    holders = held(context, release_id).get(role, ())
    if holders or role not in POOLED:
        return holders
    return _pool(context, release_id, [role])


def _pool(context: Context, release_id: str, rest: list[str]) -> Names:
    """The people of a role who serve the release's organization."""
    role = rest[0]
    organization = release_of(context, release_id)["organization"]
    among = pools(context, POOLED if role in POOLED else [role])
    able = serving(context, among.get(role, ()), organization)
    return [person.user_name for person in able]


def _stakeholders(context: Context, release_id: str) -> Names:
    """All involved in the work: who holds the role, service owners, and contacts."""
    holders = held(context, release_id)
    yield from holders.get("stakeholder", ())
    yield from holders.get("service_owner", ())
    for row in rows(context, "stakeholders", release_id):
        if row["state"] != "Declined":
            yield row["person"] or row["email"]


def _involved(context: Context, release_id: str) -> Names:
    for people in held(context, release_id).values():
        yield from people


def _requester(context: Context, release_id: str) -> Names:
    return [release_of(context, release_id)["requested_by"]]


def _impacted(context: Context, release_id: str) -> Names:
    issues = rows(context, "issues", release_id)
    return issues[-1]["impacted"] or () if issues else ()


def _update_recipients(context: Context, release_id: str) -> Names:
    listed = release_of(context, release_id)["update_recipients"]
    return listed or _stakeholders(context, release_id)


def _thread_recipients(context: Context, release_id: str) -> Names:
    listed = release_of(context, release_id)["thread_recipients"]
    return listed or _stakeholders(context, release_id)


def _resources(context: Context, release_id: str) -> Names:
    return _resources_in(context, release_id, [])


def _resources_in(context: Context, release_id: str, rest: list[str]) -> Names:
    """``resources:<state>``: the application, technical and business resources."""
    for row in rows(context, "resources", release_id):
        if not rest or row["state"] in rest:
            yield row["person"] or row["email"]


def _announcement_list(context: Context, release_id: str) -> Names:
    """Whom the coordinator chose, and those who cannot be left out."""
    yield from release_of(context, release_id)["distribution_list"] or ()
    for fixed in predefined(context.bundle).get("announcement_recipients", ()):
        yield fixed.get("email")


def _invitees(context: Context, release_id: str) -> Names:
    meetings = rows(context, "meetings", release_id)
    return meetings[-1]["invitees"] or () if meetings else ()


def _validators(context: Context, release_id: str) -> Names:
    """Technical, business and application resources, and who validates by the MoP."""
    resources = rows(context, "resources", release_id)
    steps = rows(context, "mop_steps", release_id)
    found = [row["person"] for row in resources if row["person"]]
    found += [s["owner"] for s in steps if s["section"] == "validation" and s["owner"]]
    holders = held(context, release_id)
    # Never nobody: an empty round would pass a validation that no one did.
    return (
        found
        or holders.get("stakeholder")
        or holders.get("release_coordinator_dcs")
        or ()
    )


def _asked(context: Context, release_id: str) -> Names:
    questions = rows(context, "questions", release_id)
    return [row["to"] for row in questions if row["state"] == "Open"]


def _task_owners(context: Context, release_id: str) -> Names:
    return [row["owner"] for row in rows(context, "mop_steps", release_id)]


def _resources_requested(context: Context, release_id: str) -> Names:
    return _resources_in(context, release_id, ["Requested"])


def _linked_coordinators(context: Context, release_id: str) -> Names:
    for other in linked(context, release_id):
        if other["is_open"]:
            role = f"release_coordinator_{other['process']}"
            yield from held(context, other["id"]).get(role, ())


def _named(context: Context, _release_id: str, rest: list[str]) -> Names:
    """``named:<step>:<field>``: people named in the last answer to that field.

    ``<rows>.<column>`` names a column of rows.
    """
    step, path = rest
    field, _, column = path.partition(".")
    named = (answers_to(context, step).last or {}).get(field)
    if not column:
        return [named]
    return [row.get(column) for row in named or () if isinstance(row, Mapping)]


def _owners(context: Context, release_id: str, rest: list[str]) -> Names:
    """``owners:<collection>:<origin>``: owners of open entries (of this origin)."""
    kind = collection_named(rest[0])
    for row in rows(context, kind.name, release_id):
        fits = len(rest) == 1 or row.get("origin") in rest[1:]
        if fits and kind.is_open(row.get("state")):
            yield row["owner"]


def _answered(context: Context, _release_id: str, rest: list[str]) -> Names:
    """``answered:<step>:<field>=<value>``: who said so in the newest round."""
    field, _, value = rest[1].partition("=")
    for reply in answers_to(context, rest[0]).newest_round:
        if str(reply.get(field)) == value:
            yield reply["by"]


_WORDS: Mapping[str, Callable[[Context, str], Names]] = {
    "stakeholders": _stakeholders,
    "involved": _involved,
    "requester": _requester,
    "impacted": _impacted,
    "update_recipients": _update_recipients,
    "announcement_list": _announcement_list,
    "invitees": _invitees,
    "thread_recipients": _thread_recipients,
    "resources": _resources,
    "resources_requested": _resources_requested,
    "asked": _asked,
    "task_owners": _task_owners,
    "validators": _validators,
    "linked_coordinators": _linked_coordinators,
}

_WITH_ARGUMENTS: Mapping[str, Callable[[Context, str, list[str]], Names]] = {
    "role_pool": _pool,
    "resources": _resources_in,
    "named": _named,
    "owners": _owners,
    "answered": _answered,
}

_ARGUMENTS: Mapping[str, tuple[int, ...]] = {
    "role_pool": (1,),
    "resources": (1,),
    "named": (2,),
    "owners": (1, 2),
    "answered": (2,),
}

AUDIENCES = frozenset({*_WORDS, *ROLES})


def audience_problem(words: str) -> str | None:
    """Why these words name no audience, or None; for checks of diagrams and forms."""
    for word in filter(None, (each.strip() for each in words.split(","))):
        name, *rest = word.split(":")
        if rest and len(rest) in _ARGUMENTS.get(name, ()):
            continue
        if rest or (word not in AUDIENCES and not is_address(word)):
            return f"“{word}” names no audience."
    return None
