"""Existing releases from another tool: try an export, import it, read the reports."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from tasks.forms.definition import read_data
from tasks.forms.posted import posted
from tasks.forms.shape import Form
from tasks.importing.mapping import (
    DEFAULT,
    LINK,
    OWN,
    ColumnMapping,
    keep_mapping,
    mapping_named,
    mappings,
)
from tasks.importing.report import Report, import_with, imports
from tasks.importing.rows import UnreadableExport
from tasks.importing.run import run, try_out
from tasks.release.errors import RecordRefused, ValueRefused
from tasks.release.fields import FIELDS
from web.current import application, reading, visitor
from web.policy import allow, roles
from web.uploads import files_sent

bp = Blueprint("imports", __name__, url_prefix="/imports")
IMPORTER = roles("release_manager")
#: Types of records that a column of numbers may link.
LINKED = (
    *("Incident", "Known Error", "Change Request", "Configuration Item", "Problem"),
)


@bp.get("")
@allow(IMPORTER)
def index() -> Any:
    """The form, and the imports that were made."""
    return _page({})


@bp.post("")
@allow(IMPORTER)
def read_file() -> Any:
    """Try an export, or import one that was tried."""
    given = request.form
    name = given.get("mapping", DEFAULT)
    with reading() as conn:
        mapping = mapping_named(conn, name)
    try:
        file_name, content, sha256 = _content()
        if given.get("do") == "import":
            report = run(
                application(),
                visitor(),
                file_name,
                content,
                mapping,
                mapping_name=name,
            )
            flash(_("The import is done; this is its report."))
            return redirect(url_for("imports.show", import_id=report.id), code=303)
        report = try_out(application(), file_name, content, mapping)
    except (UnreadableExport, RecordRefused) as refusal:
        return _page({"file": str(refusal)}), 422
    return _page({}, report=report, sha256=sha256)


@bp.get("/<import_id>")
@allow(IMPORTER)
def show(import_id: str) -> Any:
    """The report of an import: every row."""
    with reading() as conn:
        found = import_with(conn, import_id)
    if found is None:
        abort(404)
    return render_template("imports/show.html", made=found, report=found.imported)


@bp.get("/mappings/<name>")
@allow(IMPORTER)
def mapping(name: str) -> Any:
    """How columns and values become ours."""
    with reading() as conn:
        known = mappings(conn).get(name)
    return _mapping_page(name, {}, _as_lines(known or mappings_default()))


@bp.post("/mappings/<name>")
@allow(IMPORTER)
def keep(name: str) -> Any:
    """Keep the mapping, under this name or another."""
    form = _mapping_form()
    answers = posted(form, request.form, {})
    deed, _sep, what = request.form.get("do", "").partition(":")
    if deed in ("add", "remove"):
        lines = {"added": what} if deed == "add" else {"removed": what}
        return _mapping_page(name, {}, answers, **lines)
    wanted = (answers.get("name") or "").strip()
    try:
        with application().command(by=visitor().user_name) as context:
            keep_mapping(context, wanted, _as_mapping(answers))
    except ValueRefused as refusal:
        field = "name" if refusal.name == "name" else "columns"
        return _mapping_page(name, {field: str(refusal)}, answers), 422
    flash(_("The mapping is kept."))
    return redirect(url_for("imports.index", mapping=wanted), code=303)


def mappings_default() -> ColumnMapping:
    """What a new mapping begins with."""
    with reading() as conn:
        return mapping_named(conn, DEFAULT)


def _content() -> tuple[str, bytes, str]:
    """The file that was sent now, or tried before; kept in the store meanwhile."""
    sent = files_sent().get("file")
    store = application().store
    if sent is not None and sent.filename:
        kept = store.put(sent.filename, sent.read())
        return kept.name, store.get(kept.sha256), kept.sha256
    sha256 = request.form.get("sha256", "")
    if not sha256:
        raise UnreadableExport(_("Choose the file of the export."))
    return request.form.get("file_name", "export.csv"), store.get(sha256), sha256


def _page(
    errors: Mapping[str, str], *, report: Report | None = None, sha256: str = ""
) -> str:
    with reading() as conn:
        known, made = mappings(conn), imports(conn)
    chosen = request.form.get("mapping") or request.args.get("mapping") or DEFAULT
    return render_template(
        "imports/index.html",
        mappings=known,
        chosen=chosen if chosen in known else DEFAULT,
        made=made,
        report=None if report is None else report.plain(),
        sha256=sha256,
        errors=errors,
    )


def _mapping_form() -> Form:
    fields = [*OWN, *(f"{LINK}{type}" for type in LINKED), *sorted(FIELDS)]
    options = [{"value": n, "label": {"en": n, "fr": n}} for n in fields]
    column = _asked("column", "Their column", "Leur colonne", required=True)
    ours = _asked("field", "Our field", "Notre champ", type="choice", required=True)
    return read_data(
        "mapping",
        {
            "fields": [
                _asked("name", "Name of the mapping", "Nom de la correspondance"),
                {
                    **_asked("process", "Process", "Processus", type="choice"),
                    "options": ["smr", "dcs"],
                },
                _asked("date_format", "How dates are written", "Forme des dates"),
                {
                    **_asked("columns", "Columns", "Colonnes", type="rows"),
                    "fields": [{**ours, "options": options}, column],
                },
                {
                    **_asked("values", "Values", "Valeurs", type="rows"),
                    "fields": [
                        {**ours, "options": options},
                        _asked("theirs", "Their value", "Leur valeur"),
                        _asked("ours", "Our value", "Notre valeur"),
                    ],
                },
            ]
        },
    )


def _asked(name: str, en: str, fr: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "type": "text", "label": {"en": en, "fr": fr}, **more}


def _as_lines(known: ColumnMapping) -> dict[str, Any]:
    return {
        "process": known.process,
        "date_format": known.date_format,
        "columns": [{"field": n, "column": c} for n, c in known.columns.items()],
        "values": [
            {"field": name, "theirs": theirs, "ours": ours}
            for name, table in known.values.items()
            for theirs, ours in table.items()
        ],
    }


def _as_mapping(answers: Mapping[str, Any]) -> dict[str, Any]:
    values: dict[str, dict[str, str]] = {}
    for line in answers.get("values") or []:
        if line.get("field") and line.get("theirs"):
            values.setdefault(line["field"], {})[line["theirs"]] = line["ours"] or ""
    return {
        "process": answers.get("process"),
        "date_format": answers.get("date_format"),
        "columns": {
            line["field"]: line["column"] or ""
            for line in answers.get("columns") or []
            if line.get("field")
        },
        "values": values,
    }


def _mapping_page(
    name: str, errors: Mapping[str, str], values: Mapping[str, Any], **lines: Any
) -> str:
    return render_template(
        "imports/mapping.html",
        name=name,
        form=_mapping_form(),
        values={"name": name, **values},
        errors=errors,
        added=lines.get("added"),
        removed=lines.get("removed"),
    )
