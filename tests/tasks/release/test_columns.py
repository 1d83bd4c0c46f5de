"""Values come as texts, dates or moments and fit their columns, or are refused."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from tasks.release.columns import (
    DATE,
    INT,
    LIST,
    MOMENT,
    NUMBER,
    TEXT,
    YESNO,
    fit,
    shown,
)
from tasks.release.errors import ValueRefused

TORONTO = ZoneInfo("America/Toronto")


@pytest.mark.parametrize(
    ("field", "given", "kept"),
    [
        (DATE, "2026-03-20", date(2026, 3, 20)),
        (DATE, "2026-03-20T02:00:00Z", date(2026, 3, 19)),  # the day in the office
        (MOMENT, "2026-03-20T14:00:00Z", datetime(2026, 3, 20, 14, tzinfo=UTC)),
        (MOMENT, "2026-03-20T10:00", datetime(2026, 3, 20, 14, tzinfo=UTC)),
        (MOMENT, date(2026, 3, 20), datetime(2026, 3, 20, 4, tzinfo=UTC)),
        (LIST, "one@x.ca\ntwo@x.ca\n", ["one@x.ca", "two@x.ca"]),
        (INT, 3.0, 3),
        (NUMBER, "2.5", 2.5),
        (YESNO, False, False),
        (TEXT, date(2026, 3, 20), "2026-03-20"),
        (TEXT, "", None),
    ],
)
def test_a_value_fits(field, given, kept):
    assert fit("x", field, given, TORONTO) == kept


@pytest.mark.parametrize(
    ("field", "given"),
    [
        (DATE, "tomorrow"),
        (MOMENT, 5),
        (INT, 2.5),
        (INT, True),
        (NUMBER, "many"),
        (YESNO, "yes"),
        (LIST, {"a": 1}),
        (TEXT, ["a"]),
    ],
)
def test_a_value_that_does_not_fit_is_refused(field, given):
    with pytest.raises(ValueRefused, match="“x” is not a valid"):
        fit("x", field, given, TORONTO)


def test_what_is_audited_is_plain_data():
    value = {"days": [date(2026, 3, 20)], "at": datetime(2026, 3, 20, tzinfo=UTC)}

    assert shown(value) == {"days": ["2026-03-20"], "at": "2026-03-20T00:00:00+00:00"}
