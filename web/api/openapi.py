"""The OpenAPI description of the interface, read off the declared routes."""

import re
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from web.api.describe import Description, description_of, ref
from web.api.schemas import SCHEMAS
from web.policy import policy_of

PREFIX = "/api/v1"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
REASONS = {
    200: "Done", 201: "Made", 202: "Kept for later", 204: "Done",
    304: "Not changed", 400: "Not understood", 401: "Not signed in",
    403: "Not yours", 404: "No such thing, or not for you", 409: "The state moved on",
    412: "Stale: read it again", 415: "Wrong kind of content", 422: "Not valid",
    428: "If-Match is needed", 429: "Too many requests",
}  # fmt: skip


def routes(app: Flask) -> list[tuple[Rule, str, Description]]:
    """All described routes with their method, by address."""
    found = []
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        description = description_of(view)
        if description is None or not rule.rule.startswith(PREFIX):
            continue
        found += [
            (rule, method, description)
            for method in METHODS
            if method in (rule.methods or ())
        ]
    return sorted(found, key=lambda each: (each[0].rule, METHODS.index(each[1])))


def document(app: Flask, *, base_url: str, version: str) -> dict[str, Any]:
    """The whole description. Source: OpenAPI 3.1."""
    paths: dict[str, dict[str, Any]] = {}
    for rule, method, description in routes(app):
        path = address(rule)
        paths.setdefault(path, {})[method.lower()] = _operation(
            app, rule, method, description
        )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "eRM",
            "version": version,
            "description": "Runs release processes from BPMN diagrams: releases,"
            " tasks, instances, messages, processes, reports and the audit trail."
            " Sign in with a bearer token (`erm token create USER`).",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": base_url + PREFIX}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def address(rule: Rule) -> str:
    """A rule as OpenAPI writes it, below the prefix."""
    return re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule.rule).removeprefix(PREFIX)


def _operation(
    app: Flask, rule: Rule, method: str, description: Description
) -> dict[str, Any]:
    policy = policy_of(app.view_functions[rule.endpoint])
    public = policy is not None and policy.public
    operation: dict[str, Any] = {
        "operationId": f"{rule.endpoint.removeprefix('api_').replace('.', '_')}"
        + ("" if len(rule.methods or ()) <= 3 else f"_{method.lower()}"),
        "summary": description.summary,
        "tags": [rule.endpoint.split(".")[0].removeprefix("api_")],
        "parameters": _parameters(rule, description),
        "responses": _responses(description, public),
    }
    if public:
        operation["security"] = []
    if description.body is not None:
        operation["requestBody"] = {
            "required": True,
            "content": {description.body_type: {"schema": description.body}},
        }
    return operation


def _parameters(rule: Rule, description: Description) -> list[dict[str, Any]]:
    named = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "integer"} if name == "number" else {"type": "string"},
        }
        for name in re.findall(r"<(?:[^:<>]+:)?([^<>]+)>", rule.rule)
    ]
    asked = [
        {"name": q.name, "in": "query", "schema": q.schema}
        | ({"description": q.help} if q.help else {})
        for q in description.query
    ]
    return named + asked


def _responses(description: Description, public: bool) -> dict[str, Any]:
    responses: dict[str, Any] = {}
    for status, schema in description.answers.items():
        answer: dict[str, Any] = {"description": REASONS[status]}
        if schema is not None:
            answer["content"] = {description.answer_type: {"schema": schema}}
        responses[str(status)] = answer
    refused = {*description.refuses, *(() if public else (401, 403))}
    problem = {"application/problem+json": {"schema": ref("Problem")}}
    for status in sorted(refused):
        responses[str(status)] = {"description": REASONS[status], "content": problem}
    return responses
