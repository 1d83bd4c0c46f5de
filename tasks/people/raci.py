"""The RACI matrices of ``raci.toml``: who works, owns, advises and is told.

Source: GO-ITS 240PRS 3.6.1 (SMR) and 3.6.2 (DCS).
"""

import functools
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.model import Node
from tasks.people.roles import SYSTEM, WORKING_ROLES

FILE = "raci.toml"


@dataclass(frozen=True, slots=True)
class Duties:
    """One activity of a process: its title and the roles by duty."""

    activity: str
    title: Mapping[str, str]
    responsible: tuple[str, ...] = ()
    accountable: tuple[str, ...] = ()
    consulted: tuple[str, ...] = ()
    informed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Raci:
    """All matrices of a bundle."""

    activities: Mapping[tuple[str, str], Duties]

    def duties(self, process_key: str, activity: str | None) -> Duties | None:
        """The duties of an activity of a process, if the matrix has it."""
        return (
            None if activity is None else self.activities.get((process_key, activity))
        )

    def of_process(self, process_key: str) -> list[Duties]:
        """The matrix of one process, in the order of the file."""
        return [d for (key, _), d in self.activities.items() if key == process_key]


def raci(bundle: Mapping[str, bytes]) -> Raci:
    """The matrices of a bundle; empty without the file."""
    content = bundle.get(FILE)
    return Raci({}) if content is None else _read(content)


def duties_of(
    bundle: Mapping[str, bytes], process_key: str, node: Node
) -> Duties | None:
    """The duties at a node, by its property ``raci``."""
    return raci(bundle).duties(process_key, node.properties.get("raci"))


def performers(bundle: Mapping[str, bytes], process_key: str, node: Node) -> list[str]:
    """The roles that may work a task, the first being the one it is meant for.

    The node's own ``role`` or ``roles``, else its lane's; and whoever is Accountable
    for its activity, when that role is Responsible there.
    """
    roles = named_roles(node) or [node.lane or SYSTEM]
    duties = duties_of(bundle, process_key, node)
    if duties is not None and roles[0] in duties.responsible:
        roles += [role for role in duties.accountable if role not in roles]
    return roles


def named_roles(node: Node) -> list[str]:
    """The roles that a node names itself, in its properties."""
    text = node.properties.get("roles") or node.properties.get("role") or ""
    return list(dict.fromkeys(r.strip() for r in text.split(",") if r.strip()))


def problems(bundle: Mapping[str, bytes]) -> Iterator[str]:
    """What is wrong with the matrices of a bundle, a sentence each."""
    content = bundle.get(FILE)
    if content is None:
        return
    try:
        found = _read(content)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValueError) as error:
        yield f"{FILE} cannot be read: {error}."
        return
    for (process_key, activity), duties in found.activities.items():
        where = f"{FILE}, {process_key} {activity}"
        if not duties.accountable:
            yield f"{where}: nobody is Accountable (A)."
        for role in (
            *duties.responsible,
            *duties.accountable,
            *duties.consulted,
            *duties.informed,
        ):
            if role not in WORKING_ROLES:
                yield f"{where}: there is no role “{role}”."


@functools.lru_cache(maxsize=32)
def _read(content: bytes) -> Raci:
    tables = tomllib.loads(content.decode())
    activities = {}
    for process_key, matrix in tables.items():
        if not isinstance(matrix, Mapping):
            raise ValueError(f"“{process_key}” is not a table")
        for activity, row in matrix.items():
            activities[process_key, activity] = _duties(activity, row)
    return Raci(activities)


def _duties(activity: str, row: Any) -> Duties:
    if not isinstance(row, Mapping):
        raise ValueError(f"activity “{activity}” is not a table")
    title = row.get("title")
    return Duties(
        activity=activity,
        title=title if isinstance(title, Mapping) else {"en": activity, "fr": activity},
        responsible=tuple(row.get("R", ())),
        accountable=tuple(row.get("A", ())),
        consulted=tuple(row.get("C", ())),
        informed=tuple(row.get("I", ())),
    )
