"""The people behind user names and addresses, each read at most once a step."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.ports import Context
from tasks.people.persons import is_address, people_named
from tasks.release.loaded import remembered

ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Reader:
    """Where a mail goes and in which language it is read."""

    address: str
    language: str


def readers_of(context: Context, recipients: Iterable[str]) -> list[Reader]:
    """The readers behind user names and addresses, each address once.

    Whoever has left gets no mail.
    """
    wanted = list(dict.fromkeys(filter(None, recipients)))
    known = known_people(context, wanted)
    found: dict[str, Reader] = {}
    for name in wanted:
        if name in known:
            person = known[name]
            reader = Reader(person.email, person.language)
        elif is_address(name):
            reader = Reader(name, ENGLISH)
        else:
            continue
        found.setdefault(reader.address.casefold(), reader)
    return list(found.values())


def known_people(context: Context, names: Iterable[str]) -> Mapping[str, Any]:
    """The active people among these names; each is read at most once a step."""
    read: dict[str, Any] = remembered(context, "known_people", dict)
    missing = {name for name in names if name not in read}
    if missing:
        found = people_named(context.conn, missing)
        read |= {name: found.get(name) for name in missing}
    return {name: person for name, person in read.items() if person is not None}


def name_of(context: Context, user_name: str) -> str:
    """What a person is called; the user name of one who has left."""
    found = known_people(context, [user_name])
    return str(found[user_name].name) if user_name in found else user_name
