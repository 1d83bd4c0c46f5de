"""A form of a draft, edited as a table of its questions with a live preview."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask import render_template as render
from flask_babel import force_locale, get_locale
from flask_babel import gettext as _
from markupsafe import Markup

from engine.errors import EngineError
from tasks.forms.definition import read_data
from tasks.forms.offered import offered
from tasks.forms.shape import TYPES, FormUnreadable
from tasks.studio import files, form_data
from tasks.studio.draft import Draft
from tasks.studio.json_text import written
from web.current import application, visitor
from web.pages.draft_files import (
    DRAWS,
    LOOKS,
    draft_of,
    kept,
    remove,
    shown,
    written_text,
)
from web.policy import allow
from web.texts import say

bp = Blueprint(
    "draft_forms", __name__, url_prefix="/processes/<key>/drafts/<int:number>/forms"
)


#: What a button does: from data, place and what was sent to data and place.
_DEEDS: Mapping[str, Callable[..., tuple[dict[str, Any], str]]] = {
    "add": lambda data, _place, _sent: form_data.with_new_field(data),
    "add-column": lambda data, place, _sent: form_data.with_new_field(data, place),
    "field": lambda data, place, sent: (form_data.with_field(data, place, sent), place),
    "texts": lambda data, place, sent: (form_data.with_texts(data, sent), place),
    "up": lambda data, place, _sent: (form_data.moved(data, place, -1), place),
    "down": lambda data, place, _sent: (form_data.moved(data, place, 1), place),
    "remove": lambda data, place, _sent: (form_data.without_field(data, place), ""),
}


@bp.get("/<name>")
@allow(LOOKS)
def show(key: str, number: int, name: str) -> Any:
    """The questions of a form, or an offer to begin it."""
    draft = draft_of(key, number)
    if _file(name) not in draft.bundle:
        return render("studio/form_new.html", **shown(draft, _file(name)), name=name)
    return _page(draft, name, place=request.args.get("field"))


@bp.post("/<name>")
@allow(DRAWS)
def change(key: str, number: int, name: str) -> Any:
    """Do one thing to the form, and save it with the draft."""
    draft = draft_of(key, number)
    deed, _colon, place = request.form.get("do", "").partition(":")
    if deed == "remove-form":
        return remove(draft, _file(name))
    try:
        content, place = _changed(draft, name, deed, place)
        refusal = kept(draft, _file(name), content)
    except form_data.FormEditRefused as problem:
        refusal = str(problem)
    if refusal is not None:
        return _page(draft, name, place=place or None, refusal=refusal), 409
    open_field: dict[str, Any] = (
        {"field": place} if deed in ("add", "add-column", "field") else {}
    )
    where = url_for("draft_forms.show", key=key, number=number, name=name, **open_field)
    return redirect(where, code=303)


@bp.post("/<name>/preview")
@allow(LOOKS)
def preview(key: str, number: int, name: str) -> str:
    """How the form would look with what is typed and not saved yet."""
    draft = draft_of(key, number)
    deed, _colon, place = request.form.get("do-now", "").partition(":")
    try:
        content, _place = _changed(draft, name, deed, place)
        data = form_data.data_of(content)
    except form_data.FormEditRefused as problem:
        return render("studio/_preview.html", problems=[str(problem)], form=None)
    return render("studio/_preview.html", **_previewed(draft, name, data))


def _changed(draft: Draft, name: str, deed: str, place: str) -> tuple[bytes, str]:
    """The form's new text, and the field that it is about."""
    if deed == "create":
        sent = request.form
        fresh = form_data.fresh(sent.get("title_en") or name, sent.get("title_fr", ""))
        return written(fresh), ""
    if deed == "raw":
        return written_text("raw").encode(), ""
    data = form_data.data_of(draft.bundle.get(_file(name), b""))
    do = _DEEDS.get(deed)
    if do is None:
        raise form_data.FormEditRefused(_("Nothing was asked for."))
    data, place = do(data, place, request.form)
    return written(data), place


