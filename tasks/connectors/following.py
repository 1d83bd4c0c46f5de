"""Follow change requests both ways, every few minutes, beside the sweep.

What the tool says becomes a message to the release's process (what approves D-8.W) and
the state of the link; where the release stands is told to the tool until it has taken
it.  A tool that does not answer delays nobody and loses nothing.

Source: Release Standard 3.9 8.0; requirements DEF-20, DCS-8.01; processes.md A.3.
"""

import hashlib
import json
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import update

from engine import messages, orchestrator
from engine.clock import Clock
from engine.db import Database
from engine.errors import Conflict, EngineError
from engine.instances import ALIVE, with_id
from engine.orchestrator import Engine
from engine.ports import Context, OperatorRefused
from engine.unit import unit
from tasks.connectors import change as changes
from tasks.connectors.change import Change, ChangeTool, Notice, ToolUnreachable
from tasks.connectors.follows import Followed, claim, followed, note
from tasks.release.collections import rows_of
from tasks.release.lifecycle import write
from tasks.release.records import save

log = structlog.get_logger()

#: The message that tells a process of a state.
MESSAGES = {
    changes.APPROVED: "crq_approved",
    changes.REJECTED: "crq_rejected",
    changes.RESCHEDULED: "crq_rescheduled",
    changes.WITHDRAWN: "crq_rejected",
}
#: What a release takes over from its change request, where it has nothing yet.
TAKEN = ("impact", "urgency", "priority")
LONGEST_WAIT = timedelta(hours=6)
#: A release that ended is told of so long.
AFTER_END = timedelta(days=7)


@dataclass(slots=True)
class Following:
    """The piece of work that the sweep calls; between two looks it costs nothing."""

    database: Database
    clock: Clock
    zone: ZoneInfo
    engine: Engine
    tools: Sequence[ChangeTool]
    every: timedelta
    base_url: str
    _next_at: datetime | None = field(default=None)

    def work(self, now: datetime) -> int:
        """Look, if it is time; how many states came in and notices went out."""
        if not self.tools or (self._next_at is not None and now < self._next_at):
            return 0
        self._next_at = now + self.every
        with self.database.read() as conn:
            known = list(followed(conn, now - AFTER_END))
        return sum(self._with(tool, known, now) for tool in self.tools) if known else 0

    def _with(self, tool: ChangeTool, known: list[Followed], now: datetime) -> int:
        done = 0
        numbers = list(dict.fromkeys(each.number for each in known if each.is_open))
        try:
            for said in tool.changes(numbers) if numbers else ():
                for each in known:
                    if each.number == said.number and each.is_open:
                        done += self._hear(tool, each, said)
        except (ToolUnreachable, Conflict) as problem:
            log.warning("change tool put off", tool=tool.name, problem=str(problem))
        return done + sum(self._tell(tool, each, now) for each in known)

    def _unit(self, why: str) -> AbstractContextManager[Context]:
        return unit(self.database, at=self.clock.now(), zone=self.zone, why=why)

    def _hear(self, tool: ChangeTool, each: Followed, said: Change) -> int:
        """Take a state in, once; whether it was new. Raises Conflict."""
        if each.last(tool.name, "heard") == said.print:
            return 0
        try:
            with self._unit(f"as {said.number} says") as context:
                self._record(context, each, said)
                heard = {"heard": said.print, "state": said.state}
                note(context.conn, each, tool.name, **heard, heard_at=context.at)
                if each.is_main:
                    self._message(context, tool, each, said)
        except Conflict:
            raise  # somebody works on the release at this moment: once more, later
        except (EngineError, OperatorRefused) as problem:
            log.warning("change not taken", number=said.number, problem=str(problem))
            return 0
        return 1

    def _record(self, context: Context, each: Followed, said: Change) -> None:
        """The link's state, and what the release has not yet said itself."""
        release_id = each.release.id
        values = {
            "type": "Change Request",
            "number": said.number,
            "state": said.said,
            **{name: getattr(said, name) for name in TAKEN if getattr(said, name)},
        }
        links = rows_of(context.conn, "links", release_id)
        known = [
            row.id
            for row in links
            if row.number == said.number and row.type == "Change Request"
        ]
        save(context, "links", release_id, values, known[0] if known else None)
        fresh = {
            name: getattr(said, name)
            for name in TAKEN
            if getattr(said, name) and getattr(each.release, name) is None
        }
        if fresh:
            write(context, release_id, fresh)

    def _message(
        self, context: Context, tool: ChangeTool, each: Followed, said: Change
    ) -> None:
        """Tell the process; what an older state had left to be taken is void."""
        name = MESSAGES.get(said.state or "")
        before = each.last(tool.name, "state")
        instance_id = each.release.instance_id
        if name is None or instance_id is None:
            return
        if said.state == before and said.state != changes.RESCHEDULED:
            return
        if with_id(context.conn, instance_id).status not in ALIVE:
            return
        _void(context, instance_id)
        payload: dict[str, Any] = {"reason": said.reason or f"{said.said}"}
        if said.state == changes.RESCHEDULED and said.start is not None:
            day = said.start.astimezone(context.zone).date()
            payload["new_date"] = day.isoformat()
        orchestrator.send(self.engine, context, name, payload, instance_id=instance_id)

    def _tell(self, tool: ChangeTool, each: Followed, now: datetime) -> int:
        """Say where the release stands, unless that is what was said last."""
        told = self._notice(each)
        written = json.dumps(told.plain(), sort_keys=True).encode()
        digest = hashlib.sha256(written).hexdigest()
        if each.last(tool.name, "told") == digest:
            return 0
        with self._unit("told the change tool") as context:
            if not claim(context.conn, each, tool.name, now):
                return 0
        try:
            tool.tell(told)
        except ToolUnreachable as problem:
            self._put_off(tool, each, now, str(problem))
            return 0
        with self._unit("told the change tool") as context:
            heard = {"told": digest, "told_at": context.at, "problem": None}
            note(context.conn, each, tool.name, **heard, attempts=0, next_try_at=None)
        return 1

    def _put_off(
        self, tool: ChangeTool, each: Followed, now: datetime, problem: str
    ) -> None:
        attempts = (each.last(tool.name, "attempts") or 0) + 1
        wait = min(LONGEST_WAIT, self.every * 2 ** min(attempts - 1, 10))
        log.warning("change tool not told", number=each.number, problem=problem)
        with self._unit("the change tool did not answer") as context:
            note(
                context.conn,
                each,
                tool.name,
                attempts=attempts,
                next_try_at=now + wait,
                problem=problem,
            )

    def _notice(self, each: Followed) -> Notice:
        row = each.release
        return Notice(
            number=each.number,
            release_id=row.id,
            title=row.title,
            status=row.status,
            milestone=row.milestone,
            deployment_at=row.deployment_at,
            outage_start=row.outage_start,
            outage_end=row.outage_end,
            outcome=row.outcome,
            address=f"{self.base_url}/releases/{row.id}",
        )


def _void(context: Context, instance_id: str) -> None:
    table = messages.message
    context.conn.execute(
        update(table)
        .where(
            table.c.instance_id == instance_id,
            table.c.name.in_(sorted(set(MESSAGES.values()))),
            table.c.state == messages.KEPT,
        )
        .values(state=messages.EXPIRED)
    )
