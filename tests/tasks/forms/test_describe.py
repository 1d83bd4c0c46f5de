"""A form as the interface describes it."""

from tasks.forms.describe import described
from tasks.forms.shape import Option, Text
from tests.tasks.forms.made import field, form

FORM = form(
    field("decision", "choice", required=True, options=["Go", "No-Go"]),
    field("reason", "long", required="decision == 'No-Go'", max=4000),
    field("hidden", shown_when="decision == 'Go'", help={"en": "Why", "fr": "Dire"}),
    field("person", "user", options_from="people:stakeholder"),
    field(
        "lines",
        "rows",
        min=1,
        fields=[field("to", "user", options_from="people:intake")],
    ),
)
PIA = Option("pia", Text("Pia", "Pia (fr)"))


def test_fields_are_told_in_the_readers_language_with_their_options():
    told = described(FORM, offered={"person": [PIA], "lines.to": [PIA]}, language="fr")

    assert told == [
        {
            "name": "decision",
            "type": "choice",
            "label": "DECISION",
            "required": True,
            "options": [
                {"value": "Go", "label": "Go"},
                {"value": "No-Go", "label": "No-Go"},
            ],
        },
        {
            "name": "reason",
            "type": "long",
            "label": "REASON",
            "required": False,
            "required_when": "decision == 'No-Go'",
            "max": 4000,
        },
        {
            "name": "hidden",
            "type": "text",
            "label": "HIDDEN",
            "required": False,
            "help": "Dire",
            "shown_when": "decision == 'Go'",
        },
        {
            "name": "person",
            "type": "user",
            "label": "PERSON",
            "required": False,
            "options": [{"value": "pia", "label": "Pia (fr)"}],
        },
        {
            "name": "lines",
            "type": "rows",
            "label": "LINES",
            "required": False,
            "min": 1,
            "fields": [
                {
                    "name": "to",
                    "type": "user",
                    "label": "TO",
                    "required": False,
                    "options": [{"value": "pia", "label": "Pia (fr)"}],
                }
            ],
        },
    ]


def test_a_long_list_has_an_address_of_its_own():
    many = [Option(str(n), Text(str(n), str(n))) for n in range(201)]

    told = described(
        FORM,
        offered={"person": many, "lines.to": many},
        options_url=lambda path: f"/options/{path}",
    )

    assert told[3]["options_url"] == "/options/person"
    assert "options" not in told[3]
    assert told[4]["fields"][0]["options_url"] == "/options/lines.to"
