"""Answers as the text of a document: each under the label of its field."""

from collections.abc import Mapping, Sequence
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


def _readable(value: Any) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        return "\n".join(f"- {_readable(item)}" for item in value)
    if isinstance(value, Mapping):
        kept = (v for k, v in value.items() if k != "id" and v not in (None, ""))
        return ", ".join(_readable(item) for item in kept)
    return str(shown(value))
