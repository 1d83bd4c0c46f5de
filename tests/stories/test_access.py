"""Access to the repository is asked for, approved by somebody else, and ends.

Source: GO-ITS 240PRS 3.10; processes.md E.2, "Access path".
"""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from engine.catalogue import Catalogue
from engine.outbox import outbox
from tasks import access
from tasks.forms.answers import AnswersInvalid
from tasks.inbox import listing
from tasks.oversight import operating
from tasks.people import admission
from tasks.people.access_requests import requests_of
from tasks.people.granting import AlreadyAsked
from tasks.people.persons import person_named
from tests.stories.office import MONDAY, Office

ASKED = {"level": "update", "role": "stakeholder", "reason": "I test releases."}
APPROVED = {"decision": "Approved"}
LAST_DAY = (MONDAY + timedelta(days=30)).date()


@pytest.fixture
def newcomer(office: Office) -> str:
    """Somebody who may sign in and has no role."""
    with office.app.command() as context:
        admission.add_person(
            context, "nora", name="Nora Berg", email="nora@example.org", language="fr"
        )
    return "nora"


def asks(office: Office, who: str, **more: Any) -> str:
    """Somebody asks for access; the instance that decides on it."""
    person = who_is(office, who)
    access.ask(office.app, person, {**ASKED, **more})
    rest(office)
    return str(newest(office, who).instance_id)


def newest(office: Office, who: str) -> Any:
    with office.app.read() as conn:
        return requests_of(conn, who)[0]


def decides(office: Office, instance_id: str, by: str, **given: Any) -> None:
    """The one task of the process is completed."""
    with office.app.read() as conn:
        [task] = listing.open_of_instance(conn, instance_id)
    shown = {k: v for k, v in office.form_of(task)[1].items() if v is not None}
    office.complete(task, by, {**shown, **given})
    rest(office)


def rest(office: Office) -> None:
    """What is due is done; a restored office has forgotten what it had parsed."""
    office.settle()
    if office.restored:
        office.app.engine.catalogue = Catalogue()


def who_is(office: Office, name: str) -> Any:
    with office.app.read() as conn:
        return person_named(conn, name)


def mails_to(office: Office, address: str) -> list[str]:
    with office.app.read() as conn:
        found = conn.execute(select(outbox.c.to, outbox.c.subject))
        return [row.subject for row in found if address in row.to]


def test_access_is_granted_by_the_release_manager(
    office: Office, newcomer: str
) -> None:
    instance_id = asks(office, newcomer)
    before = who_is(office, newcomer).roles

    decides(office, instance_id, "release_manager", **APPROVED)

    assert before == frozenset()
    assert who_is(office, newcomer).roles == {"stakeholder"}
    assert who_is(office, newcomer).may_update
    assert newest(office, newcomer).state == "Approved"
    assert newest(office, newcomer).decided_by == "release_manager"
    assert mails_to(office, "nora@example.org") == [
        "Vous avez accès au dépôt des versions"
    ]


def test_who_approves_is_told_of_the_request(office: Office, newcomer: str) -> None:
    asks(office, newcomer)

    for address in ("mara.lindqvist", "paulette.girard"):
        told = mails_to(office, f"{address}@example.org")
        assert told == ["Access is asked for: Nora Berg"]


def test_the_process_owner_may_grant_less_than_is_asked_for(
    office: Office, newcomer: str
) -> None:
    instance_id = asks(office, newcomer, role="executive", organization="HSC")

    decides(office, instance_id, "process_owner", level="view", **APPROVED)

    nora = who_is(office, newcomer)
    assert (nora.roles, nora.organization) == ({"executive"}, "HSC")
    assert not nora.may_update


def test_a_rejection_needs_a_reason_that_the_requester_reads(
    office: Office, newcomer: str
) -> None:
    instance_id = asks(office, newcomer)
    with pytest.raises(AnswersInvalid) as refused:
        decides(office, instance_id, "release_manager", decision="Rejected")

    decides(
        office, instance_id, "release_manager", decision="Rejected", reason="Not now."
    )

    assert set(refused.value.messages) == {"reason"}
    assert who_is(office, newcomer).roles == frozenset()
    assert newest(office, newcomer).decision_reason == "Not now."
    assert mails_to(office, "nora@example.org") == [
        "Votre demande d’accès n’est pas approuvée"
    ]


def test_access_for_a_time_is_withdrawn_at_its_end(
    office: Office, newcomer: str
) -> None:
    instance_id = asks(office, newcomer, until=LAST_DAY.isoformat())
    decides(office, instance_id, "release_manager", **APPROVED)

    office.pass_time(days=30)
    on_the_last_day = who_is(office, newcomer).roles
    office.pass_time(days=1)

    assert on_the_last_day == {"stakeholder"}
    assert who_is(office, newcomer).roles == frozenset()
    assert newest(office, newcomer).state == "Withdrawn"
    assert "Votre accès au dépôt des versions a pris fin" in mails_to(
        office, "nora@example.org"
    )


def test_access_that_was_extended_outlives_its_first_end(
    office: Office, newcomer: str
) -> None:
    first = asks(office, newcomer, until=LAST_DAY.isoformat())
    decides(office, first, "release_manager", **APPROVED)
    later = (LAST_DAY + timedelta(days=30)).isoformat()
    second = asks(office, newcomer, until=later)
    decides(office, second, "release_manager", **APPROVED)

    office.pass_time(days=32)
    in_between = who_is(office, newcomer).roles
    office.pass_time(days=31)

    assert in_between == {"stakeholder"}
    assert who_is(office, newcomer).roles == frozenset()


def test_what_somebody_had_before_stays_when_lent_access_ends(office: Office) -> None:
    until = LAST_DAY.isoformat()
    same = asks(office, "stakeholder", until=until)
    decides(office, same, "release_manager", **APPROVED)

    office.pass_time(days=32)

    assert who_is(office, "stakeholder").roles == {"stakeholder"}


def test_nobody_decides_on_their_own_request(office: Office) -> None:
    instance_id = asks(office, "release_manager", role="auditor")

    with pytest.raises(AnswersInvalid) as refused:
        decides(office, instance_id, "release_manager", **APPROVED)
    decides(office, instance_id, "process_owner", **APPROVED)

    assert set(refused.value.messages) == {"decision"}
    assert who_is(office, "release_manager").roles == {"release_manager", "auditor"}


def test_one_request_at_a_time(office: Office, newcomer: str) -> None:
    asks(office, newcomer)

    with pytest.raises(AlreadyAsked):
        asks(office, newcomer)


def test_access_that_ends_in_the_past_is_not_asked_for(
    office: Office, newcomer: str
) -> None:
    with pytest.raises(AnswersInvalid) as refused:
        asks(office, newcomer, until=MONDAY.date().isoformat())

    assert set(refused.value.messages) == {"until"}


def test_a_request_whose_process_is_cancelled_is_void(
    office: Office, newcomer: str
) -> None:
    instance_id = asks(office, newcomer)

    operating.operate(
        office.app, instance_id, "cancel", by="admin", reason="asked twice"
    )

    assert newest(office, newcomer).state == "Cancelled"
    asks(office, newcomer)
