"""Mail templates: a subject and a text in the small language of templates."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from tasks.mail.language import Analysis, Dialect, TemplateRefused, analysed, filled

MAX_TEMPLATE, MAX_TEXT, MAX_SUBJECT = 10_000, 200_000, 250
SUBJECT, CALENDAR = "Subject:", "Calendar: meeting"

_MAIL = Dialect("mail", MAX_TEXT)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A mail's subject, on one line, and its text."""

    subject: str
    body: str


def render(
    text: str,
    values: Mapping[str, Any],
    functions: Mapping[str, Callable[..., Any]],
    *,
    language: str,
    zone: ZoneInfo,
) -> Rendered:
    """What a template gives for these values. Raises TemplateRefused.

    A template's first line is ``Subject: …``; ``Calendar: meeting`` may follow, then an
    empty line and the text.
    """
    problems = check(text)
    if problems:
        raise TemplateRefused(problems[0])
    subject, body = split(text)
    data = {**functions, **values}
    written = partial(filled, data=data, dialect=_MAIL, language=language, zone=zone)
    return Rendered(
        " ".join(written(subject).split())[:MAX_SUBJECT], written(body).strip() + "\n"
    )


def split(text: str) -> tuple[str, str]:
    """Subject and body of a template: its head, an empty line, the text."""
    head, _, body = text.replace("\r\n", "\n").partition("\n\n")
    first = head.partition("\n")[0]
    return first.removeprefix(SUBJECT).strip(), body.strip("\n")


def invites(text: str) -> bool:
    """Whether the mail carries the newest meeting as an invitation."""
    return CALENDAR in text.replace("\r\n", "\n").partition("\n\n")[0].split("\n")[1:]


def check(
    text: str,
    known: Collection[str] | None = None,
    functions: Collection[str] | None = None,
) -> list[str]:
    """What is wrong with a template, a sentence each.

    ``known`` are the names it may read and ``functions`` those it may call; without
    them any will do.
    """
    found = _analysed(text)
    return [*found.problems, *found.unknown(_MAIL.noun, known, functions)]


def names_in(text: str) -> frozenset[str]:
    """The names that a template reads, without those of its loops."""
    return _analysed(text).names


def _analysed(text: str) -> Analysis:
    if len(text) > MAX_TEMPLATE:
        return Analysis((f"A template has at most {MAX_TEMPLATE:,} characters.",))
    first, *more = text.replace("\r\n", "\n").partition("\n\n")[0].split("\n")
    if not first.startswith(SUBJECT) or not first.removeprefix(SUBJECT).strip():
        return Analysis((f"The first line must be “{SUBJECT} …”.",))
    if any(line != CALENDAR for line in more):
        return Analysis((f"After the subject comes an empty line, or “{CALENDAR}”.",))
    subject, body = split(text)
    try:
        return analysed(subject) | analysed(body)
    except TemplateRefused as refused:
        return Analysis((str(refused),))
