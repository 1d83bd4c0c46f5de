"""A form as the interface describes it: the ``fields`` of a task, in one language."""

from collections.abc import Callable, Sequence
from typing import Any

from tasks.forms.fields import Offered
from tasks.forms.shape import CHOOSING, Field, Form, Option

#: Longer lists are fetched from an address of their own.
MOST_OPTIONS = 200


def described(
    form: Form,
    *,
    offered: Offered,
    language: str = "en",
    options_url: Callable[[str], str] | None = None,
) -> list[dict[str, Any]]:
    """The fields of a form as plain data.

    ``required`` means when shown; what decides otherwise is in ``required_when``.
    ``options_url`` gives the address of a field's options by its path.
    """
    describing = _Describing(offered, language, options_url)
    return [describing.field(field, field.name) for field in form.fields]


def options_plain(options: Sequence[Option], language: str) -> list[dict[str, str]]:
    """Options as the interface lists them."""
    return [{"value": o.value, "label": o.label.in_(language)} for o in options]


class _Describing:
    def __init__(
        self,
        offered: Offered,
        language: str,
        options_url: Callable[[str], str] | None,
    ) -> None:
        self.offered, self.language, self.url = offered, language, options_url

    def field(self, field: Field, path: str) -> dict[str, Any]:
        told: dict[str, Any] = {
            "name": field.name,
            "type": field.type,
            "label": field.label.in_(self.language),
            "required": field.required is True or field.required == "True",
        }
        if isinstance(field.required, str) and not told["required"]:
            told["required_when"] = field.required
        if field.help is not None:
            told["help"] = field.help.in_(self.language)
        told |= {
            name: value
            for name, value in (
                ("shown_when", field.shown_when),
                ("min", field.min),
                ("max", field.max),
            )
            if value is not None
        }
        if field.type in CHOOSING and not field.is_open:
            told |= self.options(field, path)
        if field.type == "rows":
            told["fields"] = [
                self.field(column, f"{path}.{column.name}") for column in field.fields
            ]
        return told

    def options(self, field: Field, path: str) -> dict[str, Any]:
        found = field.options or self.offered.get(path, ())
        if len(found) > MOST_OPTIONS and self.url is not None:
            return {"options_url": self.url(path)}
        return {"options": options_plain(found, self.language)}
