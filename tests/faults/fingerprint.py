"""Everything a database holds, but for what chance has named."""

import re
from collections.abc import Sequence
from typing import Any

from engine.db import metadata
from tests.stories.office import Office

#: Ids, UUIDs, hashes and state: they differ from run to run.
_CHANCE = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{32,}")
#: Counted by each process for itself, to tell apart what one step adds.
_COUNTED = ("position",)


def fingerprint(office: Office) -> dict[str, list[str]]:
    """The rows of every table as sorted text; equal when the same has happened."""
    with office.app.read() as conn:
        return {
            table.name: sorted(map(_told, conn.execute(table.select())))
            for table in metadata.sorted_tables
        }


def _told(row: Any) -> str:
    plain = {
        name: value
        for name, value in row._mapping.items()
        if not isinstance(value, bytes) and name not in _COUNTED
    }
    return _CHANCE.sub("*", repr(plain))


def differences(
    one: dict[str, list[str]], other: dict[str, list[str]]
) -> Sequence[str]:
    """The tables that differ."""
    return [name for name, rows in one.items() if rows != other[name]]
