"""Scenarios: the tests of a draft.  Given answers, expect the path and its end.

A scenario is a file ``scenarios/<name>.json`` of the draft's bundle::

    {"title": "…", "at": "2026-01-05T14:00:00+00:00",
     "deeds": [{"do": "S-1.1", "as": "intake", "answers": {…}},
               {"wait": 86400}, {"send": "crq_approved", "payload": {…}}, {"play": 40}],
     "expect": {"path": ["S-0", "S-1.1"], "open": ["S-1.2"], "status": "running"}}

What a deed does not answer is filled in plausibly; what is not expected is not looked
at.  ``path`` are the completed steps in order, ``passes`` steps among them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from engine.errors import EngineError
from tasks.forms.answers import AnswersInvalid
from tasks.rehearsal.playing import answer, play
from tasks.rehearsal.sandbox import Sandbox
from tasks.rehearsal.stage import Piece, Stages

FOLDER = "scenarios/"
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,60}")
MOST_DEEDS, MOST_SCENARIOS = 400, 40
_WHEN = datetime(2026, 1, 5, 14, 0, tzinfo=UTC)
_EXPECTED = ("path", "passes", "open", "status")


class ScenarioUnreadable(EngineError):
    """A scenario's file is not what it should be; its text says where."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is done, and what must come of it."""

    name: str
    title: str
    at: datetime
    deeds: Sequence[Mapping[str, Any]]
    expect: Mapping[str, Any]

    def as_bytes(self) -> bytes:
        """The file."""
        return orjson.dumps(
            {
                "title": self.title,
                "at": self.at.isoformat(),
                "deeds": list(self.deeds),
                "expect": dict(self.expect),
            },
            option=orjson.OPT_INDENT_2,
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a scenario went; ``problem`` says what was otherwise."""

    name: str
    problem: str = ""
    path: Sequence[str] = ()

    @property
    def passed(self) -> bool:
        """Whether everything came as expected."""
        return not self.problem


def of_bundle(bundle: Mapping[str, bytes]) -> list[Scenario]:
    """The scenarios of a bundle, by name. Raises ScenarioUnreadable."""
    names = sorted(n for n in bundle if n.startswith(FOLDER) and n.endswith(".json"))
    return [
        read(name.removeprefix(FOLDER).removesuffix(".json"), bundle[name])
        for name in names[:MOST_SCENARIOS]
    ]


def read(name: str, content: bytes) -> Scenario:
    """A scenario from its file. Raises ScenarioUnreadable."""
    try:
        data = orjson.loads(content)
    except ValueError as error:
        raise ScenarioUnreadable(f"The scenario “{name}” is not JSON.") from error
    deeds = data.get("deeds") if isinstance(data, dict) else None
    expect = data.get("expect", {}) if isinstance(data, dict) else None
    if not isinstance(deeds, list) or not isinstance(expect, dict):
        raise ScenarioUnreadable(
            f"The scenario “{name}” has no deeds and expectations."
        )
    if len(deeds) > MOST_DEEDS or not all(isinstance(each, dict) for each in deeds):
        raise ScenarioUnreadable(f"The scenario “{name}” has too many or wrong deeds.")
    unknown = set(expect) - set(_EXPECTED)
    if unknown:
        raise ScenarioUnreadable(f"The scenario “{name}” expects “{min(unknown)}”.")
    return Scenario(name, str(data.get("title", name)), _at(name, data), deeds, expect)


def _at(name: str, data: Mapping[str, Any]) -> datetime:
    try:
        at = datetime.fromisoformat(str(data.get("at", _WHEN.isoformat())))
    except ValueError as error:
        raise ScenarioUnreadable(
            f"The scenario “{name}” begins at no moment."
        ) from error
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def recorded(sandbox: Sandbox, name: str, title: str) -> Scenario:
    """What was done in a rehearsal, expecting what it led to."""
    steps = [r.step_id for r in sandbox.open_tasks() if _own(sandbox, r)]
    expect = {
        "path": sandbox.path(),
        "open": sorted(steps),
        "status": sandbox.status(),
    }
    return Scenario(name, title, sandbox.started_at, list(sandbox.deeds), expect)


def run(stages: Stages, draft: Piece, scenario: Scenario) -> Outcome:
    """Do a scenario on a stage of its own; never raises for what the draft does."""
    try:
        sandbox = Sandbox.begun(stages, draft, scenario.at)
    except EngineError as problem:
        return Outcome(scenario.name, str(problem))
    try:
        for number, deed in enumerate(scenario.deeds, 1):
            refusal = _refusal(sandbox, number, deed)
            if refusal:
                return Outcome(scenario.name, refusal, sandbox.path())
        otherwise = _otherwise(sandbox, scenario.expect)
        return Outcome(scenario.name, otherwise, sandbox.path())
    finally:
        sandbox.close()


def _refusal(sandbox: Sandbox, number: int, deed: Mapping[str, Any]) -> str:
    """Do one deed; what was said if it could not be done."""
    try:
        _do(sandbox, deed)
    except AnswersInvalid as refused:
        said = "; ".join(f"{k}: {v}" for k, v in refused.messages.items())
        return f"Deed {number} ({deed.get('do')}) is refused: {said}"
    except (EngineError, ValueError, TypeError, OverflowError) as refused:
        return f"Deed {number} cannot be done: {refused}"
    return ""


def _do(sandbox: Sandbox, deed: Mapping[str, Any]) -> None:
    if "wait" in deed:
        sandbox.wait(timedelta(seconds=float(deed["wait"])))
    elif "send" in deed:
        sandbox.send(str(deed["send"]), deed.get("payload") or {})
    elif "play" in deed:
        play(sandbox, min(int(deed["play"]), 200))
    else:
        step = str(deed.get("do"))
        open_now = [r for r in sandbox.open_tasks() if r.step_id == step]
        if not open_now:
            here = ", ".join(sorted({r.step_id for r in sandbox.open_tasks()}))
            raise ScenarioUnreadable(f"{step} is not open, but {here or 'nothing'} is.")
        row = open_now[0]
        by = str(deed.get("as") or sandbox.worker_of(row))
        given = deed.get("answers")
        answer(sandbox, row, by=by, given=given if isinstance(given, dict) else {})


def _otherwise(sandbox: Sandbox, expect: Mapping[str, Any]) -> str:
    """What is not as expected, in a sentence; empty when all is."""
    path, status = sandbox.path(), sandbox.status()
    steps = sorted(r.step_id for r in sandbox.open_tasks() if _own(sandbox, r))
    if "path" in expect and list(expect["path"]) != path:
        return _parted(list(expect["path"]), path)
    missed = [step for step in expect.get("passes", ()) if step not in path]
    if missed:
        return f"It does not pass {missed[0]}."
    if "open" in expect and sorted(expect["open"]) != steps:
        return f"Open at the end: {', '.join(steps) or 'nothing'}."
    if "status" in expect and expect["status"] != status:
        return f"At the end it is {status}, not {expect['status']}."
    return ""


def _parted(expected: Sequence[str], path: Sequence[str]) -> str:
    """Where the path leaves the expected one."""
    for number, step in enumerate(expected):
        if number >= len(path) or path[number] != step:
            came = path[number] if number < len(path) else "nothing"
            return f"Step {number + 1} of the path is {came}, not {step}."
    return f"After the expected path it goes on to {path[len(expected)]}."


def _own(sandbox: Sandbox, row: Any) -> bool:
    return bool(row.instance_id == sandbox.instance_id and row.kind == "step")
