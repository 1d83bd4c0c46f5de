"""Fills a form as a patient person would, knowing nothing but its description."""

import base64
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

PAPER = base64.b64encode(b"A page of plain text.\n").decode()


def fill(
    fields: Sequence[Mapping[str, Any]],
    given: Mapping[str, Any],
    now: datetime,
    shown: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """What is given, what the form shows, and something fitting for the rest."""
    answers = {k: v for k, v in (shown or {}).items() if v not in (None, "", [])}
    answers |= given
    for field in fields:
        name = field["name"]
        needed = field.get("required") or field.get("required_when")
        if name not in answers and needed:
            answers[name] = something(field, now)
        elif field["type"] == "rows" and answers.get(name):
            rows = answers[name]
            answers[name] = [fill(field["fields"], {}, now, row) for row in rows]
    return answers


def something(field: Mapping[str, Any], now: datetime) -> Any:  # noqa: C901 - a case a type
    """A fitting answer to one field."""
    match field["type"]:
        case "text" | "long":
            return f"{field['label']}"[:60]
        case "date":
            return (now + timedelta(days=10)).date().isoformat()
        case "datetime":
            moment = (now + timedelta(days=10)).replace(microsecond=0)
            return moment.isoformat().replace("+00:00", "Z")
        case "bool":
            return True
        case "int" | "number":
            return int(field.get("min") or 3)
        case "choice":
            return field["options"][0]["value"]
        case "user" | "ref":
            options = field.get("options")
            return options[0]["value"] if options else "A-1"
        case "choices":
            return [field["options"][0]["value"]]
        case "file":
            return {"name": "paper.txt", "content": PAPER}
        case "rows":
            row = fill(field["fields"], {}, now)
            return [row] * int(field.get("min") or 1)
        case kind:
            raise AssertionError(f"a field of type {kind}")
