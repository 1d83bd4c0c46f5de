"""A realistic repository to look at: a year of an office's releases."""

from dataclasses import replace

import click

from engine.clock import FixedClock
from tasks.bootstrap import open_application
from tasks.demo.year import YEAR, make_demo
from web.commands.serving import prepare
from web.opening import make_folders, only_one
from web.settings import BadSettings, settings


@click.command()
def demo() -> None:
    """Make a realistic repository: releases in every milestone, a year of history.

    Mail of the past is kept to be read, whatever server is set: nobody gets it.
    """
    asked = settings()
    if asked.production:
        raise BadSettings("Production takes no demonstration: unset ERM_ENV.")
    make_folders(asked)
    with only_one(asked):
        present = open_application(asked)
        try:
            prepare(present, asked)
            today = present.clock.now()
        finally:
            present.close()
        clock = FixedClock(today - YEAR)
        past = open_application(replace(asked, smtp_url=None), clock)
        try:
            number = make_demo(past, clock, today)
        finally:
            past.close()
    click.echo(f"{number} releases are there. See them with: make run")
