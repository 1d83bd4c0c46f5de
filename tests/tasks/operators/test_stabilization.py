"""Stabilization begins when the release is live, lasts 30 days, may be extended."""

from datetime import UTC, datetime

import pytest

from tasks.release.errors import RecordRefused
from tasks.release.lifecycle import write
from tasks.release.records import rows_of
from tests.tasks.stored import stored

LIVE = datetime(2026, 2, 20, 22, 0, tzinfo=UTC)
END = datetime(2026, 3, 22, 21, 0, tzinfo=UTC)


@pytest.fixture
def live(context, smr, run):
    write(context, smr, {"activated_at": LIVE})
    run("start_stabilization", days=30)
    return smr


def test_the_thirty_days_count_from_activation_not_from_the_step(context, live):
    found = stored(context, live)

    assert (found.stabilization_start, found.stabilization_end) == (LIVE, END)


def test_fewer_than_thirty_days_are_thirty(context, smr, run):
    write(context, smr, {"activated_at": LIVE})
    run("start_stabilization", days=5)

    assert stored(context, smr).stabilization_end == END


def test_an_extension_is_kept_with_its_reason_and_keeps_the_time_of_day(
    context, live, run
):
    run("extend_stabilization", new_end="2026-04-10", reason="Two issues are open")

    new_end = datetime(2026, 4, 10, 21, 0, tzinfo=UTC)
    assert stored(context, live).stabilization_end == new_end
    (extension,) = rows_of(context.conn, "extensions", live)
    assert (extension.old_end, extension.new_end) == (END, new_end)
    assert extension.reason == "Two issues are open"


@pytest.mark.parametrize("day", ["2026-03-22", "2026-03-01"])
def test_an_end_that_is_not_later_is_refused(live, run, day):
    with pytest.raises(RecordRefused, match="later than the old one"):
        run("extend_stabilization", new_end=day, reason="x")


def test_what_has_not_begun_is_not_extended(smr, run):
    with pytest.raises(RecordRefused, match="has not begun"):
        run("extend_stabilization", new_end="2026-04-10", reason="x")
