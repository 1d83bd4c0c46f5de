"""What a request works with: the application below, and who asks."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

from flask import current_app, g
from sqlalchemy import Connection

from tasks.people.persons import Person
from web.settings import Settings

if TYPE_CHECKING:
    from tasks.bootstrap import Application


def application() -> "Application":
    """The application that this process serves."""
    return cast("Application", current_app.extensions["erm"])


def settings() -> Settings:
    """The settings that this process was started with."""
    return cast(Settings, current_app.extensions["erm_settings"])


@contextmanager
def reading() -> Iterator[Connection]:
    """A connection to read from, for the length of a block."""
    with application().read() as conn:
        yield conn


def visitor_or_none() -> Person | None:
    """Who is signed in, if anybody is."""
    return cast("Person | None", g.get("visitor"))


def visitor() -> Person:
    """Who is signed in; the route's policy has made sure that somebody is."""
    found = visitor_or_none()
    assert found is not None
    return found
