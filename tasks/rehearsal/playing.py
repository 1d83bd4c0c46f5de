"""Let a rehearsal play by itself: plausible answers, the clock when nobody is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from engine.errors import EngineError
from engine.instances import ALIVE
from tasks.demo.filling import Filler
from tasks.forms.answers import AnswersInvalid
from tasks.forms.describe import described
from tasks.forms.initial import initial
from tasks.forms.offered import offered
from tasks.inbox import completing
from tasks.people.roles import ROLES
from tasks.rehearsal.sandbox import TITLE, Sandbox

#: Deeds in one go; whoever wants more lets it play on.
AT_ONCE = 40
#: So often the clock goes on with nobody having been asked.
PATIENCE = 8
ABOUT = {
    "title": TITLE,
    "name": TITLE,
    "service": "Hosting",
    "organization": "Health",
}


@dataclass(frozen=True, slots=True)
class Played:
    """How far it came, and what stopped it."""

    deeds: int
    why: str
    step: str = ""


class Player(Filler):
    """Fills forms as the demonstration does; what is written in rows is left alone."""

    def line(self, line: Mapping[str, Any], columns: set[str]) -> dict[str, Any]:
        """Braces in the record's own texts are no places to fill."""
        plain = {
            name: value
            for name, value in line.items()
            if not (isinstance(value, str) and "{" in value)
        }
        return {**super().line(plain, columns)}


def play(sandbox: Sandbox, most: int = AT_ONCE) -> Played:
    """Go on until it ends, nobody knows what to answer, or enough was done."""
    waited = 0
    for done in range(most):
        if sandbox.status() not in ALIVE:
            return Played(done, "ended")
        stuck = _somebody(sandbox)
        if stuck is None:
            waited = 0
        elif stuck.why == "nobody" and waited < PATIENCE and sandbox.wait_for_timer():
            waited += 1
        else:
            return Played(
                done, "waits" if stuck.why == "nobody" else stuck.why, stuck.step
            )
    return Played(most, "enough")


def _somebody(sandbox: Sandbox) -> Played | None:
    """Complete one task, if somebody can; else what is in the way."""
    refused = ""
    for row in sandbox.open_tasks():
        by = sandbox.worker_of(row)
        try:
            answer(sandbox, row, by=by)
        except AnswersInvalid:  # a gate may be shut until others are done
            if row.instance_id == sandbox.instance_id:
                refused = refused or str(row.step_id)
        except EngineError as problem:
            return Played(0, str(problem), str(row.step_id))
        else:
            return None
    return Played(0, "unanswered" if refused else "nobody", refused)


def answer(
    sandbox: Sandbox, row: Any, *, by: str, given: Mapping[str, Any] | None = None
) -> None:
    """Complete a task with plausible answers; what the form refuses, once anew."""
    filling = _Filling.of(sandbox, row, by)
    answers = filling.answers(given or {})
    try:
        sandbox.complete(row.task_id, answers, by=by)
    except AnswersInvalid as invalid:
        for path in invalid.messages:
            filling.mend(answers, path.split("."))
        sandbox.complete(row.task_id, answers, by=by)


@dataclass(frozen=True, slots=True)
class _Filling:
    """A task's form on the stage, and who fills it."""

    fields: Sequence[Mapping[str, Any]]
    shown: Mapping[str, Any]
    player: Player

    @classmethod
    def of(cls, sandbox: Sandbox, row: Any, by: str) -> _Filling:
        """The form as the person sees it."""
        app = sandbox.app
        with app.looking(by) as context:
            completing.stand_at(app, context, row)
            form = completing.form_of(context, row)
            shown = initial(context, form, functions=app.functions(context))
            fields = described(form, offered=offered(context, form))
        player = Player(
            form=row.form or "",
            now=sandbox.clock.now(),
            zone=app.zone,
            random=Random(str(row.step_id)),  # noqa: S311 - alike each time
            about=ABOUT,
            people={role: role for role in ROLES},
            times=sandbox.path().count(row.step_id),
        )
        return cls(fields, shown, player)

    def answers(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """What is given, and something plausible for the rest."""
        wanted = _fitting(self.fields, given, self.shown)
        return self.player.fill(self.fields, wanted, self.shown)

    def mend(self, answers: Any, path: list[str]) -> None:
        """Put anything that fits where the form was not content."""
        fields, place = self.fields, answers
        for part in path[:-1]:
            if part.isdecimal():
                place = place[int(part)]
            else:
                fields = next((f["fields"] for f in fields if f["name"] == part), ())
                place = place.get(part, [])
        field = next((f for f in fields if f["name"] == path[-1]), None)
        if field is not None and isinstance(place, dict):
            place[path[-1]] = self.player.something(field)


def _fitting(
    fields: Sequence[Mapping[str, Any]],
    given: Mapping[str, Any],
    shown: Mapping[str, Any],
) -> dict[str, Any]:
    """Given answers on this stage: its rows have ids of their own."""
    kinds = {field["name"]: field["type"] for field in fields}
    found = {}
    for name, value in given.items():
        if kinds.get(name) == "rows" and isinstance(value, list):
            here = shown.get(name) or []
            found[name] = [
                {**_id_of(here, place), **_without_id(row)}
                for place, row in enumerate(value)
                if isinstance(row, dict)
            ]
        elif name in kinds and kinds[name] != "ref":
            found[name] = value
    return found


def _id_of(rows: Any, place: int) -> dict[str, Any]:
    row = rows[place] if isinstance(rows, list) and place < len(rows) else {}
    return {"id": row["id"]} if isinstance(row, dict) and "id" in row else {}


def _without_id(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "id"}
