"""Change requests are followed both ways: into the process, and out to the tool."""

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tasks.connectors.follows import follow_of
from tasks.connectors.wanted import ChangeTools
from tasks.release.collections import rows_of
from tasks.release.lifecycle import write
from tasks.release.tables import release_with
from tests.stories.dcs import prepared, to_planning
from tests.stories.office import Office, furnish
from tests.tasks.connectors.tool import TOKEN, Tool, serving

CRQ = "CRQ-42"


@pytest.fixture
def tool() -> Iterator[Tool]:
    """The tool on the other side."""
    with serving() as found:
        yield found


@pytest.fixture(scope="module")
def furniture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a furnished database, to copy."""
    folder = tmp_path_factory.mktemp("furniture")
    furnish(folder)
    return folder


@pytest.fixture
def open_office(furniture: Path, tmp_path: Path) -> Iterator[Callable[..., Office]]:
    """Opens an office that follows change requests in some way."""
    opened: list[Office] = []

    def open_one(**tools: Any) -> Office:
        folder = tmp_path / "office"
        shutil.copytree(furniture, folder)
        opened.append(Office(folder, change_tools=ChangeTools(**tools)))
        return opened[-1]

    yield open_one
    for office in opened:
        office.app.close()


@pytest.fixture
def office(open_office: Callable[..., Office], tool: Tool) -> Office:
    """An office that follows change requests by REST."""
    return open_office(url=tool.url, token=TOKEN)


def look(office: Office) -> int:
    """The next look at the tool."""
    office.clock.advance(timedelta(minutes=6))
    return office.app.jobs.also["changes"](office.clock.now())


def release(office: Office, dcs: str) -> Any:
    """The release as it is."""
    with office.app.read() as conn:
        return release_with(conn, dcs)


def change_request(office: Office, dcs: str) -> Any:
    """The link of the change request."""
    with office.app.read() as conn:
        rows = rows_of(conn, "links", dcs)
    [found] = [row for row in rows if row.number == CRQ]
    return found


def waiting_for_approval(office: Office) -> str:
    """A deployment that waits for its change request."""
    dcs = to_planning(
        office, "CO", source="CRQ assessment task", crq_needed=True, crq_no=CRQ
    )
    prepared(office, dcs, "CO")
    assert office.open_steps(dcs) == ["D-8.W"]
    return dcs


def test_an_approval_in_the_tool_lets_the_deployment_begin(office, tool):
    dcs = waiting_for_approval(office)
    tool.changes[CRQ] = {"state": "Scheduled", "reason": "CAB of Monday"}

    look(office)

    assert "D-8.W" not in office.open_steps(dcs)
    assert release(office, dcs).crq_state == "Approved"
    with office.app.read() as conn:
        [decision] = [
            row for row in rows_of(conn, "decisions", dcs) if row.kind == "CRQ"
        ]
    assert (decision.value, decision.reason) == ("Approved", "CAB of Monday")


def test_a_new_date_in_the_tool_asks_to_replan(office, tool):
    dcs = waiting_for_approval(office)
    tool.changes[CRQ] = {"state": "Rescheduled", "start": "2026-04-01T09:00:00"}

    look(office)

    assert office.open_steps(dcs) == ["D-8.X"]
    assert release(office, dcs).new_date.isoformat() == "2026-04-01"


def test_what_the_tool_said_first_is_void_once_it_says_something_else(office, tool):
    dcs = to_planning(
        office, "CO", source="CRQ assessment task", crq_needed=True, crq_no=CRQ
    )
    tool.changes[CRQ] = {"state": "Approved"}
    look(office)
    tool.changes[CRQ] = {"state": "Rejected"}
    look(office)

    prepared(office, dcs, "CO")

    assert office.open_steps(dcs) == ["D-8.X"]


def test_the_link_follows_and_the_release_takes_what_it_lacks(office, tool):
    dcs = office.file("dcs", "Replace the load balancers", crq_no=CRQ)
    tool.changes[CRQ] = {
        "state": "Draft",
        "impact": "3-Moderate/Limited",
        "urgency": "2-High",
        "priority": "High",
    }
    look(office)
    tool.changes[CRQ]["state"] = "Request For Authorization"
    tool.changes[CRQ]["priority"] = "Low"
    look(office)

    assert change_request(office, dcs).state == "Request For Authorization"
    assert change_request(office, dcs).priority == "Low"
    assert release(office, dcs).priority == "High"


def test_the_tool_is_told_where_the_release_stands_and_only_when_it_moves(office, tool):
    dcs = office.file("dcs", "Replace the load balancers", crq_no=CRQ)
    look(office)
    look(office)
    with office.app.command(by="release_manager") as context:
        write(context, dcs, {"deployment_at": "2026-03-02T14:00:00+00:00"})
    look(office)

    assert [told["deployment_at"] for told in tool.told] == [
        *(None, "2026-03-02T14:00:00+00:00"),
    ]


def test_a_tool_that_is_down_is_told_again_ever_later(office, tool):
    dcs = office.file("dcs", "Replace the load balancers", crq_no=CRQ)
    tool.status = 503
    look(office)
    look(office)  # the second time; the third is ten minutes away
    with office.app.read() as conn:
        [follow] = follow_of(conn, dcs)
    tool.status = None
    look(office)
    early = list(tool.told)
    look(office)

    assert (follow.attempts, follow.told) == (2, None)
    assert "503" in follow.problem
    assert early == []
    assert [told["release_id"] for told in tool.told] == [dcs]


def test_between_two_looks_nothing_is_asked(office, tool):
    office.file("dcs", "Replace the load balancers", crq_no=CRQ)
    look(office)
    asked = len(tool.asked)

    office.app.jobs.also["changes"](office.clock.now())

    assert len(tool.asked) == asked


def test_without_a_tool_nothing_is_looked_for(open_office):
    assert "changes" not in open_office().app.jobs.also


def test_files_in_the_shared_folder_do_the_same(open_office, tmp_path):
    folder = tmp_path / "shared"
    office = open_office(folder=folder)
    dcs = waiting_for_approval(office)
    (folder / "in").mkdir(parents=True, exist_ok=True)
    (folder / "in" / "1.csv").write_text(f"number,state\n{CRQ},Approved\n")

    look(office)

    assert "D-8.W" not in office.open_steps(dcs)
    assert list((folder / "out").glob(f"{dcs}-*.csv"))
