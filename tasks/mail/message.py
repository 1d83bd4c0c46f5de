"""A row of the outbox as a mail: every header through the library, never by string.

Source: RFC 5322 (ids and threads), RFC 3834 (Auto-Submitted), RFC 2919 (List-Id).
"""

import base64
import re
import uuid
from collections.abc import Mapping
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Any

from engine.outbox import NAMESPACE

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_CONTROL_IN_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_LIST_ID = re.compile(r"[^a-z0-9-]")


class Unsendable(Exception):
    """No mail can be made of the row; sending it again will not help."""


def message_of(row: Any, *, sender: str, base_url: str, at: datetime) -> EmailMessage:
    """The mail to send. Raises Unsendable."""
    host = host_of(sender)
    message = EmailMessage(policy=SMTP)
    try:
        message["From"] = _address(sender)
        message["To"] = [_address(each) for each in row.to]
        if row.cc:
            message["Cc"] = [_address(each) for each in row.cc]
        message["Subject"] = clean(row.subject) or "(no subject)"
        message["Date"] = format_datetime(at)
        message["Message-ID"] = f"<{row.message_id}@{host}>"
        message["Auto-Submitted"] = "auto-generated"
        for name, value in _thread(row, host).items():
            message[name] = value
        message.set_content(with_base(row.body, row.headers, base_url))
        language = row.headers.get("language")
        if language in ("en", "fr"):
            message["Content-Language"] = language
        for part in row.attachments:
            _attach(message, part)
    except (ValueError, LookupError, TypeError) as error:
        raise Unsendable(f"The mail cannot be written: {error}.") from error
    return message


def with_base(body: str, headers: Mapping[str, Any], base_url: str) -> str:
    """The text with its link made absolute, as readers outside need it."""
    text = _CONTROL_IN_TEXT.sub("", body)
    link = headers.get("link")
    if not link or not base_url:
        return text
    return re.sub(rf"(?<![\w/:.]){re.escape(link)}(?![\w/])", base_url + link, text)


def clean(text: str) -> str:
    """A header's text: no control character, one line, nothing encoded by hand.

    The library decodes ``=?utf-8?q?…?=`` in what it is given, line breaks included, and
    would write them out.
    """
    return " ".join(_CONTROL.sub(" ", text).replace("=?", "= ?").split())


def host_of(sender: str) -> str:
    """The domain of our Message-IDs."""
    host = parseaddr(sender)[1].rpartition("@")[2]
    return host if re.fullmatch(r"[A-Za-z0-9.-]+", host) else "localhost"


def _thread(row: Any, host: str) -> dict[str, str]:
    """Mails of one subject hang together under a root that nobody has to have got."""
    thread = row.headers.get("thread")
    if not thread:
        return {}
    root = f"<{uuid.uuid5(NAMESPACE, f'thread:{thread}')}@{host}>"
    name = _LIST_ID.sub("-", str(thread).lower())
    return {
        "In-Reply-To": root,
        "References": root,
        "List-Id": f"<{name}.erm.{host}>",
    }


def _address(text: str) -> Address:
    name, address = parseaddr(clean(text))
    local, at, domain = address.rpartition("@")
    if not (local and at and domain):
        raise ValueError(f"“{clean(text)[:100]}” is no e-mail address")
    return Address(clean(name), local, domain)


def _attach(message: EmailMessage, part: Mapping[str, Any]) -> None:
    kind, _, subtype = str(part.get("type", "application/octet-stream")).partition("/")
    name = clean(str(part.get("name", "attachment")))
    if (kind, subtype) == ("text", "calendar"):
        message.add_alternative(
            part["content"],
            subtype="calendar",
            params={"method": clean(str(part.get("method", "REQUEST")))},
        )
    elif kind == "text":
        message.add_attachment(part["content"], subtype=subtype, filename=name)
    else:
        content = base64.b64decode(part["content"], validate=True)
        message.add_attachment(content, maintype=kind, subtype=subtype, filename=name)
