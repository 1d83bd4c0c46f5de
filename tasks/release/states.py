"""Statuses and milestones: which there are, which follow which, which end a release.

Source: Release Standard 3.8 and 3.9, processes.md A.3 "Statuses", AMB-05, AMB-22.
"""

from collections.abc import Mapping
from types import MappingProxyType

SUBMITTED, NOT_REQUIRED = "Submitted", "Not required"
DRAFT, ACTIVE, CLOSED, CANCELLED = "Draft", "Active", "Closed", "Cancelled"

STATUSES = (SUBMITTED, NOT_REQUIRED, DRAFT, ACTIVE, CLOSED, CANCELLED)
#: The release has ended: its record is read-only.
ENDED = frozenset({NOT_REQUIRED, CLOSED, CANCELLED})
OPEN = tuple(status for status in STATUSES if status not in ENDED)

#: What a status may become.  A Minor release closes from Draft (AMB-16).
FOLLOWS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        SUBMITTED: frozenset({DRAFT, NOT_REQUIRED, CANCELLED}),
        DRAFT: frozenset({ACTIVE, CLOSED, CANCELLED}),
        ACTIVE: frozenset({CLOSED, CANCELLED}),
        NOT_REQUIRED: frozenset(),
        CLOSED: frozenset({ACTIVE}),
        CANCELLED: frozenset(),
    }
)

SMR_MILESTONES = ("Initiate", "Planning", "Build", "Test", "Deployment", "Close down")
DCS_MILESTONES = ("Initiate", "Planning", "Build/Test", "Deployment", "Close down")
MILESTONES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"smr": SMR_MILESTONES, "dcs": DCS_MILESTONES}
)

#: The suffix of the columns that hold a milestone's planned and actual date.
MILESTONE_COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        name: name.lower().replace(" ", "_").replace("/", "_")
        for name in (*SMR_MILESTONES, *DCS_MILESTONES)
    }
)


def may_become(status: str, following: str) -> bool:
    """Whether a release may pass from one status to the other; staying is no change."""
    return status == following or following in FOLLOWS[status]


def has_ended(status: str) -> bool:
    """Whether nothing of the release may change any more."""
    return status in ENDED


def milestone_problem(
    process: str, milestone: str, before: str | None, named: tuple[str, ...] = ()
) -> str | None:
    """Why a release cannot be at this milestone now, or None.

    ``named`` are the milestones that the diagram declares; without them the
    standard's hold.  Going back is allowed (No-Go, failed deployment); skipping
    ahead is allowed only over Test, because testing may not be required.

    Source: Release Standard principle 4; processes.md AMB-08, AMB-22.
    """
    known = named or MILESTONES.get(process, ())
    if milestone not in known:
        return f"“{milestone}” is no milestone of this process."
    if before is None or before not in known:
        return None
    passed = known[known.index(before) + 1 : known.index(milestone)]
    skipped = [name for name in passed if name != "Test"]
    if skipped:
        return f"“{milestone}” cannot follow “{before}”: {skipped[0]} comes first."
    return None
