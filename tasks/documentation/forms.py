"""A form in the documentation of a process: its fields and what is checked."""

from collections.abc import Iterator, Mapping

from tasks.documentation.words import TYPES, called, word
from tasks.forms.definition import form
from tasks.forms.shape import Field, FormError
from tasks.paper.blocks import Block, Grid, Items, Paragraph

MOST_OPTIONS = 12


def form_blocks(
    bundle: Mapping[str, bytes], name: str, language: str
) -> Iterator[Block]:
    """The fields of a form as a table, and its checks as sentences."""
    try:
        definition = form(bundle, name)
    except FormError as problem:
        yield Paragraph(str(problem))
        return
    head = ("field", "type", "required", "shown_when", "values")
    rows = tuple(_row(path, field, language) for path, field in definition.walk())
    if rows:
        words = tuple(word(language, each) for each in head)
        yield Grid(f"{word(language, 'form')} {name}", words, rows)
    checks = tuple(check.say.in_(language) for check in definition.checks)
    if checks:
        yield Paragraph(word(language, "checks"))
        yield Items(checks)


def _row(path: str, field: Field, language: str) -> tuple[str, ...]:
    required = field.required
    return (
        f"{field.label.in_(language)} ({path})",
        called(TYPES, field.type, language),
        required if isinstance(required, str) else word(language, "yes") * required,
        field.shown_when or "",
        _values(field, language),
    )


def _values(field: Field, language: str) -> str:
    if field.options:
        names = [option.label.in_(language) for option in field.options]
        more = " …" if len(names) > MOST_OPTIONS else ""
        return "; ".join(names[:MOST_OPTIONS]) + more
    if field.options_from:
        return field.options_from
    bounds = (field.min, field.max)
    if bounds == (None, None):
        return ""
    least, most = ("" if each is None else f"{each:g}" for each in bounds)
    return f"{least} … {most}".strip()
