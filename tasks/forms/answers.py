"""Submitted answers, read as a whole: what is shown, what is missing, what holds.

A field that is not shown does not exist: its answer is ignored.  Whatever is sent,
the outcome is answers or a sentence for each field that must be mended.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as with_default
from typing import Any
from zoneinfo import ZoneInfo

from engine.errors import EngineError
from engine.expressions.evaluate import evaluate, plain
from engine.expressions.syntax import ExpressionError, names_used
from engine.expressions.values import truth
from engine.ports import OperatorRefused
from tasks.forms.fields import Desk, Offered, Upload
from tasks.forms.scope import Scope, seen
from tasks.forms.sentences import sentence
from tasks.forms.shape import Form, Rule

Functions = Mapping[str, Callable[..., Any]]
#: Keeps a file and says what the record remembers of it: name, sha256, size, type.
Keep = Callable[[str, bytes], Mapping[str, Any]]


class AnswersInvalid(EngineError):
    """Answers that cannot stand: ``messages`` has a sentence for each field.

    A column of rows is named ``field.row.column``, rows counting from 0; what is wrong
    with the answers as a whole stands under the empty name.
    """

    def __init__(self, messages: Mapping[str, str]) -> None:
        self.messages = dict(messages)
        many = len(self.messages)
        things = "1 answer" if many == 1 else f"{many} answers"
        super().__init__(f"Mend {things}; the task stays open with what you wrote.")


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers that may stand.

    ``values`` has every field of the form, None where nothing was answered; dates and
    moments are such, moments in UTC.  ``variables`` are those of the token, as plain
    data.  ``warnings`` are sentences to be shown afterwards.
    """

    values: Mapping[str, Any] = with_default(default_factory=dict)
    variables: Mapping[str, Any] = with_default(default_factory=dict)
    warnings: tuple[str, ...] = ()


def read(
    form: Form,
    submitted: Any,
    *,
    offered: Offered,
    functions: Functions,
    zone: ZoneInfo,
    language: str = "en",
    keep: Keep | None = None,
) -> Answers:
    """The answers to a form. Raises AnswersInvalid.

    ``functions`` are all that expressions may call; ``keep`` stores a file once all
    answers are right.
    """
    if not isinstance(submitted, Mapping):
        raise AnswersInvalid({"": sentence("no_answers", language)})
    desk = Desk(zone, language, offered)
    scope = Scope(form.fields, submitted, desk, holding(functions))
    scope.settle({})
    messages = scope.messages()
    values = scope.values()
    judge = _Judge(functions, seen(values), scope.unfit(), language)
    for rule in form.checks:
        problem = judge.problem(rule)
        if problem is not None:
            messages.setdefault(rule.field, problem)
    if messages:
        raise AnswersInvalid(messages)
    kept = _kept(values, keep)
    return Answers(
        values=kept,
        variables=_variables(form, kept),
        warnings=tuple(
            rule.say.in_(language) for rule in form.warnings if judge.fails(rule)
        ),
    )


def holding(functions: Functions) -> Callable[[str, Mapping[str, Any]], bool]:
    """Whether a condition holds; one that lacks an answer does not."""

    def holds(expression: str, data: Mapping[str, Any]) -> bool:
        try:
            return truth(evaluate(expression, data, functions))
        except ExpressionError:
            return False

    return holds


@dataclass(frozen=True, slots=True)
class _Judge:
    """Tells whether a rule is kept by the answers."""

    functions: Functions
    values: Mapping[str, Any]
    unfit: frozenset[str]
    language: str

    def problem(self, rule: Rule) -> str | None:
        """What to say, if the rule is broken; a rule on unfit answers waits."""
        names = names_used(rule.that)
        if not self.unfit.isdisjoint(names):
            return None
        try:
            kept = truth(evaluate(rule.that, self.values, self.functions))
        except ExpressionError as error:
            if any(self.values.get(name) is None for name in names):
                return None
            return sentence("broken_rule", self.language, problem=error.message)
        return None if kept else rule.say.in_(self.language)

    def fails(self, rule: Rule) -> bool:
        """Whether a warning is due."""
        try:
            return not truth(evaluate(rule.that, self.values, self.functions))
        except ExpressionError:
            return False


def _variables(form: Form, values: Mapping[str, Any]) -> dict[str, Any]:
    """The token's variables; of two fields that set one, the answered one counts."""
    found: dict[str, Any] = {}
    for field in form.fields:
        if field.variable and found.get(field.variable) is None:
            found[field.variable] = plain(values[field.name])
    return found


def _kept(values: Mapping[str, Any], keep: Keep | None) -> dict[str, Any]:
    """The values with each file replaced by what the record remembers of it."""
    messages: dict[str, str] = {}

    def replaced(value: Any, path: str) -> Any:
        if isinstance(value, Upload):
            try:
                return dict((keep or _remembered)(value.name, value.content))
            except OperatorRefused as refusal:
                messages[path] = str(refusal)
                return None
        if isinstance(value, list):
            return [replaced(item, f"{path}.{n}") for n, item in enumerate(value)]
        if isinstance(value, dict):
            return {k: replaced(item, f"{path}.{k}") for k, item in value.items()}
        return value

    result = {name: replaced(value, name) for name, value in values.items()}
    if messages:
        raise AnswersInvalid(messages)
    return result


def _remembered(name: str, content: bytes) -> Mapping[str, Any]:
    digest = hashlib.sha256(content).hexdigest()
    return {"name": name, "sha256": digest, "size": len(content), "media_type": None}
