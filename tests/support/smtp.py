"""A real mail server on loopback that keeps what it gets and misbehaves on demand."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from enum import Enum
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.support.ports import free_port


class Behaviour(Enum):
    """What the server does with a mail."""

    ACCEPT = "250 OK"
    TRY_LATER = "451 Try again later"
    REFUSE = "550 No such mailbox"
    HANG = "hang"


@dataclass
class MailServer:
    """The server: ``messages`` is what it took; change ``behaviour`` at any time."""

    port: int
    behaviour: Behaviour = Behaviour.ACCEPT
    messages: list[EmailMessage] = field(default_factory=list)
    envelopes: list[Envelope] = field(default_factory=list)
    attempts: int = 0
    _controller: Controller | None = None

    @property
    def url(self) -> str:
        """Its address, as ``ERM_SMTP_URL`` takes it."""
        return f"smtp://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Listen; also after ``stop``, on the same port."""
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self) -> None:
        """Refuse connections, as a server that is down does."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    async def handle_DATA(  # noqa: N802 - the library's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Take or refuse one mail."""
        self.attempts += 1
        if self.behaviour is Behaviour.HANG:
            await asyncio.sleep(3600)
        if self.behaviour is Behaviour.ACCEPT:
            content: Any = envelope.original_content or b""
            self.messages.append(message_from_bytes(content, policy=policy.default))
            self.envelopes.append(envelope)
        return self.behaviour.value


@pytest.fixture
def smtp_server() -> Iterator[MailServer]:
    """A mail server of this test's own."""
    server = MailServer(free_port())
    server.start()
    yield server
    server.stop()
