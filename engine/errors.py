"""What the engine refuses, named as facts; each sentence may be shown to a person."""

from collections.abc import Sequence
from typing import Any


class EngineError(Exception):
    """Something the engine refuses; its text says what happened and what to do."""


class NotFound(EngineError):
    """There is no such thing, or not for this person."""


class Conflict(EngineError):
    """The state moved on before the request came; nothing was changed."""


class TaskAlreadyDone(Conflict):
    """The task was completed, cancelled or interrupted before."""

    def __init__(self) -> None:
        super().__init__("This task is no longer open. Nothing was changed.")


class InstanceNotRunning(Conflict):
    """The instance is suspended or has ended."""

    def __init__(self, state: str) -> None:
        super().__init__(f"This process instance is {state}. Nothing was changed.")


class NobodyWaits(Conflict):
    """A message that is not kept met no receiver."""

    def __init__(self, name: str) -> None:
        super().__init__(f"No step waits for the message “{name}” now.")


class UnknownMessage(EngineError):
    """The diagrams declare no such message."""

    def __init__(self, name: str) -> None:
        super().__init__(f"No diagram declares a message “{name}”.")


class UnsafeDiagram(EngineError):
    """The file is no safe, well-formed BPMN XML."""


class NotPublishable(EngineError):
    """The draft has findings that are errors; it stays a draft.

    Attributes: ``findings``, all of them, as lint gave them.
    """

    def __init__(self, key: str, errors: int, findings: Sequence[Any]) -> None:
        self.findings = findings
        things = "1 finding" if errors == 1 else f"{errors} findings"
        super().__init__(f"“{key}” cannot be published: {things} must be mended.")


class StepFailed(EngineError):
    """A condition, timer or operator of the diagram failed; everything rolled back.

    Attributes: ``step_id``, the BPMN id of the step; ``problem``, a sentence.
    """

    def __init__(self, step_id: str, step_name: str, problem: str) -> None:
        self.step_id, self.problem = step_id, problem
        super().__init__(
            f"The process cannot go on at “{step_name or step_id}”: {problem} "
            "Nothing was changed; the process owner can mend the diagram."
        )


class StateUnreadable(EngineError):
    """A saved instance cannot be read; it is left as it is."""
