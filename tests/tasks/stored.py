"""What stands in the database once the writes of a unit are done."""

from typing import Any

from engine.ports import Context
from tasks.release.tables import release_with


def stored(context: Context, release_id: str) -> Any:
    """The release as stored, with everything that the unit still had to write."""
    context.settle()
    return release_with(context.conn, release_id)
