"""Where mails to user names and addresses go, and in which language."""

from collections.abc import Iterable
from dataclasses import dataclass

from engine.ports import Context
from tasks.people.known import known_people
from tasks.people.persons import is_address

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
