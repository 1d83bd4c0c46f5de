"""What a route of the API takes and gives, declared beside it; OpenAPI is read off."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])
Schema = Mapping[str, Any]

STRING: Schema = {"type": "string"}
INTEGER: Schema = {"type": "integer"}
BOOLEAN: Schema = {"type": "boolean"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
ANY_OBJECT: Schema = {"type": "object", "additionalProperties": True}


@dataclass(frozen=True, slots=True)
class Query:
    """A parameter of the address."""

    name: str
    schema: Schema = field(default_factory=lambda: STRING)
    help: str = ""


@dataclass(frozen=True, slots=True)
class Description:
    """One route: what it is for, what it takes, what it answers with.

    ``answers`` maps a status to a schema, or to None for an answer without one;
    ``refuses`` lists statuses with a problem document.
    """

    summary: str
    query: tuple[Query, ...] = ()
    body: Schema | None = None
    body_type: str = "application/json"
    answers: Mapping[int, Schema | None] = field(default_factory=dict)
    answer_type: str = "application/json"
    refuses: tuple[int, ...] = ()


PAGING = (
    Query("page", {"type": "integer", "minimum": 1, "default": 1}),
    Query("per_page", {"type": "integer", "minimum": 1, "maximum": 200, "default": 50}),
)


def describe(summary: str, **parts: Any) -> Callable[[View], View]:
    """Say what the view below takes and gives."""

    def declare(view: View) -> View:
        view.description = Description(summary, **parts)  # type: ignore[attr-defined]
        return view

    return declare


def description_of(view: Callable[..., Any]) -> Description | None:
    """What a view says of itself."""
    return getattr(view, "description", None)


def ref(name: str) -> Schema:
    """A schema by its name."""
    return {"$ref": f"#/components/schemas/{name}"}


def list_of(schema: Schema) -> Schema:
    """An array."""
    return {"type": "array", "items": schema}


def page_of(schema: Schema) -> Schema:
    """One page of a list."""
    return {
        "type": "object",
        "required": ["items", "total"],
        "properties": {"items": list_of(schema), "total": INTEGER},
    }


def nullable(schema: Schema) -> Schema:
    """The same, or null."""
    if "type" in schema:
        return {**schema, "type": [schema["type"], "null"]}
    return {"anyOf": [schema, {"type": "null"}]}


def body(required: Mapping[str, Schema], **optional: Schema) -> Schema:
    """An object with required and optional members."""
    return {
        "type": "object",
        "required": list(required),
        "properties": {**required, **optional},
    }
