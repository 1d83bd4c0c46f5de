"""What SpiffWorkflow's timers take for the present: the moment of the step.

The library asks the machine's clock.  Here each thread's step has a present of its
own, so that a step is the same whenever and wherever it runs.
"""

# mypy: ignore-errors
from contextvars import ContextVar
from datetime import datetime

from SpiffWorkflow.bpmn.specs.event_definitions import timer as timer_module

_present: ContextVar[datetime] = ContextVar("present")


class _Present(datetime):
    """A datetime whose now is the step's."""

    @classmethod
    def now(cls, tz=None):
        present = _present.get()
        return _Now.combine(present.date(), present.time(), present.tzinfo)


class _Now(_Present):
    """The present, which is after a due moment also when it is exactly that moment.

    SpiffWorkflow asks ``due < now``; Python lets the subclass on the right answer.
    """

    def __gt__(self, due):
        return self >= due


timer_module.datetime = _Present


class Moment:
    """Within it, it is the given moment for the timers of this thread."""

    def __init__(self, at: datetime) -> None:
        self._at = at

    def __enter__(self) -> None:
        self._token = _present.set(self._at)

    def __exit__(self, *error: object) -> None:
        _present.reset(self._token)
