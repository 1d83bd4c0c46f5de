"""Operators of a coordinated deployment: attempts, retries, updates, assessment task.

Source: Release Standard 3.9; processes.md C.4, A.3 "Flags are reset".
"""

from typing import Any

from engine.ports import Context
from tasks.mail.compose import mail as write_mail
from tasks.operators.declared import operator, release_id_of
from tasks.people.audience import people_of
from tasks.release import series
from tasks.release.lifecycle import write
from tasks.release.loaded import release_of, rows
from tasks.release.records import save

CHECKPOINT_EVERY = "PT2H"


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
        times = [_plain(each) for each in row["update_times"]]
        series.start_at(context, release_id, "status_update", times)
    if row["checkpoint_calls"] is True:
        known = "checkpoint_call" in series.named(context, release_id)
        every = None if known else row["checkpoint_every"] or CHECKPOINT_EVERY
        series.start(context, release_id, "checkpoint_call", every=every)


def _plain(given: Any) -> Any:
    """A row of a form holds the moment among its values."""
    return next(iter(given.values())) if isinstance(given, dict) else given


def send_update(
    context: Context,
    mail: str,
    to: str,
    final: bool | None = None,
    status: str | None = None,
) -> None:
    """Send the newest drafted status update, or one that says only this status."""
    release_id = release_id_of(context)
    recipients = people_of(context, release_id, to)
    values: dict[str, Any] = {
        "sent_at": context.at,
        "state": "Sent",
        "recipients": recipients,
    }
    if final is not None:
        values["final"] = final
    draft = None
    if status is not None:
        values |= {"status": status, "kind": "Backout"}
    else:
        draft = _newest_draft(context, release_id)
    save(context, "updates", release_id, values, draft)
    write_mail(context, mail, recipients=recipients, release_id=release_id, values={})


def _newest_draft(context: Context, release_id: str) -> str | None:
    """What somebody has just written; what was planned before does not count."""
    found = rows(context, "updates", release_id)
    drafts = [r["id"] for r in found if r["state"] == "Draft" and not r["sent_at"]]
    return drafts[-1] if drafts else None


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
