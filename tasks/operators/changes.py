"""Operators of the process that reviews changes of processes."""

from collections.abc import Callable
from typing import Any, TypeVar

from engine.errors import EngineError
from engine.ports import Context, OperatorRefused
from tasks.changes import announcing, reviewing
from tasks.operators.declared import operator

Made = TypeVar("Made")


def take_change(context: Context) -> str | None:
    """The process takes up the draft that was submitted; gives its author."""
    return _done(reviewing.take_up, context)


def review_change(context: Context, decision: str, comments: str | None = None) -> None:
    """Keep the word of a second person: Approve, or Send back."""
    _done(reviewing.review, context, decision, comments)


def submit_change_again(context: Context) -> None:
    """The draft was mended: it is reviewed anew."""
    _done(reviewing.submit_again, context)


def withdraw_change(context: Context) -> None:
    """The change is given up; the draft stays."""
    _done(reviewing.withdraw, context)


def publish_change(context: Context) -> int:
    """Publish what was approved; gives the version's number."""
    return _done(reviewing.publish, context)


def tell_about_change(context: Context, mail: str, to: str) -> None:
    """Write to the author, the reviewers, or everybody of the process's roles."""
    known = (announcing.AUTHOR, announcing.REVIEWERS, announcing.EVERYBODY)
    if to not in known:
        raise OperatorRefused(f"“{to}” is nobody: write {', '.join(known)}.")
    change = _done(reviewing.change_of, context)
    _done(announcing.tell, context, mail, change, to)


def _done(verb: Callable[..., Made], context: Context, *given: Any) -> Made:
    """Do it; what is refused stops the diagram with the sentence."""
    try:
        return verb(context, *given)
    except EngineError as refusal:
        raise OperatorRefused(str(refusal)) from refusal


OPERATORS = (
    operator(take_change, returns="text"),
    operator(
        review_change,
        decision="Approve or Send back",
        comments="what the reviewer says",
    ),
    operator(submit_change_again),
    operator(withdraw_change),
    operator(publish_change, returns="number"),
    operator(
        tell_about_change,
        mail="the template's name",
        to="author, reviewers or everybody",
    ),
)
