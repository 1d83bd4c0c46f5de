"""Gates: what must be on the record before a release may pass, as sentences.

A diagram places a gate, it cannot weaken it.  A gate looks at the record, never at the
names of steps; a step that must be over first says so itself (property ``holds``).

Source: Release Standard 3.7 to 3.9; processes.md A.2 P4 and A.3.
"""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from engine.ports import Context
from tasks.gatekeeping import dcs, smr
from tasks.gatekeeping.look import Look
from tasks.gatekeeping.look import Missing as Missing
from tasks.release.errors import RecordRefused

Gate = Callable[[Look], Iterator[Missing]]

GATES: Mapping[str, Gate] = MappingProxyType(
    {
        "type_gate": smr.type_gate,
        "kickoff": smr.kickoff,
        "readiness": smr.readiness,
        "go_no_go_entry": smr.go_no_go_entry,
        "stabilization_end": smr.stabilization_end,
        "close_down": smr.close_down,
        "deployment_entry": dcs.deployment_entry,
        "mop_final": dcs.mop_final,
        "tasks_confirmed": dcs.tasks_confirmed,
        "thread_ready": dcs.thread_ready,
        "update_plan": dcs.update_plan,
        "uat_signed": dcs.uat_signed,
        "post_deployment": dcs.post_deployment,
        "dcs_close_down": dcs.dcs_close_down,
    }
)


def missing(context: Context, release_id: str, gate: str) -> list[Missing]:
    """What the gate still asks for; empty when it is open. Raises RecordRefused."""
    if gate not in GATES:
        raise RecordRefused(f"There is no gate “{gate}”.")
    return list(GATES[gate](Look(context, release_id)))
