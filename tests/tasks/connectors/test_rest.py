"""The REST connector speaks with a real server, and only with that one."""

from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import httpx
import pytest

from tasks.connectors.change import Notice, ToolUnreachable
from tasks.connectors.rest import RestTool
from tests.tasks.connectors.tool import TOKEN, Tool, serving

ZONE = ZoneInfo("America/Toronto")
NOTICE = Notice(
    number="CRQ-1",
    release_id="DCS-2026-0001",
    title="Load balancers",
    status="Active",
    milestone="Planning",
    deployment_at=datetime(2026, 3, 2, 14, tzinfo=UTC),
    outage_start=None,
    outage_end=None,
    outcome=None,
    address="http://erm.test/releases/DCS-2026-0001",
)


@pytest.fixture
def tool() -> Iterator[Tool]:
    """The tool on the other side."""
    with serving() as found:
        yield found


def client(tool: Tool, token: str | None = TOKEN) -> RestTool:
    """A connector to it."""
    return RestTool(tool.url, token, ZONE, httpx.Timeout(2.0))


def test_a_change_is_read_with_its_state_and_dates(tool):
    tool.changes["CRQ-1"] = {
        "state": "Scheduled",
        "start": "2026-03-02T09:00:00",
        "impact": "2-Significant/Large",
    }

    [change] = client(tool).changes(["CRQ-1"])

    assert (change.said, change.state) == ("Scheduled", "Approved")
    assert change.start == datetime(2026, 3, 2, 14, tzinfo=UTC)
    assert change.impact == "2-Significant/Large"


def test_a_change_that_the_tool_does_not_know_is_left_out(tool):
    tool.changes["CRQ-2"] = {"state": "Rejected"}

    found = client(tool).changes(["CRQ-1", "CRQ-2"])

    assert [change.number for change in found] == ["CRQ-2"]


def test_a_word_that_nobody_knows_tells_no_state(tool):
    tool.changes["CRQ-1"] = {"state": "Sleeping"}

    [change] = client(tool).changes(["CRQ-1"])

    assert change.state is None


def test_a_notice_is_put_with_our_dates_in_utc(tool):
    client(tool).tell(NOTICE)

    [told] = tool.told
    assert told["deployment_at"] == "2026-03-02T14:00:00+00:00"
    assert tool.asked == ["PUT /api/changes/CRQ-1/release"]


def test_a_number_leads_to_no_other_place(tool):
    list(client(tool).changes(["../../admin?x=1#y", "http://elsewhere.example/"]))

    assert tool.asked == [
        "GET /api/changes/..%2F..%2Fadmin%3Fx%3D1%23y",
        "GET /api/changes/http%3A%2F%2Felsewhere.example%2F",
    ]


@pytest.mark.parametrize("number", ["..", ".", ""])
def test_a_number_that_is_a_step_up_is_refused(tool, number):
    with pytest.raises(ToolUnreachable, match="no number"):
        list(client(tool).changes([number]))


def test_a_redirect_is_not_followed(tool):
    with serving() as elsewhere:
        tool.status, tool.location = 302, f"{elsewhere.url}/stolen"

        with pytest.raises(ToolUnreachable, match="302"):
            client(tool).tell(NOTICE)

        assert elsewhere.asked == []


@pytest.mark.parametrize("status", [401, 500, 503])
def test_a_tool_that_refuses_is_unreachable(tool, status):
    tool.status = status

    with pytest.raises(ToolUnreachable, match=str(status)):
        client(tool).tell(NOTICE)


def test_the_secret_stands_in_no_message(tool):
    tool.status = 401

    with pytest.raises(ToolUnreachable) as refused:
        client(tool).tell(NOTICE)

    assert TOKEN not in str(refused.value)
    assert TOKEN not in client(tool).name


def test_an_answer_without_sense_is_no_state(tool):
    tool.changes["CRQ-1"] = {"state": 7}

    with pytest.raises(ToolUnreachable, match="no state"):
        list(client(tool).changes(["CRQ-1"]))


def test_nobody_there_is_unreachable():
    with pytest.raises(ToolUnreachable, match="ConnectError"):
        RestTool("http://127.0.0.1:9", None, ZONE).tell(NOTICE)
