"""What answers and messages do to the record: the ``effects`` of a form, interpreted.

Effects are data, applied in the order written, in the step's transaction.  Each names
one deed (``save``, ``assign``, ``document``, ``series``, ``flag``, ``note``,
``decision``, ``link``, ``notify``); ``when`` guards it and ``each`` repeats it for
every row of a field.  Texts among the values are expressions over the answers and the
facts; anything else stands for itself.

Source: ours, because a process owner may change what a form records without code.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from engine.expressions.evaluate import evaluate, plain
from engine.expressions.functions import built_in
from engine.expressions.moments import Moment
from engine.expressions.syntax import ExpressionError, analyse, names_used
from engine.expressions.values import truth
from engine.ports import Context
from tasks.facts import facts_about
from tasks.inbox.asked import forget_answers
from tasks.inbox.candidates import holders_changed
from tasks.mail.compose import mail
from tasks.people.audience import people_of
from tasks.people.holders import assign_all
from tasks.release import lifecycle, records, series
from tasks.release.columns import shown
from tasks.release.errors import RecordRefused
from tasks.release.loaded import rows
from tasks.repository.documents import attach
from tasks.repository.generated import generated

Effect = Mapping[str, Any]
Data = Mapping[str, Any]

_PATH = re.compile(r"[A-Za-z]\w*(\.[A-Za-z]\w*)*", re.ASCII)


def apply(
    context: Context,
    release_id: str,
    effects: Sequence[Effect],
    answers: Data,
    *,
    labels: Mapping[str, str] | None = None,
) -> None:
    """Let answers take effect on the record of a release.

    ``labels`` name the fields in a document made of answers.  A name without an
    answer is null, as a hidden field is.  Raises: RecordRefused.
    """
    forget_answers(context)
    unanswered = dict.fromkeys(names_in(effects))
    data = {**unanswered, **answers, "answers": dict(answers)}
    applying = Applying(context, release_id, data)
    applying.labels = labels or {}
    for effect in effects:
        applying.apply(effect)
    applying.flush()


class Applying:
    """The effects of one set of answers; what goes to the release is written once."""

    def __init__(self, context: Context, release_id: str, data: Data) -> None:
        self.context, self.release_id, self.data = context, release_id, data
        self.labels: Mapping[str, str] = {}
        moment = Moment(context.at, context.zone)
        self.functions = {**built_in(moment), **facts_about(context, release_id)}
        self._fields: dict[str, Any] = {}
        self._flags: dict[str, Any] = {}

    def apply(self, effect: Effect) -> None:
        """Apply one effect, as often as it says."""
        deed = next((name for name in DEEDS if name in effect), None)
        if deed is None:
            raise RecordRefused(f"An effect does nothing known: {sorted(effect)}.")
        if deed != "flag" and effect.get("save") != "release":
            self.flush()
        DEEDS[deed](self, effect)

    def flush(self) -> None:
        """Write what was gathered for the release itself."""
        fields, self._fields = self._fields, {}
        flags, self._flags = self._flags, {}
        if fields or flags:
            lifecycle.write(self.context, self.release_id, fields, flags=flags)

    def scopes(self, effect: Effect) -> Iterator[Data]:
        """The data of each time the effect is applied."""
        each = effect.get("each")
        if each is None:
            scopes = [self.data]
        else:
            blank = dict.fromkeys(_members_of_item(effect))
            items = self.data.get(each) or []
            scopes = [{**self.data, "item": {**blank, **item}} for item in items]
        for data in scopes:
            if "when" not in effect or truth(self.value(effect["when"], data)):
                yield data

    def value(self, given: Any, data: Data) -> Any:
        """What an expression gives; anything but a text stands for itself."""
        if not isinstance(given, str):
            return given
        if is_member(given, data):
            return _member(given, data)
        if (self._fields or self._flags) and analyse(given).functions:
            self.flush()
        try:
            return evaluate(given, data, self.functions)
        except ExpressionError as error:
            raise RecordRefused(f"“{given}”: {error}.") from error

    def values(self, given: Mapping[str, Any], data: Data) -> dict[str, Any]:
        """All values of one row."""
        return {name: self.value(value, data) for name, value in given.items()}

    def save(self, effect: Effect) -> None:
        """Write fields of the release, or rows of a collection."""
        if effect["save"] == "release":
            for data in self.scopes(effect):
                self._fields |= self.values(effect["values"], data)
            return
        written: list[dict[str, Any]] = []
        for data in self.scopes(effect):
            values = self.values(effect["values"], data)
            if "where" in effect:
                written += self._matching(effect, data, values)
            else:
                item = data.get("item") if "each" in effect else None
                known = item.get("id") if isinstance(item, Mapping) else None
                written.append({"id": known, **values} if known else values)
        records.save_all(self.context, effect["save"], self.release_id, written)

    def _matching(
        self, effect: Effect, data: Data, values: dict[str, Any]
    ) -> list[dict[str, Any]]:
        found = [
            {**values, "id": row["id"]}
            for row in rows(self.context, effect["save"], self.release_id)
            if truth(self.value(effect["where"], {**data, "row": row}))
        ]
        return found or ([values] if effect.get("add", True) else [])

    def assign(self, effect: Effect) -> None:
        """Give a role on the release to a person."""
        named: list[str] = []
        for data in self.scopes(effect):
            person = self.value(effect["person"], data)
            named += person if isinstance(person, list) else [person]
        people = [name for name in named if name]
        if people:
            give_role(self.context, self.release_id, effect["assign"], people)

    def document(self, effect: Effect) -> None:
        """Add a document or a version of it."""
        for data in self.scopes(effect):
            more = {
                name: self.value(effect[name], data)
                for name in DOCUMENT_VALUES
                if name in effect
            }
            kind = more.pop("type", None) or effect["document"]
            parts = [more.get("text"), self._generated(more.get("source"))]
            parts.append(self._text_of(effect.get("fields", ()), data))
            more["text"] = "\n\n".join(filter(None, parts)) or None
            if "item" in data and "title" not in more:
                more["title"] = _name_of(more.get("file"))
            state = more.pop("state", "Draft")
            attach(self.context, self.release_id, kind, state, **more)

    def _generated(self, source: str | None) -> str | None:
        if source is None:
            return None
        return generated(self.context, self.release_id, source)

    def _text_of(self, names: Sequence[str], data: Data) -> str:
        parts = [
            f"{self.labels.get(name, name)}\n{_readable(data.get(name))}"
            for name in names
            if data.get(name) not in (None, "", [])
        ]
        return "\n\n".join(parts)

    def series(self, effect: Effect) -> None:
        """Begin, change or end a recurring series."""
        for data in self.scopes(effect):
            every = plain(self.value(effect.get("every"), data))
            first_at = self.value(effect.get("first_at"), data)
            series.start(
                self.context,
                self.release_id,
                effect["series"],
                every=None if every is None else str(every),
                first_at=first_at,
            )

    def flag(self, effect: Effect) -> None:
        """Raise or lower a flag."""
        for data in self.scopes(effect):
            self._flags[effect["flag"]] = shown(self.value(effect["value"], data))

    def note(self, effect: Effect) -> None:
        """Keep a work info note."""
        notes = [
            {"kind": effect["note"], "text": self.value(effect["text"], data)}
            for data in self.scopes(effect)
        ]
        written = [note for note in notes if note["text"]]
        records.save_all(self.context, "notes", self.release_id, written)

    def decision(self, effect: Effect) -> None:
        """Record a decision of this kind."""
        for data in self.scopes(effect):
            given = {k: v for k, v in effect.items() if k not in _GUARDS}
            kind = given.pop("decision")
            values = {"kind": kind, **self.values(given, data)}
            records.save(self.context, "decisions", self.release_id, values)

    def link(self, effect: Effect) -> None:
        """Link another release."""
        for data in self.scopes(effect):
            other = self.value(effect["link"], data)
            if other:
                lifecycle.link(self.context, self.release_id, other)

    def notify(self, effect: Effect) -> None:
        """Write to people."""
        for data in self.scopes(effect):
            recipients = people_of(self.context, self.release_id, effect["to"])
            mail(
                self.context,
                effect["notify"],
                recipients=recipients,
                release_id=self.release_id,
                values={"answers": data["answers"]},
            )


def names_in(effects: Iterable[Effect]) -> set[str]:
    """The names that the expressions of effects read."""
    found: set[str] = set()
    for text in expressions_in(effects):
        found |= names_used(text)
    return found


def expressions_in(effects: Iterable[Effect]) -> Iterator[str]:
    """All expressions of effects, as written."""
    for effect in effects:
        given = {k: v for k, v in effect.items() if k not in _PLAIN}
        for value in (*given.pop("values", {}).values(), *given.values()):
            if isinstance(value, str):
                yield value


def _members_of_item(effect: Effect) -> set[str]:
    """The columns of a row that an effect reads: unanswered ones are null."""
    paths = {p for text in expressions_in([effect]) for p in analyse(text).members}
    return {path.split(".")[1] for path in paths if path.startswith("item.")}


DEEDS: Mapping[str, Callable[[Applying, Effect], None]] = {
    name: getattr(Applying, name)
    for name in (
        "save",
        "assign",
        "document",
        "series",
        "flag",
        "note",
        "decision",
        "link",
        "notify",
    )
}
_GUARDS = frozenset({"when", "each"})
#: Keys whose texts are names, not expressions.
_PLAIN = frozenset({*DEEDS, "each", "to", "add", "fields"} - {"link"})
DOCUMENT_VALUES = (
    *("type", "state", "title", "file", "text", "reviewer", "owner"),
    *("reason", "due_on", "restricted", "source"),
)


def give_role(
    context: Context, release_id: str, role: str, people: Sequence[str]
) -> None:
    """Give a role on a release to people; open tasks of the role follow."""
    if assign_all(context, release_id, role, people):
        holders_changed(context, release_id, role)


def _name_of(file: Any) -> str | None:
    return file.get("name") if isinstance(file, Mapping) else None


def is_member(text: str, names: Collection[str]) -> bool:
    """Whether an expression is only the name of an answer, or a member of one.

    Such a value is copied, not evaluated: a long text passes, and so does a field
    whose name the language has taken.
    """
    return bool(_PATH.fullmatch(text)) and text.split(".")[0] in names


def _member(path: str, data: Data) -> Any:
    """A name of the answers, or a member of one; long texts pass as they are."""
    first, *rest = path.split(".")
    value = data[first]
    for name in rest:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _readable(value: Any) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        return "\n".join(f"- {_readable(item)}" for item in value)
    if isinstance(value, Mapping):
        kept = (v for k, v in value.items() if k != "id" and v not in (None, ""))
        return ", ".join(_readable(item) for item in kept)
    return str(shown(value))
