"""Effects: what answers do to the record, as a form's data says."""

import pytest

from tasks.collateral.writing import paper_of
from tasks.effects import apply
from tasks.facts import facts_about
from tasks.paper.blocks import Paragraph
from tasks.people.holders import holders
from tasks.release.errors import RecordRefused
from tasks.release.loaded import release_of
from tasks.release.records import rows_of, save
from tests.tasks.conftest import MONDAY, file
from tests.tasks.stored import stored

MAIL = {"mail/issue.txt": b"Subject: Issue\n\n{{ answers.text }}"}


def rows(context, collection, release_id):
    return [dict(row._mapping) for row in rows_of(context.conn, collection, release_id)]


def test_answers_fill_fields_of_the_release_in_one_statement(context, smr, statements):
    effects = [
        {"save": "release", "values": {"impact": "impact", "scope": "scope"}},
        {"save": "release", "when": "confirmed", "values": {"urgency": "'2-High'"}},
        {"flag": "reviewed", "value": "True"},
    ]
    answers = {"impact": "1-Extensive/Widespread", "scope": "x", "confirmed": True}
    apply(context, smr, effects, answers)

    row = stored(context, smr)
    assert sum(text.startswith("UPDATE release") for text in statements) == 1
    assert (row.impact, row.urgency) == ("1-Extensive/Widespread", "2-High")
    assert row.flags == {"reviewed": True}


def test_an_effect_whose_condition_is_false_or_unanswered_does_nothing(context, smr):
    effects = [
        {"save": "release", "when": "confirmed", "values": {"impact": "'x'"}},
        {"note": "Change", "when": "reason != None", "text": "reason"},
    ]
    apply(context, smr, effects, {})

    assert stored(context, smr).impact is None
    assert rows(context, "notes", smr) == []


def test_facts_asked_later_see_what_was_written_before(context, smr):
    effects = [
        {"save": "release", "values": {"crq_no": "number"}},
        {"note": "CRQ", "text": "text('Now ', record('crq_no'))"},
        {"save": "release", "values": {"scope": "text('For ', record('crq_no'))"}},
    ]
    apply(context, smr, effects, {"number": "CRQ1"})

    assert rows(context, "notes", smr)[0]["text"] == "Now CRQ1"
    assert stored(context, smr).scope == "For CRQ1"


def test_every_row_of_a_field_becomes_an_entry(context, smr):
    effect = {
        "save": "actions",
        "each": "outstanding",
        "when": "item.owner != None",
        "values": {"text": "item.text", "owner": "item.owner", "origin": "'Pre-Go'"},
    }
    answers = {"outstanding": [{"text": "a", "owner": "eli"}, {"text": "b"}]}
    apply(context, smr, [effect], answers)

    (row,) = rows(context, "actions", smr)
    assert (row["text"], row["owner"], row["origin"]) == ("a", "eli", "Pre-Go")


def test_a_row_that_was_prefilled_changes_its_entry(context, smr):
    record_id = save(context, "deliverables", smr, {"text": "Manual"})
    effect = {
        "save": "deliverables",
        "each": "states",
        "values": {"state": "item.state"},
    }
    apply(context, smr, [effect], {"states": [{"id": record_id, "state": "Done"}]})

    assert [row["state"] for row in rows(context, "deliverables", smr)] == ["Done"]


def test_entries_found_by_their_content_are_changed_else_added(context, smr):
    save(context, "issues", smr, {"text": "Slow", "severity": "Low"})
    effect = {
        "save": "issues",
        "each": "issues",
        "where": "row.text == item.text",
        "values": {"text": "item.text", "severity": "item.severity"},
    }
    answers = {
        "issues": [
            {"text": "Slow", "severity": "High"},
            {"text": "Down", "severity": "Critical"},
        ]
    }
    apply(context, smr, [effect], answers)

    found = [(r["text"], r["severity"]) for r in rows(context, "issues", smr)]
    assert found == [("Slow", "High"), ("Down", "Critical")]


def test_entries_that_are_not_found_are_left_out_when_the_form_says_so(context, smr):
    effect = {
        "save": "actions",
        "where": "row.owner == me()",
        "add": False,
        "values": {"state": "'Done'"},
    }
    apply(context, smr, [effect], {})
    assert rows(context, "actions", smr) == []

    save(context, "actions", smr, {"text": "a", "owner": "cora"})
    save(context, "actions", smr, {"text": "b", "owner": "eli"})
    apply(context, smr, [effect], {})
    assert [r["state"] for r in rows(context, "actions", smr)] == ["Done", "Open"]


def test_people_get_roles_on_the_release(context, smr):
    effects = [
        {"assign": "project_manager", "person": "PM"},
        {"assign": "stakeholder", "each": "people", "person": "item.person"},
        {"assign": "executive", "person": "nobody"},
    ]
    people = [{"person": "eli"}, {"person": "sol"}]
    apply(context, smr, effects, {"PM": "pia", "people": people})

    assert holders(context.conn, smr) == {
        "project_manager": ["pia"],
        "stakeholder": ["eli", "sol"],
    }


def test_a_document_is_made_of_the_answers_under_their_labels(context, smr):
    effect = {
        "document": "Release Announcement",
        "state": "'Draft'",
        "fields": ["background", "goals", "left_out"],
    }
    answers = {"background": "Old mail", "goals": [{"id": "1", "text": "New mail"}]}
    labels = {"background": "Background", "goals": "Goals"}
    apply(context, smr, [effect], answers, labels=labels)

    (row,) = rows(context, "documents", smr)
    assert row["content"] == "Background\nOld mail\n\nGoals\n- New mail"
    assert (row["state"], row["version"]) == ("Draft", 1)


