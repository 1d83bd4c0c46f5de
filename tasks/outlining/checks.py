"""What is wrong with an expression that somebody writes, said at once."""

from collections.abc import Mapping

from engine.errors import EngineError
from engine.expressions.functions import BUILT_IN
from engine.expressions.kinds import Kind
from engine.expressions.syntax import analyse, check, result_kinds
from engine.expressions.timers import check_timer
from engine.ports import Facts

_TRUTH = frozenset({Kind.TRUTH, Kind.NOTHING})


class OutlineRefused(EngineError):
    """Some of what was written cannot be so; ``messages`` is a sentence a field."""

    def __init__(self, messages: Mapping[str, str]) -> None:
        self.messages = dict(messages)
        super().__init__(" ".join(messages.values()))


class Checks:
    """Gathers what is wrong, a sentence for each field."""

    def __init__(self, facts: Facts) -> None:
        self._functions = {**BUILT_IN, **facts.signatures}
        self.messages: dict[str, str] = {}

    def expression(self, field: str, text: str) -> str:
        """An expression of any kind, or nothing."""
        if text:
            names = analyse(text).names
            for problem in check(text, names, self._functions)[:1]:
                self.messages[field] = _sentence(problem.message)
        return text

    def condition(self, field: str, text: str) -> str:
        """An expression that gives true or false, or nothing."""
        self.expression(field, text)
        if text and field not in self.messages:
            kinds = result_kinds(text, self._functions)
            if kinds and kinds.isdisjoint(_TRUTH):
                self.messages[field] = (
                    "A condition gives true or false. "
                    "Compare something, such as record('status') == 'Active'."
                )
        return text

    def timer(self, field: str, text: str) -> str:
        """What a timer waits for."""
        if not text:
            self.messages[field] = "Say what the timer waits for, such as days(5)."
            return text
        names = analyse(text).names
        for problem in check_timer(text, names, self._functions)[:1]:
            self.messages[field] = _sentence(problem.message)
        return text

    def needed(self, field: str, text: str, say: str) -> str:
        """A text that must be there."""
        if not text:
            self.messages[field] = say
        return text

    def require(self) -> None:
        """Raises OutlineRefused when anything was wrong."""
        if self.messages:
            raise OutlineRefused(self.messages)


def _sentence(message: str) -> str:
    return f"This cannot be read: {message.rstrip('.')}."
