"""Obstacles and changes as plain data, to be stored and sent."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from engine.migrating.reasons import Change, Element, Obstacle


def as_data(things: Iterable[Obstacle | Change]) -> list[dict[str, Any]]:
    """Each with its kind, its elements and an English sentence."""
    return [{**asdict(thing), "says": str(thing)} for thing in things]


def obstacles(data: Iterable[Mapping[str, Any]] | None) -> list[Obstacle]:
    """What ``as_data`` has written, read again."""
    return [
        Obstacle(
            each["kind"],
            _element(each.get("step")),
            _element(each.get("other")),
            each.get("detail", ""),
        )
        for each in data or ()
    ]


def _element(data: Mapping[str, str] | None) -> Element | None:
    return None if data is None else Element(data["id"], data.get("name", ""))
