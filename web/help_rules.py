"""The rules of lint as help: what each asks for, an example, and the same put right."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from engine.lint import (
    catching,
    constructs,
    cycles,
    elements,
    engine_says,
    events,
    expressions,
    gateways,
    identity,
    messages,
    operators,
    races,
    soundness,
    structure,
    timers,
    waits,
)
from engine.lint.rule import Rule
from engine.lint.rules import RULES
from web.texts import N_

FILE = Path(__file__).parent / "help" / "rules.toml"

#: Families of rules with their headings; what is in none stands at the end.
FAMILIES = (
    (N_("The file and its elements"), (identity, elements, engine_says)),
    (N_("Shape of the diagram"), (structure, constructs)),
    (N_("Soundness: every way ends, nothing waits for ever"), (soundness, waits)),
    (N_("Decisions"), (gateways,)),
    (N_("Events and messages"), (events, catching, races, messages)),
    (N_("Timers"), (timers, cycles)),
    (N_("Expressions and variables"), (expressions,)),
    (N_("Operators"), (operators,)),
)

#: Rules of the release domain: about files of the bundle, which no BPMN shows.
DOMAIN = (
    ("form", N_("A task's form is there and can be read; its expressions are right.")),
    ("role", N_("A lane or a step names a role that there is.")),
    ("mail", N_("A mail template is there, in both languages, and can be written.")),
    ("raci", N_("The RACI matrix can be read, and somebody is accountable.")),
    ("paper", N_("A document's template is there and can be written.")),
    ("clause", N_("No requirement of the standard loses the step that meets it.")),
)


@dataclass(frozen=True, slots=True)
class Explained:
    """One rule as the help shows it."""

    rule: Rule
    title: str
    mended: str


def families(language: str) -> Iterator[tuple[str, list[Explained]]]:
    """All rules by family, in the reader's language."""
    left = {rule.id: rule for rule in RULES}
    for words, modules in FAMILIES:
        mine = [rule for module in modules for rule in module.RULES if rule.id in left]
        yield words, [_explained(left.pop(rule.id), language) for rule in mine]
    if left:
        yield N_("More"), [_explained(rule, language) for rule in left.values()]


def _explained(rule: Rule, language: str) -> Explained:
    said = texts().get(rule.id, {})
    title = said.get("fr", rule.sentence) if language == "fr" else rule.sentence
    return Explained(rule, title, said.get("mended", ""))


@cache
def texts() -> dict[str, dict[str, str]]:
    """The file's entries by rule."""
    return tomllib.loads(FILE.read_text())
