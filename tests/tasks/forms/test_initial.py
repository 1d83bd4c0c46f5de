"""What a form shows before anything is answered."""

from tasks.forms.initial import initial
from tasks.release.lifecycle import write
from tasks.release.records import save
from tests.tasks.forms.made import FUNCTIONS, answer, field, form


def shown(context, asked, **more):
    return initial(context, asked, functions=FUNCTIONS, **more)


def test_fields_are_filled_from_the_release(context, smr):
    write(context, smr, {"scope": "All of it", "planned_test": "2026-04-01"})
    asked = form(
        field("scope", "long", **{"from": "release.scope"}),
        field("test_on", "date", **{"from": "release.planned_test"}),
        field("created", "datetime", **{"from": "release.created_at"}),
    )

    values = shown(context, asked)

    assert values["scope"] == "All of it"
    assert values["test_on"] == "2026-04-01"
    assert values["created"].startswith("2026-03-02T14:30:00")


def test_a_default_is_taken_when_the_record_knows_nothing(context, smr):
    asked = form(
        field("scope", "long", default="'To be said'", **{"from": "release.scope"}),
        field("on", "date", default="today()"),
        field("next_on", "date", default="date(on) + days(1)"),
        field("broken", default="1 / 0"),
    )

    assert shown(context, asked) == {
        "scope": "To be said",
        "on": "2026-11-23",
        "next_on": "2026-11-24",
        "broken": None,
    }


def test_lines_are_filled_from_entries_with_their_ids(context, smr):
    first = save(context, "issues", smr, {"text": "DNS", "state": "Open"})
    save(context, "issues", smr, {"text": "Done", "state": "Closed"})
    asked = form(
        field(
            "issues",
            "rows",
            fields=[field("text"), field("until", "date", **{"from": "due_on"})],
            **{"from": "issues: item.state != 'Closed'"},
        )
    )

    assert shown(context, asked)["issues"] == [
        {"id": first, "text": "DNS", "until": None}
    ]


def test_lines_are_filled_from_a_list_of_the_release(context, smr):
    write(context, smr, {"jurisdictions": ["Ann", "Bob"]})
    source = {"from": "release.jurisdictions"}
    asked = form(field("who", "rows", fields=[field("name")], **source))

    assert shown(context, asked)["who"] == [{"name": "Ann"}, {"name": "Bob"}]


def test_a_draft_stands(context, smr):
    asked = form(field("a", default="'x'"), field("b", default="'y'"))

    values = shown(context, asked, draft={"a": None, "gone": 1})

    assert values == {"a": None, "b": "y"}


def test_what_is_shown_can_be_sent_back(context, smr):
    save(context, "issues", smr, {"text": "DNS", "state": "Open"})
    asked = form(
        field("on", "date", default="today()"),
        field("at", "datetime", default="now()"),
        field("issues", "rows", fields=[field("text")], **{"from": "issues"}),
    )

    assert answer(asked, shown(context, asked)).values["issues"][0]["text"] == "DNS"


def test_a_process_without_a_release_has_defaults_only(context):
    asked = form(field("a", default="'x'", **{"from": "release.title"}))

    assert shown(context, asked) == {"a": "x"}
