"""A posted page as answers: the texts of a browser in the shape of the interface.

Names are ``field``, and ``field.row.column`` in lines; rows may be numbered with gaps.
A line in which nothing was written, and that stands for no entry, is no line.
"""

import base64
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from tasks.forms.shape import MAX_ROWS, Field, Form


class Post(Protocol):
    """What a browser sends: several values may have one name."""

    def keys(self) -> Iterable[str]:
        """The names that were sent."""
        ...

    def getlist(self, key: str) -> Sequence[str]:
        """All values of a name, in order."""
        ...


class SentFile(Protocol):
    """A file as a browser sends it."""

    @property
    def filename(self) -> str | None:
        """What it was called there."""
        ...

    def read(self) -> bytes:
        """Its content."""
        ...


def posted(
    form: Form, post: Post, files: Mapping[str, SentFile] | None = None
) -> dict[str, Any]:
    """The answers of a posted page; names that the form does not have are left out."""
    reading = _Posted(post, files or {})
    return {field.name: reading.value(field, field.name) for field in form.fields}


def draft_of(form: Form, answers: Mapping[str, Any]) -> dict[str, Any]:
    """What a draft keeps of answers: everything but the contents of files."""
    known = {field.name: field for field in form.fields}
    return {
        name: _without_contents(known[name], value)
        for name, value in answers.items()
        if name in known and known[name].type != "file"
    }


def _without_contents(field: Field, value: Any) -> Any:
    files = {column.name for column in field.fields if column.type == "file"}
    if not files or not isinstance(value, list):
        return value
    return [
        {k: v for k, v in line.items() if k not in files}
        for line in value
        if isinstance(line, Mapping)
    ]


class _Posted:
    def __init__(self, post: Post, files: Mapping[str, SentFile]) -> None:
        self.post, self.files = post, files

    def value(self, field: Field, name: str) -> Any:
        if field.type == "rows":
            return self.lines(field, name)
        if field.type == "file":
            return self.file(name)
        sent = self.post.getlist(name)
        if field.type == "choices":
            listed = [part for text in sent for part in text.splitlines()]
            return [text for text in listed if text.strip()]
        return sent[-1] if sent and sent[-1].strip() else None

    def file(self, name: str) -> Any:
        sent = self.files.get(name)
        if sent is not None and sent.filename:
            content = base64.b64encode(sent.read()).decode()
            return {"name": sent.filename, "content": content}
        known = self.post.getlist(name)
        return known[-1] if known and known[-1].strip() else None

    def lines(self, field: Field, name: str) -> list[dict[str, Any]]:
        found = []
        for number in self.numbers(name):
            line = {
                column.name: self.value(column, f"{name}.{number}.{column.name}")
                for column in field.fields
            }
            known = self.post.getlist(f"{name}.{number}.id")
            if known and known[-1].strip():
                line = {"id": known[-1].strip(), **line}
            if any(value not in (None, []) for value in line.values()):
                found.append(line)
        return found

    def numbers(self, name: str) -> list[int]:
        """The numbers of the rows that were sent, in order."""
        found = set()
        for key in (*self.post.keys(), *self.files):
            first, _, rest = key.partition(".")
            number = rest.partition(".")[0]
            if first == name and number.isascii() and number.isdigit():
                found.add(int(number[:9]))
        return sorted(found)[: MAX_ROWS + 1]
