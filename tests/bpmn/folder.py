"""The diagrams folder, read for tests."""

import json
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from engine.model import Diagram, Node, read

FOLDER = Path(__file__).parents[2] / "bpmn"


@cache
def xml(key: str) -> bytes:
    """The file of a process."""
    return (FOLDER / f"{key}.bpmn").read_bytes()


@cache
def diagram(key: str) -> Diagram:
    """A process."""
    return read(xml(key))


@cache
def form(name: str) -> dict[str, Any]:
    """A form's definition."""
    return json.loads((FOLDER / "forms" / f"{name}.json").read_text())


@cache
def table(name: str) -> dict[str, Any]:
    """``raci``, ``values`` or ``catalogue``."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text())


def forms(key: str) -> dict[str, dict[str, Any]]:
    """The forms that a process uses."""
    names = (n.properties.get("form") for n in diagram(key).nodes.values())
    return {name: form(name) for name in names if name}


def field(form_name: str, name: str) -> dict[str, Any]:
    """A field, or with ``a.b`` the field ``b`` of the rows of ``a``."""
    found: dict[str, Any] = form(form_name)
    for part in name.split("."):
        found = next(f for f in found["fields"] if f["name"] == part)
    return found


def options(of: dict[str, Any]) -> list[str]:
    """The values that a field offers."""
    if "options" in of:
        return [o if isinstance(o, str) else o["value"] for o in of["options"]]
    kind, _, name = of.get("options_from", "").partition(":")
    return [o["value"] for o in table("values")[name]] if kind == "values" else []


def role(node: Node) -> str:
    """Who works a step."""
    own = node.properties.get("roles") or node.properties.get("role")
    return own or node.lane or ""


def expressions_of_form(definition: dict[str, Any]) -> list[str]:
    """Everything in a form that is evaluated."""
    found = [f[k] for f in flat(definition) for k in _EVALUATED if k in f]
    found = [text for text in found if isinstance(text, str)]
    found += [c["that"] for c in rules(definition)]
    for effect in definition.get("effects", []):
        found += [effect[k] for k in _DEEDS if k in effect]
        found += effect.get("values", {}).values()
    return found


def flat(definition: dict[str, Any]) -> list[dict[str, Any]]:
    """All fields, those of rows as well."""
    found = []
    for each in definition["fields"]:
        found += [each, *flat({"fields": each.get("fields", [])})]
    return found


def rules(definition: dict[str, Any]) -> list[dict[str, Any]]:
    """Checks and warnings."""
    return [*definition.get("checks", []), *definition.get("warnings", [])]


_EVALUATED = ("required", "shown_when", "default")
_DEEDS = ("when", "where", "person", "state", "text", "source", "first_at", "every")
