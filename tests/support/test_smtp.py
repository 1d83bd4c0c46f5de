"""The tests' mail server."""

import smtplib
from email.message import EmailMessage

import pytest

from tests.support.smtp import Behaviour, MailServer


def send(server: MailServer, *, timeout: float = 5) -> None:
    mail = EmailMessage()
    mail["From"] = "erm@example.org"
    mail["To"] = "cora@example.org"
    mail["Subject"] = "Prêt à livrer"
    mail.set_content("The release may go.")
    with smtplib.SMTP("127.0.0.1", server.port, timeout=timeout) as client:
        client.send_message(mail)


def test_a_mail_is_taken_and_kept(smtp_server):
    send(smtp_server)

    (kept,) = smtp_server.messages
    assert kept["Subject"] == "Prêt à livrer"
    assert kept.get_content().strip() == "The release may go."
    assert smtp_server.envelopes[0].rcpt_tos == ["cora@example.org"]


@pytest.mark.parametrize(
    ("behaviour", "code"), [(Behaviour.TRY_LATER, 451), (Behaviour.REFUSE, 550)]
)
def test_a_mail_is_refused(smtp_server, behaviour, code):
    smtp_server.behaviour = behaviour

    with pytest.raises(smtplib.SMTPDataError) as refused:
        send(smtp_server)

    assert refused.value.smtp_code == code
    assert smtp_server.messages == []


def test_a_server_that_hangs_runs_into_the_senders_limit(smtp_server):
    smtp_server.behaviour = Behaviour.HANG

    with pytest.raises((TimeoutError, smtplib.SMTPServerDisconnected)):
        send(smtp_server, timeout=0.3)

    assert smtp_server.attempts == 1


def test_a_server_that_was_down_comes_back(smtp_server):
    smtp_server.stop()

    with pytest.raises(ConnectionError):
        send(smtp_server)

    smtp_server.start()
    send(smtp_server)
    assert len(smtp_server.messages) == 1
