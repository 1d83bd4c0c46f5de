"""The limit: the stock engine's step in memory, and a transaction of our statements.

Nothing that keeps what ours keeps can be faster with this engine and this database.
"""

from collections.abc import Sequence
from typing import Any

from engine.db import Database
from tests.bench.replay import Statement, replay
from tests.bench.rounds import Move
from tests.bench.stock import complete


def step(
    workflow: Any,
    database: Database,
    move: Move,
    statements: Sequence[Statement],
) -> None:
    """One step."""
    complete(workflow, move.step, move.variables)
    replay(database, statements)
