"""The naive way: load JSON with the library's serializer, one step, save JSON.

It writes the same rows as ours and commits once.
"""

# mypy: ignore-errors
from collections.abc import Sequence
from typing import Any

from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.spiff.serializer.config import SPIFF_CONFIG

from engine.db import Database
from tests.bench.replay import Statement, replay
from tests.bench.rounds import Move
from tests.bench.stock import Stock, complete


class Naive:
    """Instances as JSON."""

    def __init__(self, stock: Stock) -> None:
        self.stock = stock
        self.serializer = BpmnWorkflowSerializer(
            BpmnWorkflowSerializer.configure(SPIFF_CONFIG)
        )

    def saved(self, workflow: Any) -> str:
        """A workflow as JSON."""
        return self.serializer.serialize_json(workflow)

    def loaded(self, saved: str) -> Any:
        """A workflow from JSON."""
        workflow = self.serializer.deserialize_json(saved)
        workflow.script_engine = self.stock.scripts
        return workflow

    def bare_step(self, states: list[str], move: Move) -> None:
        """One step from the last of the states, without rows; its state is added."""
        workflow = self.loaded(states[-1])
        complete(workflow, move.step, move.variables)
        states.append(self.saved(workflow))

    def step(
        self,
        states: list[str],
        database: Database,
        move: Move,
        statements: Sequence[Statement],
    ) -> None:
        """One step with its rows and a commit."""
        self.bare_step(states, move)
        replay(database, statements, states[-1].encode())
