"""What may be chosen on a sheet: people of the release first, and what stands there.

A value that an entry has already may stay, whatever the lists say now.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from engine.ports import Context
from tasks.forms.offered import offered
from tasks.forms.shape import CHOOSING, Field, Form, Option, Text
from tasks.people.held import held
from tasks.people.known import name_of, remember
from tasks.people.persons import people_with_roles
from tasks.people.roles import ROLES
from tasks.release.loaded import release_of, rows

INVOLVED, PEOPLE, OF_PROCESS = "involved", "people", "values:release_type"


def form_for(
    context: Context, form: Form, release_id: str, current: Mapping[str, Any]
) -> tuple[Form, dict[str, Sequence[Option]]]:
    """The form of a release with what each of its fields offers.

    ``current`` are the values that an entry has.
    """
    process = release_of(context, release_id)["process"]
    fields = tuple(_of_process(field, process) for field in form.fields)
    asked = replace(form, fields=tuple(f for f in fields if not _of_people(f)))
    found: dict[str, Sequence[Option]] = dict(offered(context, asked))
    if any(_of_people(field) for field in fields):
        found |= _people(context, release_id, fields)
    shaped = tuple(_keeping(field, current.get(field.name), found) for field in fields)
    return replace(form, fields=shaped), found


def _of_people(field: Field) -> bool:
    return field.options_from in (INVOLVED, PEOPLE)


def _of_process(field: Field, process: str) -> Field:
    if field.options_from != OF_PROCESS:
        return field
    return replace(field, options_from=f"values:{process}_release_type")


def _people(
    context: Context, release_id: str, fields: Sequence[Field]
) -> dict[str, Sequence[Option]]:
    """For a person everybody, those of the release first; for several only those."""
    known = [person for person, _ in people_with_roles(context.conn, ROLES)]
    remember(context, known)
    names = {person.user_name: person.name for person in known}
    first = list(dict.fromkeys(_involved(context, release_id)))
    near = [_option(name, names.get(name) or name_of(context, name)) for name in first]
    far = [_option(name, says) for name, says in names.items() if name not in first]
    return {
        field.name: near if field.type == "choices" else [*near, *far]
        for field in fields
        if _of_people(field)
    }


def _involved(context: Context, release_id: str) -> Iterator[str]:
    for users in held(context, release_id).values():
        yield from users
    for row in rows(context, "stakeholders", release_id):
        if row["person"]:
            yield row["person"]


def _option(value: str, says: str) -> Option:
    return Option(value, Text(says, says))


def _keeping(field: Field, current: Any, found: dict[str, Sequence[Option]]) -> Field:
    """The field, offering what its entry has; where to is in ``found``."""
    if field.type not in CHOOSING or field.is_open or current in (None, "", []):
        return field
    values = current if isinstance(current, list) else [current]
    options = field.options or found.get(field.name, ())
    listed = {option.value for option in options}
    more = [_option(str(v), str(v)) for v in values if str(v) not in listed]
    if not more:
        return field
    if field.options:
        return replace(field, options=(*options, *more))
    found[field.name] = [*options, *more]
    return field
