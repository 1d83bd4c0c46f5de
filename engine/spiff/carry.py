"""Carries a saved instance over to another version of its process, in memory."""

# mypy: ignore-errors
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine import codec
from engine.errors import StateUnreadable, StepFailed
from engine.migrating.reasons import Element, Obstacle
from engine.spiff.guards import NEW, begin
from engine.spiff.positions import Position, positions_of
from engine.spiff.present import Moment
from engine.spiff.rebind import Rebinding
from engine.spiff.run import Run
from engine.spiff.scripts import Scripts
from engine.spiff.specs import Executable
from engine.spiff.waits import plain_id, waiting_events


@dataclass(frozen=True, slots=True)
class Carried:
    """The instance on its new version: ready to be saved, and where it stands."""

    run: Run
    positions: Sequence[Position]


def carried(
    blob: bytes,
    source: Executable,
    target: Executable,
    mapping: Mapping[str, str],
    scripts: Scripts,
) -> Carried | list[Obstacle]:
    """The same instance on another version, or what speaks against it.

    It goes through bytes on the way, as a saved one would, and must come out of them
    the same: what cannot be read again is not carried over.
    """
    before = codec.load(blob, source, scripts)
    rebinding = Rebinding(before, target, mapping)
    if not rebinding.carry_out():
        return list(dict.fromkeys(rebinding.obstacles))
    try:
        after = codec.load(codec.dump(before, target), target, scripts)
    except (LookupError, StateUnreadable) as error:
        return [Obstacle("unreadable", detail=str(error))]
    late = _begin(after, scripts)
    if late:
        return late
    state = codec.dump(after, target)
    if codec.dump(codec.load(state, target, scripts), target) != state:
        return [Obstacle("unreadable", detail="it changes when it is saved.")]
    return Carried(Run(after, target), positions_of(after))


def positions(blob: bytes, source: Executable, scripts: Scripts) -> list[Position]:
    """Where the tokens of a saved instance stand."""
    return positions_of(codec.load(blob, source, scripts))


def _begin(workflow, scripts: Scripts) -> list[Obstacle]:
    """Work out the moments of the waits that begin with the move."""
    with Moment(scripts.context.at):
        for task in waiting_events(workflow):
            if task.internal_data.pop(NEW, None):
                try:
                    begin(task)
                except StepFailed as error:
                    step = Element(plain_id(task), task.task_spec.bpmn_name or "")
                    return [Obstacle("timer", step, detail=error.problem)]
    return []