def _page(
    draft: Draft, name: str, *, place: str | None = None, refusal: str | None = None
) -> str:
    content = draft.bundle.get(_file(name), b"")
    app = application()
    typed = request.form if refusal else {}
    more: dict[str, Any] = {"data": None, "field": None}
    try:
        more["data"] = data = form_data.data_of(content)
        more |= {"lines": list(_lines(data)), "texts": _texts(data)}
        more |= _previewed(draft, name, data)
        if place:
            more["field"] = _field(data, place, typed)
            more["place"] = place
    except EngineError as problem:
        refusal = refusal or str(problem)
    more["problems"] = files.problems_of(app, draft.bundle, _file(name), content)
    return render(
        "studio/form.html",
        **shown(draft, _file(name)),
        **more,
        name=name,
        raw=typed.get("raw") or content.decode(),
        refusal=refusal,
        users=[f for f in files.files_of(draft.diagram, draft.bundle)
               if f.name == _file(name)],
        types=[(each, _type_names()[each]) for each in TYPES],
        outer=_outer(place),
    )  # fmt: skip


def _lines(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The questions and, below rows, their columns, as lines of a table."""
    fields = data.get("fields", [])
    for index, each in enumerate(fields):
        yield _line(each, f"{index}", 0, last=index == len(fields) - 1)
        columns = each.get("fields", []) if isinstance(each, dict) else []
        for inner, column in enumerate(columns):
            last = inner == len(columns) - 1
            yield _line(column, f"{index}.{inner}", 1, last=last)


def _line(each: Any, place: str, depth: int, *, last: bool) -> dict[str, Any]:
    each = each if isinstance(each, dict) else {}
    required = each.get("required")
    return {
        "place": place,
        "depth": depth,
        "first": place.rpartition(".")[2] == "0",
        "last": last,
        "name": each.get("name", "?"),
        "label": say(each.get("label")),
        "type": each.get("type", ""),
        "required": "when" if isinstance(required, str) else "yes" if required else "",
        "shown_when": each.get("shown_when", ""),
    }


def _texts(data: dict[str, Any]) -> dict[str, str]:
    """Title and instruction, by the names of their inputs."""
    return {
        f"{key}_{language}": (data.get(key) or {}).get(language, "")
        for key in ("title", "help")
        for language in ("en", "fr")
    }


def _field(
    data: dict[str, Any], place: str, typed: Mapping[str, str]
) -> dict[str, Any]:
    """A field's members as inputs show them; what was typed and refused stays."""
    found = form_data.field_at(data, place)
    required = found.get("required", False)
    values = {
        key: found.get(key, "")
        for key in (
            *("name", "type", "shown_when", "variable", "options_from"),
            *("min", "max", "default", "from"),
        )
    }
    for key in ("label", "help"):
        both = found.get(key)
        both = both if isinstance(both, Mapping) else {}
        values[f"{key}_en"], values[f"{key}_fr"] = (
            both.get("en", ""),
            both.get("fr", ""),
        )
    values["required"] = (
        "when" if isinstance(required, str) else "yes" if required else ""
    )
    values["required_when"] = required if isinstance(required, str) else ""
    values["options"] = form_data.options_text(found)
    return values | {k: v for k, v in typed.items() if k in values}


def _previewed(draft: Draft, name: str, data: dict[str, Any]) -> dict[str, Any]:
    """The form as people will meet it, in the language that was asked for."""
    wanted = request.values.get("language") or str(get_locale())[:2]
    language = wanted if wanted in ("en", "fr") else "en"
    try:
        form = read_data(name, data)
    except FormUnreadable as unreadable:
        return {"form": None, "problems": unreadable.problems, "language": language}
    with application().looking(by=visitor().user_name) as context:
        context.bundle = draft.bundle
        choices = offered(context, form)
    with force_locale(language):
        drawn = render("studio/_preview_fields.html", form=form, offered=choices)
    fields = Markup(drawn)  # noqa: S704 - ours, texts escaped
    problems = files.problems_of(
        application(), draft.bundle, _file(name), written(data)
    )
    return {"form": form, "fields": fields, "problems": problems, "language": language}


def _outer(place: str | None) -> str | None:
    """The rows of which a field is a column."""
    first, dot, _rest = (place or "").partition(".")
    return first if dot else None


def _file(name: str) -> str:
    return f"forms/{name}.json"


def _type_names() -> dict[str, str]:
    return {
        "text": _("Text of one line"),
        "long": _("Long text"),
        "date": _("Day"),
        "datetime": _("Day and time"),
        "bool": _("Yes or no"),
        "int": _("Whole number"),
        "number": _("Number"),
        "choice": _("One of several"),
        "choices": _("Several of several"),
        "user": _("A person"),
        "ref": _("A reference"),
        "file": _("A file"),
        "rows": _("Lines of a table"),
    }
