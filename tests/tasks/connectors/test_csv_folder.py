"""The CSV connector exchanges real files: taken once, put aside when unreadable."""

import csv
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tasks.connectors.change import ToolUnreachable
from tasks.connectors.csv_folder import CsvFolder
from tests.tasks.connectors.test_rest import NOTICE

ZONE = ZoneInfo("America/Toronto")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A shared folder."""
    (tmp_path / "in").mkdir()
    return tmp_path


def drop(folder: Path, name: str, text: str) -> None:
    """The other tool leaves a file."""
    (folder / "in" / name).write_text(text, encoding="utf-8")


def names(folder: Path, sub: str) -> list[str]:
    """The files that lie there."""
    return sorted(path.name for path in (folder / sub).glob("*"))


def test_a_file_is_taken_once_and_then_done(folder):
    drop(folder, "a.csv", "number,state,start\nCRQ-1,Approved,2026-03-02 09:00\n")
    tool = CsvFolder(folder, ZONE)

    [change] = tool.changes(["CRQ-1"])

    assert change.state == "Approved"
    assert change.start == datetime(2026, 3, 2, 14, tzinfo=UTC)
    assert names(folder, "done") == ["a.csv"]
    assert list(tool.changes(["CRQ-1"])) == []


def test_a_file_that_was_not_taken_to_its_end_comes_again(folder):
    drop(folder, "a.csv", "number,state\nCRQ-1,Approved\nCRQ-2,Rejected\n")
    tool = CsvFolder(folder, ZONE)
    taking = tool.changes(["CRQ-1", "CRQ-2"])
    next(taking)
    taking.close()

    assert [c.number for c in tool.changes(["CRQ-1", "CRQ-2"])] == ["CRQ-1", "CRQ-2"]


def test_numbers_that_nobody_follows_are_passed_over(folder):
    drop(folder, "a.csv", "number,state\nCRQ-9,Approved\n")

    assert list(CsvFolder(folder, ZONE).changes(["CRQ-1"])) == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("nummer,state\nCRQ-1,Approved\n", "no column “number”"),
        ("number,state,start\nCRQ-1,Approved,soon\n", "“soon” is no moment"),
    ],
)
def test_a_bad_file_is_put_aside_with_the_reason_and_stops_no_other(folder, text, why):
    drop(folder, "bad.csv", text)
    drop(folder, "good.csv", "number,state\nCRQ-1,Rejected\n")

    [change] = CsvFolder(folder, ZONE).changes(["CRQ-1"])

    assert change.state == "Rejected"
    assert names(folder, "refused") == ["bad.csv", "bad.txt"]
    assert why in (folder / "refused" / "bad.txt").read_text(encoding="utf-8")


def test_a_notice_is_one_file_however_often_it_is_told(folder):
    tool = CsvFolder(folder, ZONE)

    tool.tell(NOTICE)
    tool.tell(NOTICE)

    [path] = (folder / "out").glob("*.csv")
    with path.open(encoding="utf-8") as written:
        [row] = csv.DictReader(written)
    assert (row["release_id"], row["status"]) == ("DCS-2026-0001", "Active")


def test_a_folder_that_cannot_be_made_is_unreachable(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(ToolUnreachable):
        list(CsvFolder(tmp_path / "file", ZONE).changes(["CRQ-1"]))
