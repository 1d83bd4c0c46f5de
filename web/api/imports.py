"""Existing releases from another tool, imported by programs."""

import base64
import binascii
from typing import Any

from flask import Blueprint, Response, abort, jsonify

from tasks.importing.mapping import (
    DEFAULT,
    keep_mapping,
    mapping_named,
    mappings,
    read_mapping,
)
from tasks.importing.report import import_with, imports
from tasks.importing.run import require_importer, run, try_out
from web.api.describe import ANY_OBJECT, BOOLEAN, STRING, body, describe, list_of, ref
from web.api.requests import Unprocessable, json_body, plain
from web.current import application, reading, visitor
from web.policy import SIGNED_IN, allow

bp = Blueprint("api_imports", __name__, url_prefix="/api/v1/imports")

_FILE = {"type": "object", "properties": {"name": STRING, "content": STRING}}


@bp.post("")
@allow(SIGNED_IN)
@describe(
    "Import a CSV export (base64); with dry_run nothing is written",
    body=body(
        {"file": _FILE},
        mapping={"anyOf": [STRING, ANY_OBJECT]},
        dry_run=BOOLEAN,
    ),
    answers={200: ref("ImportReport"), 201: ref("ImportReport")},
    refuses=(403, 422),
)
def add() -> Any:
    """A report of every row; repeating it imports nothing twice."""
    require_importer(visitor())
    sent = json_body()
    name, content = _file(sent.get("file"))
    wanted = sent.get("mapping") or DEFAULT
    if isinstance(wanted, str):
        with reading() as conn:
            mapping = mapping_named(conn, wanted)
    else:
        mapping, wanted = read_mapping(wanted), "as sent"
    if sent.get("dry_run") is True:
        return jsonify(try_out(application(), name, content, mapping).plain())
    report = run(application(), visitor(), name, content, mapping, mapping_name=wanted)
    return jsonify(report.plain()), 201


@bp.get("")
@allow(SIGNED_IN)
@describe("The imports that were made", answers={200: list_of(ANY_OBJECT)})
def index() -> Response:
    """Newest first."""
    require_importer(visitor())
    with reading() as conn:
        made = imports(conn)
    return jsonify([plain(dict(row._mapping)) for row in made])


@bp.get("/<import_id>")
@allow(SIGNED_IN)
@describe(
    "The report of an import", answers={200: ref("ImportReport")}, refuses=(403, 404)
)
def show(import_id: str) -> Response:
    """Every row of it."""
    require_importer(visitor())
    with reading() as conn:
        found = import_with(conn, import_id)
    if found is None:
        abort(404)
    return jsonify({**found.imported, "id": found.id})


@bp.get("/mappings")
@allow(SIGNED_IN)
@describe("The mappings of columns and values", answers={200: ANY_OBJECT})
def known() -> Response:
    """By their names."""
    require_importer(visitor())
    with reading() as conn:
        return jsonify({name: m.plain() for name, m in mappings(conn).items()})


@bp.put("/mappings/<name>")
@allow(SIGNED_IN)
@describe(
    "Keep a mapping under a name",
    body=body({"columns": ANY_OBJECT}, values=ANY_OBJECT, process=STRING),
    answers={200: ANY_OBJECT},
    refuses=(403, 422),
)
def keep(name: str) -> Response:
    """Our field → their column; by field their value → ours."""
    require_importer(visitor())
    with application().command(by=visitor().user_name) as context:
        kept = keep_mapping(context, name, json_body())
    return jsonify(kept.plain())


def _file(sent: Any) -> tuple[str, bytes]:
    if not isinstance(sent, dict) or not isinstance(sent.get("content"), str):
        raise Unprocessable({"file": "“file” must be {name, content} in base64."})
    try:
        content = base64.b64decode("".join(sent["content"].split()), validate=True)
    except (binascii.Error, ValueError):
        raise Unprocessable({"file": "“content” is no base64."}) from None
    return str(sent.get("name") or "export.csv"), content