def test_several_files_of_one_type_are_several_documents(context, smr):
    files = [{"file": {"name": f"{n}.txt", "sha256": n * 64, "size": 1}} for n in "ab"]
    effect = {
        "document": "Supporting document",
        "state": "'Final'",
        "each": "files",
        "file": "item.file",
    }
    apply(context, smr, [effect], {"files": files})

    assert [row["title"] for row in rows(context, "documents", smr)] == [
        "a.txt",
        "b.txt",
    ]


def test_a_document_is_written_from_the_record(context, smr, papers):
    context.bundle = papers
    save(context, "deliverables", smr, {"text": "Manual", "milestone": "Build"})
    apply(
        context,
        smr,
        [{"document": "Release Plan", "state": "'Draft'", "source": "'plan'"}],
        {},
    )

    (row,) = rows(context, "documents", smr)
    assert "Manual | Build | Must" in row["content"]
    assert row["content"].startswith("Title: Release plan: New e-mail")


def test_what_people_add_to_a_written_document_is_no_mark_in_it(context, smr, papers):
    context.bundle = papers
    effect = {"document": "Release Plan", "source": "'plan'", "text": "summary"}

    apply(context, smr, [effect], {"summary": "# Late\n- a"})

    (row,) = rows(context, "documents", smr)
    paper = paper_of(row["content"], title="Plan")
    assert paper.blocks[-1] == Paragraph("# Late\n- a")


def test_a_series_takes_its_rhythm_from_a_duration(context, smr):
    effect = {
        "series": "status_meeting",
        "first_at": "first_at",
        "every": "days(7) if interval == 'weekly' else days(14)",
    }
    answers = {"first_at": "2026-03-04T15:00:00Z", "interval": "weekly"}
    apply(context, smr, [effect], answers)

    due = facts_about(context, smr)["next_due"]("status_meeting")
    assert due.isoformat() == "2026-03-04T10:00:00-05:00"


def test_a_decision_names_who_took_it_when_and_why(context, smr):
    effect = {"decision": "Go/No-Go", "value": "decision", "reason": "reason"}
    apply(context, smr, [effect], {"decision": "No-Go", "reason": "Not ready"})

    (row,) = rows(context, "decisions", smr)
    assert (row["kind"], row["value"], row["reason"]) == (
        "Go/No-Go",
        "No-Go",
        "Not ready",
    )
    assert (row["by"], row["at"]) == ("cora", MONDAY)


def test_another_release_is_linked(context, smr):
    other = file(context, "dcs")
    apply(context, smr, [{"link": "other"}], {"other": other})

    assert facts_about(context, smr)["linked"]("dcs") is True


def test_people_are_written_to_in_the_words_of_the_answers(context, smr):
    context.bundle = MAIL
    save(context, "issues", smr, {"text": "Slow", "impacted": ["eli", "sol"]})
    apply(context, smr, [{"notify": "issue", "to": "impacted"}], {"text": "Slow mail"})

    assert [(m["to"], m["body"].strip()) for m in context.mails] == [
        (["eli@ontario.example"], "Slow mail"),
        (["sol@ontario.example"], "Slow mail"),
    ]


def test_a_long_answer_passes_although_expressions_refuse_it(context, smr):
    long = "x" * 20_000
    apply(context, smr, [{"note": "Minutes", "text": "minutes"}], {"minutes": long})

    assert rows(context, "notes", smr)[0]["text"] == long


def test_a_field_with_a_name_of_the_language_is_copied(context, dcs):
    effect = {"save": "validations", "values": {"result": "pass"}}
    apply(context, dcs, [effect], {"pass": "Fail"})

    assert rows(context, "validations", dcs)[0]["result"] == "Fail"


@pytest.mark.parametrize(
    ("effect", "sentence"),
    [
        ({"save": "release", "values": {"colour": "'red'"}}, "no field “colour”"),
        ({"save": "actions", "values": {"state": "'Maybe'"}}, "must be one of"),
        ({"save": "release", "values": {"scope": "unknown()"}}, "unknown function"),
        ({"shout": "loud"}, "does nothing known"),
    ],
)
def test_what_cannot_be_done_is_refused_with_a_sentence(context, smr, effect, sentence):
    with pytest.raises(RecordRefused, match=sentence):
        apply(context, smr, [effect], {})


def test_an_expression_on_what_the_effects_changed_reads_it_afresh(context, smr):
    assert release_of(context, smr)["service"] is None
    effects = [
        {"save": "release", "values": {"service": "'E-mail'"}},
        {"flag": "named", "value": "record('service') != None"},
    ]
    apply(context, smr, effects, {})

    assert release_of(context, smr)["flags"] == {"named": True}


def test_rows_without_an_id_are_told_apart_before_they_are_written(context, smr):
    effect = {
        "save": "issues",
        "each": "issues",
        "where": "row.id == get(item, 'id')",
        "values": {"text": "item.text"},
    }
    apply(context, smr, [effect], {"issues": [{"text": "Slow"}, {"text": "Down"}]})

    assert [row["text"] for row in rows(context, "issues", smr)] == ["Slow", "Down"]


def test_nine_ticks_of_a_review_cost_one_statement(context, smr, statements):
    effects = [
        {
            "save": "checks",
            "where": f"row.text == '{n}'",
            "values": {"kind": "'Record review'", "text": f"'{n}'", "ok": "ok"},
        }
        for n in range(9)
    ]
    apply(context, smr, effects, {"ok": False})
    assert sum("INSERT INTO checks" in text for text in statements) == 1

    statements.clear()
    apply(context, smr, effects, {"ok": True})
    assert len(statements) == 1
    assert [row["ok"] for row in rows(context, "checks", smr)] == [True] * 9
