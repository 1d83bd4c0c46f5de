"""The reports as tables for files: names that other tools may rely on, values.

Every row says of when it is, so that a file that was passed on is never mistaken for
the present.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from tasks.reports.lines import TOLD, told

HEADER = (*TOLD, "coordinator_name", "as_of")


def table(
    rows: Iterable[Any], names: Mapping[str, str], taken_at: datetime
) -> Sequence[Sequence[Any]]:
    """A row for each line; ``names`` are those of coordinators by user name."""
    found = []
    for row in rows:
        line = told(row)
        line["blackout"] = line["blackout"] is not None
        name = names.get(row.coordinator or "", row.coordinator)
        found.append([*line.values(), name, taken_at])
    return found
