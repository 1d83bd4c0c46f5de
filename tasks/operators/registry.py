"""All service operators that diagrams may call, by name."""

from collections.abc import Mapping
from types import MappingProxyType

from engine.ports import ServiceOperator
from tasks.operators import (
    access,
    changes,
    deployment,
    entries,
    messages,
    people,
    record,
    rules,
    series,
    stabilization,
)

_FAMILIES = (
    *(record, people, access, messages, entries),
    *(series, stabilization, rules, deployment, changes),
)

OPERATORS: Mapping[str, ServiceOperator] = MappingProxyType(
    {each.name: each for family in _FAMILIES for each in family.OPERATORS}
)
