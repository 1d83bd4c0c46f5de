"""What a form shows at first: a draft, else what the record knows, else a default.

The values have the shape in which answers are sent, so that a page or a program can
send them back unchanged.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from engine.expressions.evaluate import evaluate, plain
from engine.expressions.syntax import ExpressionError
from engine.expressions.values import truth
from engine.ports import Context
from tasks.forms.shape import MAX_ROWS, Field, Form
from tasks.release.collections import COLLECTIONS
from tasks.release.loaded import release_of, rows

Functions = Mapping[str, Callable[..., Any]]


def initial(
    context: Context,
    form: Form,
    *,
    functions: Functions,
    draft: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The first value of every field; what a draft has said stands.

    ``functions`` are all that expressions may call.  A source or a default that cannot
    be read leaves its field empty: it is a help, not a rule.
    """
    filling = _Filling(context, functions)
    values: dict[str, Any] = {}
    for field in form.fields:
        values[field.name] = filling.value(field, values)
    return values | {
        name: value for name, value in (draft or {}).items() if name in values
    }


class _Filling:
    def __init__(self, context: Context, functions: Functions) -> None:
        self.context, self.functions = context, functions
        self.release_id = context.instance.business_key if context.instance else None

    def value(self, field: Field, before: Mapping[str, Any]) -> Any:
        found = self.from_record(field) if field.prefill else None
        if found in (None, [], "") and field.default is not None:
            found = self.computed(field.default, before)
        return _fitted(field, plain(found))

    def from_record(self, field: Field) -> Any:
        source, _, test = (field.prefill or "").partition(":")
        if self.release_id is None:
            return None
        first, _, column = source.strip().partition(".")
        if first == "release":
            return release_of(self.context, self.release_id).get(column)
        if first not in COLLECTIONS:
            return None
        found = rows(self.context, first, self.release_id)
        test = test.strip()
        return [row for row in found if not test or self.holds(test, row)]

    def holds(self, test: str, row: Mapping[str, Any]) -> bool:
        try:
            return truth(evaluate(test, {"item": dict(row)}, self.functions))
        except ExpressionError:
            return False

    def computed(self, expression: str, before: Mapping[str, Any]) -> Any:
        try:
            return evaluate(expression, before, self.functions)
        except ExpressionError:
            return None


def _fitted(field: Field, value: Any) -> Any:
    """A value in the shape of the field's answers."""
    if field.type == "rows":
        lines = value if isinstance(value, list) else []
        return [_line(field.fields, line) for line in lines[:MAX_ROWS]]
    if field.type == "choices":
        listed = value if isinstance(value, list) else [value]
        return [str(item) for item in listed if item not in (None, "")]
    if field.type == "file" or isinstance(value, dict | list):
        return None
    if field.type == "date" and isinstance(value, str):
        return value[:10]
    if field.type == "choice" and field.options:
        offered = {option.value for option in field.options}
        return value if value in offered else None  # the record may know more states
    return value


def _line(columns: Sequence[Field], line: Any) -> dict[str, Any]:
    """One entry as a line: each column from its source, else from its own name."""
    if not isinstance(line, Mapping):
        line = {columns[0].prefill or columns[0].name: line} if columns else {}
    found = {
        column.name: _fitted(column, line.get(column.prefill or column.name))
        for column in columns
        if column.type != "rows"
    }
    return {"id": line["id"], **found} if line.get("id") else found
