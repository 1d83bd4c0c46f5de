"""Answers as the text of a document: each under the label of its field."""

from collections.abc import Callable, Collection, Mapping, Sequence
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


def with_names(
    answers: Mapping[str, Any], people: Collection[str], called: Callable[[str], str]
) -> dict[str, Any]:
    """The answers with people's names for their user names, where ``people`` are."""
    return {
        name: _named(name, value, people, called) for name, value in answers.items()
    }


def _named(
    path: str, value: Any, people: Collection[str], called: Callable[[str], str]
) -> Any:
    if isinstance(value, list):
        return [_named(path, item, people, called) for item in value]
    if isinstance(value, Mapping):
        return {k: _named(f"{path}.{k}", v, people, called) for k, v in value.items()}
    return called(value) if path in people and isinstance(value, str) else value


def _readable(value: Any) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        return "\n".join(f"- {_readable(item)}" for item in value)
    if isinstance(value, Mapping):
        kept = (v for k, v in value.items() if k != "id" and v not in (None, ""))
        return ", ".join(_readable(item) for item in kept)
    return str(shown(value))
