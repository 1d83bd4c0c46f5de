"""How a change begins: submitted for review, or published at once with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from engine import catalogue, drafts, orchestrator
from engine.bundles import unpack
from engine.errors import EngineError
from engine.ports import Context
from tasks import publishing
from tasks.changes import table
from tasks.changes.announcing import announce
from tasks.changes.reviewing import ChangeRefused, fingerprint, require_no_errors

if TYPE_CHECKING:
    from tasks.bootstrap import Application


class SubmissionRefused(EngineError):
    """Something is missing; ``messages`` is a sentence a field."""

    def __init__(self, messages: dict[str, str]) -> None:
        self.messages = messages
        super().__init__(" ".join(messages.values()))


@dataclass(frozen=True, slots=True)
class Submission:
    """What the author says of a change."""

    reason: str
    acceptance_test: str = ""
    announcement: str = ""
    effective_at: datetime | None = None


def submit(
    app: Application, context: Context, key: str, number: int, said: Submission
) -> str:
    """Submit a draft for review; the id of the instance that reviews it.

    Raises: NotFound, DraftClosed, SubmissionRefused, ChangeRefused.
    """
    missing = {}
    if not said.reason:
        missing["reason"] = "Say what changes and why."
    if not said.acceptance_test:
        missing["acceptance_test"] = "Say how one sees that the change works."
    if missing:
        raise SubmissionRefused(missing)
    draft = open_draft(context, key, number)
    require_no_errors(draft)
    if table.open_of_draft(context.conn, key, number) is not None:
        raise ChangeRefused("This draft is under review already.")
    table.add(
        context,
        process_key=key,
        draft=number,
        fingerprint=fingerprint(draft),
        based_on=draft.based_on,
        state=table.SUBMITTED,
        reason=said.reason,
        acceptance_test=said.acceptance_test,
        announcement=said.announcement or None,
        effective_at=said.effective_at,
    )
    return orchestrator.start(app.engine, context, table.PROCESS)


def open_draft(context: Context, key: str, number: int) -> Any:
    """A draft that is not published yet. Raises NotFound, DraftClosed."""
    draft = drafts.draft(context.conn, key, number)
    if draft.published_as is not None:
        raise drafts.DraftClosed(number, draft.published_as)
    return draft


def publish_unreviewed(
    app: Application, context: Context, key: str, number: int, announcement: str = ""
) -> Any:
    """Publish a draft without review; the version says so, with the reason.

    Raises: NotFound, NotPublishable, ChangeRefused while its review is under way.
    """
    if table.open_of_draft(context.conn, key, number) is not None:
        raise ChangeRefused(
            "This draft is under review. Finish or withdraw the review first."
        )
    draft = drafts.draft(context.conn, key, number)
    version = publishing.publish_draft(app, context, key, number)
    _note(context, version, draft=number, based_on=draft.based_on, said=announcement)
    if announcement:
        _announce(app, context, key, version.number)
    return version


def publish_again(
    app: Application, context: Context, key: str, number: int, announcement: str = ""
) -> Any:
    """Go back to an older version: the same bytes become the newest version.

    Raises: NotFound, NotPublishable, ChangeRefused when it is the newest already.
    """
    if not context.why:
        raise SubmissionRefused({"why": "Say why the older version comes back."})
    old = catalogue.version_row(context.conn, key, number)
    newest = catalogue.versions(context.conn, key)[0]
    if newest.sha256 == old.sha256:
        raise ChangeRefused(f"Version {newest.number} is the same already.")
    bundle = unpack(old.bundle)
    publishing.require_sound(app, bytes(old.xml), bundle)
    version = catalogue.publish_anew(context, key, bytes(old.xml), bundle)
    _note(context, version, copies=number, based_on=newest.number, said=announcement)
    if announcement:
        _announce(app, context, key, version.number)
    return version


def _note(context: Context, version: Any, *, said: str, **more: Any) -> None:
    if table.of_version(context.conn, version.process_key, version.number) is not None:
        return
    table.add(
        context,
        process_key=version.process_key,
        fingerprint=version.sha256,
        state=table.PUBLISHED,
        reason=context.why or "",
        announcement=said or None,
        effective_at=version.effective_at,
        version=version.number,
        ended_at=context.at,
        **more,
    )


def _announce(app: Application, context: Context, key: str, number: int) -> None:
    context.bundle = publishing.current_files(app, context.conn, key)
    change = table.of_version(context.conn, key, number)
    if change is not None:
        announce(context, "process-published", change)
