"""A fixed moment in the office, and a way to ask."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from engine.expressions.evaluate import evaluate, plain
from engine.expressions.functions import Moment, built_in

OFFICE = ZoneInfo("America/Toronto")
#: A Tuesday, 11:30 in the office.
NOW = datetime(2026, 11, 24, 16, 30, tzinfo=UTC)


@pytest.fixture
def functions():
    return built_in(Moment(NOW, OFFICE))


@pytest.fixture
def ask(functions):
    """The value of an expression over the given data, as JSON would hold it."""

    def value(text, **data):
        return plain(evaluate(text, data, functions))

    return value
