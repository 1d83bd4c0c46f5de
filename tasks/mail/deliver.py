"""Send what waits in the outbox, outside of any step's transaction.

Each mail is claimed by a conditional change, sent, and marked; what the server refuses
for now waits longer each time, what it refuses for good is dead and shown.  Nothing is
lost while the server is away; what would mislead by then expires.
"""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any
from urllib.parse import unquote, urlsplit

import structlog

from engine import outbox
from engine.clock import Clock
from engine.db import Database
from tasks.mail.message import Unsendable, message_of

log = structlog.get_logger(__name__)

#: The longest that a server may take for one answer, in seconds.
TIMEOUT = 10.0
MAX_ATTEMPTS = 12
BATCH = 50

_FIRST, _LONGEST = timedelta(seconds=30), timedelta(hours=4)


class Refused(Exception):
    """The server does not take the mail; ``for_good`` when it never will."""

    def __init__(self, answer: str, *, for_good: bool) -> None:
        self.for_good = for_good
        super().__init__(answer)


class Unreachable(Exception):
    """The server does not answer; all mails wait."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """Sends the outbox of a database."""

    database: Database
    smtp_url: str | None
    sender: str
    base_url: str
    clock: Clock
    timeout: float = TIMEOUT

    def work(self, now: datetime) -> int:
        """Send what is due; how many left. Without a server they are kept instead."""
        with self.database.read() as conn:
            rows = outbox.due(conn, now, BATCH)
        if not rows:
            return 0
        with self.database.transaction() as conn:
            outbox.expire(conn, now)
            if not self.smtp_url:
                return outbox.keep(conn, now)
        return self._send([row for row in rows if not _is_stale(row, now)])

    def _send(self, rows: list[Any]) -> int:
        """Send over one connection; when it breaks, the rest waits a little."""
        sent = 0
        try:
            with _server(self.smtp_url or "", self.timeout) as server:
                for row in rows:
                    sent += self._send_one(server, row)
        except Unreachable as problem:
            log.warning("mail server unreachable", problem=str(problem))
            self._postpone_all(rows, str(problem))
        return sent

    def _send_one(self, server: smtplib.SMTP, row: Any) -> int:
        now = self.clock.now()
        with self.database.transaction() as conn:
            if not outbox.claim(conn, row.id, now):
                return 0
        try:
            message = message_of(
                row, sender=self.sender, base_url=self.base_url, at=row.created_at
            )
            _hand_over(server, message)
        except Unsendable as problem:
            self._bury(row, str(problem))
            return 0
        except Refused as problem:
            self._refused(row, problem)
            return 0
        except (OSError, smtplib.SMTPException) as error:
            # Not the others' fault: they wait for the server, this one for its turn.
            self._refused(row, Refused(_said(error), for_good=False))
            raise
        with self.database.transaction() as conn:
            outbox.mark_sent(conn, row.id, self.clock.now())
        return 1

    def _refused(self, row: Any, problem: Refused) -> None:
        attempts = row.attempts + 1
        if problem.for_good or attempts >= MAX_ATTEMPTS:
            self._bury(row, str(problem))
            return
        until = self.clock.now() + backoff(attempts)
        with self.database.transaction() as conn:
            outbox.postpone(conn, row.id, until=until, error=str(problem))

    def _bury(self, row: Any, problem: str) -> None:
        log.warning("mail is dead", mail=row.id, problem=problem)
        with self.database.transaction() as conn:
            outbox.mark_dead(conn, row.id, error=problem)

    def _postpone_all(self, rows: list[Any], problem: str) -> None:
        """The server is away: no attempt is counted, all wait a minute.

        So a server that hangs holds up the sweep once a minute and not at every tick.
        """
        until = self.clock.now() + timedelta(minutes=1)
        with self.database.transaction() as conn:
            outbox.postpone_all(
                conn, [row.id for row in rows], until=until, error=problem
            )


def backoff(attempts: int) -> timedelta:
    """How long a mail waits after so many attempts."""
    return min(_FIRST * (1 << min(attempts - 1, 20)), _LONGEST)


def _is_stale(row: Any, now: datetime) -> bool:
    return row.expires_at is not None and row.expires_at <= now


@contextmanager
def _server(url: str, timeout: float) -> Iterator[smtplib.SMTP]:
    """A connection to ``smtp://[user:password@]host[:port]`` or ``smtps://``.

    ``smtp+starttls://`` insists on encryption.  Raises Unreachable.
    """
    parts = urlsplit(url)
    host, secure = parts.hostname or "localhost", parts.scheme == "smtps"
    context = ssl.create_default_context()
    try:
        if secure:
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                host, parts.port or 465, timeout=timeout, context=context
            )
        else:
            server = smtplib.SMTP(host, parts.port or 25, timeout=timeout)
    except (OSError, smtplib.SMTPException) as error:
        raise Unreachable(_said(error)) from error
    try:
        _prepare(server, parts, context)
        yield server
    except (OSError, smtplib.SMTPException) as error:
        raise Unreachable(_said(error)) from error
    finally:
        _leave(server)


def _prepare(server: smtplib.SMTP, parts: Any, context: ssl.SSLContext) -> None:
    if parts.scheme == "smtp+starttls":
        server.starttls(context=context)
    if parts.username:
        server.login(unquote(parts.username), unquote(parts.password or ""))


def _leave(server: smtplib.SMTP) -> None:
    try:
        server.quit()
    except (OSError, smtplib.SMTPException):
        server.close()


def _hand_over(server: smtplib.SMTP, message: EmailMessage) -> None:
    """Give one mail to the server. Raises Refused; a broken connection passes on."""
    try:
        refused = server.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        for_good = all(500 <= code < 600 for code in codes)
        raise Refused(_of_recipients(error.recipients), for_good=for_good) from error
    except smtplib.SMTPServerDisconnected:
        raise
    except smtplib.SMTPResponseException as error:
        if error.smtp_code == 421:
            raise
        for_good = 500 <= error.smtp_code < 600
        raise Refused(_said(error), for_good=for_good) from error
    except (smtplib.SMTPNotSupportedError, UnicodeError) as error:
        raise Refused(_said(error), for_good=True) from error
    if refused:
        log.warning("some recipients refused", problem=_of_recipients(refused))


def _of_recipients(refused: Any) -> str:
    return "; ".join(
        f"{address}: {code} {_text(answer)}"
        for address, (code, answer) in refused.items()
    )


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    if isinstance(error, TimeoutError):
        return "The mail server did not answer in time."
    return f"The mail server cannot be reached: {error}."


def _text(answer: Any) -> str:
    text = answer.decode(errors="replace") if isinstance(answer, bytes) else str(answer)
    return " ".join(text.split())[:300]
