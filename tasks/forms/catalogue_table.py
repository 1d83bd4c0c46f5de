"""The table step → form → field → type → values, written from diagram and forms.

Source: ours, because whoever answers a task by the API needs one list of all fields,
and a list kept by hand would go out of date.
"""

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.model import Diagram, Node

_HEAD = ("Step", "Role", "Form", "Field", "Type", "Required", "Shown when", "Values")

Field = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One field of one step."""

    step: str
    role: str
    form: str
    field: str
    type: str
    required: str
    shown_when: str
    values: str

    def cells(self) -> tuple[str, ...]:
        """The row's cells, in the order of the head."""
        return (
            self.step,
            self.role,
            self.form,
            self.field,
            self.type,
            self.required,
            self.shown_when,
            self.values,
        )


def catalogue_table(diagram: Diagram, bundle: Mapping[str, bytes]) -> str:
    """All fields of all steps of a process as a Markdown table."""
    lines = [_line(_HEAD), _line(["---"] * len(_HEAD))]
    lines += [_line(row.cells()) for row in rows_of(diagram, bundle)]
    return "\n".join(lines) + "\n"


def rows_of(diagram: Diagram, bundle: Mapping[str, bytes]) -> Iterator[Row]:
    """All fields of all steps, in the order of the diagram; sub-fields as ``a[].b``."""
    lists = tomllib.loads(bundle["values.toml"].decode())
    for node in diagram.nodes.values():
        form = node.properties.get("form")
        if form is None:
            continue
        definition = json.loads(bundle[f"forms/{form}.json"])
        for name, field in _flat(definition["fields"]):
            yield Row(
                step=node.id,
                role=role_of(node),
                form=form,
                field=name,
                type=field["type"],
                required=_required(field),
                shown_when=_code(field.get("shown_when", "")),
                values=_values(field, lists),
            )


def role_of(node: Node) -> str:
    """The roles that work a step: its own, else its lane's."""
    own = node.properties.get("roles") or node.properties.get("role")
    return ", ".join((own or node.lane or "").split(","))


def _flat(fields: Sequence[Field], before: str = "") -> Iterator[tuple[str, Field]]:
    for field in fields:
        name = f"{before}{field['name']}"
        yield name, field
        yield from _flat(field.get("fields", ()), f"{name}[].")


def _required(field: Field) -> str:
    required = field.get("required", False)
    if isinstance(required, str):
        return _code(required)
    return "yes" if required else ""


def _values(field: Field, lists: Mapping[str, Any]) -> str:
    if "options" in field:
        options = field["options"]
        return "; ".join(o if isinstance(o, str) else o["value"] for o in options)
    kind, _, name = field.get("options_from", "").partition(":")
    if kind == "values":
        return "; ".join(each["value"] for each in lists[name])
    if kind == "people":
        return "a person: " + ", ".join(name.split(","))
    if kind == "organizations":
        return "an organization, by its short name"
    return _bounds(field) if not kind else f"{kind}: {name}"


def _bounds(field: Field) -> str:
    if "min" not in field and "max" not in field:
        return ""
    least, most = field.get("min"), field.get("max")
    counted = {"rows": " rows", "text": " characters", "long": " characters"}
    unit = counted.get(field["type"], "")
    if least is None:
        return f"at most {most}{unit}"
    return f"at least {least}{unit}" if most is None else f"{least} to {most}{unit}"


def _code(expression: str) -> str:
    return f"`{expression}`" if expression else ""


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
