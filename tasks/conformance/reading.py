"""Read ``clauses.yaml`` strictly: every mistake is told, none is guessed around."""

import functools
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from engine.expressions.syntax import analyse
from tasks.conformance.clauses import (
    FILE,
    LEVELS,
    PLACES,
    PRIORITIES,
    Clause,
    Clauses,
    ClausesUnreadable,
    Condition,
    Said,
    Shown,
)
from tasks.conformance.needs import Need, NeedUnreadable, alternatives

# libyaml reads the file ten times faster; both refuse to build objects.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TOP = ("processes", "refuse", "conditions", "clauses")
_CLAUSE = ("standard", "en", "fr", "smr", "dcs", "how", "cannot")
_STANDARD = ("section", "level", "priority", "process", "milestone")
_PROCESSES = ("SMR", "DCS", "both", "repository")


def clauses(bundle: Mapping[str, bytes]) -> Clauses:
    """The clauses of a bundle; none without the file. Raises ClausesUnreadable."""
    content = bundle.get(FILE)
    return Clauses() if content is None else read(content)


def concerns(bundle: Mapping[str, bytes], process_key: str) -> bool:
    """Whether the clauses of a bundle are about this process; lint tells mistakes."""
    try:
        return process_key in (clauses(bundle).processes or {}).values()
    except ClausesUnreadable:
        return True


@functools.lru_cache(maxsize=32)
def read(content: bytes) -> Clauses:
    """The clauses that the file lists. Raises ClausesUnreadable."""
    try:
        data = yaml.load(content, Loader=_LOADER)  # noqa: S506 - a safe loader
    except yaml.YAMLError as error:
        raise ClausesUnreadable([f"It is no YAML: {error}."]) from error
    reading = _Reading()
    found = reading.all(data)
    if reading.problems:
        raise ClausesUnreadable(reading.problems)
    return found


class _Reading:
    def __init__(self) -> None:
        self.problems: list[str] = []
        self.processes: Mapping[str, str] = {}
        self.conditions: Mapping[str, Condition] = {}

    def all(self, data: Any) -> Clauses:
        top = self.record("The file", data, _TOP)
        self.processes = self.texts("processes", top.get("processes"))
        refuse = self.words("refuse", top.get("refuse") or [], LEVELS)
        conditions = self.record("conditions", top.get("conditions") or {})
        self.conditions = {
            name: self.condition(name, each) for name, each in conditions.items()
        }
        listed = self.record("clauses", top.get("clauses"))
        read_all = tuple(self.clause(name, each) for name, each in listed.items())
        return Clauses(read_all, frozenset(refuse), self.processes)

    def condition(self, name: str, data: Any) -> Condition:
        where = f"The condition {name}"
        found = self.record(where, data, ("if", "en", "fr"))
        text = str(found.get("if", ""))
        for problem in analyse(text).problems:
            self.wrong(where, f"cannot be read: {problem[1]}")
        return Condition(name, text, self.said(where, found))

    def clause(self, name: str, data: Any) -> Clause:
        found = self.record(name, data, _CLAUSE)
        place = self.record(name, found.get("standard"), _STANDARD)
        shown = {
            self.processes.get(word, word): self.shown(name, found[word])
            for word in self.processes
            if word in found
        }
        cannot = found.get("cannot")
        if not shown and cannot is None and "how" not in found:
            self.wrong(name, "must say what shows it, how, or why software cannot")
        return Clause(
            id=str(name),
            section=str(place.get("section", "")),
            level=self.one_of(name, place.get("level"), LEVELS),
            priority=self.one_of(name, place.get("priority"), PRIORITIES),
            process=self.one_of(name, place.get("process"), _PROCESSES),
            milestone=str(place.get("milestone", "")),
            text=self.said(name, found),
            shown=shown,
            how=self.place(name, found.get("how")),
            cannot=None if cannot is None else self.said(name, cannot),
        )

    def shown(self, name: str, data: Any) -> Shown:
        if isinstance(data, list):
            return Shown(self.needs(name, data))
        found = self.record(name, data, ("needs", "when", "occasional"))
        when = found.get("when")
        if when is not None and when not in self.conditions:
            self.wrong(name, f"applies under the unknown condition “{when}”")
        return Shown(
            self.needs(name, found.get("needs")),
            self.conditions.get(str(when)),
            found.get("occasional") is True,
        )

    def needs(self, name: str, data: Any) -> tuple[tuple[Need, ...], ...]:
        if not isinstance(data, list) or not data:
            self.wrong(name, "must list what it needs")
            return ()
        read_all = []
        for text in data:
            try:
                read_all.append(alternatives(str(text)))
            except NeedUnreadable as problem:
                self.wrong(name, str(problem))
        return tuple(read_all)

    def place(self, name: str, data: Any) -> tuple[str, str] | None:
        if data is None:
            return None
        found = self.record(name, data, PLACES)
        if len(found) != 1:
            self.wrong(name, "must say one place where it is shown")
            return None
        ((kind, text),) = found.items()
        return str(kind), str(text)

    def said(self, where: str, data: Any) -> Said:
        found = data if isinstance(data, Mapping) else {}
        for language in ("en", "fr"):
            text = found.get(language)
            if not isinstance(text, str) or not text.strip():
                self.wrong(where, f"has no text in “{language}”")
        return Said(str(found.get("en", "")), str(found.get("fr", "")))

    def record(
        self, where: str, data: Any, known: Sequence[str] | None = None
    ) -> Mapping[str, Any]:
        if not isinstance(data, Mapping):
            self.wrong(where, "must be a mapping of names to values")
            return {}
        for name in data:
            if known is not None and name not in known:
                self.wrong(where, f"knows no “{name}”; it knows {', '.join(known)}")
        return data

    def texts(self, where: str, data: Any) -> Mapping[str, str]:
        return {str(k): str(v) for k, v in self.record(where, data).items()}

    def words(self, where: str, data: Any, known: Sequence[str]) -> Sequence[str]:
        listed = data if isinstance(data, list) else [data]
        return [self.one_of(where, word, known) for word in listed]

    def one_of(self, where: str, word: Any, known: Sequence[str]) -> str:
        if word not in known:
            self.wrong(where, f"says “{word}” instead of one of: {', '.join(known)}")
        return str(word)

    def wrong(self, where: str, what: str) -> None:
        self.problems.append(f"{where} {what}.")
