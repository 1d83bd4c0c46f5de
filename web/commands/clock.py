"""Moving the clock, where simulated time is on."""

import re
from datetime import timedelta

import click

from engine.clock import SimulatedClock
from engine.errors import EngineError
from tasks.bootstrap import Application
from web.opening import opened

_DURATION = re.compile(
    r"P(?=[\dT])(?:(\d{1,3})W)?(?:(\d{1,4})D)?"
    r"(?:T(?=\d)(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?",
    re.ASCII,
)


class ClockIsFixed(EngineError):
    """The clock cannot be moved here."""

    def __init__(self) -> None:
        super().__init__(
            "The clock can be moved only with simulated time: set ERM_SIMULATED_TIME=1."
        )


class NoDuration(EngineError):
    """The text says no time span."""

    def __init__(self, text: str) -> None:
        super().__init__(f"“{text[:40]}” is no time span: write P30D, P2W or PT12H.")


def duration(text: str) -> timedelta:
    """A time span of weeks, days, hours, minutes, seconds. Raises NoDuration."""
    found = _DURATION.fullmatch(text.strip().upper())
    if found is None:
        raise NoDuration(text)
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return timedelta(
        weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds
    )


def movable(app: Application) -> SimulatedClock:
    """The clock, if it may be moved. Raises ClockIsFixed."""
    if not isinstance(app.clock, SimulatedClock):
        raise ClockIsFixed
    return app.clock


@click.group()
def clock() -> None:
    """Simulated time."""


@clock.command()
def show() -> None:
    """What time the product takes it to be."""
    with opened() as app:
        now = app.clock.now()
        ahead = app.clock.offset() if isinstance(app.clock, SimulatedClock) else None
    click.echo(now.isoformat(timespec="seconds").replace("+00:00", "Z"))
    if ahead:
        click.echo(f"{ahead} ahead of the machine’s clock.")


@clock.command()
@click.argument("by", metavar="P30D")
def advance(by: str) -> None:
    """Move time on; what falls due is done by the sweep or by: erm work-due."""
    step = duration(by)
    with opened() as app:
        now = movable(app).advance(step)
    click.echo(now.isoformat(timespec="seconds").replace("+00:00", "Z"))


@clock.command()
def reset() -> None:
    """Go back to the machine's time; what has fired stays fired."""
    with opened() as app:
        movable(app).reset()
        now = app.clock.now()
    click.echo(now.isoformat(timespec="seconds").replace("+00:00", "Z"))
