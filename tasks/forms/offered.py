"""What may be chosen in each field of a form: people, predefined values, entries."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from engine.ports import Context
from tasks.forms.shape import Field, Form, Option, Text
from tasks.people.known import remember
from tasks.people.organizations import known_tree, serving
from tasks.people.persons import people_with_roles
from tasks.planning.absences import COORDINATORS
from tasks.planning.availability import (
    SOON,
    Availability,
    availabilities,
    only_coordinators,
)
from tasks.planning.showing import deployment_day, with_standing
from tasks.release.collections import collection_named
from tasks.release.loaded import organization_of, rows
from tasks.release.states import OPEN
from tasks.release.tables import release
from tasks.release.value_lists import values_now

PEOPLE, VALUES, RECORD, RELEASES = "people", "values", "record", "releases"
#: The tree of organizations, without those that are retired.
ORGANIZATIONS = "organizations"

#: As many releases as a list may offer; the newest.
MOST_RELEASES = 500


def offered(context: Context, form: Form) -> dict[str, Sequence[Option]]:
    """The options of each field that takes them from somewhere, by its path.

    Everybody who may be chosen is read in one statement.
    """
    wanted = [(path, field) for path, field in form.walk() if field.options_from]
    people = _people(context, [field for _, field in wanted])
    standing = _standing(context, [field for _, field in wanted], people)
    return {
        path: list(_options(context, field, people, standing)) for path, field in wanted
    }


def source_of(field: Field) -> tuple[str, str]:
    """Where a field's options come from, and what of it: ``people``, ``intake``."""
    kind, _, rest = (field.options_from or "").partition(":")
    return kind, rest


def roles_in(words: str) -> list[str]:
    """The roles in ``people:intake, executive``."""
    return [role.strip() for role in words.split(",") if role.strip()]


def _options(
    context: Context,
    field: Field,
    people: Sequence[tuple[Any, frozenset[str]]],
    standing: Mapping[str, Availability],
) -> Iterator[Option]:
    kind, what = source_of(field)
    if kind == PEOPLE:
        yield from _named(set(roles_in(what)), people, standing)
    elif kind == VALUES:
        yield from values_of(values_now(context), what)
    elif kind == RECORD:
        yield from _entries(context, what)
    elif kind == RELEASES:
        yield from _releases(context, what)
    elif kind == ORGANIZATIONS:
        yield from _organizations(context)


def _named(
    roles: set[str],
    people: Sequence[tuple[Any, frozenset[str]]],
    standing: Mapping[str, Availability],
) -> Iterator[Option]:
    shows = only_coordinators(roles)
    for person, held in people:
        if roles & held:
            known = standing.get(person.user_name) if shows else None
            yield Option(person.user_name, with_standing(_name_of(person), known))


def values_of(lists: Mapping[str, Any], name: str) -> Iterator[Option]:
    """The predefined values of a list, as they hold now."""
    listed = lists.get(name, [])
    for raw in listed if isinstance(listed, list) else ():
        if isinstance(raw, str):
            yield Option(raw, Text(raw, raw))
        elif isinstance(raw, Mapping) and "value" in raw:
            value = str(raw["value"])
            yield Option(value, Text(raw.get("en", value), raw.get("fr", value)))


def _people(
    context: Context, fields: Sequence[Field]
) -> Sequence[tuple[Any, frozenset[str]]]:
    roles = {
        role
        for kind, what in map(source_of, fields)
        if kind == PEOPLE
        for role in roles_in(what)
    }
    if not roles:
        return []
    found = people_with_roles(context.conn, roles)
    remember(context, [person for person, _ in found])
    return _in_scope(context, found)


def _in_scope(
    context: Context, found: Sequence[tuple[Any, frozenset[str]]]
) -> Sequence[tuple[Any, frozenset[str]]]:
    """Those who serve the organization of the release that is worked on."""
    if all(person.organization is None for person, _ in found):
        return found
    wanted = organization_of(context)
    able = {p.user_name for p in serving(context, [p for p, _ in found], wanted)}
    return [each for each in found if each[0].user_name in able]


def _organizations(context: Context) -> Iterator[Option]:
    for each in known_tree(context):
        if each.active:
            yield Option(each.id, Text(each.name_en, each.name_fr))


def _standing(
    context: Context,
    fields: Sequence[Field],
    people: Sequence[tuple[Any, frozenset[str]]],
) -> Mapping[str, Availability]:
    """What coordinators carry and when they are away, where one is to be chosen.

    Source: processes.md D-4.1, "availability shown".
    """
    asked = [what for kind, what in map(source_of, fields) if kind == PEOPLE]
    if not any(only_coordinators(roles_in(what)) for what in asked):
        return {}
    names = [person.user_name for person, has in people if has & set(COORDINATORS)]
    first = deployment_day(context)
    return availabilities(context.conn, names, first, first + SOON)


def _name_of(person: Any) -> Text:
    where = person.unit or person.organization
    name = f"{person.name} ({where})" if where else person.name
    return Text(name, name)


def _entries(context: Context, collection: str) -> Iterator[Option]:
    release_id = context.instance.business_key if context.instance else None
    if release_id is None:
        return
    column = collection_named(collection).text
    for row in rows(context, collection, release_id):
        text = str(row.get(column) or row["id"])
        yield Option(row["id"], Text(text, text))


def _releases(context: Context, process_key: str) -> Iterator[Option]:
    """The open releases of a process, newest first."""
    found = context.conn.execute(
        select(release.c.id, release.c.title)
        .where(
            release.c.process == process_key.removesuffix("_release"),
            release.c.status.in_(OPEN),
        )
        .order_by(release.c.created_at.desc(), release.c.id.desc())
        .limit(MOST_RELEASES)
    )
    for row in found:
        text = f"{row.id} – {row.title}"
        yield Option(row.id, Text(text, text))
