"""What may be chosen in a form's fields."""

from tasks.forms.offered import offered
from tasks.people.admission import disable
from tasks.release.records import save
from tests.tasks.conftest import file
from tests.tasks.forms.made import field, form

VALUES = b"""
severity = [
  { value = "1", en = "High", fr = "Elevee" },
  { value = "2", en = "Low", fr = "Basse" },
]
colours = ["red", "blue"]
"""


def values(options):
    return [option.value for option in options]


def test_people_are_offered_by_role_in_one_statement(context, smr, statements):
    asked = form(
        field("pm", "user", options_from="people:project_manager"),
        field("all", "choices", options_from="people:project_manager, executive"),
        field(
            "rows",
            "rows",
            fields=[field("so", "user", options_from="people:service_owner")],
        ),
    )

    found = offered(context, asked)

    assert values(found["pm"]) == ["pia"]
    assert values(found["all"]) == ["eve", "pia"]
    assert values(found["rows.so"]) == ["sol"]
    assert len(statements) == 1


def test_who_has_left_is_not_offered(context, smr):
    disable(context, "pia")

    asked = form(field("pm", "user", options_from="people:project_manager"))

    assert values(offered(context, asked)["pm"]) == []


def test_predefined_values_are_offered_with_their_labels(context, smr):
    context.bundle = {"values.toml": VALUES}
    asked = form(
        field("severity", "choice", options_from="values:severity"),
        field("colour", "choice", options_from="values:colours"),
        field("nothing", "choice", options_from="values:nothing"),
    )

    found = offered(context, asked)

    assert [o.label.in_("fr") for o in found["severity"]] == ["Elevee", "Basse"]
    assert values(found["colour"]) == ["red", "blue"]
    assert values(found["nothing"]) == []


def test_entries_of_the_release_are_offered_by_their_text(context, smr):
    issue = save(context, "issues", smr, {"text": "DNS is slow"})
    asked = form(field("issue", "choice", options_from="record:issues"))

    (option,) = offered(context, asked)["issue"]

    assert option.value == issue
    assert option.label.en == "DNS is slow"


def test_open_releases_of_a_process_are_offered(context, dcs):
    smr = file(context, "smr")
    asked = form(field("smr", "ref", options_from="releases:smr_release"))

    assert values(offered(context, asked)["smr"]) == [smr]
