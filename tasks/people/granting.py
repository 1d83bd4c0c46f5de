"""Ask for access, grant it, reject it, take it away when it ends.

Roles are given in the transaction of the step that decides; who decides is never who
asks.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import insert, or_, select, update

from engine.db import new_id
from engine.ports import Context
from tasks.people import admission
from tasks.people.access_requests import (
    APPROVED,
    CANCELLED,
    REJECTED,
    REQUESTED,
    WITHDRAWN,
    access_request,
    open_request,
    running,
)
from tasks.people.errors import PersonRefused
from tasks.people.persons import roles_of
from tasks.people.roles import ROLES

#: What may be asked for: administrators are made by the operator alone.
ASKED_FOR = tuple(role for role in ROLES if role != "admin")


class AlreadyAsked(PersonRefused):
    """One request at a time: the first is not decided yet."""

    def __init__(self) -> None:
        super().__init__("You have asked already. Your request is not decided yet.")


class NothingAsked(PersonRefused):
    """The running process has no request to decide on."""

    def __init__(self) -> None:
        super().__init__(
            "Nobody asks for access here. Access is asked for on its page."
        )


class DecidesOnOneself(PersonRefused):
    """Access is approved by somebody else. Source: GO-ITS 240PRS 3.10."""

    def __init__(self) -> None:
        super().__init__("Somebody else must decide on your own request for access.")


class NoSuchRole(PersonRefused):
    """The role is none that is granted on request."""

    def __init__(self, role: str) -> None:
        super().__init__(f"Access is not granted for the role “{role[:60]}”.")


class EndsInThePast(PersonRefused):
    """Access that ends today or before is none."""

    def __init__(self) -> None:
        super().__init__("Access must end in the future: choose a later day.")


def ask(context: Context, user_name: str, values: Mapping[str, Any]) -> str:
    """Put a request on the record; returns its id. Raises PersonRefused.

    The process that decides on it takes it up by ``take_up``.
    """
    if open_request(context.conn, user_name) is not None:
        raise AlreadyAsked
    role = _askable(str(values.get("role")))
    admission.require_level(str(values.get("level")))
    place = admission.require_organization(context.conn, values.get("organization"))
    asked = {
        "level": values["level"],
        "role": role,
        "organization": place,
        "until": _day(values.get("until")),
        "reason": str(values.get("reason") or ""),
    }
    if asked["until"] is not None:
        _end_of(context, asked["until"])
    request_id = new_id()
    context.conn.execute(
        insert(access_request).values(
            id=request_id,
            user_name=user_name,
            state=REQUESTED,
            requested_at=context.at,
            **asked,
        )
    )
    told = {**asked, "until": _told(asked["until"]), "state": REQUESTED}
    context.audit("access request", request_id, "", None, told)
    return request_id


def take_up(context: Context) -> None:
    """The running instance decides on what its starter asks. Raises NothingAsked."""
    assert context.instance is not None
    asked = open_request(context.conn, context.by or "")
    if asked is None or asked.instance_id is not None:
        raise NothingAsked
    context.conn.execute(
        update(access_request)
        .where(access_request.c.id == asked.id)
        .values(instance_id=context.instance.id)
    )
    context.cache.pop("access_request", None)


def grant(
    context: Context,
    *,
    level: str,
    role: str,
    organization: str | None = None,
    until: Any = None,
    reason: str | None = None,
) -> None:
    """Give what was approved: a role, at a level, until a day. Raises PersonRefused."""
    asked = _undecided(context)
    admission.require_level(level)
    last_day = _day(until)
    ends_at = None if last_day is None else _end_of(context, last_day)
    held = roles_of(context.conn, asked.user_name)
    before = admission.require_person(context.conn, asked.user_name)
    place = admission.require_organization(context.conn, organization)
    admission.set_roles(context, asked.user_name, {*held, _askable(role)})
    changed = {"access_level": level} | ({"organization": place} if place else {})
    admission.change_person(context, asked.user_name, **changed)
    _decide(
        context,
        asked,
        state=APPROVED,
        level=level,
        role=role,
        organization=place,
        until=last_day,
        ends_at=ends_at,
        decision_reason=reason,
        held_before=role in held and not _lent(context, asked, role),
        level_before=before.access_level if held else None,
    )


def reject(context: Context, reason: str | None) -> None:
    """Say no, and why. Raises PersonRefused."""
    _decide(context, _undecided(context), state=REJECTED, decision_reason=reason)


def withdraw(context: Context) -> None:
    """The access has ended: take away what it gave, unless it was given anew since."""
    given = running(context)
    if given is None or given.state != APPROVED:
        return
    held = roles_of(context.conn, given.user_name)
    if not given.held_before and not _lent(context, given, given.role):
        admission.set_roles(context, given.user_name, held - {given.role})
    if given.level_before is not None and not _lent(context, given, None):
        admission.change_person(
            context, given.user_name, access_level=given.level_before
        )
    _change(context, given, {"state": WITHDRAWN, "ended_at": context.at})


def given_up(context: Context) -> None:
    """The process was cancelled: what it had not decided is void."""
    asked = running(context)
    if asked is not None and asked.state == REQUESTED:
        _change(context, asked, {"state": CANCELLED, "ended_at": context.at})


def _undecided(context: Context) -> Any:
    asked = running(context)
    if asked is None or asked.state != REQUESTED:
        raise NothingAsked
    if context.by == asked.user_name:
        raise DecidesOnOneself
    return asked


def _askable(role: str) -> str:
    if role not in ASKED_FOR:
        raise NoSuchRole(role)
    return role


def _lent(context: Context, given: Any, role: str | None) -> bool:
    """Whether another grant of this role, or of any, holds beside this one."""
    c = access_request.c
    where = [c.user_name == given.user_name, c.id != given.id, c.state == APPROVED]
    if role is not None:
        where.append(c.role == role)
    live = or_(c.ends_at.is_(None), c.ends_at > context.at)
    found = context.conn.execute(select(c.id).where(*where, live).limit(1)).first()
    return found is not None


def _decide(context: Context, asked: Any, **values: Any) -> None:
    """Note the decision, who took it and when."""
    decided = {"decided_at": context.at, "decided_by": context.by}
    _change(context, asked, {**values, **decided})


def _change(context: Context, asked: Any, values: Mapping[str, Any]) -> None:
    context.conn.execute(
        update(access_request).where(access_request.c.id == asked.id).values(values)
    )
    context.cache.pop("access_request", None)
    for field, value in values.items():
        old = getattr(asked, field)
        if old != value:
            told = (_told(old), _told(value))
            context.audit("access request", asked.id, field, *told)


def _day(value: Any) -> date | None:
    if value is None or value == "":
        return None
    return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])


def _end_of(context: Context, day: date) -> datetime:
    """The moment at which a last day is over, in the office's zone."""
    ends = datetime.combine(day + timedelta(days=1), time.min, context.zone)
    if ends <= context.at or day <= context.at.astimezone(context.zone).date():
        raise EndsInThePast
    return ends


def _told(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
