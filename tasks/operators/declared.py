"""How operators are declared: a function of the context, with what lint must know."""

import inspect
from collections.abc import Callable
from typing import Any

from engine.ports import Context, Parameter, ServiceOperator
from tasks.release.errors import RecordRefused


def release_id_of(context: Context) -> str:
    """The release that the running instance belongs to. Raises RecordRefused."""
    if context.instance is None or context.instance.business_key is None:
        raise RecordRefused("This process instance belongs to no release.")
    return context.instance.business_key


def operator(
    call: Callable[..., Any], returns: str | None = None, **parameters: str
) -> ServiceOperator:
    """An operator from its function: ``parameters`` say what each one means.

    A parameter with a default may be left out; its annotation names its type.  One
    that Python cannot name (``with``) comes in the function's ``**more``.
    """
    taken = dict(list(inspect.signature(call).parameters.items())[1:])
    named = {k: p for k, p in taken.items() if p.kind is not p.VAR_KEYWORD}
    if not set(named) <= set(parameters) or (named == taken) == (
        len(parameters) > len(named)
    ):
        raise TypeError(f"{call.__name__}: describe each of its parameters")
    described = {
        name: _parameter(named[name], said)
        if name in named
        else Parameter(required=False, help=said)
        for name, said in parameters.items()
    }
    said = inspect.cleandoc(call.__doc__ or "").replace("\n", " ")
    return ServiceOperator(call.__name__, call, described, returns, said)


def _parameter(parameter: inspect.Parameter, said: str) -> Parameter:
    return Parameter(
        type=_TYPES.get(parameter.annotation, "anything"),
        required=parameter.default is parameter.empty,
        help=said,
    )


_TYPES: dict[Any, str] = {
    str: "text",
    str | None: "text",
    int: "number",
    bool: "true or false",
    bool | None: "true or false",
}
