"""Priority from impact and urgency, by the weights of ``values.toml``.

Source: Release Standard principle 3; AMB-19: the weights are the process owner's.
"""

from collections.abc import Mapping, Sequence
from typing import Any

Option = Mapping[str, Any]


def weight_of(options: Sequence[Option], value: str | None) -> int | None:
    """The weight of a predefined value, or None when it is not in the list."""
    for option in options:
        if option["value"] == value:
            return int(option.get("weight", 0))
    return None


def priority_of(
    values: Mapping[str, Any], impact: str | None, urgency: str | None
) -> str | None:
    """The priority that impact and urgency give; None while either is unknown."""
    weights = (
        weight_of(values.get("impact", ()), impact),
        weight_of(values.get("urgency", ()), urgency),
    )
    if None in weights:
        return None
    total = sum(w for w in weights if w is not None)
    thresholds = sorted(
        values.get("priority", ()), key=lambda option: option["from"], reverse=True
    )
    reached = (o["value"] for o in thresholds if total >= o["from"])
    return next(reached, None)
