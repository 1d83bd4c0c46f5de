"""The words an editor offers: roles, forms, operators, functions, variables.

They come from where the checks have them, so that what is offered is what is accepted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from engine.expressions.functions import BUILT_IN
from engine.model import Diagram
from tasks.forms.definition import form
from tasks.forms.lint import mail_names
from tasks.forms.shape import FormError
from tasks.gates import GATES
from tasks.messages import catalogue, fields_of
from tasks.people.raci import Duties, raci
from tasks.people.roles import WORKING_ROLES, role_name
from tasks.publishing import current_files

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tasks.bootstrap import Application

Bundle = Mapping[str, bytes]


def vocabulary(
    app: Application,
    conn: Connection,
    key: str,
    diagram: Diagram,
    bundle: Bundle,
    *,
    language: str,
) -> dict[str, Any]:
    """Everything an editor of this draft can offer, as plain data."""
    files = {**current_files(app, conn, key), **bundle}
    return {
        "roles": [
            {"value": role, "label": role_name(role, language)}
            for role in WORKING_ROLES
        ],
        "raci": _activities(bundle, key, language),
        "milestones": _parts(diagram.properties.get("milestones", "")),
        "forms": sorted(n[6:-5] for n in files if n.startswith("forms/")),
        "mails": sorted(mail_names(files)),
        "gates": sorted(GATES),
        "messages": sorted({*catalogue(files).get("messages", {}), *diagram.messages}),
        "operators": operators_of(app),
        "functions": functions_of(app),
        "variables": variables_set(diagram, bundle),
    }


def operators_of(app: Application) -> list[dict[str, Any]]:
    """The service operators with their parameters."""
    return [
        {
            "name": each.name,
            "help": each.help,
            "returns": each.returns,
            "parameters": [
                {
                    "name": name,
                    "type": parameter.type,
                    "required": parameter.required,
                    "help": parameter.help,
                }
                for name, parameter in each.parameters.items()
            ],
        }
        for _, each in sorted(app.engine.operators.items())
    ]


def functions_of(app: Application) -> list[dict[str, Any]]:
    """What expressions may call: built in, and facts of the record."""
    facts = app.engine.facts.signatures
    return [
        {"name": name, "returns": each.returns, "help": each.help}
        for name, each in sorted({**BUILT_IN, **facts}.items())
    ]


def variables_set(diagram: Diagram, bundle: Bundle) -> list[str]:
    """The token's variables that something of the diagram sets."""
    return sorted({*_set_by_forms(diagram, bundle), *_set_otherwise(diagram)})


def known_names(diagram: Diagram, bundle: Bundle) -> set[str]:
    """All names that an expression of this draft may read."""
    payloads = {
        str(field.get("name"))
        for name in diagram.messages
        for field in fields_of(bundle, name)
    }
    return {*variables_set(diagram, bundle), *payloads}


def _set_by_forms(diagram: Diagram, bundle: Bundle) -> Iterator[str]:
    for node in diagram.nodes.values():
        try:
            fields = form(bundle, node.properties.get("form", "")).fields
        except FormError:
            continue
        yield from (field.variable for field in fields if field.variable)


def _set_otherwise(diagram: Diagram) -> Iterator[str]:
    for node in diagram.nodes.values():
        if node.operator is not None and node.operator.result:
            yield node.operator.result
        if node.multi is not None and node.multi.item:
            yield node.multi.item


def _activities(bundle: Bundle, key: str, language: str) -> list[dict[str, str]]:
    try:
        rows = raci(bundle).of_process(key)
    except ValueError:  # said by lint: the matrix cannot be read
        return []
    return [
        {"value": row.activity, "label": f"{row.activity} {_title(row, language)}"}
        for row in rows
    ]


def _title(row: Duties, language: str) -> str:
    return row.title.get(language) or row.title.get("en", "")


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]
