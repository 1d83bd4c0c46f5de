"""Which deployments collide: same time, and the same thing, service, person or outage.

Source: ours; the standard's schedule is to "assist with time management and planning"
(3.10), and the peers' schedules show conflicts over items, people and windows.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tasks.planning.windows import Window

#: What two deployments at the same time may share.
ITEM, SERVICE, COORDINATOR, OUTAGE = "item", "service", "coordinator", "outage"
WINDOW = "window"
KINDS = (ITEM, COORDINATOR, SERVICE, OUTAGE, WINDOW)
#: Sharing a window alone is worth knowing; it puts no release at risk.
GRAVE = frozenset({ITEM, COORDINATOR, SERVICE, OUTAGE})


@dataclass(frozen=True, slots=True)
class Planned:
    """A deployment as far as it may collide."""

    release_id: str
    window: Window
    service: str | None = None
    coordinator: str | None = None
    organization: str | None = None
    items: tuple[str, ...] = ()
    outage: Window | None = None


@dataclass(frozen=True, slots=True)
class Collision:
    """Another deployment at the same time, and what both share."""

    release_id: str
    kinds: tuple[str, ...]


def planned(row: Any) -> Planned:
    """A line of the reports as a deployment."""
    outage = None
    if row.outage_start is not None and row.outage_end is not None:
        outage = Window(row.outage_start, row.outage_end)
    return Planned(
        row.release_id,
        Window(row.starts_at, row.ends_at, row.has_hour),
        row.service,
        row.coordinator,
        row.organization,
        tuple(row.items or ()),
        outage,
    )


def marked(deployments: Iterable[Planned]) -> Mapping[str, list[str]]:
    """With what each deployment collides, by release; one pass over each thing."""
    shared: dict[tuple[str, str], list[tuple[Window, str]]] = defaultdict(list)
    for each in deployments:
        for kind, name, window in _stakes(each):
            shared[kind, name].append((window, each.release_id))
    found: dict[str, set[str]] = defaultdict(set)
    for (kind, _name), stakes in shared.items():
        for release_id in _overlapping(stakes):
            found[release_id].add(kind)
    return {
        release_id: [kind for kind in KINDS if kind in kinds]
        for release_id, kinds in found.items()
    }


def collisions(one: Planned, others: Sequence[Planned]) -> list[Collision]:
    """The other deployments with which one collides, the gravest first."""
    found = []
    for other in others:
        if other.release_id == one.release_id:
            continue
        kinds = _shared(one, other)
        if kinds:
            found.append(Collision(other.release_id, kinds))
    return sorted(found, key=lambda each: (KINDS.index(each.kinds[0]), each.release_id))


def _shared(one: Planned, other: Planned) -> tuple[str, ...]:
    theirs = {(kind, name): window for kind, name, window in _stakes(other)}
    kinds = {
        kind
        for kind, name, window in _stakes(one)
        if (kind, name) in theirs and window.overlaps(theirs[kind, name])
    }
    return tuple(kind for kind in KINDS if kind in kinds)


def _stakes(one: Planned) -> Iterator[tuple[str, str, Window]]:
    """What a deployment claims, and for how long."""
    for item in one.items:
        yield ITEM, item, one.window
    if one.coordinator:
        yield COORDINATOR, one.coordinator, one.window
    if one.service:
        yield SERVICE, one.service, one.window
    if one.organization:
        yield WINDOW, one.organization, one.window
        if one.outage:
            yield OUTAGE, one.organization, one.outage


def _overlapping(stakes: list[tuple[Window, str]]) -> Iterator[str]:
    """Those whose window overlaps that of any other.

    Going by their beginnings, the one that ends last so far is the only one to look
    at: whoever overlaps anybody before overlaps that one.
    """
    holder: str | None = None
    until: datetime | None = None
    for window, release_id in sorted(
        stakes, key=lambda each: (each[0].starts_at, each[1])
    ):
        if until is not None and window.starts_at < until:
            yield release_id
            assert holder is not None
            yield holder
        if until is None or window.ends_at > until:
            holder, until = release_id, window.ends_at
