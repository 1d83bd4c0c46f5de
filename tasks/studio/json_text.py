"""Plain data as the JSON that people keep in ``bpmn/forms``, short things on a line."""

import json
from typing import Any

WIDTH, INDENT = 97, "  "


def written(data: Any) -> bytes:
    """The file's bytes."""
    return (_text(data, 0, 0) + "\n").encode()


def _text(value: Any, depth: int, before: int) -> str:
    """A value at a depth, with so many characters before it on its line."""
    if not isinstance(value, dict | list) or not value:
        return json.dumps(value, ensure_ascii=False)
    line = _line(value)
    if line is not None and before + len(line) < WIDTH:
        return line
    pad = INDENT * (depth + 1)
    if isinstance(value, list):
        parts = [pad + _text(each, depth + 1, len(pad)) for each in value]
        return "[\n" + ",\n".join(parts) + "\n" + INDENT * depth + "]"
    parts = []
    for key, each in value.items():
        head = f"{pad}{json.dumps(key, ensure_ascii=False)}: "
        parts.append(head + _text(each, depth + 1, len(head)))
    return "{\n" + ",\n".join(parts) + "\n" + INDENT * depth + "}"


def _line(value: Any) -> str | None:
    """The same on one line; None for a list of objects, which is spread out."""
    if isinstance(value, list):
        if any(isinstance(each, dict | list) for each in value):
            return None
        return "[" + ", ".join(_plain(each) for each in value) + "]"
    parts = []
    for key, each in value.items():
        nested = isinstance(each, dict | list) and each
        line = _line(each) if nested else _plain(each)
        if line is None:
            return None
        parts.append(f"{_plain(key)}: {line}")
    return "{ " + ", ".join(parts) + " }"


def _plain(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
