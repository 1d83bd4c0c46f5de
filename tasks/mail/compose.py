"""Write a mail to people: one row a reader, in the reader's language.

A template is rendered once a language, however many people read it.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from engine import outbox
from engine.ports import Context, OperatorRefused
from tasks.facts import facts_about
from tasks.inbox.tables import DONE, human_task
from tasks.mail.templates import Rendered, TemplateRefused, names_in, render
from tasks.people.held import held
from tasks.people.persons import LANGUAGES, is_address, people_named
from tasks.release.collections import collection_named
from tasks.release.loaded import release_of, remembered, rows

ENGLISH = "en"

#: Names that any template may read.
ALWAYS = frozenset({"release", "record", "link", "answers"})


class MailRefused(OperatorRefused):
    """A mail cannot be written from its template."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Where a mail goes and in which language it is read."""

    address: str
    language: str


def mail(
    context: Context,
    template: str,
    *,
    recipients: Iterable[str],
    release_id: str | None = None,
    values: Mapping[str, Any] | None = None,
    link: str | None = None,
    dedup: str | None = None,
    expires_at: datetime | None = None,
    attachments: Iterable[Mapping[str, Any]] = (),
) -> int:
    """Write to user names and addresses; how many readers there are.

    ``dedup`` names the occasion: a reader gets one mail of it, ever.  Without it an
    occasion is this step at this moment.  Raises MailRefused.
    """
    readers = readers_of(context, recipients)
    if not readers:
        return 0
    writing = _Writing(context, template, release_id, dict(values or {}), link)
    attached = [dict(part) for part in attachments]
    for reader in readers:
        written = writing.for_language(reader.language)
        outbox.put(
            context,
            to=[reader.address],
            subject=written.subject,
            body=written.body,
            dedup=_dedup(context, template, reader, written, dedup, release_id),
            headers={
                "link": writing.link,
                "thread": release_id,
                "language": reader.language,
                "template": template,
            },
            business_key=release_id,
            attachments=attached,
            expires_at=expires_at,
        )
    return len(readers)


def readers_of(context: Context, recipients: Iterable[str]) -> list[Reader]:
    """The readers behind user names and addresses, each address once.

    Whoever has left gets no mail.
    """
    wanted = list(dict.fromkeys(filter(None, recipients)))
    known = known_people(context, wanted)
    found: dict[str, Reader] = {}
    for name in wanted:
        if name in known:
            person = known[name]
            reader = Reader(person.email, person.language)
        elif is_address(name):
            reader = Reader(name, ENGLISH)
        else:
            continue
        found.setdefault(reader.address.casefold(), reader)
    return list(found.values())


def known_people(context: Context, names: Iterable[str]) -> Mapping[str, Any]:
    """The active people among these names; each is read at most once a step."""
    read: dict[str, Any] = remembered(context, "known_people", dict)
    missing = {name for name in names if name not in read}
    if missing:
        found = people_named(context.conn, missing)
        read |= {name: found.get(name) for name in missing}
    return {name: person for name, person in read.items() if person is not None}


def name_of(context: Context, user_name: str) -> str:
    """What a person is called; the user name of one who has left."""
    found = known_people(context, [user_name])
    return str(found[user_name].name) if user_name in found else user_name


def template_text(bundle: Mapping[str, bytes], name: str, language: str) -> str | None:
    """A template in a language, else in English; None if there is none."""
    for path in template_paths(name, language):
        if path in bundle:
            return bundle[path].decode()
    return None


def template_paths(name: str, language: str) -> tuple[str, ...]:
    """Where a bundle may keep a template, best first."""
    plain = f"mail/{name}.txt"
    return (plain,) if language == ENGLISH else (f"mail/{name}.{language}.txt", plain)


