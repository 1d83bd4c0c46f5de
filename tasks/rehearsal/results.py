"""How the scenarios of a draft went when they were last run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Integer,
    String,
    Table,
    Text,
    delete,
    insert,
    select,
)

from engine import drafts
from engine.bundles import unpack
from engine.db import UtcDateTime, metadata
from engine.errors import EngineError
from tasks.rehearsal import scenarios
from tasks.rehearsal.scenarios import FOLDER, Outcome
from tasks.rehearsal.stage import Stages

if TYPE_CHECKING:
    from tasks.bootstrap import Application

scenario_result = Table(
    "scenario_result",
    metadata,
    Column("process_key", String(100), primary_key=True),
    Column("draft", Integer, primary_key=True),
    Column("name", String(80), primary_key=True),
    #: The state of the draft it was run on.
    Column("revision", Integer, nullable=False),
    Column("passed", Boolean, nullable=False),
    Column("problem", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("by", String(100)),
)

NOT_RUN, FAILED, PASSED, OLD = "not run", "failed", "passed", "changed since"


@dataclass(frozen=True, slots=True)
class Shown:
    """A scenario as the draft's page shows it."""

    name: str
    title: str
    state: str
    problem: str = ""
    result: Any = None


class ScenariosUnmet(EngineError):
    """Scenarios of the draft fail or were not run, and nobody has acknowledged it."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(
            f"Scenarios of the draft fail or were not run: {', '.join(names)}. Run "
            "them, or acknowledge it."
        )


def run_all(
    app: Application, stages: Stages, key: str, number: int, *, by: str
) -> list[Outcome]:
    """Run every scenario of a draft and keep the results. Raises NotFound."""
    with app.read() as conn:
        row = drafts.draft(conn, key, number)
    bundle = unpack(row.bundle)
    piece = (key, bytes(row.xml), bundle)
    found = [scenarios.run(stages, piece, s) for s in scenarios.of_bundle(bundle)]
    with app.command(by=by) as context:
        t = scenario_result
        context.conn.execute(
            delete(t).where(t.c.process_key == key, t.c.draft == number)
        )
        if found:
            context.conn.execute(
                insert(t),
                [
                    {
                        "process_key": key,
                        "draft": number,
                        "name": outcome.name,
                        "revision": row.revision,
                        "passed": outcome.passed,
                        "problem": outcome.problem,
                        "at": context.at,
                        "by": by,
                    }
                    for outcome in found
                ],
            )
    return found


def shown(conn: Connection, key: str, number: int) -> list[Shown]:
    """The scenarios of a draft and how each went. Raises NotFound."""
    row = drafts.draft(conn, key, number)
    t = scenario_result
    rows = conn.execute(select(t).where(t.c.process_key == key, t.c.draft == number))
    known = {each.name: each for each in rows}
    bundle = unpack(row.bundle)
    found = []
    for path in sorted(n for n in bundle if n.startswith(FOLDER)):
        name = path.removeprefix(FOLDER).removesuffix(".json")
        result = known.get(name)
        try:
            title = scenarios.read(name, bundle[path]).title
        except scenarios.ScenarioUnreadable as problem:
            found.append(Shown(name, name, FAILED, str(problem)))
            continue
        if result is None:
            found.append(Shown(name, title, NOT_RUN))
            continue
        state = PASSED if result.passed else FAILED
        state = state if result.revision == row.revision else OLD
        found.append(Shown(name, title, state, result.problem, result))
    return found


def unmet(conn: Connection, key: str, number: int) -> list[str]:
    """The scenarios that nobody has seen pass on the draft as it is."""
    return [each.name for each in shown(conn, key, number) if each.state != PASSED]


def require_met(conn: Connection, key: str, number: int, *, acknowledged: bool) -> None:
    """Raises ScenariosUnmet unless all pass, or it is acknowledged."""
    names = unmet(conn, key, number)
    if names and not acknowledged:
        raise ScenariosUnmet(names)
