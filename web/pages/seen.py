"""A release as a visitor sees it: what every page about one release begins with."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import url_for

from engine.instances import ALIVE
from engine.ports import Context
from tasks import by_hand
from tasks.oversight.access import readable_among, require_release
from tasks.oversight.live import Live, live
from tasks.people.rights import Standing
from tasks.release.tables import linked_to
from tasks.repository.writer import Writer
from web.current import application, reading, visitor
from web.texts import locale


@dataclass(frozen=True, slots=True)
class Seen:
    """A release that the visitor may read, with how it stands to them."""

    row: Any
    standing: Standing
    linked: Sequence[Any]
    #: The linked ones that the visitor may read too; of others only the number is told.
    readable: frozenset[str]
    live: Live | None
    offers: Sequence[by_hand.Offer]

    @property
    def is_alive(self) -> bool:
        """Whether the release's process still runs."""
        return self.live is not None and self.live.row.status in ALIVE

    def writer(self, context: Context) -> Writer:
        """The visitor with a pen."""
        return Writer(
            application(), context, visitor(), self.standing, self.row.id, locale()
        )


def seen(release_id: str) -> Seen:
    """The release. Raises NoSuchRelease for who may not read it."""
    with reading() as conn:
        row, standing = require_release(conn, visitor(), release_id)
        linked = linked_to(conn, release_id)
        readable = readable_among(conn, visitor(), [other.id for other in linked])
        stands = None
        offers: Sequence[by_hand.Offer] = ()
        if row.instance_id:
            stands = live(application(), conn, row.instance_id)
            offers = by_hand.offers(
                application(), conn, visitor(), standing, row.instance_id
            )
    return Seen(row, standing, linked, readable, stands, offers)


@contextmanager
def writing(found: Seen) -> Iterator[Writer]:
    """The visitor writes; what is written commits at the end."""
    with application().command(by=visitor().user_name) as context:
        yield found.writer(context)


@contextmanager
def looking(found: Seen) -> Iterator[Writer]:
    """The visitor looks at a sheet; nothing is written."""
    with application().looking(by=visitor().user_name) as context:
        yield found.writer(context)


def address(release_id: str, part: str = "", anchor: str = "") -> str:
    """Where a part of a release's page is."""
    href = url_for("release.show", release_id=release_id, part=part or None)
    return f"{href}#{anchor}" if anchor else href
