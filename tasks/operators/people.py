"""Operators that choose people and write to them."""

from engine.ports import Context
from tasks.mail.compose import mail as write_mail
from tasks.operators.declared import operator, release_id_of
from tasks.people.audience import people_of
from tasks.people.known import known_people

_AUDIENCE = "audiences, separated by commas"


def choose_people(context: Context, of: str) -> list[str]:
    """The user names of an audience, for a task that each of them gets."""
    found = people_of(context, release_id_of(context), of)
    known = known_people(context, found)
    return [name for name in found if name in known]


def send_mail(context: Context, mail: str, to: str) -> None:
    """Write to an audience with a template of bpmn/mail."""
    release_id = release_id_of(context)
    recipients = people_of(context, release_id, to)
    write_mail(context, mail, recipients=recipients, release_id=release_id, values={})


OPERATORS = (
    operator(choose_people, returns="list", of=_AUDIENCE),
    operator(send_mail, mail="the template's name", to=_AUDIENCE),
)
