"""What could not be told because nobody held the role yet: told when somebody does.

Source: processes.md P3, AMB-26 ("no recipient yet": noted, and sent when the role is
filled).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    String,
    Table,
    bindparam,
    delete,
    insert,
)

from engine.db import Json, UtcDateTime, metadata, new_id
from engine.ports import Context
from tasks.mail.compose import mail, template_text

deferred_mail = Table(
    "deferred_mail",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("release_id", ForeignKey("release.id"), nullable=False),
    Column("role", String(60), nullable=False),
    Column("template", String(100), nullable=False),
    #: What the template may read beside the record.
    Column("given", Json, nullable=False),
    #: The occasion: whoever was told of it already is not told again.
    Column("occasion", String(500), nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Index("ix_deferred_mail_release_id", "release_id", "role"),
)

KEY = "deferred mails"
_fetch = (
    delete(deferred_mail)
    .where(deferred_mail.c.release_id == bindparam("of_release"))
    .where(deferred_mail.c.role == bindparam("of_role"))
    .returning(deferred_mail)
)


@dataclass(slots=True)
class _Deferred:
    """What a step defers: one statement at its end."""

    conn: Connection
    rows: list[Mapping[str, Any]] = field(default_factory=list)

    def __call__(self) -> None:
        if self.rows:
            self.conn.execute(insert(deferred_mail), self.rows)


def defer(
    context: Context,
    release_id: str,
    roles: Iterable[str],
    template: str,
    given: Mapping[str, Any],
    occasion: str,
) -> None:
    """Keep a mail for whoever will hold these roles."""
    waiting = context.pending.setdefault(KEY, _Deferred(context.conn))
    assert isinstance(waiting, _Deferred)
    waiting.rows.extend(
        {
            "id": new_id(),
            "release_id": release_id,
            "role": role,
            "template": template,
            "given": dict(given),
            "occasion": occasion,
            "since": context.at,
        }
        for role in roles
    )


def take_back(context: Context, occasions: str) -> bool:
    """Forget what this step has deferred of occasions that begin so; whether it had."""
    waiting = context.pending.get(KEY)
    if not isinstance(waiting, _Deferred):
        return False
    kept = [r for r in waiting.rows if not r["occasion"].startswith(occasions)]
    dropped = len(kept) < len(waiting.rows)
    waiting.rows[:] = kept
    return dropped


def tell_at_last(
    context: Context, release_id: str, role: str, people: Sequence[str]
) -> None:
    """Send what waited for a role to the people who hold it now, the oldest first."""
    context.settle(KEY)
    rows = context.conn.execute(_fetch, {"of_release": release_id, "of_role": role})
    for row in sorted(rows, key=lambda each: (each.since, each.id)):
        if template_text(context.bundle, row.template, "en") is not None:
            mail(
                context,
                row.template,
                recipients=people,
                release_id=release_id,
                values=row.given,
                dedup=row.occasion,
            )
