"""The people of a step, each read at most once however many ask for them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from engine.ports import Context
from tasks.people.persons import people_among, people_named
from tasks.people.roles import POOLED
from tasks.release.loaded import remembered


def known_people(context: Context, names: Iterable[str]) -> Mapping[str, Any]:
    """The active people among these names.

    A step of a process reads the offices along: its RACI mails will ask for them.
    """
    read = _read(context)
    wanted = set(names)
    missing = {name for name in wanted if name not in read}
    if missing:
        missing |= {name for name in _met(context) if name not in read}
        if context.instance is not None and _POOLS not in context.cache:
            pools(context, POOLED, missing)
            found: Mapping[str, Any] = read
        else:
            found = people_named(context.conn, missing)
        read |= {name: found.get(name) for name in missing}
    return {name: read[name] for name in wanted if read[name] is not None}


def _met(context: Context) -> Iterator[str]:
    """Whom the step knows of by name already: somebody will ask for them soon."""
    if context.by:
        yield context.by
    for names in context.cache.get("holders", {}).values():
        yield from names
    about = context.instance.business_key if context.instance else None
    for row in context.cache.get(f"stakeholders:{about}", ()):
        if row["person"]:
            yield row["person"]


def remember(context: Context, rows: Iterable[Any]) -> None:
    """These active people were read anyway."""
    _read(context).update({row.user_name: row for row in rows})


def name_of(context: Context, user_name: str) -> str:
    """What a person is called; the user name of one who has left."""
    found = known_people(context, [user_name])
    return str(found[user_name].name) if user_name in found else user_name


def pools(
    context: Context, roles: Iterable[str], names: Iterable[str] = ()
) -> Mapping[str, Sequence[Any]]:
    """The active people of each role, by name; these names are read along."""

    def read() -> Mapping[str, Sequence[Any]]:
        found: dict[str, list[Any]] = {}
        for person, held in people_among(context.conn, names, roles):
            remember(context, [person])
            for role in held:
                found.setdefault(role, []).append(person)
        return found

    key = _pools(roles)
    result: Mapping[str, Sequence[Any]] = remembered(context, key, read)
    return result


def _pools(roles: Iterable[str]) -> str:
    return f"pools:{','.join(sorted(roles))}"


_POOLS = _pools(POOLED)


def _read(context: Context) -> dict[str, Any]:
    read: dict[str, Any] = remembered(context, "known_people", dict)
    return read
