"""The documentation of a version as a paper: everything that it says, for reading.

It is written from what runs, so that it cannot be out of date.
Source: issue of process documentation; GO-ITS 240PRS 3.5, the process owner documents
the process.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.model import Diagram, Node
from engine.outline import Next, OutlineRow, outline
from engine.svg import Marks, svg
from tasks.documentation.forms import form_blocks
from tasks.documentation.words import KINDS, called, said, word
from tasks.mail.compose import template_text
from tasks.mail.templates import split
from tasks.oversight.instances import names_in
from tasks.paper.blocks import (
    Block,
    Facts,
    Grid,
    Heading,
    Paper,
    Paragraph,
    Picture,
)
from tasks.people.raci import duties_of, raci
from tasks.people.roles import role_name

PAPER_LINES = 400


@dataclass(frozen=True, slots=True)
class Published:
    """What is known of the version: dates and people as they are to be read."""

    key: str
    number: int
    facts: tuple[tuple[str, str], ...]


def process_paper(
    diagram: Diagram,
    bundle: Mapping[str, bytes],
    published: Published,
    language: str,
    names: Mapping[str, str] | None = None,
) -> Paper:
    """The paper of one version in one language; ``names`` are those of its flows."""
    writing = _Writing(diagram, bundle, language, {**(names or {})})
    title = writing.title
    foot = f"{title}, {word(language, 'version')} {published.number}"
    return Paper(
        title=title,
        language=language,
        subtitle=f"{word(language, 'version')} {published.number}",
        blocks=tuple(writing.blocks(published)),
        foot=foot,
        landscape=True,
    )


class _Writing:
    """One paper: the diagram, its files, the language."""

    def __init__(
        self,
        diagram: Diagram,
        bundle: Mapping[str, bytes],
        language: str,
        names: dict[str, str],
    ) -> None:
        self.diagram, self.bundle, self.language = diagram, bundle, language
        self.names = {**names, **names_in(diagram, language)}
        self.rows = outline(diagram, Marks(), names=self.names)
        self.numbers = {row.id: row.number for row in self.rows}

    @property
    def title(self) -> str:
        own = self.diagram.properties.get(f"name_{self.language}")
        return own or self.diagram.name

    def word(self, name: str) -> str:
        return word(self.language, name)

    def blocks(self, published: Published) -> Iterator[Block]:
        if self.diagram.documentation:
            yield Paragraph(self.diagram.documentation)
        yield Facts(((self.word("process"), published.key), *published.facts))
        yield from self._picture()
        yield from self._steps()
        yield from self._tasks()
        yield from self._raci(published.key)
        yield from self._decisions()
        yield from self._automatic()
        yield from self._waits()
        yield from self._mails()

    def _picture(self) -> Iterator[Block]:
        yield Heading(self.word("picture"))
        drawn = svg(self.diagram, Marks(), title=self.title, names=self.names)
        yield Picture(drawn.encode(), self.word("picture_text"))

    def _steps(self) -> Iterator[Block]:
        yield Heading(self.word("steps"))
        head = tuple(map(self.word, ("number", "step", "kind", "role", "next")))
        yield Grid(
            self.word("steps"),
            head,
            tuple(
                (
                    row.number,
                    f"{row.name} ({row.id})" if row.name else row.id,
                    called(KINDS, row.type, self.language),
                    self._roles(row.role),
                    "\n".join(map(self._way, row.next)),
                )
                for row in self.rows
            ),
        )

    def _way(self, way: Next) -> str:
        when = way.label or (self.word("otherwise") if way.otherwise else "")
        back = f"{self.word('back')} " if way.back else ""
        to = f"{back}{self.numbers.get(way.target, '')} {way.target_name}".strip()
        return f"{when}: {to}" if when else to

    def _roles(self, text: str) -> str:
        roles = (role.strip() for role in text.split(",") if role.strip())
        return ", ".join(role_name(role, self.language) for role in roles)

    def _of(self, *types: str) -> Iterator[tuple[OutlineRow, Node]]:
        for row in self.rows:
            node = self.diagram.nodes[row.id]
            if node.type in types:
                yield row, node

    def _tasks(self) -> Iterator[Block]:
        yield Heading(self.word("tasks"))
        for row, node in self._of("userTask", "manualTask"):
            yield Heading(f"{row.number} {row.name or row.id}", 2)
            help_text = node.properties.get(f"help_{self.language}")
            text = help_text or node.documentation
            if text:
                yield Paragraph(text)
            yield Facts(tuple(self._task_facts(row, node)))
            if node.properties.get("form"):
                yield from form_blocks(
                    self.bundle, node.properties["form"], self.language
                )

    def _task_facts(self, row: OutlineRow, node: Node) -> Iterator[tuple[str, str]]:
        yield self.word("step"), row.id
        yield self.word("role"), self._roles(row.role)
        if node.properties.get("due_in"):
            yield self.word("due"), node.properties["due_in"]
        duties = duties_of(self.bundle, self.diagram.process_id, node)
        if duties:
            title = said(duties.title, self.language)
            yield self.word("activity"), f"{duties.activity} {title}"
        if node.properties.get("gate"):
            yield self.word("gate"), node.properties["gate"]
        if node.properties.get("form"):
            yield self.word("form"), node.properties["form"]

    def _raci(self, key: str) -> Iterator[Block]:
        found = raci(self.bundle).of_process(key)
        if not found:
            return
        yield Heading(self.word("raci"))
        duties = ("responsible", "accountable", "consulted", "informed")
        head = (self.word("step"), *map(self.word, duties))
        yield Grid(
            self.word("raci"),
            head,
            tuple(
                (
                    f"{each.activity} {said(each.title, self.language)}",
                    *(self._roles(", ".join(getattr(each, duty))) for duty in duties),
                )
                for each in found
            ),
        )

    def _decisions(self) -> Iterator[Block]:
        found = [
            (row, node)
            for row, node in self._of("exclusiveGateway", "inclusiveGateway")
            if len(row.next) > 1
        ]
        if found:
            yield Heading(self.word("decisions"))
            head = tuple(map(self.word, ("number", "step", "way", "condition")))
            yield Grid(
                self.word("decisions"),
                head,
                tuple(
                    (
                        row.number,
                        row.name or row.id,
                        self._way(way),
                        self.diagram.flows[way.flow].condition
                        or self.word("otherwise"),
                    )
                    for row, _ in found
                    for way in row.next
                ),
            )

    def _automatic(self) -> Iterator[Block]:
        found = [(row, n.operator) for row, n in self._of("serviceTask") if n.operator]
        if found:
            yield Heading(self.word("automatic"))
            head = tuple(map(self.word, ("number", "step", "does", "with")))
            yield Grid(
                self.word("automatic"),
                head,
                tuple(
                    (
                        row.number,
                        row.name or row.id,
                        call.name,
                        "\n".join(f"{k} = {v}" for k, v in call.parameters.items()),
                    )
                    for row, call in found
                ),
            )

    def _waits(self) -> Iterator[Block]:
        found = [row for row in self.rows if row.waits_for]
        if found:
            yield Heading(self.word("waits"))
            head = tuple(map(self.word, ("number", "step", "for")))
            yield Grid(
                self.word("waits"),
                head,
                tuple((r.number, r.name or r.id, r.waits_for or "") for r in found),
            )

    def _mails(self) -> Iterator[Block]:
        sent: dict[str, list[str]] = {}
        for row, node in self._of("serviceTask"):
            named = node.operator.parameters.get("mail", "") if node.operator else ""
            if named:
                sent.setdefault(named.strip("'\""), []).append(f"{row.number}")
        if sent:
            yield Heading(self.word("mails"))
        for name, numbers in sent.items():
            text = template_text(self.bundle, name, self.language)
            if text is not None:
                subject, body = split(text)
                yield Heading(name, 2)
                yield Facts(
                    (
                        (self.word("subject"), subject),
                        (self.word("sent_at"), ", ".join(numbers)),
                    )
                )
                yield Paragraph(body)
