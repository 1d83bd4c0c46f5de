"""Evaluate a checked expression over plain data."""

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

from engine.expressions.inference import SYMBOLS
from engine.expressions.syntax import Analysis, ExpressionError, analyse
from engine.expressions.values import compare, compute, kind, member, snapshot, truth

Functions = Mapping[str, Callable[..., object]]

_SAYS: dict[type[Exception], str] = {
    ZeroDivisionError: "a division by zero",
    OverflowError: "a number or a date is out of range",
}


def evaluate(text: str, data: Mapping[str, object], functions: Functions) -> object:
    """The value of an expression: plain data, a date, a moment or a duration.

    The result is a copy. Raises: ExpressionError, and nothing else; what a named
    function raised is its cause.
    """
    found = analyse(text)
    if found.tree is None:
        position, message = found.problems[0]
        raise ExpressionError(message, position)
    return snapshot(_Evaluation(found, data, functions).value(found.tree))


def plain(value: object) -> object:
    """A value as JSON can hold it: dates, moments and durations as ISO 8601 texts."""
    match value:
        case date():
            return value.isoformat()
        case timedelta():
            return _duration_text(value)
        case list():
            return [plain(item) for item in cast(list[object], value)]
        case dict():
            record = cast(dict[str, object], value)
            return {key: plain(item) for key, item in record.items()}
        case _:
            return value


def _duration_text(duration: timedelta) -> str:
    sign = "-" if duration < timedelta() else ""
    minutes, seconds = divmod(round(abs(duration).total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    clock = [(hours, "H"), (minutes, "M"), (seconds, "S")]
    time = "".join(f"{count}{unit}" for count, unit in clock if count)
    day = f"{days}D" if days or not time else ""
    return f"{sign}P{day}{'T' if time else ''}{time}"


@dataclass(frozen=True, slots=True)
class _Evaluation:
    found: Analysis
    data: Mapping[str, object]
    functions: Functions

    def value(self, node: ast.expr) -> object:
        try:
            value = _RULES[type(node)](self, node)
            kind(value)
        except ExpressionError as error:
            if error.position is not None:
                raise
            raise ExpressionError(error.message, self.found.position(node)) from error
        except Exception as error:  # a named function may raise anything
            says = _SAYS.get(type(error), type(error).__name__)
            message = f"cannot be computed: {says}"
            raise ExpressionError(message, self.found.position(node)) from error
        return value

    def constant(self, node: ast.Constant) -> object:
        return node.value

    def name(self, node: ast.Name) -> object:
        if node.id not in self.data:
            raise ExpressionError(f"unknown name {node.id!r}")
        return self.data[node.id]

    def attribute(self, node: ast.Attribute) -> object:
        return member(self.value(node.value), node.attr)

    def subscript(self, node: ast.Subscript) -> object:
        return member(self.value(node.value), self.value(node.slice))

    def items(self, node: ast.List | ast.Tuple) -> object:
        return [self.value(item) for item in node.elts]

    def call(self, node: ast.Call) -> object:
        name = cast(ast.Name, node.func).id
        function = self.functions.get(name)
        if function is None:
            raise ExpressionError(f"unknown function {name!r}")
        return function(*[self.value(argument) for argument in node.args])

    def either(self, node: ast.BoolOp) -> object:
        stop = isinstance(node.op, ast.Or)
        found = any(truth(self.value(value)) is stop for value in node.values)
        return found is stop

    def choice(self, node: ast.IfExp) -> object:
        taken = node.body if truth(self.value(node.test)) else node.orelse
        return self.value(taken)

    def unary(self, node: ast.UnaryOp) -> object:
        value = self.value(node.operand)
        if isinstance(node.op, ast.Not):
            return not truth(value)
        return compute("*", value, -1)

    def binary(self, node: ast.BinOp) -> object:
        symbol = SYMBOLS[type(node.op)]
        return compute(symbol, self.value(node.left), self.value(node.right))

    def comparison(self, node: ast.Compare) -> object:
        left = self.value(node.left)
        for operator, side in zip(node.ops, node.comparators, strict=True):
            right = self.value(side)
            if not compare(SYMBOLS[type(operator)], left, right):
                return False
            left = right
        return True


_RULES: dict[type[ast.expr], Callable[[_Evaluation, Any], object]] = {
    ast.Constant: _Evaluation.constant,
    ast.Name: _Evaluation.name,
    ast.Attribute: _Evaluation.attribute,
    ast.Subscript: _Evaluation.subscript,
    ast.List: _Evaluation.items,
    ast.Tuple: _Evaluation.items,
    ast.Call: _Evaluation.call,
    ast.BoolOp: _Evaluation.either,
    ast.IfExp: _Evaluation.choice,
    ast.UnaryOp: _Evaluation.unary,
    ast.BinOp: _Evaluation.binary,
    ast.Compare: _Evaluation.comparison,
}
