"""The files of a draft: which there are, who uses them, what is wrong with one."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.model import Diagram
from tasks.collateral import lint as collateral
from tasks.forms.definition import read_json
from tasks.forms.lint import sources_of
from tasks.forms.problems import problems as form_problems
from tasks.forms.shape import FormUnreadable
from tasks.mail import templates
from tasks.mail.raci_mails import GIVEN
from tasks.mail.readable import ALWAYS, OF_PROCESSES, RECORD_NAMES
from tasks.people import raci

if TYPE_CHECKING:
    from tasks.bootstrap import Application

FORMS, MAILS, TABLES, OTHERS = "forms", "mail", "tables", "other"


@dataclass(frozen=True, slots=True)
class DraftFile:
    """One file of a draft, and the elements of the diagram that name it."""

    name: str
    kind: str
    short: str
    used_by: tuple[str, ...] = ()


def files_of(diagram: Diagram, bundle: Mapping[str, bytes]) -> list[DraftFile]:
    """The files of a draft, by kind and name."""
    return [
        DraftFile(name, kind_of(name), short_of(name), tuple(_users(diagram, name)))
        for name in sorted(bundle, key=lambda name: (kind_of(name), name))
    ]


def kind_of(name: str) -> str:
    """What kind of file a name is of."""
    if name.startswith("forms/"):
        return FORMS
    if name.startswith("mail/"):
        return MAILS
    return TABLES if "/" not in name else OTHERS


def short_of(name: str) -> str:
    """A file's name as diagrams say it: ``s-1.1``, ``go-no-go-outcome``."""
    return name.partition("/")[2].removesuffix(".json").removesuffix(".txt") or name


def problems_of(
    app: Application, bundle: Mapping[str, bytes], name: str, content: bytes
) -> Sequence[str]:
    """What is wrong with a file as it is written now, a sentence each."""
    files = {**bundle, name: content}
    kind = kind_of(name)
    if kind == FORMS:
        return _of_form(app, files, short_of(name), content)
    if kind == MAILS:
        known = {*ALWAYS, *RECORD_NAMES, *GIVEN, *OF_PROCESSES}
        text = content.decode(errors="replace")
        return templates.check(text, known, app.engine.facts.signatures)
    if name.startswith("papers/"):
        return list(collateral.problems(name, content, app.engine.facts.signatures))
    if name == raci.FILE:
        return list(raci.problems(files))
    if name.endswith(".toml"):
        try:
            tomllib.loads(content.decode())
        except (ValueError, UnicodeDecodeError) as error:
            return [f"{name} cannot be read: {error}."]
    return []


def _of_form(
    app: Application, files: Mapping[str, bytes], name: str, content: bytes
) -> Sequence[str]:
    try:
        found = read_json(name, content)
    except FormUnreadable as unreadable:
        return unreadable.problems
    return form_problems(found, sources_of(files, app.engine.facts.signatures))


def _users(diagram: Diagram, name: str) -> list[str]:
    """The elements that name a file."""
    short = short_of(name).removesuffix(".fr")
    if kind_of(name) == FORMS:
        return [
            n.id for n in diagram.nodes.values() if n.properties.get("form") == short
        ]
    if kind_of(name) == MAILS:
        quoted = (f"'{short}'", f'"{short}"')
        return [
            node.id
            for node in diagram.nodes.values()
            if node.operator is not None
            and node.operator.parameters.get("mail", "").strip() in quoted
        ]
    return []
