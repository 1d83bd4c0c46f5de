"""Operators of a coordinated deployment: attempts, retries, updates, assessment task.

Source: Release Standard 3.9; processes.md C.4, A.3 "Flags are reset".
"""

from typing import Any

from engine.ports import Context
from tasks.mail.compose import mail as write_mail
from tasks.operators.declared import operator, release_id_of
from tasks.people.audience import people_of
from tasks.release import series
from tasks.release.columns import moment
from tasks.release.lifecycle import write
from tasks.release.loaded import release_of, rows
from tasks.release.records import save

DAILY, CHECKPOINT_EVERY = "P1D", "PT2H"


def begin_attempt(context: Context) -> None:
    """A deployment begins: what an earlier attempt left is forgotten."""
    fields = {"outcome": None, "outcome_text": None, "stage": None, "retries": 0}
    flags = {"deployment_over": False, "cancel_requested": False}
    write(context, release_id_of(context), fields, flags=flags)


def count_retry(context: Context) -> int:
    """One more retry of a stage; returns how many there were."""
    release_id = release_id_of(context)
    retries = (release_of(context, release_id)["retries"] or 0) + 1
    write(context, release_id, {"retries": retries})
    return retries


def start_updates(context: Context) -> None:
    """The status updates and checkpoint calls of the plan begin.

    Without a frequency or a time there is one update, at the end (Simplified).
    """
    release_id = release_id_of(context)
    row = release_of(context, release_id)
    if row["update_every"]:
        series.start(context, release_id, "status_update", every=row["update_every"])
    elif row["update_times"]:
        first = _first_of(context, row["update_times"])
        series.start(context, release_id, "status_update", every=DAILY, first_at=first)
    if row["checkpoint_calls"] is True:
        every = row["checkpoint_every"] or CHECKPOINT_EVERY
        series.start(context, release_id, "checkpoint_call", every=every)


def _first_of(context: Context, times: list[Any]) -> Any:
    """The first of these moments that is still to come, else the first."""
    found = sorted(moment(_plain(each), context.zone) for each in times)
    ahead = [each for each in found if each > context.at]
    return (ahead or found)[0]


def _plain(given: Any) -> Any:
    """A row of a form holds the moment among its values."""
    return next(iter(given.values())) if isinstance(given, dict) else given


def send_update(
    context: Context, mail: str, to: str, final: bool = False, status: str | None = None
) -> None:
    """Send the newest drafted status update, or one that says only this status."""
    release_id = release_id_of(context)
    recipients = people_of(context, release_id, to)
    drafts = [
        row for row in rows(context, "updates", release_id) if row["sent_at"] is None
    ]
    values = {"final": final, "sent_at": context.at, "state": "Sent"}
    values["recipients"] = recipients
    if status is not None:
        values["status"] = status
    record_id = drafts[-1]["id"] if drafts else None
    save(context, "updates", release_id, values, record_id)
    write_mail(context, mail, recipients=recipients, release_id=release_id, values={})


def set_assessment_task(context: Context, state: str) -> None:
    """The change's assessment task is Assigned, or WIP."""
    write(context, release_id_of(context), {"assessment_task_state": state})


def close_assessment_task(context: Context, note: str | None = None) -> None:
    """The change's assessment task is closed, with a note; if there is one. AMB-55."""
    release_id = release_id_of(context)
    if release_of(context, release_id)["assessment_task_state"] == "Closed":
        return
    fields = {"assessment_task_state": "Closed", "assessment_task_note": note}
    write(context, release_id, fields)


OPERATORS = (
    operator(begin_attempt),
    operator(count_retry, returns="number"),
    operator(start_updates),
    operator(
        send_update,
        mail="the template's name",
        to="audiences, separated by commas",
        final="whether it is the last one",
        status="what it says, if it was not drafted",
    ),
    operator(set_assessment_task, state="Assigned, WIP or Closed"),
    operator(close_assessment_task, note="why it is closed"),
)
