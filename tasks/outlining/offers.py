"""What a person may choose from while changing a process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.ports import ServiceOperator
from tasks import publishing
from tasks.gates import GATES
from tasks.messages import catalogue
from tasks.people.raci import Duties, raci
from tasks.people.roles import SYSTEM, WORKING_ROLES

if TYPE_CHECKING:
    from tasks.bootstrap import Application


@dataclass(frozen=True, slots=True)
class Offers:
    """Operators, forms, roles, messages, RACI activities and gates to choose from."""

    operators: Mapping[str, ServiceOperator]
    forms: Sequence[str]
    mails: Sequence[str]
    roles: Sequence[str]
    messages: Mapping[str, Mapping[str, Any]]
    activities: Sequence[Duties]
    gates: Sequence[str]


def offers(
    app: Application, conn: Any, key: str, bundle: Mapping[str, bytes], lanes: set[str]
) -> Offers:
    """What may be chosen in a draft with this bundle, and lanes of these names."""
    files = {**publishing.current_files(app, conn, key), **bundle}
    own = [role for role in sorted(lanes) if role not in (*WORKING_ROLES, SYSTEM)]
    return Offers(
        operators=app.engine.operators,
        forms=_names(files, "forms/", ".json"),
        mails=[
            name
            for name in _names(files, "mail/", ".txt")
            if not name.startswith("_") and not name.endswith(".fr")
        ],
        roles=[*WORKING_ROLES, "process_owner", *own, SYSTEM],
        messages=catalogue(files).get("messages", {}),
        activities=raci(files).of_process(key),
        gates=sorted(GATES),
    )


def _names(files: Mapping[str, bytes], folder: str, ending: str) -> list[str]:
    return sorted(
        name.removeprefix(folder).removesuffix(ending)
        for name in files
        if name.startswith(folder) and name.endswith(ending)
    )
