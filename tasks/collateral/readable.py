"""What templates of papers may read: all that mails may, and whole collections.

People are called by their names, and values of lists as the reader says them.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

from engine.ports import Context
from tasks.collateral.words import said
from tasks.mail.readable import RECORD_NAMES
from tasks.people.held import held
from tasks.people.known import known_people
from tasks.people.roles import ROLES, role_name
from tasks.release.collections import COLLECTIONS
from tasks.release.fields import FIELDS
from tasks.release.loaded import linked, release_of, rows
from tasks.release.states import MILESTONE_COLUMNS, MILESTONES

#: Fields that hold user names; some hold other texts, which stay.
PEOPLE = frozenset(
    {
        *("owner", "person", "by", "reviewer", "decided_by", "tested_by"),
        *("validated_by", "checked_by", "agreed_by", "accepted_by", "approved_by"),
        *("requested_by", "created_by", "invitees", "attendance", "recipients"),
        *("minutes_sent_to", "escalated_to", "to", "director", "uat_signed_off_by"),
    }
)
#: Texts of people, never read as a value of a list.
FREE = frozenset({"title", "text", "name", "summary", "email", "comment", "reason"})
SECTIONS = ("pre-deployment", "deployment", "validation", "post-deployment", "back-out")

_FIELDS = (FIELDS, *(kind.fields for kind in COLLECTIONS.values()))
_LISTS = frozenset(
    name for fields in _FIELDS for name, field in fields.items() if field.type == "list"
)
_SHADOWED = ("issues", "actions", "risks", "improvements")


def _whole(collection: str) -> Callable[[Context, str], Any]:
    return lambda context, release_id: rows(context, collection, release_id)


def _milestones(context: Context, release_id: str) -> list[dict[str, Any]]:
    row = release_of(context, release_id)
    columns = [(m, MILESTONE_COLUMNS[m]) for m in MILESTONES[row["process"]]]
    return [
        {
            "milestone": name,
            "planned": row[f"planned_{column}"],
            "actual": row[f"actual_{column}"],
        }
        for name, column in columns
    ]


def _sections(context: Context, release_id: str) -> list[dict[str, Any]]:
    steps = rows(context, "mop_steps", release_id)
    return [
        {"section": section, "steps": [s for s in steps if s["section"] == section]}
        for section in SECTIONS
    ]


def _holders(context: Context, release_id: str) -> list[dict[str, Any]]:
    return [
        {"role_id": role, "person": list(names)}
        for role, names in held(context, release_id).items()
    ]


def _score(context: Context, release_id: str) -> Any:
    found = rows(context, "scorecards", release_id)
    return found[-1] if found else {}


#: Name → how it is found.  What a mail calls ``issues`` are the open ones.
NAMES: Mapping[str, Callable[[Context, str], Any]] = MappingProxyType(
    {
        **{n: _whole(n) for n in COLLECTIONS if n not in RECORD_NAMES},
        **{f"all_{name}": _whole(name) for name in _SHADOWED},
        **RECORD_NAMES,
        "milestones": _milestones,
        "sections": _sections,
        "people": _holders,
        "scorecard": _score,
        "linked": linked,
    }
)
#: The entry that a paper with ``About`` is about.
ENTRY = "entry"
KNOWN = frozenset({*NAMES, ENTRY, "link"})


def values(
    context: Context,
    release_id: str,
    names: Iterable[str],
    *,
    language: str,
    entry: Mapping[str, Any] | None = None,
    fields: Collection[str] = PEOPLE,
) -> dict[str, Any]:
    """What these names mean on this release, as people read it.

    ``fields`` are those that are shown: nobody is looked up for the others.
    """
    found: dict[str, Any] = {
        name: NAMES[name](context, release_id) for name in names if name in NAMES
    }
    found |= {"link": f"/releases/{release_id}", ENTRY: entry or {}}
    called = _called(context, release_id, _users(found, PEOPLE & {*fields}))
    roles = {role: role_name(role, language) for role in ROLES}
    says = {**roles, **said(context.bundle, language)}
    read = partial(_read, called=called, says=says)
    result: dict[str, Any] = read(found)
    for holder in result.get("people", ()):
        holder["role"] = role_name(holder["role_id"], language)
    return result


def _called(context: Context, release_id: str, users: set[str]) -> dict[str, str]:
    """What people are called; those of the release are read along, as a step asks."""
    if users:
        held(context, release_id)
    known = known_people(context, users)
    return {user: str(row.name) for user, row in known.items()}


def _users(value: Any, fields: Collection[str], field: str = "") -> set[str]:
    """The user names in these fields, however deep."""
    match value:
        case Mapping():
            inner = [_users(v, fields, str(name)) for name, v in value.items()]
            return set().union(*inner)
        case list() | tuple():
            return set().union(*(_users(each, fields, field) for each in value))
        case str() if value and field in fields:
            return {value}
        case _:
            return set()


def _read(
    value: Any, *, called: Mapping[str, str], says: Mapping[str, str], field: str = ""
) -> Any:
    match value:
        case Mapping():
            return {
                name: _read(inner, called=called, says=says, field=str(name))
                for name, inner in value.items()
            }
        case list() | tuple():
            return [_read(v, called=called, says=says, field=field) for v in value]
        case None if field in _LISTS:
            return []
        case str() if field in PEOPLE:
            return called.get(value, value)
        case str() if field not in FREE:
            return says.get(value, value)
        case _:
            return value
