"""Batches of moves to another version, and how each instance fares in them."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from engine.db import Json, UtcDateTime, metadata

#: Of a batch: it goes on, has come to its end, was stopped, is being undone.
RUNNING, DONE, STOPPED, UNDOING = "running", "done", "stopped", "undoing"
#: Of an instance in it: not yet, on the new version, cannot, has ended before,
#: was not tried any more, is back on its former version, could not go back.
WAITING, MOVED, REFUSED, ENDED = "waiting", "moved", "refused", "ended"
DROPPED, UNDONE, STAYED = "dropped", "undone", "stayed"
ITEM_STATES = (WAITING, MOVED, REFUSED, ENDED, DROPPED, UNDONE, STAYED)
#: When: at once or not at all; or as soon as an instance stands where it can.
NOW, WHEN_IT_CAN = "now", "when it can"

migration_batch = Table(
    "migration_batch",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("process_key", String(100), nullable=False),
    Column("version_id", ForeignKey("process_version.id"), nullable=False),
    Column("mapping", Json, nullable=False),
    Column("moment", String(20), nullable=False),
    Column("state", String(20), nullable=False),
    Column("why", Text, nullable=False),
    Column("begun_at", UtcDateTime, nullable=False),
    Column("begun_by", String(100), nullable=False),
    Column("ended_at", UtcDateTime),
    Column("undone_by", String(100)),
    Index("ix_migration_batch_process_key", "process_key", "id"),
    Index("ix_migration_batch_state", "state"),
)

migration_item = Table(
    "migration_item",
    metadata,
    Column("batch_id", ForeignKey("migration_batch.id"), primary_key=True),
    Column("instance_id", ForeignKey("instance.id"), primary_key=True),
    Column("state", String(20), nullable=False),
    #: Why it could not move when it was last tried, as ``spoken.as_data`` writes it.
    Column("obstacles", Json),
    #: The instance's step when it was last tried: before the next it is not again.
    Column("tried_at_step", Integer),
    Column("move_id", ForeignKey("migration.id")),
    Column("changed_at", UtcDateTime, nullable=False),
    Index("ix_migration_item_state", "state", "batch_id"),
)
