"""Answers as the text of a document: each under the label of its field."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any

from tasks.release.columns import shown


def text_of(
    names: Sequence[str], answers: Mapping[str, Any], labels: Mapping[str, str]
) -> str:
    """The answers to these fields; what was not answered is left out."""
    parts = [
        f"{labels.get(name, name)}\n{_readable(answers.get(name))}"
        for name in names
        if answers.get(name) not in (None, "", [])
    ]
    return "\n\n".join(parts)


def as_read(
    answers: Mapping[str, Any],
    people: Collection[str],
    called: Callable[[str], str],
    zone: tzinfo,
) -> dict[str, Any]:
    """The answers with names for user names, and moments by the office's clock.

    ``people`` are the paths of the answers that are user names.
    """

    def read(path: str, value: Any) -> Any:
        if isinstance(value, list):
            return [read(path, item) for item in value]
        if isinstance(value, Mapping):
            return {key: read(f"{path}.{key}", item) for key, item in value.items()}
        if isinstance(value, datetime):
            return value.astimezone(zone).strftime("%Y-%m-%d %H:%M")
        return called(value) if path in people and isinstance(value, str) else value

    return {name: read(name, value) for name, value in answers.items()}


def _readable(value: Any) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        return "\n".join(f"- {_readable(item)}" for item in value)
    if isinstance(value, Mapping):
        kept = (v for k, v in value.items() if k != "id" and v not in (None, ""))
        return ", ".join(_readable(item) for item in kept)
    return str(shown(value))
