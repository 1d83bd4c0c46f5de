"""Bearer tokens of the interface."""

import pytest
from sqlalchemy import select

from tasks.people import tokens
from tasks.people.admission import disable
from tasks.people.errors import NoSuchPerson


def test_a_token_stands_for_its_person_until_it_is_revoked(context):
    token = tokens.create(context, "cora")

    assert tokens.person_of_token(context.conn, token).user_name == "cora"

    (row,) = tokens.tokens_of(context.conn, "cora")
    tokens.revoke(context, row.id)

    assert tokens.person_of_token(context.conn, token) is None
    assert tokens.tokens_of(context.conn, "cora") == []


def test_only_a_hash_of_a_token_is_kept(context):
    token = tokens.create(context, "cora")

    row = context.conn.execute(select(tokens.api_token)).one()

    assert token not in map(str, row)


@pytest.mark.parametrize("token", ["", "erm_", "x" * 10_000, "\ud800", "erm_\x00"])
def test_what_is_no_token_stands_for_nobody(context, token):
    assert tokens.person_of_token(context.conn, token) is None


def test_a_token_of_who_has_left_is_worth_nothing(context):
    token = tokens.create(context, "cora")
    disable(context, "cora")

    assert tokens.person_of_token(context.conn, token) is None
    with pytest.raises(NoSuchPerson):
        tokens.create(context, "cora")
