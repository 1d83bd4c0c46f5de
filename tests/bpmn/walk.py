"""Walk a release's diagram on the real engine, with a record that the test makes up.

Whole stories with the real record are in ``tests/stories``; this shows where a drawing
leads, whatever the operators do.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from engine import orchestrator
from engine.messages import Declaration
from engine.ports import Context, Parameter, ServiceOperator
from tasks.operators.registry import OPERATORS
from tests.bpmn.folder import table, xml
from tests.engine.world import TORONTO, World

NEVER = datetime(9000, 1, 1, tzinfo=UTC)


class MadeUpRecord:
    """The facts of a record, as the test sets them."""

    signatures: Mapping[str, Any] = {}

    def __init__(self) -> None:
        self.fields: dict[str, Any] = {}
        self.flags: dict[str, Any] = {}
        self.answers: dict[str, dict[str, Any]] = {}
        self.replies: dict[str, list[dict[str, Any]]] = {}
        self.due: dict[str, datetime] = {}
        self.shut: set[str] = set()
        self.linked: set[str] = set()
        self.people: list[str] = ["eli"]
        self.open_actions = 0

    def functions(self, context: Context) -> dict[str, Any]:
        """What the diagram may ask."""
        return {
            "record": self.fields.get,
            "flag": lambda name: self.flags.get(name) is True,
            "answer": lambda step, name: self.answers.get(step, {}).get(name),
            "replies": lambda step: self.replies.get(step, []),
            "missing_replies": lambda step: [],
            "gate_open": lambda gate: gate not in self.shut,
            "linked": lambda process: process in self.linked,
            "open_count": lambda collection: self.open_actions,
            "next_due": lambda series: self._local(self.due.get(series)),
            "stabilization_end": lambda: self._local(self.due.get("stabilization")),
            "business_days_from_now": lambda count: self._local(
                context.at + timedelta(days=count)
            ),
        }

    def _local(self, moment: datetime | None) -> datetime:
        return (moment or NEVER).astimezone(TORONTO)


class Walk(World):
    """An engine that runs one diagram; operators are noted, flags are set."""

    def __init__(self, folder: Path, key: str) -> None:
        super().__init__(folder)
        self.record = self.facts = self.engine.facts = MadeUpRecord()
        declared = table("catalogue")["messages"]
        self.engine.declarations = {
            name: Declaration(name, keep=message["keep"])
            for name, message in declared.items()
        }
        self.publish(xml(key), key)
        self.start(key)

    def _operators(self) -> dict[str, ServiceOperator]:
        return {name: self._noting(name) for name in OPERATORS}

    def _noting(self, name: str) -> ServiceOperator:
        def call(context: Context, **given: Any) -> Any:
            self.called.append((name, given))
            if name == "set_flag":
                self.record.flags[given["flag"]] = given["value"]
            return self.record.people if name == "choose_people" else None

        names = OPERATORS[name].parameters
        free = {each: Parameter("any", required=False) for each in names}
        return ServiceOperator(name, call, free)

    def do(self, *steps: str, **answers: Any) -> list[str]:
        """Complete steps one after another; which steps are open then."""
        for step in steps:
            self.record.answers[step] = answers
            self.complete(step, **answers)
        return self.open_steps()

    def signal(self, name: str) -> None:
        """A signal from the release's page."""
        with self.unit() as context:
            orchestrator.signal(self.engine, context, self.only_instance(), name)

    def told(self, name: str) -> list[dict[str, Any]]:
        """What an operator was called with, in order."""
        return [given for called, given in self.called if called == name]

    @property
    def milestones(self) -> list[str]:
        """The milestones entered so far."""
        return [given["milestone"] for given in self.told("set_milestone")]
