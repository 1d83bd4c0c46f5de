"""The statements of a step, recorded once and sent again without the step."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.sql import Update

from engine.db import Database
from engine.instances import instance


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement as Core was given it."""

    clause: Any
    parameters: Any

    def send(self, conn: Connection, state: bytes | None = None) -> None:
        """Send it again, with another state of the instance if one is given."""
        clause = self.clause
        if (
            state is not None
            and isinstance(clause, Update)
            and clause.table is instance
        ):
            clause = clause.values(state=state)
        result = conn.execute(clause, self.parameters)
        if result.returns_rows:
            result.all()


@contextmanager
def recorded(database: Database) -> Iterator[list[Statement]]:
    """All statements that are executed within."""
    found: list[Statement] = []

    def note(conn: Connection, clause: Any, many: Any, one: Any, options: Any) -> None:
        found.append(Statement(clause, list(many) or one))

    event.listen(database.writer, "before_execute", note)
    try:
        yield found
    finally:
        event.remove(database.writer, "before_execute", note)


def replay(
    database: Database, statements: Sequence[Statement], state: bytes | None = None
) -> None:
    """One transaction of these statements and nothing else."""
    with database.transaction() as conn:
        for statement in statements:
            statement.send(conn, state)
