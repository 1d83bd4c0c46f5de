"""The SMR diagram in SpiffWorkflow as it is, for both references.

Its facts cost it nothing: it is told what ours has to ask the database for.  It refuses
a second round of a multi-instance step; that is made up for.  Some 55 rounds are its
end: below a depth of 1,000 it loses the instance, or Python's recursion ends.
"""

# mypy: ignore-errors
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine, TaskDataEnvironment
from SpiffWorkflow.spiff.parser import SpiffBpmnParser
from SpiffWorkflow.util.task import TaskState

from engine.model import read
from engine.spiff.present import Moment

FAR = datetime(9000, 1, 1, tzinfo=UTC).isoformat()
MONDAY = datetime(2026, 1, 5, 14, 0, tzinfo=UTC)
#: So many rounds the stock engine can do.
MOST_ROUNDS = 50


class Record(TaskDataEnvironment):
    """What the diagram asks of the record, and what its operators answer."""

    def __init__(self, people: Sequence[str], items: Sequence[str]) -> None:
        self.people, self.items, self.flags = list(people), items, {}
        super().__init__(
            {
                "answer": lambda step, name: None,
                "flag": lambda name: self.flags.get(name) is True,
                "gate_open": lambda gate: True,
                "linked": lambda process: False,
                "next_due": lambda series: FAR,
                "now": lambda: MONDAY.isoformat(),
                "record": lambda name: None,
            }
        )

    def call_service(self, context, operation_name=None, operation_params=None, **_):
        given = {k: v["value"] for k, v in operation_params.items()}
        if operation_name == "set_flag":
            self.flags[given["flag"]] = given["value"]
        if operation_name == "choose_people":
            for item in self.items:
                context.pop(item, None)
            return json.dumps(self.people)
        return "null"


class Stock:
    """A parsed diagram, and what to run it with."""

    def __init__(self, xml: bytes, people: Sequence[str]) -> None:
        parser = SpiffBpmnParser()
        parser.add_bpmn_str(xml, "smr.bpmn")
        diagram = read(xml)
        self.process = parser.get_spec(diagram.process_id)
        self.subprocesses = parser.get_subprocess_specs(diagram.process_id)
        multi = [n.multi for n in diagram.nodes.values() if n.multi is not None]
        self.record = Record(people, [m.item for m in multi if m.item])
        self.scripts = PythonScriptEngine(self.record)

    def start(self) -> BpmnWorkflow:
        """A new instance at its first wait."""
        with Moment(MONDAY):
            workflow = BpmnWorkflow(
                self.process, self.subprocesses, script_engine=self.scripts
            )
            _rest(workflow)
        return workflow


def complete(workflow: BpmnWorkflow, step: str, variables: Mapping[str, Any]) -> None:
    """A person has completed the first open task of a step."""
    with Moment(MONDAY):
        ready = workflow.get_tasks(state=TaskState.READY, manual=True)
        task = next(t for t in ready if t.task_spec.bpmn_id == step)
        task.data.update(variables)
        task.run()
        _rest(workflow)


def _rest(workflow: BpmnWorkflow) -> None:
    """Go on to the next wait: a timer that is due lets it go on once more."""
    waiting = None
    while waiting != (waiting := set(workflow.event_manager.tasks)):
        workflow.do_engine_steps()
