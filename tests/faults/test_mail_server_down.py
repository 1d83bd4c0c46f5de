"""While the mail server is away mails wait; when it is back each goes once."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from tests.stories import smr as readiness
from tests.stories.office import Office
from tests.support.smtp import Behaviour, MailServer


@pytest.fixture
def office(furniture: Path, tmp_path: Path, smtp_server: MailServer) -> Office:
    """An office whose mail leaves the house."""
    Office.furnished(furniture, tmp_path, restored=False).close()
    return Office(tmp_path, smtp_url=smtp_server.url)


def test_mails_wait_for_the_server_and_are_then_sent_once(
    office: Office, smtp_server: MailServer
) -> None:
    smtp_server.stop()
    smr = readiness.to_planning(office)
    waiting = office.mails()
    assert waiting
    assert {mail.state for mail in waiting} == {"queued"}
    assert office.open_steps(smr) == ["S-3.1"]

    smtp_server.start()
    office.pass_time(minutes=5)
    office.pass_time(minutes=5)

    assert {mail.state for mail in office.mails()} == {"sent"}
    assert _copies(smtp_server) == {f"<{m.message_id}": 1 for m in waiting}
    assert office.problems() == []
    office.close()


def test_the_process_goes_on_while_the_server_hesitates_or_refuses(
    office: Office, smtp_server: MailServer
) -> None:
    smtp_server.behaviour = Behaviour.TRY_LATER
    smr = readiness.to_planning(office)
    assert {mail.state for mail in office.mails()} == {"queued"}
    assert office.open_steps(smr) == ["S-3.1"]
    smtp_server.behaviour = Behaviour.ACCEPT

    for _ in range(6):
        office.clock.advance(timedelta(hours=5))
        office.settle()

    assert {mail.state for mail in office.mails()} == {"sent"}
    assert set(_copies(smtp_server).values()) == {1}
    office.close()


def _copies(server: MailServer) -> dict[str, int]:
    """How often each Message-ID came, by its part before the @."""
    ids = [str(message["Message-ID"]).partition("@")[0] for message in server.messages]
    return dict(Counter(ids))
