"""A person files a request: the record is made and its process starts, in one step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine import orchestrator
from engine.db import Row as PlainRow
from engine.errors import EngineError
from engine.ports import Context
from tasks.people.persons import Person
from tasks.people.rights import Deed, Thing, may
from tasks.release.lifecycle import file_request

if TYPE_CHECKING:
    from tasks.bootstrap import Application


class MayNotFile(EngineError):
    """Requests are filed by the intake and by release managers."""

    def __init__(self) -> None:
        super().__init__(
            "Requests are filed by the intake or a release manager. "
            "Ask one of them to file it."
        )


def may_file(person: Person) -> bool:
    """Whether this person may file a request. Source: processes.md E.2."""
    return may(person, Deed.UPDATE, Thing.REQUEST)


def file_release(
    app: Application,
    context: Context,
    person: Person,
    *,
    process: str,
    title: str,
    fields: Mapping[str, Any],
) -> PlainRow:
    """File a request in a person's name; returns the release.

    Raises: MayNotFile, RecordRefused, StepFailed.
    """
    if not may_file(person):
        raise MayNotFile

    def start(
        process_key: str, business_key: str, context: Context, data: Mapping[str, Any]
    ) -> str:
        return orchestrator.start(
            app.engine, context, process_key, business_key=business_key, data=data
        )

    return file_request(context, start, process, title, **dict(fields))
