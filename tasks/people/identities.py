"""People whom an identity provider vouches for: who they are here.

Known by the provider's own name for them; the first time by their verified address,
if exactly one person without an identity has it; else new, without any role: they ask
for access themselves.
Source: OpenID Connect Core 1.0, 5.7 (issuer and subject alone are stable);
processes.md E.2, "Access path".
"""

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select, update

from engine.ports import Context
from tasks.people.admission import add_person
from tasks.people.persons import (
    LANGUAGES,
    Person,
    is_address,
    people,
    person,
    person_named,
    person_of_identity,
)

_UNFIT = re.compile(r"[^A-Za-z0-9._@-]+")
MOST_ALIKE = 1000


def person_vouched_for(
    context: Context, issuer: str, claims: Mapping[str, Any]
) -> Person | None:
    """Who signs in with these checked claims of an ID token.

    None if the person is disabled here.
    """
    subject = str(claims["sub"])
    known = _of_identity(context, issuer, subject)
    if known is None:
        known = _by_address(context, issuer, subject, claims)
    if known is None:
        known = _new(context, issuer, subject, claims)
    return person_named(context.conn, known)


def _of_identity(context: Context, issuer: str, subject: str) -> str | None:
    found = person_of_identity(context.conn, issuer, subject)
    if found is not None:
        return found.user_name
    disabled: str | None = context.conn.scalar(
        select(people.c.user_name).where(
            people.c.oidc_issuer == issuer, people.c.oidc_subject == subject
        )
    )
    return disabled


def _by_address(
    context: Context, issuer: str, subject: str, claims: Mapping[str, Any]
) -> str | None:
    """The one person with this address, if the provider has verified it."""
    address = claims.get("email")
    if claims.get("email_verified") is not True or not isinstance(address, str):
        return None
    found = context.conn.scalars(
        select(people.c.user_name).where(
            func.lower(people.c.email) == address.lower(),
            people.c.oidc_subject.is_(None),
            people.c.disabled_at.is_(None),
        )
    ).all()
    if len(found) != 1:
        return None
    user_name = str(found[0])
    context.conn.execute(
        update(people)
        .where(people.c.user_name == user_name)
        .values(oidc_issuer=issuer, oidc_subject=subject)
    )
    context.audit("person", user_name, "identity", None, [issuer, subject])
    return user_name


def _new(context: Context, issuer: str, subject: str, claims: Mapping[str, Any]) -> str:
    user_name = _free_name(context, claims)
    address = str(claims.get("email") or "")
    language = str(claims.get("locale") or "")[:2]
    add_person(
        context,
        user_name,
        name=str(claims.get("name") or user_name),
        email=address if is_address(address) else f"{user_name}@unknown.invalid",
        language=language if language in LANGUAGES else "en",
        identity=(issuer, subject),
    )
    return user_name


def _free_name(context: Context, claims: Mapping[str, Any]) -> str:
    """A user name that nobody has, like the one the provider prefers."""
    wanted = str(claims.get("preferred_username") or claims.get("email") or "person")
    plain = _UNFIT.sub("-", wanted.partition("@")[0]).strip("-._@")[:80] or "person"
    for number in range(1, MOST_ALIKE):
        name = plain if number == 1 else f"{plain}-{number}"
        if person(context.conn, name) is None:
            return name
    return f"{plain}-{claims['sub']}"[:100]
