"""Serving: pages and jobs in one process, or each alone."""

import signal
import threading
from types import FrameType

import click
import waitress

from engine import schema
from engine.jobs import clock_of
from tasks.bootstrap import Application, open_application
from tasks.people import persons
from tasks.people.demonstration import PASSWORD, seed_demonstration
from tasks.publishing import publish_folder
from web.app import create_app
from web.opening import (
    NotMigrated,
    make_folders,
    only_one,
    require_no_demonstration,
)
from web.settings import Settings, settings

THREADS = 16

host_option = click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address to listen on."
)


@click.command()
@host_option
def serve(host: str) -> None:
    """Everything in one process: pages, timers, mail."""
    asked = settings()
    make_folders(asked)
    with only_one(asked):
        app = open_application(asked)
        try:
            prepare(app, asked)
            scheduler = clock_of([app.jobs])
            try:
                _listen(app, asked, host)
            finally:
                scheduler.shutdown()
        finally:
            app.close()


@click.command()
@host_option
def web(host: str) -> None:
    """Pages and interface alone; a worker does what falls due."""
    asked = settings()
    make_folders(asked)
    app = open_application(asked)
    try:
        _require_ready(app, asked)
        _listen(app, asked, host)
    finally:
        app.close()


@click.command()
def worker() -> None:
    """Timers, messages, mail and reports; as many as you like on PostgreSQL."""
    asked = settings()
    make_folders(asked)
    with only_one(asked):
        app = open_application(asked)
        try:
            _require_ready(app, asked)
            scheduler = clock_of([app.jobs])
            click.echo("The worker does what falls due. Stop it with Ctrl+C.")
            _until_told()
            scheduler.shutdown()
        finally:
            app.close()


def prepare(app: Application, asked: Settings) -> None:
    """Bring the database up to date, publish the diagrams, let people try it out."""
    schema.upgrade(app.database)
    require_no_demonstration(app, asked)
    for sentence in publish_folder(app, asked.diagrams):
        click.echo(sentence)
    with app.read() as conn:
        empty = not persons.everybody(conn)
    if empty and not asked.production:
        with app.command(why="an empty database") as context:
            seed_demonstration(context)


def _require_ready(app: Application, asked: Settings) -> None:
    if not schema.is_current(app.database):
        raise NotMigrated
    require_no_demonstration(app, asked)


def _listen(app: Application, asked: Settings, host: str) -> None:
    site = create_app(app, asked)
    server = waitress.create_server(
        site, host=host, port=asked.port, threads=THREADS, ident=None
    )
    _how_to_sign_in(app, asked)
    signal.signal(signal.SIGTERM, _stop)
    try:
        server.run()
    except (SystemExit, KeyboardInterrupt):
        click.echo("Stopped.")
    finally:
        server.close()


def _how_to_sign_in(app: Application, asked: Settings) -> None:
    click.echo(f"eRM is at {asked.base_url}")
    with app.read() as conn:
        everybody = persons.people_named(conn, ["release_manager"])
    if everybody and not asked.production:
        click.echo(
            "Sign in as release_manager, intake, project_manager … "
            f"(one account for each role), password: {PASSWORD}"
        )
    else:
        click.echo("Sign in with your account. Let people in with: erm user add")


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def _until_told() -> None:
    told = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: told.set())
    told.wait()
