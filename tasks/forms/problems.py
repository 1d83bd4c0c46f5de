"""What is wrong with a form that can be read: expressions, sources, names."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from engine.expressions.functions import BUILT_IN, Function
from engine.expressions.kinds import Kind
from engine.expressions.syntax import check, result_kinds
from tasks.forms.definition import similar
from tasks.forms.offered import (
    ORGANIZATIONS,
    PEOPLE,
    RECORD,
    RELEASES,
    VALUES,
    roles_in,
    source_of,
)
from tasks.forms.shape import Field, Form, Rule

#: Sentences on effects, given the effects and the names of the form's fields.
CheckEffects = Callable[[Sequence[Mapping[str, Any]], Collection[str]], Sequence[str]]

#: What an expression may get from a field of each type; nothing while unanswered.
_KINDS: Mapping[str, str] = {
    "text": f"{Kind.TEXT} or {Kind.NOTHING}",
    "long": f"{Kind.TEXT} or {Kind.NOTHING}",
    "choice": f"{Kind.TEXT} or {Kind.NOTHING}",
    "user": f"{Kind.TEXT} or {Kind.NOTHING}",
    "ref": f"{Kind.TEXT} or {Kind.NOTHING}",
    "date": f"{Kind.DATE} or {Kind.NOTHING}",
    "datetime": f"{Kind.MOMENT} or {Kind.NOTHING}",
    "int": f"{Kind.NUMBER} or {Kind.NOTHING}",
    "number": f"{Kind.NUMBER} or {Kind.NOTHING}",
    "bool": Kind.TRUTH,
    "choices": f"{Kind.LIST} or {Kind.NOTHING}",
    "rows": f"{Kind.LIST} or {Kind.NOTHING}",
    "file": f"{Kind.RECORD} or {Kind.NOTHING}",
}


class Sources:
    """What a form may refer to outside of itself."""

    def __init__(
        self,
        *,
        facts: Mapping[str, Function],
        roles: Collection[str],
        lists: Collection[str],
        columns: Mapping[str, Collection[str]],
        check_effects: CheckEffects,
    ) -> None:
        """``columns`` has those of ``release`` and of each collection."""
        self.functions = {**BUILT_IN, **facts}
        self.roles, self.lists, self.columns = roles, lists, columns
        self.check_effects = check_effects


def problems(form: Form, sources: Sources) -> list[str]:
    """All findings, a sentence each."""
    asking = _Asking(form, sources)
    found = [said for path, field in form.walk() for said in asking.field(path, field)]
    for rule in (*form.checks, *form.warnings):
        found += asking.rule(rule)
    return [*found, *sources.check_effects(form.effects, form.names)]


class _Asking:
    def __init__(self, form: Form, sources: Sources) -> None:
        self.form, self.sources = form, sources
        self.names = {field.name: _KINDS[field.type] for field in form.fields}

    def field(self, path: str, field: Field) -> Iterator[str]:
        names = self.names_for(path)
        others = {name: kind for name, kind in names.items() if name != field.name}
        for key, text in (
            ("shown_when", field.shown_when),
            ("required", field.required),
        ):
            if isinstance(text, str):
                yield from self.condition(f"“{path}”, {key}", text, others)
        if field.default is not None:
            before = self.before(field) if "." not in path else {}
            where = f"“{path}”, default"
            yield from self.expression(where, field.default, before)
        yield from self.source(path, field)
        yield from self.prefill(path, field)

    def names_for(self, path: str) -> dict[str, str]:
        """What an expression at a field may read: a line's columns come first."""
        rows = path.split(".")[0] if "." in path else None
        columns = {
            column.name: _KINDS[column.type]
            for field in self.form.fields
            if field.name == rows
            for column in field.fields
        }
        return {**self.names, **columns}

    def before(self, field: Field) -> dict[str, str]:
        """The fields above: a default may build on their first values."""
        above: dict[str, str] = {}
        for each in self.form.fields:
            if each is field:
                break
            above[each.name] = "anything"
        return above

    def rule(self, rule: Rule) -> Iterator[str]:
        yield from self.condition(f"rule on “{rule.field}”", rule.that, self.names)

    def condition(
        self, where: str, text: str, names: Mapping[str, str]
    ) -> Iterator[str]:
        found = list(self.expression(where, text, names))
        yield from found
        functions = self.sources.functions
        if not found and not (
            result_kinds(text, functions, kinds=names) & {Kind.TRUTH, Kind.NOTHING}
        ):
            yield f"{where}: “{text}” is never true or false: write a comparison."

    def expression(
        self, where: str, text: str, names: Mapping[str, str]
    ) -> Iterator[str]:
        for problem in check(text, names, self.sources.functions, kinds=names):
            yield f"{where}: “{text}”: {problem.message}."

    def source(self, path: str, field: Field) -> Iterator[str]:
        if field.options_from is None:
            return
        kind, what = source_of(field)
        if kind == PEOPLE:
            yield from self.people(path, what)
        elif kind == VALUES and what not in self.sources.lists:
            hint = similar(what, self.sources.lists)
            yield f"“{path}”: values.toml has no list “{what}”{hint}"
        elif kind == RECORD:
            yield from self.collection(path, what)
        elif kind not in (VALUES, RELEASES, ORGANIZATIONS):
            yield (
                f"“{path}”: options come from people:, values:, record:, releases:, "
                "organizations."
            )

    def people(self, path: str, words: str) -> Iterator[str]:
        for role in roles_in(words):
            if role not in self.sources.roles:
                hint = similar(role, self.sources.roles)
                yield f"“{path}”: there is no role “{role}”{hint}"

    def prefill(self, path: str, field: Field) -> Iterator[str]:
        if field.prefill is None or "." in path:
            return
        source, colon, test = field.prefill.partition(":")
        first, _, column = source.strip().partition(".")
        if first == "release":
            columns = self.sources.columns["release"]
            if column not in columns:
                hint = similar(column, columns)
                yield f"“{path}”: the release has no field “{column}”{hint}"
            return
        yield from self.collection(path, first)
        if field.type != "rows":
            yield f"“{path}”: only rows can be filled from a collection."
        if colon:
            where = f"“{path}”, from"
            yield from self.condition(where, test.strip(), {"item": Kind.RECORD})

    def collection(self, path: str, name: str) -> Iterator[str]:
        if name not in self.sources.columns:
            hint = similar(name, self.sources.columns)
            yield f"“{path}”: there is no collection “{name}”{hint}"
