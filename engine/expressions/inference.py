"""What kinds of value an expression can give, as far as that can be told unread."""

import ast
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from engine.expressions.kinds import (
    ANY,
    ARITHMETIC,
    Kind,
    kinds_of,
    may_compare,
)

Kinds = frozenset[Kind]

#: How the operators of the parsed tree are written.
SYMBOLS: dict[type[ast.AST], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.In: "in",
    ast.NotIn: "not in",
}
_CONSTANTS = {
    type(None): Kind.NOTHING,
    bool: Kind.TRUTH,
    int: Kind.NUMBER,
    float: Kind.NUMBER,
    str: Kind.TEXT,
}


class Signature(Protocol):
    """What a check has to know of a named function."""

    @property
    def least(self) -> int:
        """The number of arguments it needs."""
        ...

    @property
    def most(self) -> int:
        """The number of arguments it takes."""
        ...

    @property
    def returns(self) -> str:
        """The kind of its result, such as ``number`` or ``date or date and time``."""
        ...


@dataclass(frozen=True, slots=True)
class Inferred:
    """The kinds a result may have, and the mistakes seen on the way."""

    kinds: Kinds
    mistakes: list[tuple[ast.expr, str]]


def infer(
    tree: ast.expr, names: Mapping[str, str], functions: Mapping[str, Signature]
) -> Inferred:
    """Follow the kinds through a checked tree; data of unknown kind may be anything."""
    inference = _Inference(names, functions)
    return Inferred(inference.kinds(tree), inference.mistakes)


@dataclass(frozen=True, slots=True)
class _Inference:
    names: Mapping[str, str]
    functions: Mapping[str, Signature]
    mistakes: list[tuple[ast.expr, str]] = field(
        default_factory=list[tuple[ast.expr, str]]
    )

    def kinds(self, node: ast.expr) -> Kinds:
        return RULES[type(node)](self, node)

    def constant(self, node: ast.Constant) -> Kinds:
        return frozenset({_CONSTANTS[type(node.value)]})

    def name(self, node: ast.Name) -> Kinds:
        return kinds_of(self.names.get(node.id, ""))

    def attribute(self, node: ast.Attribute) -> Kinds:
        return self.expect(node.value, {Kind.RECORD}, "only a record has members")

    def subscript(self, node: ast.Subscript) -> Kinds:
        self.expect(node.slice, {Kind.TEXT, Kind.NUMBER}, "a name or a number selects")
        message = "only a record or a list has members"
        return self.expect(node.value, {Kind.RECORD, Kind.LIST}, message)

    def items(self, node: ast.List | ast.Tuple) -> Kinds:
        for item in node.elts:
            self.kinds(item)
        return frozenset({Kind.LIST})

    def call(self, node: ast.Call) -> Kinds:
        for argument in node.args:
            self.kinds(argument)
        signature = self.functions.get(getattr(node.func, "id", ""))
        return kinds_of(signature.returns) if signature else ANY

    def either(self, node: ast.BoolOp) -> Kinds:
        for value in node.values:
            self.truth(value)
        return frozenset({Kind.TRUTH})

    def choice(self, node: ast.IfExp) -> Kinds:
        self.truth(node.test)
        return self.kinds(node.body) | self.kinds(node.orelse)

    def unary(self, node: ast.UnaryOp) -> Kinds:
        if isinstance(node.op, ast.Not):
            return self.truth(node.operand)
        message = "only a number or a duration can be negative"
        return self.expect(node.operand, {Kind.NUMBER, Kind.DURATION}, message)

    def binary(self, node: ast.BinOp) -> Kinds:
        left, right = self.kinds(node.left), self.kinds(node.right)
        symbol = SYMBOLS[type(node.op)]
        table = ARITHMETIC[symbol]
        given = {table[a, b] for a in left for b in right if (a, b) in table}
        if not given:
            sides = f"{_words(left)} and {_words(right)}"
            self.mistakes.append((node, f"{symbol} cannot take {sides}"))
        return frozenset(given) or ANY

    def comparison(self, node: ast.Compare) -> Kinds:
        sides = [(side, self.kinds(side)) for side in (node.left, *node.comparators)]
        for operator, (_, left), (at, right) in zip(
            node.ops, sides, sides[1:], strict=False
        ):
            symbol = SYMBOLS[type(operator)]
            if not any(may_compare(symbol, a, b) for a in left for b in right):
                message = f"{_words(left)} {symbol} {_words(right)} cannot be compared"
                self.mistakes.append((at, message))
        return frozenset({Kind.TRUTH})

    def truth(self, node: ast.expr) -> Kinds:
        message = "true or false is needed here: write a comparison"
        self.expect(node, {Kind.TRUTH, Kind.NOTHING}, message)
        return frozenset({Kind.TRUTH})

    def expect(self, node: ast.expr, wanted: Iterable[Kind], message: str) -> Kinds:
        if self.kinds(node).isdisjoint(wanted):
            self.mistakes.append((node, message))
        return ANY


def _words(kinds: Kinds) -> str:
    return "anything" if kinds == ANY else " or ".join(sorted(k.phrase for k in kinds))


RULES: dict[type[ast.expr], Callable[[_Inference, Any], Kinds]] = {
    ast.Constant: _Inference.constant,
    ast.Name: _Inference.name,
    ast.Attribute: _Inference.attribute,
    ast.Subscript: _Inference.subscript,
    ast.List: _Inference.items,
    ast.Tuple: _Inference.items,
    ast.Call: _Inference.call,
    ast.BoolOp: _Inference.either,
    ast.IfExp: _Inference.choice,
    ast.UnaryOp: _Inference.unary,
    ast.BinOp: _Inference.binary,
    ast.Compare: _Inference.comparison,
}
