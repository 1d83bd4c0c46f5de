"""People: who may sign in, with which roles."""

import pytest
from argon2 import PasswordHasher
from sqlalchemy import update

from tasks.people import admission, organizing, passwords, persons
from tasks.people.errors import (
    AddressUnfit,
    NoSuchPerson,
    PasswordUnfit,
    UnknownLanguage,
    UnknownRole,
    UserNameTaken,
    UserNameUnfit,
)

GOOD = "a long walk by the lake"


def add(context, user_name="nora", **more):
    values = {"name": "Nora Hill", "email": "nora@example.org", **more}
    admission.add_person(context, user_name, **values)


def test_a_person_is_added_with_roles_in_the_order_of_the_standard(context):
    add(context, roles=["stakeholder", "intake"], language="fr", password=GOOD)

    nora = persons.person_named(context.conn, "nora")

    assert nora.name == "Nora Hill"
    assert nora.roles == {"intake", "stakeholder"}
    assert nora.language == "fr"
    assert context.audits[-1]["new"] == ["intake", "stakeholder"]


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"user_name": "cora"}, UserNameTaken),
        ({"user_name": "no ra"}, UserNameUnfit),
        ({"user_name": "system"}, UserNameUnfit),
        ({"user_name": "a\nb"}, UserNameUnfit),
        ({"email": "nora"}, AddressUnfit),
        ({"email": "nora@x.org\nBcc: all@x.org"}, AddressUnfit),
        ({"language": "de"}, UnknownLanguage),
        ({"roles": ["boss"]}, UnknownRole),
        ({"password": "short"}, PasswordUnfit),
        ({"password": "nora-is-my-name-4"}, PasswordUnfit),
        ({"password": "Password123456"}, PasswordUnfit),
        ({"password": "aaaaaaaaaaaaaaaa"}, PasswordUnfit),
        ({"password": "x" * 1_000_000}, PasswordUnfit),
    ],
)
def test_what_cannot_be_is_refused(context, values, refusal):
    with pytest.raises(refusal):
        add(context, **values)

    assert persons.person(context.conn, "nora") is None


def test_the_password_opens_and_nothing_else_does(context):
    add(context, password=GOOD, roles=["intake"])

    check = persons.check_password

    assert check(context.conn, "nora", GOOD).user_name == "nora"
    assert check(context.conn, "nora", GOOD + " ") is None
    assert check(context.conn, "nobody", GOOD) is None
    assert check(context.conn, "cora", GOOD) is None
    assert check(context.conn, "nora", "x" * 1_000_000) is None
    assert check(context.conn, "nora", "\ud800") is None


def test_the_password_itself_is_not_kept(context):
    add(context, password=GOOD)

    kept = persons.person(context.conn, "nora").password_hash

    assert kept.startswith("$argon2id$")
    assert GOOD not in kept


def test_an_unknown_person_costs_as_much_as_a_known_one(monkeypatch, context):
    worked = []
    verify = PasswordHasher.verify

    def counted(self, password_hash, password):
        worked.append(password_hash)
        return verify(self, password_hash, password)

    monkeypatch.setattr(PasswordHasher, "verify", counted)

    persons.check_password(context.conn, "nobody", GOOD)
    persons.check_password(context.conn, "cora", GOOD)

    assert len(worked) == 2
    assert all(each.startswith("$argon2id$") for each in worked)


def test_a_weaker_hash_is_renewed_when_the_person_signs_in(context):
    add(context, password=GOOD)
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(GOOD)
    context.conn.execute(
        update(persons.people)
        .where(persons.people.c.user_name == "nora")
        .values(password_hash=weak)
    )

    assert persons.check_password(context.conn, "nora", GOOD)

    renewed = persons.person(context.conn, "nora").password_hash
    assert not passwords.is_outdated(renewed)
    assert passwords.matches(renewed, GOOD)


def test_who_is_disabled_has_no_rights_and_comes_back_with_them(context):
    add(context, password=GOOD, roles=["intake"])

    admission.disable(context, "nora")

    assert persons.person_named(context.conn, "nora") is None
    assert persons.roles_of(context.conn, "nora") == frozenset()
    assert persons.check_password(context.conn, "nora", GOOD) is None
    assert persons.people_with(context.conn, "intake") == []

    admission.enable(context, "nora")

    assert persons.check_password(context.conn, "nora", GOOD).roles == {"intake"}


def test_roles_are_replaced_and_noted(context):
    admission.set_roles(context, "cora", ["auditor"])

    assert persons.roles_of(context.conn, "cora") == {"auditor"}
    assert context.audits[-1]["old"] == [
        "release_coordinator_smr",
        "release_coordinator_dcs",
    ]

    with pytest.raises(NoSuchPerson):
        admission.set_roles(context, "nobody", [])


def test_values_are_corrected_and_noted(context):
    admission.change_person(context, "cora", name="Cora Long", language="fr")
    admission.change_person(context, "cora", name="Cora Long")

    assert persons.person(context.conn, "cora").language == "fr"
    assert [entry["field"] for entry in context.audits] == ["name", "language"]


def test_people_of_a_role_are_those_who_serve_the_organization(context):
    for name in ("Transport", "Health"):
        both = {"name_en": name, "name_fr": f"{name} (fr)"}
        organizing.add(context, name, kind="ministry", **both)
    add(context, "here", name="Hed", organization="transport", roles=["executive"])
    add(context, "there", name="Tam", organization="Health", roles=["executive"])

    found = persons.people_with(context.conn, "executive", "Transport")

    assert [row.user_name for row in found] == ["eve", "here"]


def test_a_person_of_an_identity_provider_is_found_by_issuer_and_subject(context):
    add(context, identity=("https://id.example", "s-1"), roles=["intake"])

    found = persons.person_of_identity

    assert found(context.conn, "https://id.example", "s-1").user_name == "nora"
    assert found(context.conn, "https://other.example", "s-1") is None
