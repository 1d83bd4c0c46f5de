"""Rows of a Remedy export become releases of ours, or say why not."""

import tomllib
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tasks.importing.mapping import REMEDY, ColumnMapping, read_mapping
from tasks.importing.rows import Incoming, UnreadableExport, incoming, table_of
from tasks.release.errors import ValueRefused

TORONTO = ZoneInfo("America/Toronto")
LISTS = tomllib.loads(Path("bpmn/values.toml").read_text(encoding="utf-8"))
HEADER = "Release ID,Summary,Impact,Urgency,Status,Completed Date,Incident ID"


def read(line: str, mapping: ColumnMapping = REMEDY, header: str = HEADER) -> Incoming:
    """What one line of an export gives."""
    _, rows = table_of(f"{header}\n{line}\n".encode())
    [found] = incoming(rows, mapping, LISTS, TORONTO)
    return found


def test_a_row_is_read_with_our_values():
    found = read("RL-1,New mail,2-Significant/Large,2-High,Completed,,INC1; INC2")

    assert found.problems == []
    assert found.external_no == "RL-1"
    assert found.values["title"] == "New mail"
    assert (found.status, found.has_ended) == ("Closed", True)
    assert found.links == [("Incident", "INC1"), ("Incident", "INC2")]


@pytest.mark.parametrize("theirs", ["Significant/Large", "2", "2-SIGNIFICANT/LARGE"])
def test_their_menus_are_known_by_words_or_by_number(theirs):
    assert read(f"RL-1,X,{theirs},,,,").values["impact"] == "2-Significant/Large"


def test_type_and_priority_follow_when_the_export_has_none():
    values = read("RL-1,X,4-Minor/Localized,4-Low,,,").values

    assert values["release_type"] == "Minor / Localized"
    assert values["priority"] == "Low"


def test_a_value_that_nobody_knows_is_a_problem_of_its_row():
    assert read("RL-1,X,Dreadful,,,,").problems == ["“impact” has no value “Dreadful”."]


def test_a_row_without_number_or_title_is_told():
    assert read(",,,,,,").problems == ["It has no number.", "It has no title."]


@pytest.mark.parametrize(
    "written",
    [
        *("03/02/2026 09:30:00 AM", "03/02/2026 09:30", "2026-03-02T09:30:00"),
        *("02-Mar-2026 09:30:00", "2026-03-02 14:30:00+00:00"),
    ],
)
def test_dates_are_read_as_they_are_usually_written(written):
    at = read(f"RL-1,X,,,Closed,{written},").moments["closed_at"]

    assert at.isoformat() == "2026-03-02T14:30:00+00:00"


def test_the_way_dates_are_written_may_be_said():
    mapping = read_mapping({**REMEDY.plain(), "date_format": "%d/%m/%Y"})

    at = read("RL-1,X,,,Closed,02/03/2026,", mapping).moments["closed_at"]

    assert at.date().isoformat() == "2026-03-02"


def test_a_date_that_is_none_is_a_problem_of_its_row():
    assert len(read("RL-1,X,,,Closed,soon,").problems) == 1


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found(delimiter):
    header, rows = table_of(f"A{delimiter}B\n1{delimiter}2\n".encode())

    assert (header, rows) == (["A", "B"], [{"A": "1", "B": "2"}])


def test_an_export_of_windows_is_read_too():
    _, rows = table_of("Summary\nMise à jour\n".encode("cp1252"))

    assert rows == [{"Summary": "Mise à jour"}]


@pytest.mark.parametrize("content", [b"", b"A,B\n"])
def test_a_file_without_rows_is_refused(content):
    with pytest.raises(UnreadableExport, match="no rows"):
        table_of(content)


@pytest.mark.parametrize(
    ("mapping", "problem"),
    [
        ({}, "columns"),
        ({"columns": {"title": "Summary"}}, "external_no"),
        ({"columns": {"external_no": "A", "title": "B", "colour": "C"}}, "colour"),
        (
            {
                "columns": {"external_no": "A", "title": "B"},
                "values": {"status": {"Done": "Finished"}},
            },
            "Finished",
        ),
    ],
)
def test_a_mapping_without_sense_is_refused(mapping, problem):
    with pytest.raises(ValueRefused, match=problem):
        read_mapping(mapping)
