"""Write a mail to people: one row a reader, in the reader's language.

A template is rendered once a language, however many people read it.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from engine import outbox
from engine.ports import Context, OperatorRefused
from tasks.facts import facts_about
from tasks.mail.calendar import CANCEL, REQUEST, Meeting, invitation
from tasks.mail.language import TemplateRefused
from tasks.mail.readable import RECORD_NAMES, last_answers
from tasks.mail.readers import ENGLISH, Reader, readers_of
from tasks.mail.templates import Rendered, invites, names_in, render
from tasks.people.held import held
from tasks.people.known import known_people
from tasks.people.persons import LANGUAGES
from tasks.release.loaded import release_of


class MailRefused(OperatorRefused):
    """A mail cannot be written from its template."""


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
    attached = [*map(dict, attachments), *writing.invitation(readers)]
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

    def invitation(self, readers: Sequence[Reader]) -> list[dict[str, Any]]:
        """The newest meeting for the readers' calendars, if the template says so."""
        text = template_text(self.context.bundle, self.template, ENGLISH)
        if text is None or not invites(text) or self.release_id is None:
            return []
        meeting = RECORD_NAMES["meeting"](self.context, self.release_id)
        if not meeting or meeting["at"] is None:
            return []
        method = CANCEL if meeting["state"] == "Cancelled" else REQUEST
        invited = Meeting(
            id=meeting["id"],
            title=meeting["title"] or meeting["type"] or "",
            starts_at=meeting["at"],
            invitees=tuple(reader.address for reader in readers),
            organizer=self._organizer() or readers[0].address,
            # Whole seconds since it was made: grows with every change.
            sequence=int(
                (meeting["changed_at"] - meeting["created_at"]).total_seconds()
            ),
            text=", ".join(meeting["agenda"] or ()),
        )
        return [dict(invitation(invited, stamped_at=self.context.at, method=method))]

    def _organizer(self) -> str | None:
        """The address of who invites: who acts, else the coordinator."""
        context, release_id = self.context, str(self.release_id)
        process = release_of(context, release_id)["process"]
        role = f"release_coordinator_{process}"
        names = [context.by or "", *held(context, release_id).get(role, ())]
        known = known_people(context, names)
        found = next((known[name] for name in names if name in known), None)
        return None if found is None else str(found.email)

    def _values(self, names: Iterable[str]) -> dict[str, Any]:
        """What the template reads, and nothing it does not."""
        answers = {k: v for k, v in self.given.items() if k != "record"}
        found: dict[str, Any] = {"link": self.link}
        for name in names:
            if name in self.given:
                found[name] = self.given[name]
            elif name == "answers":
                found[name] = answers or last_answers(self.context)
            elif name in RECORD_NAMES and self.release_id is not None:
                found[name] = RECORD_NAMES[name](self.context, self.release_id)
        return found


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
