"""Upkeep: due work, invariants, backups, a realistic repository, measurements."""

import re
import subprocess
import sys
from pathlib import Path

import click

from engine import audit
from engine.errors import EngineError
from tasks import backup as backups
from tasks.verify import problems
from web.opening import AlreadyServed, is_served, opened, sqlite_path
from web.settings import settings

_ANCHOR = re.compile(r"^Audit chain: (\d{1,18}) ([0-9a-f]{64})\s*$", re.MULTILINE)
CHECKOUT = Path(__file__).parents[2]
target = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))


class InvariantsBroken(EngineError):
    """The database is not in order."""


class NoAnchor(EngineError):
    """The file has no line that says how far the chain had come."""

    def __init__(self) -> None:
        super().__init__("The file has no line “Audit chain: …” of an earlier run.")


def anchors_in(text: str) -> list[tuple[int, str]]:
    """Positions and seals that were noted elsewhere. Raises NoAnchor."""
    found = [(int(number), seal) for number, seal in _ANCHOR.findall(text)]
    if not found:
        raise NoAnchor
    return found


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
@click.option(
    "--anchor",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file with lines of earlier runs (“Audit chain: …”), kept elsewhere.",
)
def verify(anchor: Path | None) -> None:
    """Check every invariant of the database; say how far the audit chain has come."""
    anchors = [] if anchor is None else anchors_in(anchor.read_text())
    with opened() as app:
        found = problems(app)
        with app.read() as conn:
            found += audit.anchored(conn, anchors)
            head = audit.kept_head(conn)
    if head is not None:
        click.echo(f"Audit chain: {head.sealed_as} {head.seal}")
    if anchors:
        click.echo(f"Compared with {len(anchors)} of its anchors.")
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
