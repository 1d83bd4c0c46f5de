"""The interface about itself: OpenAPI, and a page to read."""

from typing import Any

from flask import Blueprint, Response, current_app, jsonify, render_template

from web.api.openapi import REASONS, address, document, routes
from web.current import settings
from web.policy import PUBLIC, allow

bp = Blueprint("api_meta", __name__, url_prefix="/api/v1")
VERSION = "1.0.0"


@bp.get("/openapi.json")
@allow(PUBLIC)
def openapi() -> Response:
    """The description for programs."""
    base_url = settings().base_url
    return jsonify(document(current_app, base_url=base_url, version=VERSION))


@bp.get("/docs")
@allow(PUBLIC)
def docs() -> Any:
    """The description for people."""
    found = [
        {
            "method": method,
            "path": f"/api/v1{address(rule)}",
            "noun": rule.endpoint.split(".")[0].removeprefix("api_"),
            "description": description,
        }
        for rule, method, description in routes(current_app)
    ]
    nouns: dict[str, list[dict[str, Any]]] = {}
    for each in found:
        nouns.setdefault(str(each["noun"]), []).append(each)
    return render_template("help/interface.html", nouns=nouns, reasons=REASONS)
