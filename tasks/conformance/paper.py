"""The proof of a release as a paper for auditors, with the audit's newest seal."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tasks.conformance.evidence import Evidence
from tasks.conformance.proof import Judged, Proof, State
from tasks.conformance.words import word
from tasks.paper.blocks import Block, Facts, Grid, Heading, Paper, Paragraph


@dataclass(frozen=True, slots=True)
class Setting:
    """In which language, when, for whom; names by user name."""

    language: str
    at: datetime
    zone: ZoneInfo
    by: str
    names: Mapping[str, str]

    def word(self, key: str, **values: object) -> str:
        """A word in the paper's language."""
        return word(key, self.language, **values)

    def moment(self, at: datetime | None) -> str:
        """A moment in the office's time."""
        return "" if at is None else at.astimezone(self.zone).strftime("%Y-%m-%d %H:%M")

    def name(self, user_name: str | None) -> str:
        """What a person is called."""
        return self.names.get(user_name or "", user_name or "")


def paper_of(
    setting: Setting,
    proof: Proof,
    *,
    chain: Any,
    called: Callable[[str], str] = str,
) -> Paper:
    """The proof, grouped by milestone.

    ``chain`` is the newest sealed entry of the audit trail; ``called`` says a word of
    the record in the paper's language.
    """
    say, release = setting.word, proof.release
    facts = (
        (say("release"), f"{release['id']}, {release['title']}"),
        (say("status"), called(release["status"])),
        (say("milestone"), called(release["milestone"] or "–")),
        (say("version"), str(proof.version or "–")),
        (say("proven"), setting.moment(setting.at)),
        (say("by"), setting.name(setting.by)),
        (say("chain"), _chain(setting, chain)),
    )
    counts = tuple((say(state), str(n)) for state, n in proof.counts.items())
    blocks: list[Block] = [Facts(facts), Paragraph(say("how"))]
    blocks += [Heading(say("counts")), Facts(counts)]
    for milestone, items in proof.by_milestone().items():
        title = say("whole") if milestone is None else called(milestone)
        blocks += [Heading(title), _grid(setting, title, items)]
    return Paper(
        title=say("title"),
        subtitle=say("standard"),
        language=setting.language,
        foot=say("page", release=release["id"]) + f", {setting.moment(setting.at)}",
        blocks=tuple(blocks),
        landscape=True,
    )


def _chain(setting: Setting, chain: Any) -> str:
    if chain is None:
        return setting.word("unsealed")
    at = setting.moment(chain.at)
    link = setting.word("link", number=chain.sealed_as, at=at)
    return f"{chain.seal} ({link})"


def _grid(setting: Setting, title: str, items: Sequence[Judged]) -> Grid:
    head = ("id", *(setting.word(w) for w in ("requirement", "state", "shown")))
    return Grid(
        title,
        head,
        tuple(
            (
                f"{item.clause.id} ({item.clause.section})",
                item.clause.text.in_language(setting.language),
                setting.word(item.state),
                shown(setting, item),
            )
            for item in items
        ),
    )


def shown(setting: Setting, item: Judged) -> str:
    """What shows a clause, or why it is not shown, in a few lines."""
    lines = [_line(setting, each) for each in item.evidence]
    if item.state is State.NOT_APPLICABLE and item.why is not None:
        lines = [item.why.in_language(setting.language)]
    if item.waiver is not None:
        given = item.waiver
        at = setting.moment(given.at)
        by = setting.name(given.by)
        lines.append(setting.word("waiver", by=by, at=at, reason=given.reason))
    if item.missing:
        wanted = [each.in_language(setting.language) for each in item.missing]
        lines.append(setting.word("missing", words=", ".join(wanted)))
    return "\n".join(lines)


def _line(setting: Setting, evidence: Evidence) -> str:
    parts = [
        evidence.what.in_language(setting.language),
        setting.name(evidence.by),
        setting.moment(evidence.at),
        evidence.step or "",
    ]
    return ", ".join(part for part in parts if part)
