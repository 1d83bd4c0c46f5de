"""SpiffWorkflow's script engine, replaced: it evaluates our expressions, calls named
operators, and runs no code.
"""

# mypy: ignore-errors
from collections.abc import Mapping

from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.specs.event_definitions import timer
from SpiffWorkflow.bpmn.specs.event_definitions.multiple import (
    MultipleEventDefinition,
)
from sqlalchemy.exc import SQLAlchemyError

from engine.errors import StepFailed
from engine.expressions.evaluate import evaluate, plain, truth
from engine.expressions.functions import Moment, built_in
from engine.expressions.syntax import ExpressionError
from engine.expressions.timers import timer_kind, timer_text
from engine.ports import Context, Facts, OperatorRefused, ServiceOperator

_TIMERS = {
    timer.TimeDateEventDefinition: "date",
    timer.DurationTimerEventDefinition: "duration",
    timer.CycleTimerEventDefinition: "cycle",
}


class Scripts(PythonScriptEngine):
    """Bound to one step: its context, its operators, its facts."""

    def __init__(
        self,
        context: Context,
        operators: Mapping[str, ServiceOperator],
        facts: Facts,
    ) -> None:
        super().__init__()
        self.context, self.operators, self._facts = context, operators, facts
        self._functions = None

    @property
    def functions(self):
        """The named functions an expression may call at this moment."""
        if self._functions is None:
            moment = Moment(self.context.at, self.context.zone)
            facts = self._facts.functions(self.context)
            self._functions = {**built_in(moment), **facts}
        return self._functions

    def evaluate(self, task, expression, external_context=None):
        """A condition gives true or false, a timer its ISO 8601 text."""
        self.context.step_id = visible_id(task)
        try:
            if external_context is not None:
                return truth(evaluate(expression, task.data, self.functions))
            if hasattr(task.task_spec, "event_definition"):
                return self._timer(task, expression)
            return plain(evaluate(expression, task.data, self.functions))
        except ExpressionError as error:
            raise self._failed(task, f"“{expression}”", error) from error

    def _timer(self, task, expression):
        text = timer_text(expression, task.data, self.functions)
        wanted, given = _timer_wanted(task.task_spec.event_definition), timer_kind(text)
        if wanted not in (None, given):
            raise ExpressionError(f"the timer needs a {wanted}, and this is a {given}.")
        return text

    def operate(self, task, name, parameters):
        """Call a service operator with its evaluated parameters."""
        self.context.step_id = visible_id(task)
        operator = self.operators.get(name)
        if operator is None:
            raise self._failed(task, name, "there is no such operator.")
        try:
            values = {
                key: plain(evaluate(given["value"], task.data, self.functions))
                for key, given in parameters.items()
            }
            _check_parameters(operator, values)
            result = operator.call(self.context, **values)
        except (ExpressionError, OperatorRefused) as error:
            raise self._failed(task, name, error) from error
        return result

    def execute(self, task, script, external_context=None):
        """Refuse: no script ever runs."""
        raise self._failed(task, "script", "it is not allowed in diagrams.")

    def call_service(self, task, **kwargs):
        """Refuse: only operators are called."""
        raise self._failed(task, "service", "only named operators are called.")

    def _failed(self, task, what, problem):
        """What to raise: the database's own error, or that the step failed."""
        cause = getattr(problem, "__cause__", None)
        while cause is not None:
            if isinstance(cause, SQLAlchemyError):
                return cause  # not the diagram is wrong; another try may go well
            cause = cause.__cause__
        spec = task.task_spec
        name = getattr(spec, "bpmn_name", None) or ""
        return StepFailed(visible_id(task) or spec.name, name, f"{what}: {problem}")


def _check_parameters(operator, values):
    unknown = set(values) - set(operator.parameters)
    if unknown:
        raise OperatorRefused(f"unknown parameter “{min(unknown)}”.")
    required = {key for key, p in operator.parameters.items() if p.required}
    if required - set(values):
        raise OperatorRefused(f"parameter “{min(required - set(values))}” is missing.")


def _timer_wanted(definition):
    """Which kind of timer stands in the diagram."""
    several = isinstance(definition, MultipleEventDefinition)
    for each in definition.event_definitions if several else [definition]:
        for kind, wanted in _TIMERS.items():
            if isinstance(each, kind):
                return wanted
    return None


def visible_id(task):
    """The id of the diagram's element a task stands for, or None for hidden ones."""
    return getattr(task.task_spec, "bpmn_id", None)
