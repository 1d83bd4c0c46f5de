"""The same walk over the same diagram: by the stock engine, and by ours."""

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from SpiffWorkflow.bpmn import BpmnEvent, BpmnWorkflow
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine, TaskDataEnvironment
from SpiffWorkflow.bpmn.specs.event_definitions import MessageEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.multiple import MultipleEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.spiff.parser import SpiffBpmnParser
from SpiffWorkflow.util.task import TaskState

from engine.ports import Context, Parameter, ServiceOperator
from engine.spiff.present import Moment
from engine.spiff.run import Run
from engine.spiff.scripts import Scripts
from engine.spiff.specs import executable
from tests.engine.oracle.meaning import START, STRIDE

#: What can be done: ("task", step), ("message", name) or ("clock",).
Move = tuple[str, ...]
Waiting = Counter[tuple[str, str]]

#: First letters of the ids whose visits are compared.
COMPARED = "UHCMBTKS"


class Stock:
    """SpiffWorkflow as it is, in memory."""

    def __init__(self, xml: bytes) -> None:
        class Environment(TaskDataEnvironment):
            def call_service(self, context: Any, **given: Any) -> str:
                return json.dumps(given["operation_params"]["value"]["value"])

        parser = SpiffBpmnParser()
        parser.add_bpmn_str(xml, "p.bpmn")
        self.now, self.path = START, Counter[str]()
        with Moment(self.now):
            self.workflow = BpmnWorkflow(
                parser.get_spec("P"),
                parser.get_subprocess_specs("P"),
                script_engine=PythonScriptEngine(Environment()),
            )
            self._rest()

    def _rest(self) -> None:
        before = None
        while before != self.waits():
            before = self.waits()
            self.workflow.do_engine_steps(did_complete_task=self._note)

    def _note(self, task: Any) -> None:
        step = getattr(task.task_spec, "bpmn_id", None)
        hidden = isinstance(task.task_spec, LoopTask)
        if step and not hidden and step[0] in COMPARED:
            self.path[step] += 1

    def _tasks(self) -> list[Any]:
        ready = self.workflow.get_tasks(state=TaskState.READY, manual=True)
        return sorted(ready, key=lambda t: t.internal_data.get("key_or_index", 0))

    def _catching(self) -> list[Any]:
        found = self.workflow.event_manager.tasks.values()
        return [t for t in found if t.state == TaskState.WAITING]

    def waits(self) -> Waiting:
        """What is open, by kind and name."""
        if self.workflow.is_completed():
            return Counter()
        found = Counter(("task", _step(t)) for t in self._tasks())
        for task in self._catching():
            for definition in _definitions(task):
                if isinstance(definition, MessageEventDefinition):
                    found["message", definition.name] += 1
                elif isinstance(definition, TimerEventDefinition):
                    found["timer", _step(task)[1:]] += 1
        return found

    def move(self, move: Move, value: int) -> None:
        """Do one thing."""
        if move[0] == "clock":
            self.now += STRIDE
        with Moment(self.now):
            if move[0] == "clock":
                self.workflow.refresh_timers()
            elif move[0] == "task":
                self._complete(move[1], value)
            else:
                self._send(move[1])
            self._rest()

    def _complete(self, step: str, value: int) -> None:
        task = next(t for t in self._tasks() if _step(t) == step)
        task.data.update(
            answers(step, value, instance="person_" + step[1:] in task.data)
        )
        task.run()
        self._note(task)

    def _send(self, name: str) -> None:
        for task in self._catching():
            for definition in _definitions(task):
                if getattr(definition, "name", None) == name:
                    task.task_spec.catch(task, BpmnEvent(definition, payload={}))
                    task.task_spec._update(task)

    @property
    def ended(self) -> bool:
        """Whether the process is over."""
        return bool(self.workflow.is_completed())

    @property
    def data(self) -> Mapping[str, Any]:
        """What the finished process leaves behind."""
        return dict(self.workflow.data)


class Ours:
    """Our run: saved, pruned and loaded again between any two steps if asked to."""

    def __init__(self, xml: bytes, *, reloaded: bool) -> None:
        self.reloaded = reloaded
        self.spec, self.other = executable(xml, "P"), executable(xml, "P")
        self.now, self.path = START, Counter[str]()
        self.sizes: list[int] = []
        self.run = Run.started(self.spec, self._scripts(), {})
        self._after()

    def _scripts(self) -> Scripts:
        value = {"value": Parameter()}
        give = ServiceOperator("give", lambda context, value: value, value)
        context = Context(conn=None, at=self.now, zone=ZoneInfo("UTC"))  # type: ignore[arg-type]
        facts: Any = type("NoFacts", (), {"functions": lambda self, c: {}})()
        return Scripts(context, {"give": give}, facts)

    def _after(self) -> None:
        self.path.update(d.step_id for d in self.run.done if d.step_id[0] in COMPARED)
        self.run.done.clear()
        self.open = self.run.waits()
        if self.reloaded and not self.run.ended:
            state = self.run.state()
            self.sizes.append(len(state))
            # Never the objects that the state was made with, as in a new process.
            self.spec, self.other = self.other, self.spec
            self.run = Run.loaded(state, self.spec, self._scripts())
            assert self.run.waits() == self.open

    def waits(self) -> Waiting:
        """What is open, by kind and name."""
        found = Counter(("task", t.step_id) for t in self.open.tasks.values())
        found.update(("message", m.name) for m in self.open.messages.values())
        found.update(("timer", t.step_id[1:]) for t in self.open.timers.values())
        return found

    def move(self, move: Move, value: int) -> None:
        """Do one thing."""
        if move[0] == "clock":
            self.now += STRIDE
        self.run._workflow.script_engine = self._scripts()
        if move[0] == "clock":
            self.run.wake()
        elif move[0] == "task":
            tasks = [t for t in self.open.tasks.values() if t.step_id == move[1]]
            task = min(tasks, key=lambda t: t.item or 0)
            given = answers(move[1], value, instance=task.round_id is not None)
            self.run.complete(task.id, given)
        else:
            found = [m for m in self.open.messages.values() if m.name == move[1]]
            assert self.run.receive(found[0].id, move[1], {}) is not None
        self._after()

    @property
    def ended(self) -> bool:
        """Whether the process is over."""
        return self.run.ended

    @property
    def data(self) -> Mapping[str, Any]:
        """What the finished process leaves behind."""
        return dict(self.run.data)


def answers(step: str, value: int, *, instance: bool) -> dict[str, Any]:
    """What a person answers: the step's own variable, and a reply in a round."""
    reply = {f"reply_{step[1:]}": value} if instance else {}
    return {f"v_{step}": value, **reply}


def _step(task: Any) -> str:
    return str(task.task_spec.bpmn_id)


def _definitions(task: Any) -> list[Any]:
    definition = task.task_spec.event_definition
    if isinstance(definition, MultipleEventDefinition):
        return list(definition.event_definitions)
    return [definition]
