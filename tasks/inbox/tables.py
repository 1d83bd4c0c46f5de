"""Human tasks: one row each, from the moment the token arrives until after it left.

Lists, counts and rights read these rows and never load an instance.
"""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table

from engine.db import Json, UtcDateTime, metadata

OPEN, DONE, WITHDRAWN = "open", "done", "withdrawn"

human_task = Table(
    "human_task",
    metadata,
    Column("task_id", String(32), primary_key=True),
    Column("instance_id", ForeignKey("instance.id"), nullable=False),
    Column("process_key", String(100), nullable=False),
    Column("version_id", String(32), nullable=False),
    #: The business key of the instance: the release it belongs to, if any.
    Column("release_id", String(100)),
    Column("step_id", String(200), nullable=False),
    #: Shared by the tasks of one round of a multi-instance step.
    Column("round_id", String(32)),
    #: ``step`` of a diagram, or ``item`` of a plan.
    Column("kind", String(10), nullable=False),
    Column("name", String(300), nullable=False),
    Column("name_fr", String(300)),
    Column("form", String(100)),
    #: The role that the step names first, and all roles that may work it.
    Column("role", String(60), nullable=False),
    Column("roles", Json, nullable=False),
    Column("state", String(12), nullable=False),
    Column("assignee", String(100)),
    Column("organization", String(500)),
    Column("priority", Integer, nullable=False, default=50),
    Column("opened_at", UtcDateTime, nullable=False),
    #: The instance's step in which it opened: orders what opened at one moment.
    Column("opened_in", Integer, nullable=False, default=0),
    Column("due_at", UtcDateTime),
    Column("draft", Json),
    Column("draft_at", UtcDateTime),
    Column("draft_by", String(100)),
    Column("answers", Json),
    Column("completed_at", UtcDateTime),
    Column("completed_by", String(100)),
    #: In the order of the inbox, so that its first page is read and no more.
    Index(
        "ix_human_task_state_assignee",
        *("state", "assignee", "due_at", "opened_at", "task_id"),
    ),
    Index("ix_human_task_state_role", "state", "role", "due_at"),
    Index("ix_human_task_release_id", "release_id", "state"),
    Index(
        "ix_human_task_instance_id",
        *("instance_id", "step_id", "opened_in", "opened_at", "task_id"),
    ),
    #: Process health counts the tasks of a day.
    Index("ix_human_task_completed_at", "completed_at"),
    Index("ix_human_task_instance_id_state", "instance_id", "state", "completed_at"),
)

#: Who may claim an open task: ``user:<name>``, or ``role:<role>`` for the whole pool.
#: One row for each of the task's roles and holders; gone when the task is.
task_candidate = Table(
    "task_candidate",
    metadata,
    Column("task_id", ForeignKey("human_task.task_id"), primary_key=True),
    Column("role", String(60), primary_key=True),
    Column("who", String(110), primary_key=True),
    Column("release_id", String(100)),
    #: Of the release: a pool is that of its organization.
    Column("organization", String(500)),
    Index("ix_task_candidate_who", "who", "task_id"),
    Index("ix_task_candidate_release_id_role", "release_id", "role"),
)
