"""What answers and messages do to the record: the ``effects`` of a form, interpreted.

Effects are data, applied in the order written, in the step's transaction.  Each names
one deed (``save``, ``assign``, ``document``, ``series``, ``flag``, ``note``,
``decision``, ``link``, ``notify``); ``when`` guards it and ``each`` repeats it for
every row of a field.  Texts among the values are expressions over the answers and the
facts; anything else stands for itself.

Source: ours, because a process owner may change what a form records without code.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from engine.expressions.evaluate import evaluate, plain
from engine.expressions.functions import built_in
from engine.expressions.moments import Moment
from engine.expressions.syntax import ExpressionError, analyse
from engine.expressions.values import truth
from engine.ports import Context
from tasks.collateral import lines
from tasks.collateral.writing import paper_text
from tasks.effect_words import (
    DEEDS,
    DOCUMENT_VALUES,
    GUARDS,
    Data,
    Effect,
    columns_of_item,
    expressions_in,
    is_member,
    member,
    names_in,
)
from tasks.facts import FACTS, facts_about
from tasks.gathered import Gathered
from tasks.inbox.asked import expect, forget_answers
from tasks.inbox.candidates import holders_changed
from tasks.mail.compose import mail
from tasks.mail.deferred import tell_at_last
from tasks.people.audience import people_of
from tasks.people.holders import assign_all
from tasks.people.known import name_of
from tasks.release import lifecycle, series
from tasks.release.columns import shown
from tasks.release.errors import RecordRefused
from tasks.repository.answers import as_read, text_of
from tasks.repository.documents import Attachment


def apply(
    context: Context,
    release_id: str,
    effects: Sequence[Effect],
    answers: Data,
    *,
    labels: Mapping[str, str] | None = None,
    people: Collection[str] = (),
) -> None:
    """Let answers take effect on the record of a release.

    ``labels`` name the fields in a document made of answers; ``people`` are the
    fields that hold user names, for which it says the names.  A name without an
    answer is null, as a hidden field is.  Raises: RecordRefused.
    """
    forget_answers(context)
    expect(context, (text for _, text in expressions_in(effects)))
    unanswered = dict.fromkeys(names_in(effects))
    data = {**unanswered, **answers, "answers": dict(answers)}
    applying = Applying(context, release_id, data)
    applying.labels, applying.people = labels or {}, people
    for effect in effects:
        applying.apply(effect)
    applying.gathered.write()


class Applying:
    """The effects of one set of answers; what goes to the release is written once."""

    def __init__(self, context: Context, release_id: str, data: Data) -> None:
        self.context, self.release_id, self.data = context, release_id, data
        self.labels: Mapping[str, str] = {}
        self.people: Collection[str] = ()
        moment = Moment(context.at, context.zone)
        self.functions = {**built_in(moment), **facts_about(context, release_id)}
        self.gathered = Gathered(context, release_id)

    def apply(self, effect: Effect) -> None:
        """Apply one effect, as often as it says."""
        deed = next((name for name in DEEDS if name in effect), None)
        if deed is None:
            raise RecordRefused(f"An effect does nothing known: {sorted(effect)}.")
        _DO[deed](self, effect)

    def scopes(self, effect: Effect) -> Iterator[Data]:
        """The data of each time the effect is applied."""
        each = effect.get("each")
        if each is None:
            scopes = [self.data]
        else:
            blank = dict.fromkeys(columns_of_item(effect))
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
            return member(given, data)
        self._settle(given)
        try:
            return evaluate(given, data, self.functions)
        except ExpressionError as error:
            raise RecordRefused(f"“{given}”: {error}.") from error

    def _settle(self, text: str) -> None:
        """Write what is gathered, if the expression asks the record."""
        if any(call.name in _OF_THE_RECORD for call in analyse(text).functions):
            self.gathered.write()

    def values(self, given: Mapping[str, Any], data: Data) -> dict[str, Any]:
        """All values of one row."""
        return {name: self.value(value, data) for name, value in given.items()}

    def save(self, effect: Effect) -> None:
        """Write fields of the release, or rows of a collection."""
        where = effect["save"]
        for data in self.scopes(effect):
            values = self.values(effect["values"], data)
            if where == "release":
                self.gathered.fields |= values
            elif "where" in effect:
                self._save_matching(effect, data, values)
            else:
                item = data.get("item") if "each" in effect else None
                self._save_row(where, item, values)

    def _save_row(self, collection: str, item: Any, values: dict[str, Any]) -> None:
        known = values.pop("id", None)
        if known is None and isinstance(item, Mapping):
            known = item.get("id")
        if known:
            self.gathered.change(collection, known, values)
        else:
            self.gathered.add(collection, values)

    def _save_matching(
        self, effect: Effect, data: Data, values: dict[str, Any]
    ) -> None:
        self._settle(effect["where"])
        found = [
            match
            for row, match in self.gathered.matching(effect["save"])
            if truth(self.value(effect["where"], {**data, "row": row}))
        ]
        for match in found:
            match.set(values)
        if not found and effect.get("add", True):
            self.gathered.add(effect["save"], values)

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
            generated = self._generated(more.get("source"))
            names = effect.get("fields", ())
            asked = {name: data.get(name) for name in names}
            called = partial(name_of, self.context)
            told = as_read(asked, self.people, called, self.context.zone)
            parts = [more.get("text"), text_of(names, told, self.labels)]
            more["text"] = _whole(generated, [part for part in parts if part])
            if "item" in data and "title" not in more:
                more["title"] = _name_of(more.get("file"))
            self.gathered.attach(
                Attachment(
                    kind,
                    more.pop("state", "Draft"),
                    more.pop("title", None),
                    more.pop("file", None),
                    more.pop("text"),
                    more,
                )
            )

    def _generated(self, source: str | None) -> str | None:
        if source is None:
            return None
        self.gathered.write()
        return paper_text(self.context, self.release_id, source)

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
            value = shown(self.value(effect["value"], data))
            self.gathered.flags[effect["flag"]] = value

    def note(self, effect: Effect) -> None:
        """Keep a work info note."""
        for data in self.scopes(effect):
            text = self.value(effect["text"], data)
            if text:
                self.gathered.add("notes", {"kind": effect["note"], "text": text})

    def decision(self, effect: Effect) -> None:
        """Record a decision of this kind."""
        for data in self.scopes(effect):
            given = {k: v for k, v in effect.items() if k not in GUARDS}
            kind = given.pop("decision")
            values = {"kind": kind, **self.values(given, data)}
            self.gathered.add("decisions", values)

    def link(self, effect: Effect) -> None:
        """Link another release."""
        for data in self.scopes(effect):
            other = self.value(effect["link"], data)
            if other:
                lifecycle.link(self.context, self.release_id, other)

    def notify(self, effect: Effect) -> None:
        """Write to people."""
        for data in self.scopes(effect):
            self.gathered.write()
            recipients = people_of(self.context, self.release_id, effect["to"])
            mail(
                self.context,
                effect["notify"],
                recipients=recipients,
                release_id=self.release_id,
                values={"answers": data["answers"]},
            )


_DO: Mapping[str, Callable[[Applying, Effect], None]] = {
    name: getattr(Applying, name) for name in DEEDS
}
#: Facts that what is gathered may change: it is written before they are asked.
_OF_THE_RECORD = FACTS.keys() - {
    *("answer", "replies", "missing_replies", "me", "priority_of"),
    "business_days_from_now",
}


def give_role(
    context: Context, release_id: str, role: str, people: Sequence[str]
) -> None:
    """Give a role on a release to people.

    Open tasks of the role follow, and they are told what nobody could be told before.
    """
    new = assign_all(context, release_id, role, people)
    if new:
        holders_changed(context, release_id, role)
        tell_at_last(context, release_id, role, new)


def _whole(generated: str | None, parts: Sequence[str]) -> str | None:
    """The text of a document: what a template wrote, then what people added."""
    if generated is None:
        return "\n\n".join(parts) or None
    return "\n\n".join((generated.rstrip("\n"), *map(lines.value, parts))) + "\n"


def _name_of(file: Any) -> str | None:
    return file.get("name") if isinstance(file, Mapping) else None