class _Writing:
    """One template for one occasion, written once in each language."""

    def __init__(
        self,
        context: Context,
        template: str,
        release_id: str | None,
        values: dict[str, Any],
        link: str | None,
    ) -> None:
        self.context, self.template, self.release_id = context, template, release_id
        self.given = values
        self.link = link or (f"/releases/{release_id}" if release_id else "/")
        self._written: dict[str, Rendered] = {}

    def for_language(self, language: str) -> Rendered:
        language = language if language in LANGUAGES else ENGLISH
        if language not in self._written:
            self._written[language] = self._write(language)
        return self._written[language]

    def _write(self, language: str) -> Rendered:
        text = template_text(self.context.bundle, self.template, language)
        if text is None:
            raise MailRefused(f"There is no mail template “{self.template}”.")
        try:
            return render(
                text,
                self._values(names_in(text)),
                facts_about(self.context, self.release_id),
                language=language,
                zone=self.context.zone,
            )
        except TemplateRefused as problem:
            raise MailRefused(
                f"Mail template “{self.template}”: {problem}"
            ) from problem

    def _values(self, names: Iterable[str]) -> dict[str, Any]:
        """What the template reads, and nothing it does not."""
        answers = {k: v for k, v in self.given.items() if k != "record"}
        found: dict[str, Any] = {"link": self.link}
        for name in names:
            if name in self.given:
                found[name] = self.given[name]
            elif name == "answers":
                found[name] = answers or _last_answers(self.context)
            elif name in RECORD_NAMES and self.release_id is not None:
                found[name] = RECORD_NAMES[name](self.context, self.release_id)
        return found


def _release(context: Context, release_id: str) -> Any:
    return release_of(context, release_id)


def _holder(role: str) -> Callable[[Context, str], Any]:
    def holder(context: Context, release_id: str) -> str:
        names = held(context, release_id).get(role, ())
        return name_of(context, names[0]) if names else ""

    return holder


def _coordinator(context: Context, release_id: str) -> str:
    process = release_of(context, release_id)["process"]
    return str(_holder(f"release_coordinator_{process}")(context, release_id))


def _all(collection: str) -> Callable[[Context, str], Any]:
    return lambda context, release_id: rows(context, collection, release_id)


def _open(collection: str) -> Callable[[Context, str], Any]:
    def entries(context: Context, release_id: str) -> Any:
        kind = collection_named(collection)
        found = rows(context, collection, release_id)
        return [row for row in found if kind.is_open(row.get("state"))]

    return entries


def _newest(collection: str) -> Callable[[Context, str], Any]:
    def entry(context: Context, release_id: str) -> Any:
        found = rows(context, collection, release_id)
        return found[-1] if found else {}

    return entry


def _decision(context: Context, release_id: str) -> Any:
    found = rows(context, "decisions", release_id)
    return next((r for r in reversed(found) if r["kind"] == "Go/No-Go"), {})


#: What templates may read of the release, and how it is found.
RECORD_NAMES: Mapping[str, Callable[[Context, str], Any]] = {
    "release": _release,
    "record": _release,
    "coordinator": _coordinator,
    "project_manager": _holder("project_manager"),
    "service_owner": _holder("service_owner"),
    "release_manager": _holder("release_manager"),
    "meeting": _newest("meetings"),
    "decision": _decision,
    "attempt": _newest("attempts"),
    "update": _newest("updates"),
    "issue": _newest("issues"),
    "issues": _open("issues"),
    "actions": _open("actions"),
    "risks": _open("risks"),
    "improvements": _open("improvements"),
    "steps": _all("mop_steps"),
    "updates": _all("updates"),
    "deliverables": _all("deliverables"),
    "documents": _all("documents"),
    "lessons": _all("lessons"),
    "feedback": _all("feedback"),
}


def _last_answers(context: Context) -> Mapping[str, Any]:
    """The answers of the task whose completion is this step, if one is."""
    if context.instance is None or context.by is None:
        return {}
    found = context.conn.scalar(
        select(human_task.c.answers)
        .where(
            human_task.c.instance_id == context.instance.id,
            human_task.c.state == DONE,
            human_task.c.completed_at == context.at,
            human_task.c.completed_by == context.by,
        )
        .order_by(human_task.c.task_id.desc())
        .limit(1)
    )
    return found or {}


def _dedup(
    context: Context,
    template: str,
    reader: Reader,
    written: Rendered,
    occasion: str | None,
    release_id: str | None,
) -> str:
    if occasion is not None:
        return f"{occasion}:{reader.address}"
    text = hashlib.sha256(f"{written.subject}\n{written.body}".encode()).hexdigest()
    about = context.instance.id if context.instance else release_id
    parts: Sequence[Any] = (
        *(about, context.step_id, template, context.at.isoformat()),
        *(reader.address, text),
    )
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()
