"""The answers of one form or of one line of rows: typed, then settled.

A field may be shown or required because of others, and those because of others again;
settling repeats until nothing changes, at most once for each field.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from tasks.forms.definition import closest
from tasks.forms.fields import Desk, Unfit, Upload, clean_text, is_missing, read_value
from tasks.forms.sentences import sentence
from tasks.forms.shape import Field

Holds = Callable[[str, Mapping[str, Any]], bool]
Data = Mapping[str, Any]

_MISSING = {"long": "text", "ref": "text", "number": "int"}


class Scope:
    """Fields beside each other, with what was sent for them."""

    def __init__(
        self,
        fields: Sequence[Field],
        raw: Data,
        desk: Desk,
        holds: Holds,
        path: str = "",
    ) -> None:
        self.fields, self.desk, self.holds, self.path = fields, desk, holds, path
        self.raw = raw
        self._typed: dict[str, Any] = {}
        self._problems: dict[str, str] = {}
        self._lines: dict[str, list[Scope]] = {}
        self._shown = {field.name for field in fields}
        self._outer: Data = {}
        self.row_id: str | None = None
        self._unknown = dict(self._strangers())
        for field in fields:
            self._read(field)

    def _strangers(self) -> Iterator[tuple[str, str]]:
        """Names that the form does not have, each with its sentence."""
        names = [field.name for field in self.fields]
        for name in list(self.raw)[:500]:
            if name in names or (name == "id" and self.path):
                continue
            close = closest(str(name), names)
            said = close and sentence("similar", self.desk.language, name=close)
            told = sentence("unknown", self.desk.language, similar=said or "")
            yield str(name)[:100], told

    def _read(self, field: Field) -> None:
        raw = self.raw.get(field.name)
        try:
            if field.type == "rows":
                self._read_rows(field, raw)
            else:
                path = self._definition_path(field)
                self._typed[field.name] = read_value(field, raw, self.desk, path)
        except Unfit as unfit:
            self._typed[field.name] = None
            self._problems[field.name] = self.desk.say(unfit)

    def _definition_path(self, field: Field) -> str:
        rows = self.path.split(".")[0]
        return f"{rows}.{field.name}" if rows else field.name

    def _read_rows(self, field: Field, raw: Any) -> None:
        if raw in (None, ""):
            return
        if not isinstance(raw, list | tuple):
            raise Unfit("no_rows")
        if len(raw) > field.most:
            raise Unfit("too_many_rows", most=field.most, found=len(raw))
        if not all(isinstance(line, Mapping) for line in raw):
            raise Unfit("no_row")
        lines = []
        for number, line in enumerate(raw):
            path = f"{self.path}{field.name}.{number}."
            scope = Scope(field.fields, line, self.desk, self.holds, path)
            scope.row_id = _row_id(line.get("id"))
            lines.append(scope)
        self._lines[field.name] = lines

    def settle(self, outer: Data) -> None:
        """Find out which fields are shown; those of lines see the form's as well."""
        self._outer = outer
        for _ in range(len(self.fields) + 1):
            data = self.data()
            shown = {
                field.name
                for field in self.fields
                if field.shown_when is None or self.holds(field.shown_when, data)
            }
            if shown == self._shown:
                break
            self._shown = shown
        mine = self.data()
        for line in self._shown_lines():
            line.settle(mine)

    def values(self) -> dict[str, Any]:
        """Every field's value; None when it is not shown or not answered."""
        return {field.name: self._value(field) for field in self.fields}

    def _value(self, field: Field) -> Any:
        if field.name not in self._shown:
            return None
        if field.name not in self._lines:
            value = self._typed.get(field.name)
            return None if is_missing(value) else value
        lines = self._lines[field.name]
        found = []
        for line in lines:
            values = line.values()
            found.append({"id": line.row_id, **values} if line.row_id else values)
        return found or None

    def data(self) -> dict[str, Any]:
        """What expressions see: the form's fields and these; a file by its name."""
        return {**self._outer, **seen(self.values())}

    def unfit(self) -> frozenset[str]:
        """Shown fields whose answer does not fit; rules on them have to wait."""
        bad = {name for name in self._problems if name in self._shown}
        bad |= {
            name
            for name, lines in self._lines.items()
            if name in self._shown and any(line.messages() for line in lines)
        }
        return frozenset(bad)

    def messages(self) -> dict[str, str]:
        """What must be mended: path → sentence."""
        told = {f"{self.path}{name}": said for name, said in self._unknown.items()}
        for field in self.fields:
            if field.name in self._shown:
                told |= self._messages_of(field)
        return told

    def _messages_of(self, field: Field) -> dict[str, str]:
        path = f"{self.path}{field.name}"
        if field.name in self._problems:
            return {path: self._problems[field.name]}
        value = self._value(field)
        if value is None:
            needed = self._is_required(field)
            return {path: missing(field, self.desk.language)} if needed else {}
        found: dict[str, str] = {}
        for line in self._lines.get(field.name, ()):
            found |= line.messages()
        if field.name in self._lines and len(value) < (field.min or 0):
            least = int(field.min or 0)
            unfit = Unfit("too_few_rows", least=least, found=len(value))
            found[path] = self.desk.say(unfit)
        return found

    def _is_required(self, field: Field) -> bool:
        if isinstance(field.required, bool):
            return field.required
        return self.holds(field.required, self.data())

    def shown(self) -> Iterator[str]:
        """The paths of the fields that are shown, those of lines as well."""
        yield from (f"{self.path}{name}" for name in sorted(self._shown))
        for line in self._shown_lines():
            yield from line.shown()

    def _shown_lines(self) -> Iterator["Scope"]:
        for name, lines in self._lines.items():
            if name in self._shown:
                yield from lines


def missing(field: Field, language: str) -> str:
    """What to say when a field that must be answered is not."""
    if field.type in ("text", "long") and field.name.endswith("reason"):
        return sentence("reason", language)
    key = _MISSING.get(field.type, field.type)
    return sentence(key, language, label=field.label.in_(language))


def seen(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as expressions take them: of a file its name and size."""
    return {name: _seen(value) for name, value in values.items()}


def _seen(value: Any) -> Any:
    if isinstance(value, Upload):
        return {"name": value.name, "size": len(value.content)}
    if isinstance(value, list):
        return [_seen(item) for item in value]
    if isinstance(value, dict):
        return {key: _seen(item) for key, item in value.items()}
    return value


def _row_id(raw: Any) -> str | None:
    """The id of the entry that a line changes; an unfit one makes it a new line."""
    if not isinstance(raw, str) or not raw or len(raw) > 100:
        return None
    try:
        return clean_text(raw) or None
    except Unfit:
        return None
