"""The form that a new task begins with, until it is given its own fields."""

import orjson

FORM_NAME = r"[a-z0-9][a-z0-9._-]{0,80}"


def starter_form() -> bytes:
    """A form that asks for an approval and a comment, in both languages."""
    fields = [
        {
            "name": "approved",
            "type": "bool",
            "required": True,
            "label": {"en": "Approved?", "fr": "Approuvé?"},
        },
        {
            "name": "comment",
            "type": "long",
            "max": 4000,
            "label": {"en": "Comment", "fr": "Commentaire"},
        },
    ]
    return orjson.dumps({"fields": fields}, option=orjson.OPT_INDENT_2) + b"\n"
