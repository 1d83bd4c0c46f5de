"""Accounts to try the product with."""

from tasks.people.admission import set_password
from tasks.people.demonstration import demonstration_accounts, seed_demonstration
from tasks.people.persons import check_password, person, roles_of
from tasks.people.roles import ROLES


def test_there_is_one_account_for_each_role_named_after_it(context):
    assert seed_demonstration(context) == list(ROLES)

    assert check_password(context.conn, "intake", "demo").roles == {"intake"}
    assert all(roles_of(context.conn, role) == {role} for role in ROLES)
    assert person(context.conn, "release_coordinator_smr").name.startswith("Cora")
    assert person(context.conn, "release_manager").name.startswith("Mara")


def test_seeding_twice_adds_nothing(context):
    seed_demonstration(context)

    assert seed_demonstration(context) == []


def test_an_account_with_the_known_password_is_found(context):
    seed_demonstration(context)
    set_password(context, "admin", "a long walk by the lake")

    found = demonstration_accounts(context.conn)

    assert "auditor" in found
    assert "admin" not in found
