"""What an operator does with a running process, by name and with a reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from engine import catalogue, orchestrator
from engine.errors import Conflict
from engine.orchestrator import Engine
from engine.ports import Context
from tasks.oversight.releases import release_of_instance

if TYPE_CHECKING:
    from tasks.bootstrap import Application

Deed = Callable[[Engine, Context, str], None]

DEEDS: Mapping[str, Deed] = {
    "suspend": orchestrator.suspend,
    "resume": orchestrator.resume,
    "retry": orchestrator.retry,
    "cancel": orchestrator.cancel,
}


class ReleaseFollowsItsProcess(Conflict):
    """A release's instance is not cancelled from outside: the diagram tells people."""

    def __init__(self, release_id: str) -> None:
        super().__init__(
            f"This is the process of {release_id}. Cancel the release instead: "
            "its process then tells everybody."
        )


def operate(
    app: Application, instance_id: str, deed: str, *, by: str, reason: str
) -> None:
    """Do it, noted with who and why. Raises NotFound, Conflict."""
    with app.command(by=by, why=reason) as context:
        if deed == "cancel":
            release_id = release_of_instance(context.conn, instance_id)
            if release_id is not None:
                raise ReleaseFollowsItsProcess(release_id)
        DEEDS[deed](app.engine, context, instance_id)


def start(
    app: Application,
    process_key: str,
    data: Mapping[str, Any],
    *,
    by: str,
    number: int | None = None,
) -> str:
    """Start an instance of any published process; returns its id.

    Raises: NotFound, StepFailed.
    """
    with app.command(by=by) as context:
        version = None
        if number is not None:
            row = catalogue.version_row(context.conn, process_key, number)
            version = app.engine.catalogue.version(context.conn, row.id)
        return orchestrator.start(
            app.engine, context, process_key, data=data, version=version
        )
