"""Documents that people hand in, and what becomes of them.

Whoever works on the release hands in documents of their own; the release coordinator
accepts them or sends them back.  Until then a document counts as a draft.

Source: processes.md E.2 "Documents"; requirements ROLE-ST-06, ROLE-ST-07, ROLE-CS-09.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from engine.ports import Context
from tasks.correcting import MayNotChange
from tasks.forms.answers import Answers, read
from tasks.mail.compose import mail, template_text
from tasks.people.held import held
from tasks.people.rights import Deed, Thing, may
from tasks.release.errors import ReasonMissing, ReleaseClosed, ValueRefused
from tasks.release.loaded import release_of
from tasks.release.records import save
from tasks.repository.choices import form_for
from tasks.repository.documents import DRAFT, FINAL, attach, document_of
from tasks.repository.sheets import sheet_of
from tasks.repository.writer import Opened, Writer, entry_of, stand

SHEET, COLLECTION = "document_versions", "documents"
PENDING, ACCEPTED, SENT_BACK = "Pending", "Accepted", "Sent back"
#: Who tells an owner what became of a document, and who is told of a new one.
SENT_BACK_MAIL, HANDED_IN_MAIL = "document-sent-back", "document-handed-in"
REVIEWS = ("Comment", "Approve", "Change")
#: What a version of a known document asks; the rest is known.
VERSION_ASKS = ("file", "text", "final")


def read_in(
    writer: Writer, submitted: Mapping[str, Any], known: Mapping[str, Any] | None = None
) -> Answers:
    """What is handed in, checked; its file is kept. Raises AnswersInvalid.

    It is read before anything is written, because a virus scan takes its time.
    ``known`` is the document that gets a version.
    """
    stand(writer)
    sheet = sheet_of(SHEET)
    fixed = {} if known is None else {"type": known["type"], "title": known["title"]}
    form, offers = form_for(writer.context, sheet.form, writer.release_id, fixed)
    store = writer.app.store
    return read(
        form,
        {**submitted, **fixed},
        offered=offers,
        functions=writer.app.functions(writer.context),
        zone=writer.context.zone,
        language=writer.language,
        keep=lambda name, content: store.put(name, content).plain(),
    )


def opened_form(writer: Writer, known: Mapping[str, Any] | None) -> Opened:
    """The form that hands in a document, or a version of a known one."""
    stand(writer)
    sheet = sheet_of(SHEET)
    form, offers = form_for(writer.context, sheet.form, writer.release_id, {})
    if known is not None:
        asked = tuple(f for f in form.fields if f.name in VERSION_ASKS)
        form = replace(form, fields=asked)
    return Opened(sheet, form, offers, {}, known, frozenset(form.names))


def hand_in(
    writer: Writer, given: Answers, known: Mapping[str, Any] | None = None
) -> str:
    """Add a document, or a version of the one that is known; returns its id.

    Raises: MayNotChange, ReleaseClosed, ValueRefused.
    """
    require_hand(writer, known)
    stand(writer)
    values = given.values
    if known is None:
        _require_new(writer, values["type"], values["title"])
    keeps = may(writer.person, Deed.UPDATE, Thing.DOCUMENTS, writer.standing)
    final = bool(values["final"]) and keeps
    more: dict[str, Any] = {
        "acceptance": ACCEPTED if keeps else PENDING,
        "accepted_by": writer.person.user_name if keeps else None,
        "accepted_at": writer.context.at if keeps else None,
    }
    if known is None:
        more |= {"owner": writer.person.user_name, "restricted": values["restricted"]}
    document_id = attach(
        writer.context,
        writer.release_id,
        values["type"],
        FINAL if final else DRAFT,
        title=values["title"],
        file=values["file"],
        text=values["text"],
        **more,
    )
    if not keeps:
        _tell(writer.context, writer.release_id, HANDED_IN_MAIL, _keepers(writer))
    return document_id


def may_hand_in(writer: Writer, known: Mapping[str, Any] | None = None) -> bool:
    """Whether this person may hand in a document, or a version of a known one."""
    if may(writer.person, Deed.UPDATE, Thing.DOCUMENTS, writer.standing):
        return True
    own = known is None or known["owner"] == writer.person.user_name
    return own and may(writer.person, Deed.OWN, Thing.DOCUMENTS, writer.standing)


def require_hand(writer: Writer, known: Mapping[str, Any] | None = None) -> None:
    """Raises ReleaseClosed, MayNotChange."""
    if writer.standing.ended:
        row = release_of(writer.context, writer.release_id)
        raise ReleaseClosed(writer.release_id, row["status"])
    if not may_hand_in(writer, known):
        raise MayNotChange(writer.release_id)


def may_judge(writer: Writer, document: Mapping[str, Any]) -> bool:
    """Whether this person may accept the document or send it back."""
    waits = document["acceptance"] == PENDING
    return waits and may(writer.person, Deed.UPDATE, Thing.DOCUMENTS, writer.standing)


def accept(writer: Writer, document_id: str) -> None:
    """The coordinator takes the document into the record."""
    document = _to_judge(writer, document_id)
    values = {
        "acceptance": ACCEPTED,
        "accepted_by": writer.person.user_name,
        "accepted_at": writer.context.at,
    }
    save(writer.context, COLLECTION, writer.release_id, values, document["id"])


def send_back(writer: Writer, document_id: str, reason: str) -> None:
    """The coordinator asks its owner for another version, and says why."""
    document = _to_judge(writer, document_id)
    if not reason.strip():
        raise ReasonMissing
    stand(writer)
    writer.context.why = reason.strip()
    values = {"acceptance": SENT_BACK, "state": DRAFT, "reason": reason.strip()}
    save(writer.context, COLLECTION, writer.release_id, values, document["id"])
    review(writer, document_id, "Change", reason)
    if document["owner"]:
        told = {
            "answers": {
                "document": document["title"] or document["type"],
                "reason": reason.strip(),
            }
        }
        owner = [document["owner"]]
        _tell(writer.context, writer.release_id, SENT_BACK_MAIL, owner, told)


def review(writer: Writer, document_id: str, result: str, text: str) -> str:
    """What somebody who works on the release thinks of the newest version."""
    document = entry_of(writer, COLLECTION, document_id)
    if not may(writer.person, Deed.OWN, Thing.DOCUMENTS, writer.standing):
        require_hand(writer, {"owner": None})
    if result not in REVIEWS:
        raise ValueRefused("result", f"must be one of: {', '.join(REVIEWS)}")
    if not text.strip() and result != "Approve":
        raise ValueRefused("text", "must say what is to change")
    values = {
        "document_id": document_id,
        "version": document["version"],
        "result": result,
        "text": text.strip() or document["title"] or document["type"],
    }
    return save(writer.context, "reviews", writer.release_id, values)


def _to_judge(writer: Writer, document_id: str) -> Mapping[str, Any]:
    document = entry_of(writer, COLLECTION, document_id)
    if not may(writer.person, Deed.UPDATE, Thing.DOCUMENTS, writer.standing):
        require_hand(writer, {"owner": None})
    if document["acceptance"] != PENDING:
        raise ValueRefused("acceptance", "is settled: the document does not wait")
    return document


def _require_new(writer: Writer, type: str, title: str | None) -> None:
    """A document of somebody else is not written over by one of the same name."""
    known = document_of(writer.context, writer.release_id, type, title)
    if known is None or not known["version"]:
        return
    if may(writer.person, Deed.UPDATE, Thing.DOCUMENTS, writer.standing):
        return
    if known["title"] == title and known["owner"] != writer.person.user_name:
        raise ValueRefused("title", "is that of another document: give it its own")


def _keepers(writer: Writer) -> list[str]:
    process = release_of(writer.context, writer.release_id)["process"]
    holders = held(writer.context, writer.release_id)
    return list(holders.get(f"release_coordinator_{process}", ()))


def _tell(
    context: Context,
    release_id: str,
    template: str,
    people: list[str],
    values: Mapping[str, Any] | None = None,
) -> None:
    """Write to people, if the release's version of the process has the template."""
    if people and template_text(context.bundle, template, "en") is not None:
        link = f"/releases/{release_id}?part=documents"
        mail(
            context,
            template,
            recipients=people,
            release_id=release_id,
            values=values,
            link=link,
        )
