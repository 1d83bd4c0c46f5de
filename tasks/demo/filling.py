"""Fills a form from its description, in the words of the office.

What the story decides comes first, then what the form shows, then words that fit the
field's name, then anything that fits its type.
"""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from engine.expressions.moments import Moment, add_business_days
from tasks.demo.words import IN_TURN, PEOPLE, WORDS, Entries, In, Paper, Several

Described = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Filler:
    """One person at one form, at one moment."""

    form: str
    now: datetime
    zone: ZoneInfo
    random: Random
    #: What the words may name: title, service, organization.
    about: Mapping[str, str]
    #: Who has which role on the release.
    people: Mapping[str, str]
    #: How often the step came round before.
    times: int = 0

    def fill(
        self,
        fields: Sequence[Described],
        given: Mapping[str, Any],
        shown: Mapping[str, Any],
        within: str = "",
    ) -> dict[str, Any]:
        """Answers to all fields, those of one row when ``within`` names its field."""
        answers = {k: v for k, v in shown.items() if v not in (None, "", [])}
        answers |= given
        for field in fields:
            name = field["name"]
            path = f"{within}.{name}" if within else name
            if field["type"] == "rows":
                answers[name] = self.rows(field, path, answers.get(name), name in given)
            elif name not in given:
                found = self.answer(field, path, answers.get(name))
                if found is not None:
                    answers[name] = found
        return answers

    def answer(self, field: Described, path: str, shown: Any) -> Any:
        """What a person writes into one field; None leaves it empty."""
        turns = IN_TURN.get(f"{self.form}.{path}")
        if turns is not None:
            return turns[min(self.times, len(turns) - 1)]
        words = self.words(path)
        if shown is not None:
            return shown
        if words is not None:
            return self.said(words, field)
        if field.get("required") or field.get("required_when"):
            return self.something(field)
        return None

    def words(self, path: str) -> Any:
        """The words for a field: of this form, of this row, of this name."""
        last = path.rpartition(".")[2]
        for key in (f"{self.form}.{path}", path, last):
            if key in WORDS:
                return WORDS[key]
        return None

    def said(self, words: Any, field: Described) -> Any:
        """Words as an answer of the field's type; None when it does not take them."""
        kind = field["type"]
        if isinstance(words, Paper):
            return self.paper(words.name) if kind == "file" else None
        if isinstance(words, In):
            return self.day(words, kind) if kind in ("date", "datetime") else None
        if isinstance(words, list):
            words = self.random.choice(words)
        if isinstance(words, str):
            words = words.format(number=self.random.randint(10000, 99999), **self.about)
        if kind == "choices":
            wanted = words.values if isinstance(words, Several) else [words]
            return self.offered(field, wanted) or None
        if kind in ("choice", "user", "ref"):
            return words if self.offered(field, [words]) else self.something(field)
        return words

    def offered(self, field: Described, wanted: Sequence[str]) -> list[str]:
        """Those of the wanted values that the field offers."""
        values = [option["value"] for option in field.get("options", ())]
        return [value for value in wanted if value in values]

    def rows(
        self, field: Described, path: str, shown: Any, given: bool
    ) -> list[dict[str, Any]]:
        """The rows of a field: decided or shown ones made whole, else told ones."""
        entries = self.words(path)
        if shown:
            lines = list(shown)
        elif given or not isinstance(entries, Entries):
            lines = [{}] if field.get("required") and not given else []
        else:
            number = self.random.randint(entries.least, entries.most)
            lines = self.random.sample(list(entries.rows), number)
        columns = {column["name"] for column in field["fields"]}
        return [
            self.fill(field["fields"], self.line(line, columns), line, path)
            for line in lines
        ]

    def line(self, line: Mapping[str, Any], columns: set[str]) -> dict[str, Any]:
        """What of a line is settled, with the story's words and people put in."""
        found: dict[str, Any] = {}
        for name, value in line.items():
            if isinstance(value, In):
                found[name] = self.day(value, "date")
            elif isinstance(value, str) and value.startswith("@"):
                found[name] = self.people.get(value[1:], value[1:])
            elif isinstance(value, str) and "{" in value:
                found[name] = value.format(
                    number=self.random.randint(10000, 99999), **self.about
                )
            elif name == "id":
                found[name] = value
        return found

    def something(self, field: Described) -> Any:  # noqa: C901 - a case a type
        """Anything that fits the type."""
        match field["type"]:
            case "text" | "long":
                return f"{field['label']}: {self.about['title']}"[:200]
            case "date" | "datetime" as kind:
                return self.day(In(days=10), kind)
            case "bool":
                return True
            case "int" | "number":
                return int(field.get("min") or 4)
            case "choice" | "ref":
                return field["options"][0]["value"] if field.get("options") else None
            case "user":
                role = PEOPLE.get(field["name"], "stakeholder")
                wanted = [self.people.get(role, role), *self.people.values()]
                known = self.offered(field, wanted)
                return known[0] if known else field["options"][0]["value"]
            case "choices":
                known = self.offered(field, list(dict.fromkeys(self.people.values())))
                return known or [field["options"][0]["value"]]
            case "file":
                return self.paper(str(field["label"]))
        return None

    def day(self, after: In, kind: str) -> str:
        """A day or a moment so long from now."""
        moment = self.now
        if after.days:
            here = Moment(self.now, self.zone)
            found = add_business_days(here, self.now, after.days)
            assert isinstance(found, datetime)
            moment = found
        moment = moment.astimezone(self.zone)
        if after.hour is not None:
            moment = moment.replace(hour=after.hour, minute=0, second=0)
        moment += after.by
        if kind == "date":
            return moment.date().isoformat()
        return moment.replace(microsecond=0).isoformat()

    def paper(self, name: str) -> dict[str, str]:
        """A short document as a file."""
        written = f"{name}\n\n{self.about['title']}\n{self.about['service']}, "
        written += f"{self.about['organization']}\n{self.now.date().isoformat()}\n"
        content = base64.b64encode(written.encode()).decode()
        return {"name": f"{name}.txt", "content": content}
