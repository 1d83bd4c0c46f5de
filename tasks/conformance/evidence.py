"""Whether a release has what a clause needs, and what proves it.

Evidence says who, when, at which step, and what: a document, a decision, a mail.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from engine.model import Node
from tasks.conformance.clauses import Said
from tasks.conformance.found import Entry, Found
from tasks.conformance.needs import Need
from tasks.conformance.serving import Serving, field_named
from tasks.forms.definition import form
from tasks.release.columns import shown


@dataclass(frozen=True, slots=True)
class Evidence:
    """What shows a need: ``kind`` of need, what in both languages, who, when, where.

    ``words`` are values of the record, which a page calls in the reader's language.
    """

    kind: str
    what: Said
    by: str | None
    at: datetime | None
    step: str | None = None
    words: tuple[str, ...] = ()


#: Kinds of needs that are no element of the diagram.
_CALLED: Mapping[str, tuple[str, str]] = {
    "document": ("document", "document"),
    "decision": ("decision", "décision"),
    "mail": ("mail", "courriel"),
    "rows": ("entry in", "inscription dans"),
    "record": ("field", "champ"),
}


class Proving:
    """Looks for evidence of needs in what a release has gathered."""

    def __init__(self, found: Found, serving: Serving) -> None:
        self.found, self.serving = found, serving
        self._look: Mapping[str, Callable[[Need], Evidence | None]] = {
            "field": self._field,
            "record": self._record,
            "document": self._document,
            "decision": self._decision,
            "mail": self._mail,
            "rows": self._rows,
            "gate": self._gate,
            "linked": self._linked,
            "audit": self._audit,
        }

    def evidence(self, need: Need) -> Evidence | None:
        """What shows the need, the newest if there is more; None if nothing does.

        Everything that an element *is*, is shown by its having been passed.
        """
        return self._look.get(need.kind, self._passed)(need)

    def wanted(self, need: Need) -> Said:
        """What would show the need, in words: its element, or the entry."""
        en, fr = _CALLED.get(need.kind, ("", ""))
        if en:
            return Said(f"{en} “{need.subject}”", f"{fr} « {need.subject} »")
        nodes = self.serving.nodes(need)
        if not nodes:
            return Said(need.words, need.words)
        name = self._name(nodes[0])
        return Said(f"“{name.en}” ({nodes[0]})", f"« {name.fr} » ({nodes[0]})")

    def _passed(self, need: Need) -> Evidence | None:
        rows = [
            self.found.passed[node]
            for node in self.serving.nodes(need)
            if node in self.found.passed
        ]
        if not rows:
            return None
        last = max(rows, key=lambda row: row.id)
        by, at = last.by, last.at
        done = self.found.tasks.get(last.step_id)
        if done:
            by, at = done[-1].completed_by, done[-1].completed_at
        return Evidence(need.kind, self._name(last.step_id), by, at, last.step_id)

    def _field(self, need: Need) -> Evidence | None:
        for task in reversed(self.found.tasks.get(need.subject, ())):
            answers = task.answers or {}
            if all(_answered(answers, path) for path in need.more):
                what = self._labels(need, answers)
                return Evidence(
                    "field", what, task.completed_by, task.completed_at, need.subject
                )
        return None

    def _record(self, need: Need) -> Evidence | None:
        value = self.found.release.get(need.subject)
        if value in (None, "", []):
            return None
        told = f"{need.subject.replace('_', ' ')}: {_short(value)}"
        steps = [n for n in self.serving.nodes(need) if n in self.found.passed]
        row = self.found.passed[steps[-1]] if steps else None
        at, by = (row.at, row.by) if row is not None else (None, None)
        return Evidence(
            "record", Said(told, told), by, at, steps[-1] if steps else None
        )

    def _document(self, need: Need) -> Evidence | None:
        for entry in reversed(self.found.entries.get("documents", ())):
            fits = not need.more or entry.state in need.more
            if entry.told == need.subject and fits:
                return _of_entry("document", entry)
        return None

    def _decision(self, need: Need) -> Evidence | None:
        for entry in reversed(self.found.entries.get("decisions", ())):
            if entry.told == need.subject:
                return _of_entry("decision", entry)
        return None

    def _rows(self, need: Need) -> Evidence | None:
        for entry in reversed(self.found.entries.get(need.subject, ())):
            if need.asked is None or need.fits(entry.told):
                return _of_entry("rows", entry)
        return None

    def _mail(self, need: Need) -> Evidence | None:
        rows = self.found.mails.get(need.subject)
        if not rows:
            return None
        last = rows[-1]
        many = len(rows)
        en = f"“{last.subject}”" + (f", {many} readers" if many > 1 else "")
        fr = f"« {last.subject} »" + (f", {many} destinataires" if many > 1 else "")
        return Evidence("mail", Said(en, fr), last.by, last.created_at, last.step_id)

    def _gate(self, need: Need) -> Evidence | None:
        diagram = self.serving.diagram
        for gateway in self.serving.nodes(need):
            node = diagram.nodes[gateway]
            if node.default is None:
                return self._passed(need)
            open_to = diagram.flows[node.default].target
            through = [
                row
                for row in self.found.after.get(gateway, ())
                if row.step_id == open_to
            ]
            if through:
                last = through[-1]
                return Evidence("gate", self._name(gateway), last.by, last.at, gateway)
        return None

    def _linked(self, need: Need) -> Evidence | None:
        for other in self.found.linked:
            if other.process == need.subject:
                what = Said(f"linked with {other.id}", f"liée à {other.id}")
                return Evidence("linked", what, None, None, None)
        return None

    def _audit(self, need: Need) -> Evidence | None:
        last = self.found.last_change
        if last is None:
            return None
        many = self.found.changes
        what = Said(f"{many} changes on record", f"{many} changements consignés")
        return Evidence(need.kind, what, last.by, last.at, last.step_id)

    def _name(self, step: str) -> Said:
        node = self.serving.diagram.nodes.get(step)
        return Said(step, step) if node is None else name_of(node)

    def _labels(self, need: Need, answers: Mapping[str, Any]) -> Said:
        node = self.serving.diagram.nodes[need.subject]
        fields = form(self.serving.bundle, node.properties["form"]).fields
        named = [(f, p) for p in need.more if (f := field_named(fields, p)) is not None]
        told = [(f.label, _told(answers, path)) for f, path in named]
        return Said(
            "; ".join(f"{label.en}: {value.en}" for label, value in told),
            "; ".join(f"{label.fr or label.en} : {value.fr}" for label, value in told),
        )


def name_of(node: Node) -> Said:
    """What an element is called in both languages; its id if it has no name."""
    name = node.name or node.id
    return Said(name, node.properties.get("name_fr") or name)


def _of_entry(kind: str, entry: Entry) -> Evidence:
    told = entry.told or entry.collection.replace("_", " ")
    parts = [told]
    if entry.text and entry.text != told:
        parts.append(entry.text)
    if kind == "document":
        parts += [entry.state or ""]
        if entry.version:
            parts.append(f"v{entry.version}")
    words = tuple(part for part in parts if part)
    text = ", ".join(words)
    return Evidence(kind, Said(text, text), entry.by, entry.at, None, words)


def _answered(answers: Mapping[str, Any], path: str) -> bool:
    name, _, column = path.partition(".")
    value = answers.get(name)
    if value in (None, "", []):
        return False
    if not column:
        return True
    rows = value if isinstance(value, Sequence) and not isinstance(value, str) else ()
    return any(
        isinstance(row, Mapping) and row.get(column) not in (None, "") for row in rows
    )


def _told(answers: Mapping[str, Any], path: str) -> Said:
    value = answers[path.split(".")[0]]
    if isinstance(value, list):
        if value and isinstance(value[0], Mapping):
            return Said(f"{len(value)}", f"{len(value)}")
        value = ", ".join(str(shown(each)) for each in value)
    if isinstance(value, bool):
        return Said("yes", "oui") if value else Said("no", "non")
    if isinstance(value, Mapping):
        value = value.get("name", "…")
    text = _short(value)
    return Said(text, text)


def _short(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    return text if len(text) <= 80 else f"{text[:79]}…"
