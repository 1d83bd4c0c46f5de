"""What is wrong with the templates of papers, before anybody writes one.

Source: ours, because a process owner should read it when the template is published.
"""

from collections.abc import Collection, Iterator, Mapping

from engine.lint.finding import Finding
from engine.model import Diagram, Node
from tasks.collateral import lines
from tasks.collateral.readable import ENTRY, KNOWN, NAMES
from tasks.collateral.template import (
    ENDING,
    FOLDER,
    FORMATS,
    FRENCH,
    LANDSCAPE,
    SETTINGS,
    TEXTS,
    paper_names,
    parts,
    words,
)
from tasks.collateral.writing import PAPER
from tasks.mail.language import TemplateRefused, analysed
from tasks.release.collections import COLLECTIONS
from tasks.release.states import MILESTONES

RULE = "paper"
MAX_TEMPLATE = 30_000
_LEAST = ("Name", "Title", "Document", "Process")


def findings(
    diagram: Diagram, bundle: Mapping[str, bytes], facts: Collection[str]
) -> Iterator[Finding]:
    """All findings on the papers of a bundle, and on steps that name one."""
    known = paper_names(bundle)
    for path in sorted(bundle):
        if path.startswith(FOLDER):
            for problem in problems(path, bundle[path], facts):
                yield Finding("error", RULE, None, None, f"{path}: {problem}")
    for key in known:
        if f"{FOLDER}{key}{FRENCH}" not in bundle:
            says = f"{FOLDER}{key}{ENDING} has no French text beside it."
            yield Finding("warning", RULE, None, None, says)
    for node in diagram.nodes.values():
        source = _source_of(node)
        if source is not None and source not in known:
            says = f"There is no paper “{source}”; there are {', '.join(known)}."
            yield Finding("error", RULE, node.id, node.line, says)


def _source_of(node: Node) -> str | None:
    """The paper that a node's operator writes, if it is a constant."""
    operator = node.operator
    if operator is None or operator.name != "attach_document":
        return None
    text = operator.parameters.get("source", "").strip()
    quoted = len(text) > 2 and text[0] == text[-1] and text[0] in "'\""
    return text[1:-1].replace("_", "-") if quoted else None


def problems(path: str, content: bytes, facts: Collection[str]) -> Iterator[str]:
    """What is wrong with one template, a sentence each."""
    if len(content) > MAX_TEMPLATE:
        yield f"A template has at most {MAX_TEMPLATE:,} bytes."
        return
    head, body = parts(content)
    french = path.endswith(FRENCH)
    yield from _head(head, french=french)
    names = {*KNOWN} if head.get("About") or french else KNOWN - {ENTRY}
    for text in (*(head.get(name, "") for name in TEXTS), body):
        yield from _text(text, names, facts)
    yield from lines.problems(body)


def _head(head: Mapping[str, str], *, french: bool) -> Iterator[str]:
    allowed = TEXTS if french else (*TEXTS, *SETTINGS)
    for name in head.keys() - set(allowed):
        if french and name in SETTINGS:
            yield f"“{name}” is said in the English text alone."
        else:
            yield (
                f"“{name}” means nothing at the top; there are {', '.join(allowed)}. "
                "An empty line ends the top."
            )
    for name in _LEAST[:2] if french else _LEAST:
        if not head.get(name):
            yield f"The top needs a line “{name}: …”."
    if not french:
        yield from _settings(head)


def _settings(head: Mapping[str, str]) -> Iterator[str]:
    for process in set(words(head.get("Process", ""))) - MILESTONES.keys():
        yield f"There is no process “{process}”; there are {', '.join(MILESTONES)}."
    for kind in set(words(head.get("Formats", ""))) - set(FORMATS):
        yield f"There is no format “{kind}”; there are {', '.join(FORMATS)}."
    for name in set(words(head.get("Needs", ""))) - NAMES.keys():
        yield f"Nothing is called “{name}” that a paper could need."
    about = head.get("About")
    if about and about not in COLLECTIONS:
        yield f"There is no collection “{about}” to write about."
    if about and not head.get("Named"):
        yield "With “About” it needs “Named: …”, which tells its documents apart."
    if head.get("Layout") not in (None, "", LANDSCAPE):
        yield f"The layout can be “{LANDSCAPE}”, or is left out."


def _text(text: str, names: Collection[str], facts: Collection[str]) -> Iterator[str]:
    try:
        found = analysed(text, PAPER.noun)
    except TemplateRefused as refused:
        yield str(refused)
        return
    yield from found.problems
    yield from found.unknown(PAPER.noun, names, facts)
