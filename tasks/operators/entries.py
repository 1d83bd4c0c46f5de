"""Operators that add to the record: notes, decisions, attempts, documents, scores."""

from typing import Any

from engine.ports import Context
from tasks import gates
from tasks.collateral.writing import paper_text
from tasks.operators.declared import operator, release_id_of
from tasks.release.go_no_go import succeeded
from tasks.release.loaded import release_of, rows
from tasks.release.records import save
from tasks.release.scorecard import counted, scores
from tasks.repository.documents import attach


def add_note(context: Context, kind: str, text: str | None) -> None:
    """Keep a work info note; nothing to say keeps none."""
    if text:
        note = {"kind": kind, "text": text}
        save(context, "notes", release_id_of(context), note)


def record_decision(
    context: Context,
    kind: str,
    value: str,
    reason: str | None = None,
    next_steps: str | None = None,
) -> None:
    """Record a decision with who took it, when and why."""
    given = {"kind": kind, "value": value, "reason": reason, "next_steps": next_steps}
    save(context, "decisions", release_id_of(context), given)


def record_attempt(
    context: Context,
    result: str | None = None,
    text: str | None = None,
    activated_at: Any = None,
) -> int:
    """One more deployment attempt with its result; returns its number."""
    release_id = release_id_of(context)
    result = result or release_of(context, release_id)["outcome"]
    number = len(rows(context, "attempts", release_id)) + 1
    live = activated_at if succeeded(result) else None
    values = {"number": number, "result": result, "text": text, "activated_at": live}
    save(context, "attempts", release_id, values)
    return number


def attach_document(
    context: Context, type: str, state: str, source: str | None = None
) -> None:
    """Add a document, or a version of it, written from the record."""
    release_id = release_id_of(context)
    text = paper_text(context, release_id, source) if source else None
    attach(context, release_id, type, state, text=text, source=source)


def create_scorecard(context: Context) -> None:
    """Score the release: dates kept, issues, deliverables, actions, rating."""
    release_id = release_id_of(context)
    score = scores(release_of(context, release_id), *counted(context.conn, release_id))
    save(context, "scorecards", release_id, score)
    text = paper_text(context, release_id, "scorecard")
    attach(context, release_id, "Scorecard", "Draft", text=text, source="scorecard")


def list_missing(context: Context, gate: str) -> None:
    """Note what a gate still asks for; nothing when it is open."""
    release_id = release_id_of(context)
    found = gates.missing(context, release_id, gate)
    if found:
        text = "\n".join(item.en for item in found)
        save(context, "notes", release_id, {"kind": "Gate", "text": text})


OPERATORS = (
    operator(add_note, kind="what the note is about", text="the note"),
    operator(
        record_decision,
        kind="Go/No-Go, Backout, CRQ, Type or Cancel",
        value="what was decided",
        reason="why",
        next_steps="what happens next",
    ),
    operator(
        record_attempt,
        returns="number",
        result="how the deployment ended; else the release's outcome",
        text="a summary",
        activated_at="since when the release is live, if it succeeded",
    ),
    operator(
        attach_document,
        type="the document's type",
        state="Draft or Final",
        source="the paper to write it from",
    ),
    operator(create_scorecard),
    operator(list_missing, gate="the gate's name"),
)
