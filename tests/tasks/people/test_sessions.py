"""Signed-in browsers."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from tasks.people import sessions

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def token(context):
    return sessions.open_session(context.conn, "cora", at=NOON)


def owner(context, token, at):
    found = sessions.session_with(context.conn, token, at=at)
    return None if found is None else found.user_name


def test_a_session_lives_while_it_is_used(context, token):
    for hours in (7, 14, 21):
        assert owner(context, token, NOON + hours * HOUR) == "cora"
        sessions.note_use(context.conn, token, at=NOON + hours * HOUR)

    assert owner(context, token, NOON + 24 * HOUR + timedelta(seconds=1)) is None


def test_a_session_that_is_not_used_ends(context, token):
    assert owner(context, token, NOON + 8 * HOUR + timedelta(seconds=1)) is None


def test_the_token_itself_is_not_kept(context, token):
    row = context.conn.execute(select(sessions.web_session)).one()

    assert token not in map(str, row)
    assert owner(context, "other", NOON) is None


def test_signing_out_ends_one_session_and_a_ban_ends_all(context, token):
    other = sessions.open_session(context.conn, "cora", at=NOON)

    sessions.close_session(context.conn, token)

    assert owner(context, token, NOON) is None
    assert owner(context, other, NOON) == "cora"

    sessions.close_all(context.conn, "cora")

    assert owner(context, other, NOON) is None


def test_use_is_noted_now_and_then_only(context, token):
    found = sessions.session_with(context.conn, token, at=NOON)

    assert not sessions.is_to_be_noted(found, at=NOON + timedelta(minutes=4))
    assert sessions.is_to_be_noted(found, at=NOON + timedelta(minutes=6))
