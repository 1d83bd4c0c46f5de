"""Operators of the process that grants access to the repository."""

from typing import Any

from engine.ports import Context, OperatorRefused
from tasks.mail.compose import mail as write_mail
from tasks.operators.declared import operator
from tasks.people import granting
from tasks.people.access_requests import running
from tasks.people.errors import PersonRefused
from tasks.people.known import pools
from tasks.people.roles import role_name

REQUESTER, APPROVERS = "requester", "approvers"
#: Who approves access.  Source: processes.md E.2, "Access request".
APPROVING = ("release_manager", "process_owner")


def take_access_request(context: Context) -> None:
    """The process takes up what the person who started it has asked for."""
    _done(granting.take_up, context)


def grant_access(
    context: Context,
    level: str,
    role: str,
    organization: str | None = None,
    until: Any = None,
    reason: str | None = None,
) -> None:
    """Give the role at this level, to the end of a day if one is said."""
    values = {"level": level, "role": role}
    more = {"organization": organization, "until": until, "reason": reason}
    _done(granting.grant, context, **values, **more)


def reject_access(context: Context, reason: str | None = None) -> None:
    """Reject the request, with the reason."""
    _done(granting.reject, context, reason)


def withdraw_access(context: Context) -> None:
    """Take away what was granted: its time is over."""
    _done(granting.withdraw, context)


def tell_about_access(context: Context, mail: str, to: str) -> None:
    """Write to who asks, or to who decides, with a template of bpmn/mail."""
    asked = running(context)
    if asked is None:
        raise OperatorRefused("Nobody asks for access in this process.")
    if to == REQUESTER:
        recipients = [asked.user_name]
    elif to == APPROVERS:
        found = pools(context, APPROVING)
        people = {p.user_name for role in APPROVING for p in found.get(role, ())}
        recipients = sorted(people - {asked.user_name})
    else:
        raise OperatorRefused(f"“{to}” is nobody: write requester or approvers.")
    told = {
        **asked._mapping,
        "role": role_name(asked.role),
        "role_fr": role_name(asked.role, "fr"),
    }
    values = {"access": told}
    write_mail(context, mail, recipients=recipients, values=values, link="/access")


def _done(verb: Any, context: Context, *given: Any, **named: Any) -> None:
    """Do it; what is refused of people stops the diagram with the sentence."""
    try:
        verb(context, *given, **named)
    except PersonRefused as refusal:
        raise OperatorRefused(str(refusal)) from refusal


OPERATORS = (
    operator(take_access_request),
    operator(
        grant_access,
        level="view or update",
        role="the role that is given",
        organization="the organization the person belongs to, or nothing",
        until="the last day of the access, or nothing",
        reason="what the approver remarks",
    ),
    operator(reject_access, reason="why"),
    operator(withdraw_access),
    operator(
        tell_about_access,
        mail="the template's name",
        to="requester or approvers",
    ),
)
