"""Upkeep: due work, invariants, backups, a realistic repository, measurements."""

import subprocess
import sys
from pathlib import Path

import click

from engine.errors import EngineError
from tasks import backup as backups
from tasks.verify import problems
from web.opening import AlreadyServed, is_served, opened, sqlite_path
from web.settings import settings

CHECKOUT = Path(__file__).parents[2]
target = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))


class InvariantsBroken(EngineError):
    """The database is not in order."""


@click.command("work-due")
def work_due() -> None:
    """Do all work that is due now, once, and say what was done."""
    with opened() as app:
        done = app.work_due()
    for kind, number in sorted(done.items()):
        click.echo(f"{number} {kind}")
    if not done:
        click.echo("Nothing is due.")


@click.command()
def verify() -> None:
    """Check every invariant of the database."""
    with opened() as app:
        found = problems(app)
    for sentence in found:
        click.echo(sentence)
    if found:
        number = len(found)
        things = "1 invariant is" if number == 1 else f"{number} invariants are"
        raise InvariantsBroken(f"{things} broken.")
    click.echo("All invariants hold.")


@click.command()
@target
def backup(file: Path) -> None:
    """Write everything to one file while the product runs."""
    with opened() as app:
        written = backups.write(app.database, app.files, file)
    click.echo(f"{file}: {written.rows} rows, {written.files} files.")


@click.command()
@target
def restore(file: Path) -> None:
    """Put back what a backup holds; what is there now is kept in a file first."""
    asked = settings()
    if is_served(asked):
        raise AlreadyServed(sqlite_path(asked.database_url) or Path())
    with opened(migrated=False) as app:
        before = backups.put_back(app.database, app.files, file, at=app.clock.now())
    if before is not None:
        click.echo(f"What was there is kept in {before}.")
    click.echo(f"{file} is restored.")


@click.command()
@click.option("--quick", is_flag=True, help="Fewer runs and rounds.")
def bench(*, quick: bool) -> None:
    """Measure: a table, and one JSON line for each figure."""
    wanted = ["--quick"] if quick else []
    done = subprocess.run(  # noqa: S603 - our own module, no shell
        [sys.executable, "-m", "tests.bench", *wanted], cwd=CHECKOUT, check=False
    )
    raise SystemExit(done.returncode)
